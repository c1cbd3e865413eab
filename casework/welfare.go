package casework

import "time"

// A safe-and-well check: a supervisor decides whether police are asked to see that a
// victim at high risk, who cannot be reached, is safe; and is asked again until it is
// known.

// Welfare is how a safe-and-well check stands in the round of attempts.
type Welfare string

// How a check stands. Empty: nobody has decided.
const (
	CheckAsked Welfare = "check_requested"
	KnownSafe  Welfare = "known_safe"
	NoCheck    Welfare = "no_check"
)

// askWelfare asks a supervisor to decide on a safe-and-well check, unless police have
// been asked already or the victim is known to be safe.
func (c *Case) askWelfare(now time.Time) {
	if c.open(CheckResult) || c.Contact.Welfare == KnownSafe {
		return
	}
	c.raise(SafeAndWell, "", now, c.Policy.UrgentWithin)
}

// askWelfareAgain asks again where it was decided that no check was needed, and
// another attempt has failed.
func (c *Case) askWelfareAgain(now time.Time) {
	if c.Contact.Welfare == NoCheck {
		c.askWelfare(now)
	}
}

// decideWelfare is what follows a supervisor's decision on a check.
func (c *Case) decideWelfare(d Decision, now time.Time) {
	c.Contact.Welfare = Welfare(d.Code)
	if c.Contact.Welfare == CheckAsked {
		c.raise(CheckResult, "", now, c.Policy.CheckWithin)
	}
}

// checked is what follows from what came of a check.
func (c *Case) checked(d Decision, now time.Time) {
	switch d.Code {
	case "seen_safe":
		c.Contact.Welfare = KnownSafe
	case "not_found":
		c.Contact.Welfare = ""
		c.askWelfare(now)
	case "concern":
		c.Contact.Welfare = ""
		c.raise(Safeguard, c.serial(), now, c.Policy.UrgentWithin)
		c.askWelfare(now)
	}
}

// reviewed is what follows a supervisor's review of several failed attempts.
func (c *Case) reviewed(d Decision, now time.Time) {
	if d.Code == "stop_trying" {
		c.stopTrying(now)
	}
}

// decideNotReached is what follows a supervisor's decision on a victim who was not
// reached by any attempt.
func (m RecordDecision) decideNotReached(c *Case, d Decision, now time.Time) {
	switch d.Code {
	case "try_again":
		c.newRound(now)
		if !c.open(Unsafe) && !c.open(SignOff) {
			c.planNext(now)
		}
	case "close":
		r, _ := reason("not_reached_after_protocol")
		c.beginClosing(r, m.Said, true, now)
	case "ask_officer":
		c.raise(AskOfficer, "", now, c.Policy.DecideWithin)
	case "other_way":
		c.raise(FindOtherWay, "", now, c.Policy.DecideWithin)
	}
}
