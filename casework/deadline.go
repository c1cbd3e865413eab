package casework

import (
	"slices"
	"time"
)

// Deadline is one setting of one clock, for a ledger of what has to happen when. A clock
// that is moved, or set again, is another deadline. Each ends once: its clock rings, or is
// stopped before that.
type Deadline struct {
	Clock string    `json:"clock"`
	Set   int       `json:"set"` // the revision in which the clock was set so
	Kind  Kind      `json:"kind"`
	Due   time.Time `json:"due"`           // UTC
	Rung  time.Time `json:"rung,omitzero"` // when the clock rang, UTC; zero: it is still to ring
	By    Bell      `json:"by,omitempty"`  // what had the case look at its clocks then
	In    int       `json:"in,omitempty"`  // the revision in which it rang
}

// Late is how long after its time the clock rang.
func (d Deadline) Late() time.Duration { return max(d.Rung.Sub(d.Due), 0) }

// Bell says what had a case look at its clocks.
type Bell string

// The bells. A case that is carried as it should be hears only the first two.
const (
	OwnTimer Bell = "timer"  // the case's own timer
	ByRinger Bell = "ringer" // who rings patient clocks
	ByWatch  Bell = "watch"  // who looks for clocks that have not rung
	ByDoubt  Bell = "doubt"  // who sees that readers were told what the case does not know
	ByTheBy  Bell = "other"  // something else that happened to the case when a clock was due
)

// deadlines are those that stand, and those that rang since the last publishing. One that
// was published as standing, and is no longer here, was stopped.
func (c *Case) deadlines() []Deadline {
	all := slices.Clone(c.Rung)
	for _, k := range c.Clocks {
		all = append(all, k.deadline())
	}
	return all
}

func (k Clock) deadline() Deadline {
	return Deadline{Clock: k.ID, Set: k.Set, Kind: k.Kind, Due: k.Due}
}

// rang keeps for the ledger that a clock has rung.
func (c *Case) rang(k Clock, by Bell, now time.Time) {
	d := k.deadline()
	d.Rung, d.By, d.In = now.UTC(), by, c.Revision
	c.Rung = append(c.Rung, d)
}
