package casework

import "time"

// Recovered says that a case is taken up again from what readers had of it, because whoever
// carried it has lost it.
type Recovered struct {
	Why   LostBy `json:"why"`
	After int    `json:"after,omitempty"` // the latest revision that anybody is known to have seen of it
}

// LostBy says how a case was lost.
type LostBy string

// How a case may be lost.
const (
	LostWorkflow LostBy = "workflow" // no workflow of it was open any more
	LostLater    LostBy = "later"    // its workflow stood at an earlier moment, as after a restore
)

// Recover takes a case up again: it says so in the timeline, as a revision after every one
// that is known, and what has come due since then rings. Where something that was done may
// be missing from it, a person looks.
func (c *Case) Recover(r Recovered, now time.Time) {
	c.Revision = max(c.Revision, r.After) + 1
	says := "Whatever carried this case had lost it. It goes on from what was last shown here; what has come due since then happens now."
	if r.Why == LostLater {
		says = "Whatever carried this case stood at an earlier moment, as after a backup was restored. It goes on from what was last shown here; what it did in between is not known to it."
	}
	c.note(now, "recovered", "", "%s", says)
	if r.Why == LostLater && c.Stage != Closed {
		c.raise(DecideNext, "", now, c.Policy.DecideWithin)
	}
	c.keepMoving(now)
}
