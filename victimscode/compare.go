package victimscode

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
)

// Comparison is what one edition says otherwise than another, row by row.
type Comparison struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Added   []Duty   `json:"added"`
	Removed []Duty   `json:"removed"`
	Changed []Change `json:"changed"`
}

// Change is what became of one row.
type Change struct {
	ID     string        `json:"id"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange is what became of one field of a row, in words: a limit is "" where the
// edition sets no number.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Same says that neither edition says anything that the other does not.
func (c Comparison) Same() bool { return len(c.Added)+len(c.Removed)+len(c.Changed) == 0 }

// Compare says what changes from one edition to another. The order of rows does not
// matter. Nothing is left out: whoever is asked to adopt an edition sees all of it.
func Compare(from, to Edition) Comparison {
	c := Comparison{From: from.ID, To: to.ID, Added: []Duty{}, Removed: []Duty{}, Changed: []Change{}}
	for _, d := range from.Duties {
		now, kept := to.Duty(d.ID)
		if !kept {
			c.Removed = append(c.Removed, d)
		} else if changed := changedFields(d, now); len(changed) > 0 {
			c.Changed = append(c.Changed, Change{d.ID, changed})
		}
	}
	for _, d := range to.Duties {
		if _, before := from.Duty(d.ID); !before {
			c.Added = append(c.Added, d)
		}
	}
	return c
}

func changedFields(from, to Duty) (changed []FieldChange) {
	a, b := reflect.ValueOf(from), reflect.ValueOf(to)
	for i := range a.NumField() {
		before, after := inWords(a.Field(i)), inWords(b.Field(i))
		if before != after {
			changed = append(changed, FieldChange{jsonName(a.Type().Field(i)), before, after})
		}
	}
	return changed
}

// inWords writes a field as an edition's file does, a list with commas.
func inWords(v reflect.Value) string {
	if text, ok := v.Interface().(encoding.TextMarshaler); ok {
		words, _ := text.MarshalText()
		return string(words)
	}
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	words := make([]string, v.Len())
	for i := range words {
		words[i] = fmt.Sprint(v.Index(i).Interface())
	}
	return strings.Join(words, ", ")
}
