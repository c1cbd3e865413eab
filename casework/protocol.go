package casework

import "time"

// Protocol is how hard to try to reach a victim. Risk is counted in clock time; a
// first attempt that risk does not hurry may be counted in working days.
type Protocol struct {
	AllocateWithin  time.Duration `json:"allocate_within"`  // a case that nobody has is given to a named caseworker
	FirstWithin     time.Duration `json:"first_within"`     // the first attempt, from referral; 0: counted in working days
	FirstDays       int           `json:"first_days"`       // the first attempt, from referral, in working days; 0: in clock time
	Attempts        int           `json:"attempts"`         // attempts that count, before a supervisor must decide
	Spread          time.Duration `json:"spread"`           // the time over which these attempts are spread
	AnyDay          bool          `json:"any_day"`          // calls are made in the evening, at weekends and on bank holidays too
	SupervisorAfter int           `json:"supervisor_after"` // failed attempts before a supervisor looks at it; 0: not
	TellAfter       int           `json:"tell_after"`       // failed attempts before the IDVA and the officer in the case are told; 0: not
	WelfareAfter    int           `json:"welfare_after"`    // failed attempts before a safe-and-well check is decided; 0: not
	WelfareWithin   time.Duration `json:"welfare_within"`   // the longest unreached before that decision; 0: not
	LeaveOpen       bool          `json:"leave_open"`       // a last message may leave the door open, where safe
}

// The proposed contact standard, a row for each grade of domestic abuse and one for
// standard risk of any other crime. Every row is a setting of the policy.
//
// Source: published local standards (a first attempt within 24 and 48 hours, three
// attempts within a week: Wakefield, Leicestershire); no national rule on the number
// of attempts is published, so that number and its spread are this product's own.
var (
	highProtocol = Protocol{
		AllocateWithin: 4 * time.Hour, FirstWithin: day, Attempts: 5, Spread: 5 * day, AnyDay: true,
		SupervisorAfter: 2, TellAfter: 2, WelfareAfter: 3, WelfareWithin: 2 * day,
	}
	mediumProtocol   = Protocol{AllocateWithin: day, FirstWithin: 2 * day, Attempts: 4, Spread: 7 * day, SupervisorAfter: 3}
	standardProtocol = Protocol{AllocateWithin: 2 * day, FirstDays: 3, Attempts: 3, Spread: 10 * day, LeaveOpen: true}
	otherProtocol    = Protocol{AllocateWithin: 2 * day, FirstDays: 5, Attempts: 3, Spread: 10 * day, LeaveOpen: true}
)

// every is the usual time from one attempt to the next.
func (p Protocol) every() time.Duration { return p.Spread / time.Duration(max(p.Attempts, 1)) }

// protocol is how hard to try for a grade. A victim whose grade nobody has set is
// treated as high risk.
func (p Policy) protocol(g Grade, domesticAbuse bool) Protocol {
	switch {
	case g == MediumRisk:
		return p.Medium
	case g == StandardRisk && domesticAbuse:
		return p.Standard
	case g == StandardRisk:
		return p.Other
	default:
		return p.High
	}
}

// protocol is how hard to try for this victim as the case stands.
func (c *Case) protocol() Protocol {
	return c.prompt(c.Policy.protocol(c.Risk.Grade, c.DomesticAbuse() || c.Pathway().Careful))
}

// firstDue is when the first attempt under a protocol is due at the latest.
func (c *Case) firstDue(p Protocol, from time.Time) time.Time {
	if p.FirstDays == 0 {
		return from.Add(p.FirstWithin).UTC()
	}
	return c.lived(c.Policy.Calendar.Deadline(c.livedAt(from), p.FirstDays), from)
}

// firstWithin is how long that is from now.
func (c *Case) firstWithin(now time.Time) time.Duration {
	return c.firstDue(c.protocol(), now).Sub(now)
}
