package casework

import "slices"

// Signpost is one row of where else a victim may find help.
type Signpost struct {
	Code string
	Says string
	For  string
	Fits []string // the pathways, or the reason for turning somebody elsewhere; none: any
}

// Signposts lists who else helps victims, and with what. Numbers and addresses
// change and are not kept here. To add one, add a line.
// Source: onward referral as practised by victim services; from general knowledge.
var Signposts = []Signpost{
	{"police", "the police, on 101, and on 999 in danger", "any crime that is to be reported, and anybody who is not safe", nil},
	{"supportline", "Victim Support's national Supportline", "anybody affected by any crime, wherever it was", nil},
	{"homicide_service", "the Homicide Service of Victim Support", "people bereaved by homicide", []string{"other_crime"}},
	{"report_fraud", "Report Fraud, which follows Action Fraud", "fraud and cyber-crime", []string{"fraud", "cyber"}},
	{"stalking_helpline", "the National Stalking Helpline", "stalking", []string{"stalking_harassment"}},
	{"karma_nirvana", "Karma Nirvana", "honour-based abuse and forced marriage", []string{"domestic_abuse"}},
	{"mens_advice_line", "the Men's Advice Line", "men who suffer domestic abuse", []string{"domestic_abuse"}},
	{"rape_crisis", "Rape Crisis England and Wales", "rape and other sexual offences", []string{"sexual_offences"}},
	{"modern_slavery_helpline", "the Modern Slavery and Exploitation Helpline", "exploitation and modern slavery", []string{"exploitation"}},
	{"galop", "Galop", "abuse and hate crime against LGBT+ people", []string{"hate_crime", "domestic_abuse"}},
	{"witness_service", "the Witness Service", "giving evidence at court", []string{"other_crime", "repeat_victim"}},
	{"childrens_services", "children's services of the county", "anybody under 18 who is at risk", []string{ChildrensService}},
	{"childline", "Childline", "anybody under 19, about anything", []string{ChildrensService}},
}

// SignpostsFor are those that fit a pathway or a reason, what fits best first. None
// but those for anybody: nothing is known of the crime.
func SignpostsFor(what ...string) []Signpost {
	var fits, general []Signpost
	for _, s := range Signposts {
		switch {
		case len(s.Fits) == 0:
			general = append(general, s)
		case slices.ContainsFunc(what, func(w string) bool { return slices.Contains(s.Fits, w) }):
			fits = append(fits, s)
		}
	}
	return slices.Concat(fits, general)
}

// Signposts are where the victim is told to go instead, where the whole case is out of
// scope; none: it is not.
func (c *Case) Signposts() []Signpost {
	if c.Pathway().Code != OutOfScope {
		return nil
	}
	var near []string
	for _, k := range c.Referrals {
		near = append(near, k.Near)
	}
	return SignpostsFor(near...)
}
