package casework

import (
	"slices"
	"time"
)

// Closing and closed: a case ends for a reason, when nothing of it is left open,
// and can be taken back for a while; afterwards it can be reopened.

// Closure is why and how a case ended, or is ending.
type Closure struct {
	Reason   string    `json:"reason"`
	Asked    time.Time `json:"asked"` // UTC
	By       string    `json:"by"`
	SignedBy string    `json:"signed_by,omitempty"` // the supervisor who signed it off
	Ended    time.Time `json:"ended,omitzero"`      // UTC; zero while it can be taken back
	Served   bool      `json:"served,omitempty"`    // help had been accepted: it ends, and did not only not begin
	Text     string    `json:"text,omitempty"`
	Told     *Told     `json:"told,omitempty"`  // whether and how the victim was told; nil: not yet, or nobody is to tell them
	Waits    bool      `json:"waits,omitempty"` // it would have ended, and the victim is still to be told

	Into   string   `json:"into,omitempty"`   // the case of the same victim that goes on
	Tasks  []Task   `json:"tasks,omitempty"`  // of a case that goes on in another: what was open, for it to take over
	Unread []Unread `json:"unread,omitempty"` // likewise, the replies that nobody had read
}

func (c *Case) beginClosing(r Reason, s Said, signed bool, at time.Time) {
	c.beginClosingTold(r, s, signed, false, at)
}

// beginClosingTold is the same where the victim may have been told in person.
func (c *Case) beginClosingTold(r Reason, s Said, signed, told bool, at time.Time) {
	c.Closure = &Closure{Reason: r.Code, Asked: s.when(at).UTC(), By: s.By, Text: s.Text, Served: c.Stage != Reaching}
	if signed {
		c.Closure.SignedBy = s.By
	}
	c.told(s, at, "closure", "", "To be closed: %s.", r.Says)
	if told {
		c.ended(toldInPerson, s.By, s.when(at), at)
	}
	c.enter(Closing, at)
}

// endOrAsk ends a case for a reason that follows from what the victim said, or
// asks a supervisor where it must be signed off or something is still open.
func (c *Case) endOrAsk(code string, s Said, at time.Time) {
	r, _ := reason(code)
	c.unplan("nobody who has said no is called while it is decided whether the case ends", at)
	c.drop(CallVictim, at)
	if _, why := (ending{c, r, false, at}).held(); why != "" {
		c.note(at, "closure-asked", "", "Not closed by itself (%s): %s.", r.Says, why)
		c.raise(SignOff, code, at, c.Policy.DecideWithin)
		return
	}
	c.beginClosing(r, s, false, at)
}

// arriveClosing takes back what has not left yet, except where it is all that the
// victim will hear.
func (c *Case) arriveClosing(now time.Time) {
	r, _ := reason(c.Closure.Reason)
	c.withdraw("support is ending", now, func(m Message) bool { return r.Silent || r.Tell && !slices.Contains(aboutHearings, m.Template) })
	if r.Tell && c.Closure.Told == nil {
		c.tell(SupportEnded, time.Time{}, now)
	}
	c.askAtEnd(r, now)
	c.set(Clock{ID: "close-now", Kind: CloseNow, Due: now.Add(c.Policy.ClosingFor)})
}

// ringCloseNow ends the case, unless something has come up meanwhile: what would
// have held the closure up, or a grade that nobody has signed off.
func (c *Case) ringCloseNow(now time.Time) {
	r, _ := reason(c.Closure.Reason)
	if _, why := (ending{c, r, c.Closure.SignedBy != "", now}).held(); why != "" {
		c.note(now, "closure-held", "", "Not closed after all: %s.", why)
		c.resume(c.resumed(), now)
		c.raise(DecideNext, "", now, c.Policy.DecideWithin)
		return
	}
	if c.waitsToTell(now) {
		return
	}
	c.noteUnscored(now)
	c.enter(Closed, now)
}

func (c *Case) arriveClosed(now time.Time) {
	c.Closure.Ended = now.UTC()
	c.leaveRights(now)
	c.Clocks, c.Cover, c.Offer = nil, nil, nil
	c.Pause, c.PauseAsked = nil, nil
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() {
			c.end(t, "dropped", now)
			c.note(now, "task-dropped", t.ID, "No longer needed: %s.", t.Kind.Rule().Says)
		}
	}
	c.keep(now)
	c.note(now, "return", "", "The victim can come back at any time: reopening is one step and keeps the whole story.")
}
