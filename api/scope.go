package api

import (
	"slices"
	"strings"
	"time"

	"beacon/casework"
)

// offence is one row of what this service is for: the beginning of a Home Office
// classification.
type offence struct {
	Code     string
	Says     string
	Enhanced bool // its victims have Enhanced Rights under the Victims' Code
	Source   string
}

const (
	codeOfPractice = "Code of Practice for Victims of Crime 2020, Enhanced Rights: victims of the most serious crime"
	commissioned   = "this service's scope as commissioned"
)

// Offences is the scope of the service beside domestic abuse, which is always
// within it. Classifications change each April: to follow, change a line.
var Offences = []offence{
	{"19", "rape", true, codeOfPractice},
	{"17", "sexual assault on a male", true, codeOfPractice},
	{"20", "sexual assault on a female", true, codeOfPractice},
	{"21", "sexual activity with a child under 13", true, codeOfPractice},
	{"22", "other sexual offences", true, codeOfPractice},
	{"106", "modern slavery", true, codeOfPractice},
	{"8Q", "stalking", false, commissioned},
	{"8L", "harassment", false, commissioned},
	{"8U", "controlling or coercive behaviour", false, commissioned},
	{"3B", "threats to kill", false, commissioned},
	{"28", "burglary of a home", false, commissioned},
	{"29", "aggravated burglary of a home", false, commissioned},
	{"30", "burglary elsewhere", false, commissioned},
	{"31", "aggravated burglary elsewhere", false, commissioned},
	{"34", "robbery", false, commissioned},
	{"53", "fraud", false, commissioned},
}

// offenceOf finds the row of a classification. A row's code ends where the number
// does: 19C is rape and 195 is not.
func offenceOf(classification string) (offence, bool) {
	i := slices.IndexFunc(Offences, func(o offence) bool {
		rest, ok := strings.CutPrefix(strings.ToUpper(classification), o.Code)
		return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
	})
	if i < 0 {
		return offence{}, false
	}
	return Offences[i], true
}

// adultFrom is the age from which a victim is this service's to support; younger
// ones are children's services'.
const adultFrom = 16

// underAgeOn says whether somebody is too young on the London date of a moment. A
// birthday on 29 February comes on 1 March where there is none.
func underAgeOn(born, at time.Time) bool {
	y, m, d := at.In(casework.London).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return born.AddDate(adultFrom, 0, 0).After(today)
}
