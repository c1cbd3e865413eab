package casework

import (
	"slices"

	"beacon/victimscode"
)

// schemeMonths is the shortest sentence after which a victim of a specified offence is
// referred to the Victim Contact Scheme.
// Source: Code of Practice for Victims of Crime, Right 11; bedfordshire.pcc.police.uk.
const schemeMonths = 12

// is says whether a condition holds, of an event or of the case.
func (c *Case) is(k victimscode.Condition, e JusticeEvent) bool {
	switch k {
	case victimscode.IfBereaved:
		return c.entitled("bereaved")
	case victimscode.IfSpecified:
		return c.entitled("bereaved", "sexual_offence", "hate_crime", "under_18")
	case victimscode.IfYoungOffender:
		return c.suspectYoung(e)
	case victimscode.IfAdultOffender:
		return !c.suspectYoung(e)
	case victimscode.IfContactScheme:
		return e.has(specifiedOffence) && e.Months >= schemeMonths || e.has(hospitalOrder)
	case victimscode.IfReviewable:
		return c.reviewable(e)
	case victimscode.IfGuilty:
		return e.has(guilty...) || slices.ContainsFunc(c.Justice, func(o JusticeEvent) bool {
			return o.Kind == victimscode.Verdict && o.Standing == Stands && o.has(guilty...)
		})
	case victimscode.IfDissatisfied:
		return e.has("dissatisfied")
	case victimscode.IfUpheld:
		return e.has("review_upheld")
	case victimscode.IfMinor:
		return c.minor()
	case victimscode.IfNotMinor:
		return !c.minor()
	}
	return false
}

// entitled says that the victim has Enhanced Rights for one of these reasons.
func (c *Case) entitled(reasons ...string) bool {
	return slices.ContainsFunc(c.Rights, func(e Entitlement) bool { return slices.Contains(reasons, e.Reason) })
}

// minor says that the victim was under 18 at the time of some crime.
func (c *Case) minor() bool {
	return c.entitled("under_18") || slices.ContainsFunc(c.Referrals, func(k Known) bool { return k.Minor })
}

// suspectYoung says that the suspect is known to be under 18; nobody having said so, they
// are taken to be grown up.
func (c *Case) suspectYoung(e JusticeEvent) bool {
	return e.has(suspectYoung) || slices.ContainsFunc(c.Justice, func(o JusticeEvent) bool { return o.Standing == Stands && o.has(suspectYoung) })
}
