package casework

import (
	"slices"
	"time"
)

// Reaching: call the victim until somebody has spoken to them, as often and as
// soon as the protocol of their risk grade says. Every attempt is a task for a
// person. A supervisor decides when the protocol is exhausted; high risk is
// asked about again until somebody has decided.

// Contact is what the case knows of its attempts to reach the victim.
type Contact struct {
	Attempts []Attempt `json:"attempts,omitempty"`
	Failed   int       `json:"failed,omitempty"`   // failed attempts since reaching last began
	Reached  time.Time `json:"reached,omitzero"`   // when they were first spoken to, UTC
	Accepted bool      `json:"accepted,omitempty"` // they said yes to help
}

// Attempt is one attempt to reach the victim.
type Attempt struct {
	At      time.Time `json:"at"` // UTC
	By      string    `json:"by"`
	Outcome string    `json:"outcome"`
	Point   string    `json:"point,omitempty"` // the contact point used, by ID
	Text    string    `json:"text,omitempty"`
}

// AttemptOutcome is one row of what can come of an attempt.
type AttemptOutcome struct {
	Code   string
	Says   string
	Spoke  bool // the victim was spoken to
	Counts bool // it uses up one of the protocol's attempts
	Halts  bool // it may not be safe: all automation stops
}

// AttemptOutcomes lists what can come of an attempt. To add one, add a line.
var AttemptOutcomes = []AttemptOutcome{
	{"accepted", "spoken to, and help was accepted", true, false, false},
	{"declined", "spoken to, and help was declined", true, false, false},
	{"spoke", "spoken to", true, false, false},
	{"call_back", "spoken to, and asked to be called another time", true, false, false},
	{"not_safe_now", "answered, but it was not safe to talk", false, false, false},
	{"no_answer", "no answer", false, true, false},
	{"voicemail_none_left", "voicemail; no message was left", false, true, false},
	{"cut_off", "the call was cut off", false, true, false},
	{"third_party_answered", "somebody else answered", false, true, true},
	{"unsafe_signal", "a sign that it is not safe", false, true, true},
	{"wrong_person", "the number belongs to somebody else", false, true, true},
	{"number_dead", "the number does not work", false, true, false},
	{"language_barrier", "an interpreter is needed", false, true, false},
}

func attemptOutcome(code string) (AttemptOutcome, bool) {
	i := slices.IndexFunc(AttemptOutcomes, func(o AttemptOutcome) bool { return o.Code == code })
	if i < 0 {
		return AttemptOutcome{}, false
	}
	return AttemptOutcomes[i], true
}

func (c *Case) arriveReaching(now time.Time) {
	p := c.Policy.protocol(c.Risk.Grade)
	c.Contact.Failed = 0
	c.raise(CallVictim, "", now, p.FirstWithin)
	c.watchUnreached(now, p)
}

// hurry plans reaching again after the grade was raised.
func (c *Case) hurry(now time.Time) {
	p := c.Policy.protocol(c.Risk.Grade)
	if c.open(CallVictim) || c.clock("next-attempt") >= 0 {
		c.stop("next-attempt")
		c.raise(CallVictim, "", now, p.FirstWithin)
	}
	c.watchUnreached(now, p)
}

func (c *Case) watchUnreached(now time.Time, p Protocol) {
	if p.WelfareWithin > 0 {
		c.set(Clock{ID: "unreached", Kind: Unreached, Due: now.Add(p.WelfareWithin)})
	}
}

func (c *Case) ringUnreached(now time.Time) {
	c.raise(SafeAndWell, "", now, c.Policy.UrgentWithin)
}

func (c *Case) ringNextAttempt(now time.Time) {
	c.raise(CallVictim, "", now, c.Policy.UrgentWithin)
}

// keepReaching sees to it that somebody is always about to try, or to decide.
func (c *Case) keepReaching(now time.Time) {
	if c.open(CallVictim) || c.open(NotReached) || c.open(Unsafe) || c.open(SignOff) || c.clock("next-attempt") >= 0 {
		return
	}
	c.Contact.Failed = 0
	c.nextAttempt(now.Add(c.Policy.protocol(c.Risk.Grade).Every))
}

func (c *Case) nextAttempt(at time.Time) {
	c.set(Clock{ID: "next-attempt", Kind: NextAttempt, Due: at})
}

// RecordAttempt is what came of an attempt to reach the victim.
type RecordAttempt struct {
	Said
	Outcome  string    `json:"outcome"`
	Point    string    `json:"point,omitempty"`       // the contact point used, by ID
	CallBack time.Time `json:"call_back_at,omitzero"` // when they asked to be called, UTC
	Task     string    `json:"task,omitempty"`        // the task it was made for
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
	c.checkTask(&f, m.Name(), m.Task)
	return f.invalid()
}

func (m RecordAttempt) apply(c *Case, at time.Time) {
	o, _ := attemptOutcome(m.Outcome)
	c.Contact.Attempts = append(c.Contact.Attempts, Attempt{At: m.when(at).UTC(), By: m.By, Outcome: m.Outcome, Point: m.Point, Text: m.Text})
	c.told(m.Said, at, "attempt", m.Point, "Attempt to reach the victim: %s.", o.Says)
	c.finish(m.Name(), m.Task, at)
	if o.Spoke && c.Contact.Reached.IsZero() {
		c.Contact.Reached = m.when(at).UTC()
	}
	if o.Halts {
		c.halt(m.Outcome, m.Point, at)
	}
	if c.Stage == Reaching {
		m.reaching(c, o, at)
	} else if !m.CallBack.IsZero() {
		c.raise(CallVictim, "", at, m.CallBack.Sub(at))
	}
}

// reaching is what the attempt does to the protocol.
func (m RecordAttempt) reaching(c *Case, o AttemptOutcome, at time.Time) {
	p := c.Policy.protocol(c.Risk.Grade)
	if o.Spoke {
		c.own(m.Said, at)
		c.drop(ReachReview, at)
		c.drop(NotReached, at)
	}
	switch {
	case o.Code == "accepted":
		c.Contact.Accepted = true
		c.tell(SupportAccepted, time.Time{}, at)
		c.enter(Assessing, at)
	case o.Code == "declined":
		c.endOrAsk("declined_at_first_contact", m.Said, at)
	case o.Halts:
		c.stop("next-attempt") // the task about safety decides how to go on
		c.failed(at, p)
	case !m.CallBack.IsZero():
		c.nextAttempt(m.CallBack)
	case o.Counts:
		c.failed(at, p)
		if !c.open(NotReached) {
			c.nextAttempt(at.Add(p.Every))
		}
	default:
		c.nextAttempt(at.Add(p.Every))
	}
}

// failed counts a failed attempt and asks whoever must now decide.
func (c *Case) failed(at time.Time, p Protocol) {
	c.Contact.Failed++
	n := c.Contact.Failed
	if p.SupervisorAfter > 0 && n == p.SupervisorAfter {
		c.raise(ReachReview, "", at, c.Policy.DecideWithin)
	}
	if p.WelfareAfter > 0 && n == p.WelfareAfter {
		c.raise(SafeAndWell, "", at, c.Policy.UrgentWithin)
	}
	if n < p.Attempts {
		return
	}
	c.raise(NotReached, "", at, c.Policy.DecideWithin)
	if p.LeaveOpen {
		c.tell(LeaveOpen, time.Time{}, at)
	}
}
