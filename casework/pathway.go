package casework

import (
	"slices"
	"strings"
	"time"
)

// Pathway is one row of how a kind of crime is dealt with.
type Pathway struct {
	Code    string
	Says    string
	Abuse   bool   // further abuse by the same person is what MARAC looks at
	Careful bool   // reached as domestic abuse is: by risk, and never later than that
	Reason  string // why its victims have Enhanced Rights by themselves (category A); empty: they do not
	Consent bool   // of somebody under 18 it is for a person to look at, unless their consent is recorded
	Further string // the pathway of a further report within twelve months; empty: the same
	Team    string // the team whose desk its cases come to; empty: the first of Desks
	Source  string
}

const (
	theCode      = "Code of Practice for Victims of Crime, Enhanced Rights: victims of the most serious crime"
	commissioned = "this service's scope as commissioned"
)

// Pathways lists how crimes are dealt with, the gravest first. A case follows the
// gravest of its referrals'. To add one, add a line.
var Pathways = []Pathway{
	{"domestic_abuse", "domestic abuse", true, true, "domestic_abuse", false, "", "", theCode},
	{"sexual_offences", "rape and other sexual offences", true, true, "sexual_offence", true, "", "specialist", theCode + "; consent: Victim Support's Cleveland office, July 2014"},
	{"exploitation", "exploitation and modern slavery", true, true, "modern_slavery", false, "", "specialist", theCode},
	{"stalking_harassment", "stalking and harassment", true, true, "", false, "", "", commissioned},
	{"hate_crime", "hate crime", false, false, "hate_crime", false, "", "", theCode},
	{"burglary_vulnerable", "burglary of a vulnerable person", false, false, "", false, "", "", commissioned},
	{"cyber", "cyber-crime", false, false, "", false, "", "", commissioned},
	{"fraud", "fraud", false, false, "", false, "", "", commissioned},
	{"repeat_victim", "any crime, where it is not the first", false, false, "", false, "", "", commissioned},
	{"other_crime", "any other crime", false, false, "", false, "repeat_victim", "", commissioned},
	{OutOfScope, "not this service's to help with: the victim is told where to go instead", false, false, "", false, "", "", commissioned},
}

// OutOfScope is the pathway of what another service is for.
const OutOfScope = "out_of_scope"

// Offence is one row of the Home Office's classification: the beginning of a code.
type Offence struct {
	Code     string
	Says     string
	Pathway  string
	Verified bool // false: from general knowledge of the Counting Rules, to be checked against the list of the year
}

// Offences is as much of the classification as is known here. It changes each April:
// to follow, change a line. A code that is not here goes to a person.
// Source: Home Office Counting Rules for Recorded Crime.
var Offences = []Offence{
	{"19", "rape", "sexual_offences", false},
	{"17", "sexual assault on a male", "sexual_offences", false},
	{"20", "sexual assault on a female", "sexual_offences", false},
	{"21", "sexual activity with a child under 13", "sexual_offences", false},
	{"22", "other sexual offences", "sexual_offences", false},
	{"106", "modern slavery", "exploitation", false},
	{"8Q", "stalking", "stalking_harassment", false},
	{"8L", "harassment", "stalking_harassment", false},
	{"8U", "controlling or coercive behaviour", "domestic_abuse", false},
	{"3B", "threats to kill", "other_crime", true},
	{"5D", "assault with intent to cause serious harm", "other_crime", false},
	{"8N", "assault with injury", "other_crime", false},
	{"105A", "assault without injury", "other_crime", false},
	{"28", "burglary of a home", "other_crime", false},
	{"29", "aggravated burglary of a home", "other_crime", false},
	{"30", "burglary elsewhere", "other_crime", false},
	{"31", "aggravated burglary elsewhere", "other_crime", false},
	{"34", "robbery", "other_crime", false},
	{"53", "fraud", "fraud", false},
	{"38", "concealing the proceeds of crime", OutOfScope, false},
	{"54", "handling stolen goods", OutOfScope, false},
	{"92", "drug offences", OutOfScope, false},
}

// OffenceOf finds the row of a classification. A row's code ends where the number
// does: 19C is rape and 195 is not.
func OffenceOf(classification string) (Offence, bool) {
	i := slices.IndexFunc(Offences, func(o Offence) bool {
		rest, ok := strings.CutPrefix(strings.ToUpper(classification), o.Code)
		return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
	})
	if i < 0 {
		return Offence{}, false
	}
	return Offences[i], true
}

// Flags list what a referral may say of a crime beside its classification.
var Flags = []string{"hate", "honour_based", "child_present", "exploitation", "cyber", "vulnerable"}

// pathway is the pathway of a referral, by its flags and then by its classification.
// Empty: a person must say.
func (r Referral) pathway() string {
	is := func(flag string) bool { return slices.Contains(r.Flags, flag) }
	row, known := OffenceOf(r.Offence)
	burglary := known && slices.Contains([]string{"28", "29"}, row.Code)
	switch {
	case r.DomesticAbuse, is("honour_based"):
		return "domestic_abuse"
	case row.Pathway == "sexual_offences", row.Pathway == "domestic_abuse":
		return row.Pathway
	case is("exploitation"):
		return "exploitation"
	case row.Pathway == "stalking_harassment", row.Pathway == "exploitation":
		return row.Pathway
	case is("hate"):
		return "hate_crime"
	case burglary && is("vulnerable"):
		return "burglary_vulnerable"
	case is("cyber"):
		return "cyber"
	case row.Pathway == OutOfScope:
		return "" // a referral that came as far as a case is looked at by a person
	}
	return row.Pathway
}

// Pathway is the gravest pathway of the case's referrals; the zero one where a person
// has yet to say what the crime was.
func (c *Case) Pathway() Pathway {
	for _, p := range Pathways {
		if slices.ContainsFunc(c.Referrals, func(k Known) bool { return k.Pathway == p.Code }) {
			return p
		}
	}
	return Pathway{}
}

func pathway(code string) Pathway {
	i := slices.IndexFunc(Pathways, func(p Pathway) bool { return p.Code == code })
	if i < 0 {
		return Pathway{}
	}
	return Pathways[i]
}

// follow puts a referral on its pathway, with the Enhanced Rights that go with it, or
// asks a person what the crime was.
func (c *Case) follow(k Known, at time.Time) {
	if k.Minor {
		c.entitle("C", "under_18", Said{}, at)
	}
	if k.Pathway == "" {
		c.raise(Classify, k.Ref, at, c.Policy.DecideWithin)
		return
	}
	p := pathway(k.Pathway)
	c.note(at, "pathway", k.Ref, "The crime (%s) is dealt with as %s.", k.Offence, p.Says)
	c.route(at)
	if p.Reason != "" {
		c.entitle("A", p.Reason, Said{}, at)
	}
	if k.Enhanced && p.Reason == "" {
		c.entitle("A", "said_by_referrer", Said{}, at)
	}
	c.askYoung(k, at)
}

// classified is what follows when a person has said what a crime was.
func (m RecordDecision) classified(c *Case, d Decision, at time.Time) {
	t := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.ID == m.Task })
	i := slices.IndexFunc(c.Referrals, func(k Known) bool { return t >= 0 && k.Ref == c.Tasks[t].About })
	if i < 0 {
		return
	}
	c.Referrals[i].Pathway, c.Referrals[i].Near = d.Code, m.Near
	c.follow(c.Referrals[i], at)
	if c.Pathway().Code != OutOfScope {
		return
	}
	for _, s := range c.Signposts() {
		c.note(at, "signpost", s.Code, "Where to go instead: %s (%s).", s.Says, s.For)
	}
	if c.Stage != Closing {
		c.endOrAsk(OutOfScope, m.Said, at)
	}
}
