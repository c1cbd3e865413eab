package casework

import "slices"

// Agency is one row of whom a victim may be referred on to, or what is known of them
// may be shared with.
type Agency struct {
	Code string
	Says string // what it is for
}

// Agencies lists them all. To add one, add a line.
// Source: services that victim care centres in England refer to, as the Ministry of
// Justice and the Hertfordshire Police and Crime Commissioner name them; which of them
// serve an area, and under what name, is for that area to confirm: not verified.
var Agencies = []Agency{
	{"idva", "an independent domestic violence adviser, for those at high risk"},
	{"isva", "an independent sexual violence adviser"},
	{"marac", "the multi-agency conference on those at high risk"},
	{"refuge", "a place of safety to live"},
	{"housing", "a home, or one made safe"},
	{"outreach", "support in the community where there is no immediate risk"},
	{"childrens_services", "the safety and welfare of children"},
	{"adult_social_care", "the care and safety of adults at risk"},
	{"homicide_service", "those bereaved by a killing"},
	{"counselling", "talking therapy"},
	{"gp", "the victim's own doctor"},
	{"drugs_alcohol", "help with drugs or alcohol"},
	{"legal", "legal advice, and orders of a civil court"},
	{"witness_service", "support at court"},
	{"restorative_justice", "being in touch with the offender, where the victim wishes it"},
	{"police", "the officer in the case"},
	{"report_fraud", "reports of fraud and cyber-crime"},
	{"stalking_helpline", "the National Stalking Helpline"},
	{"karma_nirvana", "honour-based abuse and forced marriage"},
	{"galop", "abuse of lesbian, gay, bisexual and transgender people"},
	{"mens_advice_line", "men who suffer domestic abuse"},
	{"deaf_disabled", "services for deaf and disabled people"},
}

func knownAgency(code string) bool {
	return slices.ContainsFunc(Agencies, func(a Agency) bool { return a.Code == code })
}
