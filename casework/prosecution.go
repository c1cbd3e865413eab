package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// Prosecution is what a case tells of the prosecution, and of whether the victim stayed
// with it: what court disengagement is counted from. All of it follows from what was
// recorded; nothing is set by hand, and nothing says why a victim did as they did.
type Prosecution struct {
	Charged     time.Time `json:"charged,omitzero"`           // when somebody was first charged, UTC; zero: nobody, as far as is known
	Needed      bool      `json:"needed,omitempty"`           // the victim is, or was, needed at court
	Withdrew    time.Time `json:"withdrew,omitzero"`          // when they first withdrew from the prosecution after the charge, UTC
	Why         string    `json:"why,omitempty"`              // the reason that they gave then
	TakenBack   bool      `json:"taken_back,omitempty"`       // they support it again
	Trials      int       `json:"trials,omitempty"`           // days of trial of which it is known what came
	Ineffective int       `json:"ineffective,omitempty"`      // of these, those that did not go ahead and were to be listed again
	Absent      int       `json:"not_attended,omitempty"`     // days of any hearing on which the victim was needed and was not there
	Unmeasured  int       `json:"measures_missing,omitempty"` // days on which special measures were not in place, or failed
}

// Prosecution is what is known of the prosecution.
func (c *Case) Prosecution() Prosecution {
	p := Prosecution{Charged: c.charged(), Ineffective: c.IneffectiveTrials()}
	p.Needed = slices.ContainsFunc(c.Hearings, func(h Hearing) bool { return h.Needed }) ||
		slices.ContainsFunc(c.Justice, func(e JusticeEvent) bool { return e.Kind == victimscode.EvidenceRequired && e.Standing == Stands })
	for _, h := range c.Hearings {
		for _, o := range h.Outcomes {
			p.Needed = p.Needed || o.Attended == "did_not_attend"
			p.Trials += count(o.Trial)
			p.Absent += count(o.Attended == "did_not_attend")
			p.Unmeasured += count(o.Measures == "no" || o.Measures == "failed")
		}
	}
	for _, w := range c.Withdrew {
		if w.From == "prosecution" && p.Withdrew.IsZero() && c.afterCharge(w.At, p.Charged) {
			p.Withdrew, p.Why = w.At, w.Reason
		}
	}
	p.TakenBack = !p.Withdrew.IsZero() && c.withdrawn() < 0
	return p
}

// WithdrewAfterCharge says that the victim withdrew from the prosecution after somebody
// was charged, and has not taken that back.
func (p Prosecution) WithdrewAfterCharge() bool { return !p.Withdrew.IsZero() && !p.TakenBack }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// charged is when somebody was first charged.
func (c *Case) charged() (first time.Time) {
	for _, e := range c.Justice {
		if e.Kind == victimscode.Charged && e.Standing == Stands && (first.IsZero() || e.Occurred.Before(first)) {
			first = e.Occurred
		}
	}
	return first
}

// afterCharge says that a moment lies after the charge and before the prosecution ended.
func (c *Case) afterCharge(at, charged time.Time) bool {
	if charged.IsZero() || at.Before(charged) {
		return false
	}
	return !slices.ContainsFunc(c.Justice, func(e JusticeEvent) bool {
		over := e.Kind == victimscode.Verdict || e.Kind == victimscode.NotProsecutedCPS && !e.has("charge_altered", "some_charges_only")
		return over && e.Standing == Stands && !e.Occurred.Before(charged) && e.Occurred.Before(at)
	})
}
