package casework

import (
	"slices"
	"strconv"
	"time"
)

// carryDuties takes over what happened and what is owed in another case of the same
// victim, each once. What is still owed is watched here, by the time that it had.
func (c *Case) carryDuties(h *Case, at time.Time) {
	for _, e := range h.Justice {
		if _, known := c.event(e.ID); !known {
			c.carryEvent(e, at)
		}
	}
	for _, o := range h.Owed {
		if c.owes(o.Row, o.Event) {
			continue
		}
		o.ID = o.Row + "-" + strconv.Itoa(len(c.Owed)+1)
		c.Owed = append(c.Owed, o)
		c.watchDuty(&c.Owed[len(c.Owed)-1], at)
	}
}

// carryEvent takes over one event. Where it contradicts what is known here, a person
// says which is right.
func (c *Case) carryEvent(e JusticeEvent, at time.Time) {
	row, _ := justiceRow(e.Kind)
	against := slices.IndexFunc(c.Justice, func(o JusticeEvent) bool {
		apart := o.About != e.About && o.About != "" && e.About != ""
		return row.Once && o.Kind == e.Kind && o.Standing == Stands && e.Standing == Stands && !apart && !o.same(e)
	})
	if against >= 0 {
		e.Standing, e.Against = Disputed, c.Justice[against].ID
		c.note(at, "justice-contradicted", e.ID, "The two cases contradict each other, and a person says what is right. %s", e.says())
		c.raise(ResolveJustice, e.ID, at, c.Policy.DecideWithin)
	}
	c.Justice = append(c.Justice, e)
}
