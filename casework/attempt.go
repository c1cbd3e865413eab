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
	c.checkTask(&f, m.Name(), m.Task, m.Role)
	return f.invalid()
}

func (m RecordAttempt) apply(c *Case, at time.Time) {
	o, _ := attemptOutcome(m.Outcome)
	c.Contact.Attempts = append(c.Contact.Attempts, Attempt{At: m.when(at).UTC(), By: m.By, Outcome: m.Outcome, Point: m.Point, Text: m.Text})
	c.told(m.Said, at, "attempt", m.Point, "Attempt to reach the victim: %s.", o.Says)
	c.finish(m.Name(), m.Task, at)
	if o.Spoke {
		c.own(m.Said, at)
	}
	if o.Spoke && c.Contact.Reached.IsZero() {
		c.Contact.Reached = m.when(at).UTC()
	}
	if o.Halts {
		c.halt(m.Outcome, m.Point, at)
	}
	if c.Stage == Reaching {
		m.reaching(c, o, at)
	}
	// While reaching, the next attempt is a clock; later it is a task from the start.
	// Who may have been somebody else is never called at the time they asked for.
	if c.Stage != Reaching && !m.CallBack.IsZero() && !o.Halts {
		c.raise(CallVictim, "", at, m.CallBack.Add(c.Policy.UrgentWithin).Sub(at))
	}
}
