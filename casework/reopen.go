package casework

import (
	"slices"
	"time"
)

// reopenReasons lists why a case may be reopened.
var reopenReasons = []string{"victim_returned", "new_incident", "closed_in_error", "information_received"}

// ReopenCase takes up a case again that was closed or is closing.
type ReopenCase struct {
	Said
	Reason    string `json:"reason"`
	OwnerLeft string `json:"owner_left,omitempty"` // the case's owner, where they have left the service
}

// Name is the command's name on the wire.
func (ReopenCase) Name() string { return "reopen-case" }

func (ReopenCase) stages() []Stage { return []Stage{Closing, Closed} }

func (m ReopenCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(c.Merged(), "/reason", "merged", "cannot be a reason: the case goes on in another")
	f.wrong(!slices.Contains(reopenReasons, m.Reason), "/reason", "not_listed", "is not a known reason")
	return f.invalid()
}

func (m ReopenCase) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "reopened", "", "Reopened: %s.", m.Reason)
	c.Contact.Declined = false // whoever takes it up again means to call
	c.resume(c.resumed(), at)
	if m.Reason == "new_incident" {
		c.raise(ReviewRisk, "", at, c.firstWithin(at))
	}
	c.leave(m.OwnerLeft, at)
}

// resume takes a closure back. A stage that asks nobody for anything by itself
// begins with the question what comes next.
func (c *Case) resume(s Stage, now time.Time) {
	ended, rested := c.Closure.Ended, c.Stage == Closed
	c.Closure = nil
	c.withdraw("the case is taken up again", now, func(m Message) bool { return !c.wanted(m) })
	if c.Stage == Closed {
		c.takeUp(ended, now)
	}
	c.enter(s, now)
	if rested {
		c.watchDuties(now)
	}
	if s == Supporting {
		c.raise(DecideNext, "", now, c.Policy.DecideWithin)
	}
}

// takeUp sets anew what ended with the case: its clocks, and the question how
// contact can be safe, if that was never answered.
func (c *Case) takeUp(ended, now time.Time) {
	c.Reopened++
	c.Kept.Until, c.Kept.Period = "", ""
	c.watchRisk()
	c.watchMarac()
	for _, h := range slices.Clone(c.Hearings) {
		if h.Status == Listed && h.last().After(ended) {
			c.planHearing(h.ID, now)
		}
	}
	c.takeUpOnward(now)
	c.watchUpdates(now)
	if c.Halt != nil {
		c.raise(Unsafe, "", now, c.Policy.UrgentWithin)
	}
}

// resumed is the stage that an interrupted ending returns to: the furthest the
// victim had come, so that nobody is asked for the same thing twice.
func (c *Case) resumed() Stage {
	switch {
	case c.Plan != nil:
		return Supporting
	case len(c.Needs) > 0:
		return Planning
	case c.Contact.Accepted:
		return Assessing
	default:
		return Reaching
	}
}
