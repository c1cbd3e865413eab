package casework

import (
	"strconv"
	"time"

	"beacon/victimscode"
)

// What becomes of a duty's time when what began it was corrected, or when it is counted
// in another way.

// startAgain brings the duties of an event that was corrected to what is known now.
// What was met stays met, by when it was.
func (c *Case) startAgain(e JusticeEvent, at time.Time) {
	for i := range c.Owed {
		o := &c.Owed[i]
		d := o.Duty()
		switch {
		case o.Event != e.ID || o.Ended != "":
		case o.Open() && !c.applies(d, e):
			c.void(o, "replaced", at)
		case d.From != victimscode.FromTold && !basis(d, e).Equal(o.From):
			o.Began = e.Occurred.UTC()
			c.redate(o, func() { c.date(o, basis(d, e)) }, "what began it was corrected", at)
		}
	}
	c.start(e.Kind, e, at)
}

// redate changes until when a duty is owed, which is a line of the timeline with the old
// and the new time, and what follows from it.
func (c *Case) redate(o *Owed, change func(), why string, at time.Time) {
	old := *o
	change()
	if o.Due.Equal(old.Due) {
		return
	}
	c.note(at, "duty-changed", o.ID, "Its time has changed, as %s: %s. Before: %s. Now: %s.", why, o.says(), old.byThen(), o.byThen())
	if !o.Met.IsZero() {
		c.meet(o, o.MetBy, o.How, o.Met, at)
		return
	}
	if o.Late(at) == 0 {
		o.Breached = time.Time{}
	}
	c.stop(dutyClock(o.ID))
	if o.own() && old.own() {
		c.postpone(o.asks(), o.ID, o.Due, at)
	} else {
		c.settle(old, at)
	}
	c.watchDuty(o, at)
}

// dutyClock is the ID of the clock of a duty.
func dutyClock(id string) string { return "duty/" + id }

// lateBy is how late something was, in words.
func lateBy(due, at time.Time) string {
	y, m, d := due.In(London).Date()
	y2, m2, d2 := at.In(London).Date()
	days := int(time.Date(y2, m2, d2, 12, 0, 0, 0, time.UTC).Sub(time.Date(y, m, d, 12, 0, 0, 0, time.UTC)) / day)
	switch {
	case days < 1:
		return "less than a day"
	case days == 1:
		return "1 day"
	default:
		return strconv.Itoa(days) + " days"
	}
}
