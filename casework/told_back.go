package casework

import "time"

// What a referrer is told of the victim they referred: how far it has come, that
// somebody tried, and what is asked of them. It never says who answered, what was
// said, or why.

// Standing is how a referral stands, in a referrer's words.
type Standing string

// How a referral may stand.
const (
	ReferralReceived Standing = "received"         // nobody has tried yet
	ReferralTrying   Standing = "trying"           // attempts are being made
	ReferralContact  Standing = "in_contact"       // the victim has been spoken to
	ReferralAccepted Standing = "support_accepted" // the victim said yes to help
	ReferralDeclined Standing = "declined"         // the victim does not want help now
	ReferralNotMet   Standing = "not_reached"      // the victim could not be reached
	ReferralClosed   Standing = "closed"           // the case has ended
)

// Standings lists how a referral may stand.
var Standings = []Standing{
	ReferralReceived, ReferralTrying, ReferralContact, ReferralAccepted, ReferralDeclined, ReferralNotMet, ReferralClosed,
}

// endings is how a referral stands where its case ended, or is ending, for a reason;
// for any other, it is closed.
var endings = map[string]Standing{
	"declined_at_first_contact":  ReferralDeclined,
	"declined_later":             ReferralDeclined,
	"not_reached_after_protocol": ReferralNotMet,
}

// Standing says how the referrals of this case stand.
func (c *Case) Standing() Standing {
	switch {
	case c.Closure != nil && endings[c.Closure.Reason] != "":
		return endings[c.Closure.Reason]
	case c.Closure != nil:
		return ReferralClosed
	case c.Contact.Accepted:
		return ReferralAccepted
	case !c.Contact.Reached.IsZero():
		return ReferralContact
	case c.Contact.Exhausted && c.Contact.Next == nil:
		return ReferralNotMet
	case c.Contact.Made > 0:
		return ReferralTrying
	default:
		return ReferralReceived
	}
}

// Reported is an attempt as a referrer is told of it.
type Reported struct {
	N       int       // its number in the case, from 1
	At      time.Time // UTC
	Reached bool      // the victim was spoken to
	Counted bool      // it was one of those that the protocol has
}

// Reported are the attempts made since a moment; only the last are remembered.
func (c *Case) Reported(since time.Time) (made []Reported) {
	for _, a := range c.Contact.Attempts {
		if o, _ := attemptOutcome(a.Outcome); !a.At.Before(since) {
			made = append(made, Reported{a.N, a.At, o.Spoke, a.Counted})
		}
	}
	return made
}

// OfficerAsk is one row of what is asked of the officer in the case, and the tasks
// that ask it.
type OfficerAsk struct {
	Code  string
	Says  string
	Tasks []TaskKind
}

// OfficerAsks lists what may be asked of the officer in the case. To add one, add a line.
var OfficerAsks = []OfficerAsk{
	{"other_number", "another number for the victim", []TaskKind{AskOfficer, ReachReview}},
	{"safe_way", "a way in which the victim can safely be reached", []TaskKind{FindSafeWay, Unsafe, FindOtherWay}},
	{"check_result", "what came of a safe-and-well check", []TaskKind{CheckResult}},
}

// AskedOfOfficer lists what is asked of the officer in the case now, by code.
func (c *Case) AskedOfOfficer() []string {
	asked := []string{}
	for _, row := range OfficerAsks {
		for _, kind := range row.Tasks {
			if c.open(kind) {
				asked = append(asked, row.Code)
				break
			}
		}
	}
	return asked
}
