package extract

import (
	"errors"
	"fmt"
	"strings"
)

// layout says which column of one particular file carries what.
type layout struct {
	width   int
	plain   []plainCell
	slots   []slotCells
	ignored []string // columns of the file which nobody knows
}

type plainCell struct {
	at int
	column
}

type slotCells struct {
	slot
	cells []slotCell
}

type slotCell struct {
	at int
	attribute
}

// readLayout takes a header. It refuses one that lacks a mandatory column,
// names one twice, or says something about contact points which would have to
// be dropped; the error names every such column. While mandatory columns are
// missing it names only those: the first row may then be no header but a
// victim, whose words do not belong in an error.
func readLayout(header []string) (layout, error) {
	if len(header) == 1 {
		return layout{}, errors.New("the first row is not a header with its columns between commas")
	}
	at := map[string]int{}
	seen := map[string]int{}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		at[header[i]] = i
		seen[header[i]]++
	}
	out := layout{width: len(header)}
	taken := map[string]bool{"": true}
	missing := append(out.takePlain(at, taken), out.takeSlots(at, taken)...)
	if len(missing) > 0 {
		return layout{}, errors.Join(missing...)
	}
	return out, out.takeRest(header, seen, taken)
}

// takeRest looks at the columns that nobody took.
func (l *layout) takeRest(header []string, seen map[string]int, taken map[string]bool) error {
	var wrong []error
	for _, name := range header {
		switch {
		case taken[name] && name != "" && seen[name] > 1:
			wrong = append(wrong, fmt.Errorf("column %q stands twice in the header", name))
			seen[name] = 1
		case taken[name]:
		case aboutContact(name):
			wrong = append(wrong, fmt.Errorf("column %q is not known, and what it says about contact must not be dropped", name))
		default:
			l.ignored = append(l.ignored, name)
		}
	}
	return errors.Join(wrong...)
}

func (l *layout) takePlain(at map[string]int, taken map[string]bool) (wrong []error) {
	for _, c := range columns {
		i, there := at[c.Name]
		switch {
		case there:
			taken[c.Name] = true
			l.plain = append(l.plain, plainCell{at: i, column: c})
		case c.Mandatory:
			wrong = append(wrong, fmt.Errorf("column %q is missing", c.Name))
		}
	}
	return wrong
}

func (l *layout) takeSlots(at map[string]int, taken map[string]bool) (wrong []error) {
	for _, s := range everySlot() {
		if _, there := at[s.name]; !there {
			continue // a companion without its value stays unknown, and is refused as such
		}
		found := slotCells{slot: s}
		for _, a := range s.attributes() {
			i, there := at[s.name+a.suffix]
			switch {
			case there:
				taken[s.name+a.suffix] = true
				found.cells = append(found.cells, slotCell{at: i, attribute: a})
			case a.needed:
				wrong = append(wrong, fmt.Errorf("column %q is missing: a contact point must say whether it may be used", s.name+a.suffix))
			}
		}
		l.slots = append(l.slots, found)
	}
	if len(l.slots) == 0 {
		wrong = append(wrong, errors.New(`no contact points: none of the columns "phone_1", "email_1" and "address" is there`))
	}
	return wrong
}

// aboutContact says that a column would change how a victim is contacted.
func aboutContact(name string) bool {
	for _, start := range []string{"phone", "mobile", "telephone", "email", "address", "contact", "safe", "do_not", "suspect_phone"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}
