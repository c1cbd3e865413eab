package safecontact

import "time"

// Rule is one reason for not using a contact point now.
type Rule struct {
	Name   string // stable; kept with every message sent and not sent
	Says   string // for staff
	Source string // where the rule comes from

	waits  bool // time alone mends it
	broken func(Question) bool
}

// The names of the rules that others look for.
const (
	RuleUsefulUntil = "useful_until"
	RuleNotAMobile  = "not_a_mobile"
)

// What several rules come from.
const (
	askFirst = "techsafety.org, safe contact methods: never contact by a means the survivor has not said is safe, and ask again, because safety changes"
	ourOwn   = "this product's own rule"
)

// Rules are asked in this order, and the first that is broken decides. To add one,
// add a line. What no time can mend comes before what waits.
var Rules = []Rule{
	{"case_sealed", "the case is sealed: a supervisor decided that nothing leaves by itself", ourOwn, false,
		func(q Question) bool { return q.Sealed && q.Channel != ByCall }},
	{"do_not_use", "marked not to be used", askFirst, false, func(q Question) bool { return q.Point.DoNotUse }},
	{"frozen", "somebody else answered, or there was an unsafe signal: a person must look at it first",
		"Cleveland referrals 2014: cases suspended because a man answered; " + ourOwn, false,
		func(q Question) bool { return !q.Point.FrozenAt.IsZero() }},
	{"opted_out", "the reader asked for no more written messages", "Twilio, opt-out keywords; PECR 2003 by analogy", false,
		func(q Question) bool { return q.Point.OptedOut && (q.Channel == ByText || q.Channel == ByEmail) }},
	{"shared_with_suspect", "the suspect has it too", "MARAC referral forms: who it is not safe to reach; " + ourOwn, false,
		func(q Question) bool { return q.Point.SharedWith == Suspect }},
	{"shared_with_another", "it belongs to somebody else as well", "another party's number is never used for a victim: " + ourOwn, false,
		func(q Question) bool { return q.Point.SharedWith == AnotherPerson }},
	{"shared_with_household", "others in the household can read or hear it", "Bracknell Forest and Sunderland pathways: texts, letters and call logs can be found", false,
		func(q Question) bool { return q.Point.SharedWith == Household && q.Channel != ByCall }},
	{"wrong_kind", "this channel cannot use this kind of contact point", ourOwn, false,
		func(q Question) bool { return uses[q.Channel] == "" || uses[q.Channel] != q.Point.Kind }},
	{"call_instead_of_text", "the victim needs a call instead of a text", "Equality Act 2010, reasonable adjustments; " + ourOwn, false,
		func(q Question) bool { return q.CallNotText && q.Channel == ByText }},
	{RuleNotAMobile, "not a UK mobile number: a text to a landline may be read aloud by a voice call",
		"Twilio, SMS guidelines for the United Kingdom", false,
		func(q Question) bool { return q.Channel == ByText && !q.Point.Mobile }},
	{"channel_not_allowed", "the victim has not agreed to this channel", askFirst, false,
		func(q Question) bool { return !q.Point.Allowed.Allows(q.Channel) }},
	{"never_verified", "the victim has never confirmed that it is safe", askFirst, false,
		func(q Question) bool {
			return q.Channel != ByCall && (q.Point.VerifiedAt.IsZero() || q.Point.VerifiedAt.After(q.Now))
		}},
	{"verification_expired", "the victim's confirmation has run out: ask again", askFirst, false,
		func(q Question) bool { return q.Channel != ByCall && reached(q.Now, q.Point.ExpiresAt) }},
	{"silent_90_days", "nothing has been heard by it for too long: ask again, it may be somebody else's now",
		"recycled mobile numbers; 90 days is " + ourOwn, false,
		func(q Question) bool {
			return q.Channel != ByCall && reached(q.Now, q.Point.heard().Add(q.SilentAfter))
		}},
	{RuleUsefulUntil, "it would come too late to be of use", ourOwn, false,
		func(q Question) bool {
			return !q.UsefulUntil.IsZero() && (!q.Now.Before(q.UsefulUntil) || q.Now.Add(q.Needs).After(q.UsefulUntil))
		}},
	{"window", "outside the times the victim agreed", "Leeds and Cheshire West MARAC forms: safe times when the suspect is not present", true,
		func(q Question) bool {
			return len(q.Point.Windows) > 0 && !within(q.Now, stretches(q.Point.Windows, q.Now.In(London).Weekday()))
		}},
	{"quiet_hours", "outside the service's hours for sending", "GOV.UK service manual: avoid texts late at night; the hours are this product's own", true,
		func(q Question) bool { return !within(q.Now, q.Quiet.open(midnight(q.Now))) }},
	{"closing_soon", "the safe time is nearly over", ourOwn, true,
		func(q Question) bool { _, open := q.open(); return !open }},
}

// reached says that a moment has come; a zero moment never does.
func reached(now, moment time.Time) bool { return !moment.IsZero() && !now.Before(moment) }

// within says whether the London wall clock lies in one of a day's stretches.
func within(now time.Time, open []stretch) bool {
	hour, minute, _ := now.In(London).Clock()
	at := At(hour, minute)
	for _, s := range open {
		if s.from <= at && at < s.to {
			return true
		}
	}
	return false
}
