package casework

import (
	"slices"
	"time"
)

// Two sources that contradict each other are both kept, and a person says which is right.

// dispute keeps an event that contradicts another. It starts nothing until a person has
// said which of the two is right.
func (c *Case) dispute(e JusticeEvent, against string, s Said, at time.Time) {
	e.Standing, e.Against = Disputed, against
	c.Justice = append(c.Justice, e)
	c.told(s, at, "justice-disputed", e.ID, "It contradicts what is known, and starts nothing until a person has said what is right. %s", e.says())
	c.lookAgain(at)
	if c.Stage != Closed {
		c.raise(ResolveJustice, e.ID, at, c.Policy.DecideWithin)
	}
}

// resolved is what follows when a person has said which of two events is right.
func (m RecordDecision) resolved(c *Case, d Decision, at time.Time) {
	t := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.ID == m.Task })
	if t < 0 {
		return
	}
	later, ok := c.event(c.Tasks[t].About)
	if !ok || later.Standing != Disputed {
		return
	}
	earlier, _ := c.event(later.Against)
	switch {
	case d.Code == "both_stand" || earlier == nil:
		later.Standing, later.Against = Stands, ""
		c.begin(*later, at)
	case d.Code == "later_stands":
		later.Standing = Replaced
		e := *later
		e.ID = earlier.ID
		c.correct(earlier, e, m.Said, at)
	default:
		later.Standing = Replaced
	}
}
