package casework

import (
	"slices"
	"time"
)

// Attempt is one attempt to reach the victim.
type Attempt struct {
	At      time.Time `json:"at"` // UTC
	By      string    `json:"by"`
	Outcome string    `json:"outcome"`
	Point   string    `json:"point,omitempty"` // the contact point used, by ID
	Text    string    `json:"text,omitempty"`
	N       int       `json:"n,omitempty"`       // its number in the case, from 1
	Round   int       `json:"round,omitempty"`   // the round of attempts it was part of, from 1; 0: of none
	Counted bool      `json:"counted,omitempty"` // it used up one of the protocol's attempts
}

// RecordAttempt is what came of an attempt to reach the victim.
type RecordAttempt struct {
	Said
	Outcome  string    `json:"outcome"`
	Point    string    `json:"point,omitempty"`       // the contact point used, by ID
	CallBack time.Time `json:"call_back_at,omitzero"` // when they asked to be called, UTC
	Task     string    `json:"task,omitempty"`        // the task it was made for
	Unusable bool      `json:"unusable,omitempty"`    // the contact point was not to be used, as far as is known
}

// Name is the command's name on the wire.
func (RecordAttempt) Name() string { return "record-attempt" }

func (RecordAttempt) stages() []Stage { return anyOpen }

func (m RecordAttempt) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	_, known := attemptOutcome(m.Outcome)
	f.wrong(!known, "/outcome", "not_listed", "is not a known outcome")
	f.wrong(!m.CallBack.IsZero() && !m.CallBack.After(now), "/call_back_at", "in_the_past", "is in the past")
	f.wrong(!m.CallBack.IsZero() && m.CallBack.After(now.Add(c.Policy.ReviewAtMost)), "/call_back_at", "too_late", "is too far ahead")
	f.wrong(m.Outcome == "accepted" && c.Stage != Reaching, "/outcome", "contradicts_stage", "help has already been accepted or the case is ending")
	f.wrong(m.Outcome == "declined" && c.Stage != Reaching, "/outcome", "contradicts_stage", "record a withdrawal instead")
	c.checkTask(&f, m.Name(), m.Task, m.Role)
	return f.invalid()
}

func (m RecordAttempt) apply(c *Case, at time.Time) {
	o, _ := attemptOutcome(m.Outcome)
	counted := c.keepAttempt(m, o, at)
	c.finish(m.Name(), m.endsTask(c, o, at), at)
	if o.Spoke {
		c.own(m.Said, at)
		c.drop(AskOfficer, at)
	}
	if o.Spoke && m.Point != "" && !m.Unusable {
		c.done(FindSafeWay, m.Name(), at)
	}
	if o.Spoke && c.Contact.Reached.IsZero() {
		c.Contact.Reached = m.when(at).UTC()
	}
	if o.Halts {
		c.halt(m.Outcome, m.Point, at)
	}
	if o.Officer {
		c.raise(AskOfficer, "", at, c.Policy.DecideWithin)
	}
	if c.Stage == Reaching {
		m.reaching(c, o, counted, at)
	}
	if c.Stage != Reaching {
		m.later(c, o, at)
	}
}

// later asks for the call that follows an attempt out of reaching. Who may have been
// somebody else is never called at the time they asked for.
func (m RecordAttempt) later(c *Case, o AttemptOutcome, at time.Time) {
	switch {
	case o.Halts:
	case !m.CallBack.IsZero():
		c.call(c.askedFor(m.CallBack), at)
	case o.AtOnce && !c.open(Unsafe):
		m.callAgain(c, at)
	}
}

// mostAttempts is how many attempts a case remembers; all are in its timeline.
const mostAttempts = 20

// keepAttempt remembers an attempt, and says whether it counts.
func (c *Case) keepAttempt(m RecordAttempt, o AttemptOutcome, at time.Time) bool {
	a := Attempt{At: m.when(at).UTC(), By: m.By, Outcome: m.Outcome, Point: m.Point, Text: m.Text}
	c.Contact.Made++
	a.N = c.Contact.Made
	says := o.Says
	if c.Stage == Reaching {
		a.Round = c.Contact.Round
		a.Counted = o.Counts && c.fresh(a.At)
		if o.Counts && !a.Counted {
			says += "; it does not count, as it fell in a two-hour window of the day that had been tried already"
		}
	}
	c.Contact.Attempts = append(c.Contact.Attempts, a)
	if n := len(c.Contact.Attempts); n > mostAttempts {
		c.Contact.Attempts = slices.Delete(c.Contact.Attempts, 0, n-mostAttempts)
	}
	if m.Unusable {
		says += "; it was made by a way that was not to be used"
	}
	c.told(m.Said, at, "attempt", m.Point, "Attempt to reach the victim: %s.", says)
	return a.Counted
}
