package victimscode

import (
	"cmp"
	"embed"
	"slices"
)

// Edition is one published set of duties. What was published never changes: new law is
// a new edition, and a time that has begun keeps the edition under which it began.
type Edition struct {
	ID      string `json:"id"`   // such as "2020"; never used twice
	Name    string `json:"name"` // as it is called
	InForce string `json:"in_force,omitempty"`
	Draft   bool   `json:"draft,omitempty"` // loaded to be compared; no case can take it
	Source  string `json:"source"`
	Note    string `json:"note,omitempty"` // what a reader must know of all its rows
	Duties  []Duty `json:"duties"`
}

//go:embed editions/*.json
var embedded embed.FS

// Current is the edition that a service follows which has set no other.
const Current = "2020"

// published are the editions of this program. Nothing is added while it runs, so that
// a case comes to the same dates wherever and whenever it is carried on.
var published = read()

func read() []Edition {
	files, err := embedded.ReadDir("editions")
	if err != nil {
		panic("victimscode: " + err.Error())
	}
	var all []Edition
	for _, f := range files {
		text, err := embedded.ReadFile("editions/" + f.Name())
		if err != nil {
			panic("victimscode: " + err.Error())
		}
		e, err := ParseEdition(text)
		if err != nil {
			panic("victimscode: " + f.Name() + ": " + err.Error())
		}
		if e.Draft {
			panic("victimscode: " + f.Name() + " is a draft, which no case may take")
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Edition) int { return cmp.Or(cmp.Compare(a.InForce, b.InForce), cmp.Compare(a.ID, b.ID)) })
	return all
}

// Editions lists what was published, by when it came into force, the oldest first.
func Editions() []Edition { return slices.Clone(published) }

// Find finds a published edition.
func Find(id string) (Edition, bool) {
	i := slices.IndexFunc(published, func(e Edition) bool { return e.ID == id })
	if i < 0 {
		return Edition{}, false
	}
	return published[i], true
}

// Duty finds a row by its ID.
func (e Edition) Duty(id string) (Duty, bool) {
	i := slices.IndexFunc(e.Duties, func(d Duty) bool { return d.ID == id })
	if i < 0 {
		return Duty{}, false
	}
	return e.Duties[i], true
}

// Begun lists the duties that a trigger begins, whatever else they ask for.
func (e Edition) Begun(by Trigger) (begun []Duty) {
	for _, d := range e.Duties {
		if slices.Contains(d.Begins, by) {
			begun = append(begun, d)
		}
	}
	return begun
}
