package simulate

import "math/rand/v2"

// Fate is something that befalls some of the victims, or their cases, whatever anybody
// does: one in so many, evenly dealt, so that every year has each of them.
type Fate struct {
	Name        string
	PerThousand int // of the cases
	From, To    int // days from the referral
	Means       string
	Source      string
}

// Fates lists what can befall a case. To add one, add a line here and to meetings.
var Fates = []Fate{
	{"charged", 180, 5, 40, "the suspect is charged, and hearings follow", "79.9 % of referrals to CPS are charged, few reports are referred (ONS, November 2025)"},
	{"prosecution_withdrawn", 40, 10, 90, "the victim withdraws support for the prosecution", herts17},
	{"support_withdrawn", 40, 5, 120, "the victim no longer wants help", plausible},
	{"number_dead", 40, 0, 0, "the number in the referral does not work", cleveland},
	{"number_wrong", 20, 0, 0, "the number in the referral is somebody else's", cleveland},
	{"no_safe_way", 20, 0, 0, "nobody finds a way to make contact that is safe", cleveland},
	{"police_raise_risk", 30, 1, 40, "a newer version of the referral has a higher grade", plausible},
	{"police_lower_risk", 20, 1, 40, "a newer version of the referral has a lower grade", plausible},
	{"police_send_old", 10, 5, 40, "an older version of the referral arrives late", plausible},
	{"another_incident", 100, 35, 330, "the victim is referred again, for another incident", plausible},
	{"concern", 40, 2, 60, "somebody is worried for a child or for the victim", plausible},
	{"danger", 12, 2, 60, "somebody is in immediate danger", plausible},
	{"another_number", 60, 3, 90, "the victim has another telephone", plausible},
	{"dies", 12, 0, 3, "the victim dies", plausible},
	{"moves_away", 15, 3, 60, "the victim moves and another area takes over", plausible},
	{"opened_in_error", 12, 0, 3, "the case should not have been opened", plausible},
	{"found_twice", 12, 0, 3, "the same victim turns out to have two cases", plausible},
	{"beyond_scope", 12, 0, 3, "the crime turns out to be none of this service's", cleveland},
	{"another_lead", 20, 5, 60, "another agency takes the lead", plausible},
	{"says_what_they_want", 300, 3, 60, "a victim says how and about what they want to be told", plausible},
	{"wants_quiet", 80, 5, 90, "a victim wants to be left alone for a while", plausible},
	{"wants_another", 30, 5, 90, "a victim would rather have another caseworker", plausible},
	{"referred_on", 40, 10, 90, "another service has accepted the victim", plausible},
	{"legal_hold", 20, 5, 200, "a legal hold is placed on the case, and lifted some weeks later", plausible},
	{"sealed", 20, 2, 60, "the case is sealed for some days", plausible},
	{"enhanced_rights", 60, 3, 90, "a person finds a reason for Enhanced Rights, or the victim declines them", plausible},
	{"found_in_two", 40, 1, 40, "somebody else on record may be the same victim", plausible},
	{"police_say_otherwise", 30, 2, 60, "police say otherwise of a way to make contact", plausible},
	{"accused_too", 20, 2, 60, "the victim is named as a suspect elsewhere", plausible},
	{"takes_back", 30, 1, 60, "an ending is taken back while that is possible", plausible},
	{"comes_back", 60, 60, 330, "a victim whose case was closed comes back", plausible},
	{"new_information", 20, 60, 330, "something is learnt about a case that was closed", plausible},
}

// dealer deals fates out evenly.
type dealer struct {
	cases   int
	offsets []int
}

// newDealer begins each fate at a case nobody can foresee.
func newDealer(rng *rand.Rand) *dealer {
	d := &dealer{}
	for _, f := range Fates {
		d.offsets = append(d.offsets, rng.IntN(every(f)))
	}
	return d
}

// every is how many cases have one of a fate among them.
func every(f Fate) int { return max(1, 1000/f.PerThousand) }

// deal gives the next case its fates.
func (d *dealer) deal() (dealt []Fate) {
	for i, f := range Fates {
		if (d.cases+d.offsets[i])%every(f) == 0 {
			dealt = append(dealt, f)
		}
	}
	d.cases++
	return dealt
}
