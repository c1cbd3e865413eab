package casework

import (
	"slices"
	"strings"
	"time"
)

// Finding is one row of what Beacon finds out by itself, by comparing what is kept of
// people and of contact points outside the case.
type Finding struct {
	Code   string
	Task   TaskKind // what it asks of a person, or what it settles
	Ends   bool     // it ends that task
	Urgent bool     // it cannot wait as long as others of its task
	Says   string
}

// FindingRows lists everything that can be found. To add one, add a line.
var FindingRows = []Finding{
	{"match_found", ReviewMatch, false, false, "Somebody else on record may be the same victim. Nothing is joined unless a person decides it."},
	{"match_settled", ReviewMatch, true, false, "Whether somebody else on record is the same victim has been decided, or no longer needs to be."},
	{"conflict_found", ResolveConflict, false, false, "Police say otherwise of a way to make contact than what stands. What stands was kept."},
	{"conflict_urgent", ResolveConflict, false, true, "Police say that a way to make contact is not to be used. What the victim confirmed was kept until a person decides."},
	{"conflict_settled", ResolveConflict, true, false, "What police said otherwise of a way to make contact has been decided."},
	{"counter_allegation", KeepApart, false, true, "A victim here is named as a suspect elsewhere, or a suspect here is a victim elsewhere. Nothing of one case is shown with the other."},
}

func finding(code string) (Finding, bool) {
	i := slices.IndexFunc(FindingRows, func(f Finding) bool { return f.Code == code })
	if i < 0 {
		return Finding{}, false
	}
	return FindingRows[i], true
}

// RecordFinding tells the case of something found. What it is about is kept outside
// the case and named by its ID.
type RecordFinding struct {
	Said
	Finding string `json:"finding"`
	About   string `json:"about"` // the match or the conflict; of a counter-allegation, the other case
}

// Name is the command's name on the wire.
func (RecordFinding) Name() string { return "record-finding" }

func (RecordFinding) stages() []Stage { return anyOpen }

func (m RecordFinding) check(_ *Case, _ time.Time) error {
	var f faults
	_, known := finding(m.Finding)
	f.wrong(!known, "/finding", "not_listed", "is not something that can be found")
	f.wrong(m.About == "", "/about", "missing", "is missing")
	f.meant(m.At, "/at")
	return f.invalid()
}

func (m RecordFinding) apply(c *Case, at time.Time) {
	row, _ := finding(m.Finding)
	about := m.About
	if row.Task == KeepApart {
		about = "" // that there is another side is told, and never who
		c.oppose(m.About)
	}
	c.told(m.Said, at, strings.ReplaceAll(row.Code, "_", "-"), about, "%s", row.Says)
	if row.Ends {
		for _, t := range slices.Clone(c.Tasks) {
			if t.Open() && t.Kind == row.Task && t.About == about {
				c.finish(m.Name(), t.ID, at)
			}
		}
		return
	}
	within := c.Policy.DecideWithin
	if row.Urgent {
		within = c.Policy.UrgentWithin
	}
	c.raise(row.Task, about, at, within)
}

// oppose remembers a case whose victim is on the other side, so that the two are never
// made one.
func (c *Case) oppose(other string) {
	if !slices.Contains(c.Opposed, other) {
		c.Opposed = append(c.Opposed, other)
	}
}
