package extract

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// HearingColumn is one column of a list of hearings.
type HearingColumn struct {
	Name      string
	Mandatory bool // it must be in the header
	Means     string
}

// HearingColumns lists the columns of a list of hearings. To add one, add a line here
// and in body.
func HearingColumns() []HearingColumn {
	return []HearingColumn{
		{"case_id", false, "the case; or else both of the next two"},
		{"force", false, "the police force, as its referrals name it"},
		{"crime_reference", false, "the force's reference of the crime; of a crime with several victims, case_id is needed"},
		{"reference", false, "the sender's own name for the hearing, which stays the same when it moves"},
		{"hearing_id", false, "the hearing, where it is known by its id"},
		{"type", true, "such as trial or first_hearing"},
		{"status", false, "listed (also where it is empty), vacated or held"},
		{"certainty", false, "fixed (also where it is empty), warned_list or floating"},
		{"date", true, "YYYY-MM-DD or dd/mm/yyyy; of a window, its first day"},
		{"time", false, "of a fixed date, such as 10:00 by the clock in London; of an hour that comes twice, 01:30+01:00; of a window, empty"},
		{"until", false, "of a window, its last day"},
		{"needed", true, "whether the victim has to be there: true or false"},
		{"court", false, "where it is"},
		{"source", true, "witness_care, court, cps, police or victim"},
		{"received", true, "when the source's word was received: 2026-03-02 09:00 by the clock in London, or with its zone; an older word moves nothing"},
	}
}

// hearingLayout says which column of a file carries what, by name.
type hearingLayout struct {
	width   int
	at      map[string]int
	ignored []string
}

// readHearingLayout takes a header, and names everything that is wrong with it.
func readHearingLayout(header []string) (hearingLayout, error) {
	if len(header) == 1 {
		return hearingLayout{}, errors.New("the first row is not a header with its columns between commas")
	}
	l := hearingLayout{width: len(header), at: map[string]int{}}
	known := HearingColumns()
	var twice, missing []error
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		_, seen := l.at[name]
		switch {
		case !slices.ContainsFunc(known, func(c HearingColumn) bool { return c.Name == name }):
			l.ignored = append(l.ignored, name)
		case seen:
			twice = append(twice, fmt.Errorf("column %q stands twice in the header", name))
		default:
			l.at[name] = i
		}
	}
	for _, c := range known {
		if _, there := l.at[c.Name]; c.Mandatory && !there {
			missing = append(missing, fmt.Errorf("column %q is missing", c.Name))
		}
	}
	_, byCase := l.at["case_id"]
	_, byForce := l.at["force"]
	_, byCrime := l.at["crime_reference"]
	if !byCase && (!byForce || !byCrime) {
		missing = append(missing, errors.New(`no column says the case: "case_id", or "force" and "crime_reference"`))
	}
	if len(missing) > 0 { // the first row may be no header at all, and is not repeated
		return hearingLayout{}, errors.Join(missing...)
	}
	return l, errors.Join(twice...)
}
