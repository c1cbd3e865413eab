package casework

import (
	"slices"
	"time"
)

// OnwardStep is how far an onward referral has come.
type OnwardStep string

// The steps of an onward referral, in their order. Chased may come between any.
const (
	OnwardSent         OnwardStep = "sent"
	OnwardChased       OnwardStep = "chased"
	OnwardAcknowledged OnwardStep = "acknowledged"
	OnwardContact      OnwardStep = "first_contact"
	OnwardEnded        OnwardStep = "outcome"
)

// OnwardSteps lists the steps.
var OnwardSteps = []OnwardStep{OnwardSent, OnwardChased, OnwardAcknowledged, OnwardContact, OnwardEnded}

// OnwardOutcome is one row of what can come of an onward referral.
type OnwardOutcome struct {
	Code    string
	Says    string
	Another bool // the need is still there: another way is looked for
	Stopped bool // the victim no longer wants it
	Beacon  bool // only Beacon itself says so
}

// OnwardOutcomes lists what can come of one. To add one, add a line.
var OnwardOutcomes = []OnwardOutcome{
	{"supporting", "the agency is supporting the victim", false, false, false},
	{"completed", "the agency has done what was asked", false, false, false},
	{"declined_by_agency", "the agency does not take the victim on", true, false, false},
	{"not_eligible", "the agency is not for this victim", true, false, false},
	{"no_capacity", "the agency has no place", true, false, false},
	{"not_reached", "the agency could not reach the victim", true, false, false},
	{"declined_by_victim", "the victim does not want it", false, true, false},
	{"no_longer_needed", "it is no longer needed", false, true, false},
	{"consent_withdrawn", "consent to it no longer stands", false, true, true},
}

func onwardOutcome(code string) (OnwardOutcome, bool) {
	i := slices.IndexFunc(OnwardOutcomes, func(o OnwardOutcome) bool { return o.Code == code })
	if i < 0 {
		return OnwardOutcome{}, false
	}
	return OnwardOutcomes[i], true
}

// OnwardProgress says how far an onward referral has come.
type OnwardProgress struct {
	Said
	Onward  string     `json:"onward"`
	Step    OnwardStep `json:"step"`
	Outcome string     `json:"outcome,omitempty"` // for the last step only
}

// Name is the command's name on the wire.
func (OnwardProgress) Name() string { return "onward-progress" }

func (OnwardProgress) stages() []Stage { return anyOpen }

func (m OnwardProgress) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	o, known := c.onward(m.Onward)
	f.wrong(!known, "/referral", "unknown", "is not an onward referral of this case")
	f.wrong(!slices.Contains(OnwardSteps, m.Step), "/step", "not_listed", "must be sent, chased, acknowledged, first_contact or outcome")
	r, listed := onwardOutcome(m.Outcome)
	f.wrong(m.Step == OnwardEnded && (!listed || r.Beacon), "/outcome", "not_listed", "is not a known outcome")
	f.wrong(m.Step != OnwardEnded && m.Outcome != "", "/outcome", "contradicts", "is given before the last step")
	if known {
		m.order(&f, o, now)
	}
	return f.invalid()
}

// order adds a fault for a step that cannot follow what has been.
func (m OnwardProgress) order(f *faults, o Onward, now time.Time) {
	f.wrong(!o.open(), "/referral", "already_ended", "has ended (%s)", o.Outcome)
	f.wrong(m.Step == OnwardSent && !o.Sent.IsZero(), "/step", "repeated", "has been sent already")
	f.wrong(m.Step == OnwardAcknowledged && !o.Acknowledged.IsZero(), "/step", "repeated", "has been acknowledged already")
	f.wrong(m.Step == OnwardContact && !o.Contacted.IsZero(), "/step", "repeated", "the agency has been in touch already")
	needsSending := m.Step == OnwardChased || m.Step == OnwardAcknowledged || m.Step == OnwardContact
	f.wrong(needsSending && o.Sent.IsZero(), "/step", "out_of_order", "it has not been sent")
	latest := o.Asked
	for _, t := range []time.Time{o.Sent, o.Acknowledged, o.Contacted} {
		if t.After(latest) {
			latest = t
		}
	}
	f.wrong(m.when(now).Before(latest.Add(-clockSkew)), "/at", "out_of_order", "is before what came before it")
}

func (m OnwardProgress) apply(c *Case, at time.Time) {
	i := slices.IndexFunc(c.Onward, func(o Onward) bool { return o.ID == m.Onward })
	o, when := &c.Onward[i], m.when(at).UTC()
	says := "Onward referral to %s: %s."
	switch m.Step {
	case OnwardSent:
		o.Sent = when
	case OnwardChased:
		o.Chased++
	case OnwardAcknowledged:
		o.Acknowledged = when
	case OnwardContact:
		o.Contacted = when
	case OnwardEnded:
		r, _ := onwardOutcome(m.Outcome)
		c.told(m.Said, at, "onward-outcome", o.ID, says, o.To, r.Says)
		c.endOnward(o, m.Outcome, at)
		if r.Another {
			c.raise(AnotherWay, o.ID, at, c.Policy.DecideWithin)
		}
		return
	}
	c.told(m.Said, at, "onward-"+string(m.Step), o.ID, says, o.To, m.Step)
	c.endAbout(m.Name(), o.ID, at, SendOnward, ChaseOnward)
	c.chase(*o, at)
}

// endOnward ends an onward referral, and all that was asked about it.
func (c *Case) endOnward(o *Onward, outcome string, now time.Time) {
	o.Ended, o.Outcome = now.UTC(), outcome
	c.stop(onwardClock(o.ID))
	c.endAbout(OnwardProgress{}.Name(), o.ID, now, SendOnward, ChaseOnward)
}

// endAbout ends the open tasks of these kinds about one thing, as done by a command.
func (c *Case) endAbout(command, about string, now time.Time, kinds ...TaskKind) {
	for i := range c.Tasks {
		if t := c.Tasks[i]; t.Open() && t.About == about && slices.Contains(kinds, t.Kind) {
			c.finish(command, t.ID, now)
		}
	}
}

func onwardClock(id string) string { return "onward/" + id }

// chase sets when the agency is to be asked again: until it has acknowledged, and then
// until it has been in touch with the victim.
func (c *Case) chase(o Onward, now time.Time) {
	c.stop(onwardClock(o.ID))
	within := c.Policy.AcknowledgeWithin
	switch {
	case o.Sent.IsZero() || !o.Contacted.IsZero() || !o.open():
		return
	case !o.Acknowledged.IsZero():
		within = c.Policy.FirstContactWithin
	}
	c.set(Clock{ID: onwardClock(o.ID), Kind: OnwardDue, Due: now.Add(within), About: o.ID})
}

func (c *Case) ringOnwardDue(k Clock, now time.Time) {
	o, ok := c.onward(k.About)
	if !ok || !o.open() || !o.Contacted.IsZero() {
		return
	}
	waits := "acknowledged"
	if !o.Acknowledged.IsZero() {
		waits = "followed by a first contact"
	}
	c.note(now, "onward-unanswered", o.ID, "An onward referral (%s) was sent and has not been %s: sent is not success.", o.To, waits)
	c.raise(ChaseOnward, o.ID, now, c.Policy.TalkWithin)
}

// takeUpOnward asks again about what was under way when the case ended.
func (c *Case) takeUpOnward(now time.Time) {
	for _, o := range c.Onward {
		if o.open() && o.Sent.IsZero() {
			c.raise(SendOnward, o.ID, now, c.Policy.SendWithin)
		}
		c.chase(o, now)
	}
}
