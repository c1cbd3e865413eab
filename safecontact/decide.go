package safecontact

import "time"

// SilentAfter is how long a point may be silent before the victim is asked again,
// where a question does not say otherwise.
const SilentAfter = 90 * 24 * time.Hour

// Question asks whether a point may be used by a channel at a moment.
type Question struct {
	Point   Point
	Channel Channel
	Now     time.Time

	// Sealed says that the victim's case is sealed: only people make contact.
	Sealed bool
	// CallNotText says that the victim needs a call where others are sent a text.
	CallNotText bool
	// UsefulUntil is the moment from which it would come too late; zero: never.
	UsefulUntil time.Time
	// Needs is the shortest time that must be left when it is used, both of the safe
	// time and of its usefulness; zero: any.
	Needs time.Duration
	// Quiet are the service's hours; zero: OrdinaryHours.
	Quiet Quiet
	// SilentAfter is how long a point may be silent; zero: the constant of that name.
	SilentAfter time.Duration
}

// Verdict is the answer in one word.
type Verdict string

// The verdicts.
const (
	Allow  Verdict = "allow"
	Wait   Verdict = "wait"
	Refuse Verdict = "refuse"
)

// Decision is the answer to a Question. Times are UTC.
type Decision struct {
	Verdict Verdict `json:"verdict"`

	// Until is, for Wait, the first moment at which the same question is answered
	// Allow, if nothing else changes.
	Until time.Time `json:"until,omitzero"`
	// OpenUntil is, for Allow, when the safe time ends; never more than about two
	// days ahead.
	OpenUntil time.Time `json:"open_until,omitzero"`

	Rule   string `json:"rule,omitempty"`   // the rule that decided; empty for Allow
	Reason string `json:"reason,omitempty"` // what the rule says, for staff
	Inputs Inputs `json:"inputs"`
}

// Decide answers a question by the first of Rules that is broken. Where the rule is
// one that waiting mends it looks ahead for the next safe moment, and refuses if
// there is none in time or if another rule will be broken by then.
func Decide(q Question) Decision {
	q.Now, q.Quiet = q.Now.UTC(), q.Quiet.orOrdinary()
	if q.SilentAfter == 0 {
		q.SilentAfter = SilentAfter
	}
	rule, broken := q.firstBroken()
	switch {
	case !broken:
		at, _ := q.open()
		return Decision{Verdict: Allow, OpenUntil: q.cut(at.to), Inputs: q.inputs(openAhead)}
	case rule.waits:
		return q.wait(rule)
	}
	return q.refuse(rule)
}

func (q Question) firstBroken() (Rule, bool) {
	for _, r := range Rules {
		if r.broken(q) {
			return r, true
		}
	}
	return Rule{}, false
}

func (q Question) wait(rule Rule) Decision {
	at, ok := next(q.Now, q.Needs, q.Point.Windows, q.Quiet)
	if !ok {
		return q.refuse(rule)
	}
	then := q
	then.Now = at.from
	if later, broken := then.firstBroken(); broken {
		return q.refuse(later)
	}
	return Decision{Verdict: Wait, Until: at.from, Rule: rule.Name, Reason: rule.Says, Inputs: q.inputs(horizon)}
}

func (q Question) refuse(rule Rule) Decision {
	return Decision{Verdict: Refuse, Rule: rule.Name, Reason: rule.Says, Inputs: q.inputs(horizon)}
}

// open is the safe span that is open now with enough of it left, if there is one.
func (q Question) open() (span, bool) {
	at, ok := next(q.Now, q.Needs, q.Point.Windows, q.Quiet)
	return at, ok && at.from.Equal(q.Now)
}

// cut ends a safe time early where the victim's confirmation ends within it.
func (q Question) cut(end time.Time) time.Time {
	if q.Channel != ByCall && !q.Point.ExpiresAt.IsZero() && q.Point.ExpiresAt.Before(end) {
		return q.Point.ExpiresAt.UTC()
	}
	return end
}
