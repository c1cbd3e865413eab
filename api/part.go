package api

import (
	"slices"
	"strconv"
)

// Whether a field may be left out.
const (
	must = true
	may  = false
)

// part is one object of a body, read field by field. Each reading names the field,
// so that whatever has not been read at the end is a field nobody knows. A null is
// a field left out. A nil part reads as one whose fault has been told already.
type part struct {
	at     string
	fields []member
	read   []string
	faults *faults
}

// whole is the body itself, which must be an object.
func whole(n node, f *faults) *part {
	if n.kind != object {
		f.wrong("", "wrong_type", "must be an object, and is "+string(n.kind))
		return nil
	}
	return &part{fields: n.fields, faults: f}
}

// under is the pointer of a field.
func (p *part) under(name string) string {
	if p == nil {
		return "/" + name
	}
	return p.at + "/" + name
}

// wrong adds a fault at a field.
func (p *part) wrong(name, code, detail string) {
	if p != nil {
		p.faults.wrong(p.under(name), code, detail)
	}
}

// field finds a field of one of the kinds that are asked for.
func (p *part) field(name string, needed bool, kinds ...kind) (node, bool) {
	if p == nil {
		return node{}, false
	}
	p.read = append(p.read, name)
	i := slices.IndexFunc(p.fields, func(m member) bool { return m.name == name })
	if i < 0 || p.fields[i].value.kind == null {
		if needed {
			p.wrong(name, "missing", "is missing")
		}
		return node{}, false
	}
	n := p.fields[i].value
	if !slices.Contains(kinds, n.kind) {
		p.wrong(name, "wrong_type", "must be "+string(kinds[0])+", and is "+string(n.kind))
		return node{}, false
	}
	return n, true
}

// part reads an object within. Nil means that there is none.
func (p *part) part(name string, needed bool) *part {
	n, ok := p.field(name, needed, object)
	if !ok {
		return nil
	}
	return &part{at: p.under(name), fields: n.fields, faults: p.faults}
}

// each reads a list of objects, calling read for every one.
func (p *part) each(name string, needed bool, most int, read func(*part)) {
	for i, n := range p.items(name, needed, most) {
		at := p.under(name) + "/" + strconv.Itoa(i)
		if n.kind != object {
			p.faults.wrong(at, "wrong_type", "must be an object, and is "+string(n.kind))
			continue
		}
		within := &part{at: at, fields: n.fields, faults: p.faults}
		read(within)
		within.end()
	}
}

// eachText reads a list of strings by one rule, calling read for every one that
// keeps it.
func (p *part) eachText(name string, most int, rule rule, read func(at, s string)) {
	for i, n := range p.items(name, may, most) {
		at := p.under(name) + "/" + strconv.Itoa(i)
		if n.kind != text {
			p.faults.wrong(at, "wrong_type", "must be a string, and is "+string(n.kind))
			continue
		}
		if s := rule.read(n.text, at, p.faults); s != "" {
			read(at, s)
		}
	}
}

func (p *part) items(name string, needed bool, most int) []node {
	n, ok := p.field(name, needed, list)
	if !ok {
		return nil
	}
	if len(n.items) > most {
		p.wrong(name, "too_many", "has more than "+strconv.Itoa(most))
		return nil
	}
	return n.items
}

// given says that a field is there and is not null.
func (p *part) given(name string) bool {
	return p != nil && slices.ContainsFunc(p.fields, func(m member) bool { return m.name == name && m.value.kind != null })
}

// end makes a fault of every field that nobody has read.
func (p *part) end() {
	if p == nil {
		return
	}
	for _, m := range p.fields {
		if !slices.Contains(p.read, m.name) {
			p.faults.wrong(p.at+"/"+step(m.name), "unknown_field", "is not a field of this")
		}
	}
}
