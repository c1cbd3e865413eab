package casework

import (
	"strconv"
	"strings"
)

// court draws what is done about hearings, and whose word counts.
func (p *page) court() {
	p.heading("Hearings", "What is done about every hearing, and when. Each step is looked at again when its time comes, against the hearing as it then stands. Days are those of the London calendar, at the hour of the hearing; where the service does not call on one, the last day before on which it does. What should have been before a hearing was listed is left out, but for the call.")
	var rows [][]string
	for _, s := range CourtPlan {
		when := s.Limit.String() + " before"
		switch s.Side {
		case OnListing:
			when = "on listing"
		case After:
			when = "within " + s.Limit.String() + " after"
		case Before:
		}
		does := "the duty `" + s.Duty + "`"
		switch {
		case s.Template != "":
			does = "`" + string(s.Template) + "`"
		case s.Task != "":
			does = "`" + string(s.Task) + "`"
		}
		rows = append(rows, []string{"`" + s.Code + "`", when, s.Says, does, strings.Join(s.only(), ", "), s.Source})
	}
	p.table([]string{"Step", "When", "What", "By", "Only", "Source"}, rows)
	p.line("### How sure a date is\n\nA window is never shown or told as a day and a time.\n")
	rows = nil
	for _, r := range Certainties {
		rows = append(rows, []string{"`" + r.Name + "`", r.Says, tick(r.Window)})
	}
	p.table([]string{"Certainty", "The hearing takes place", "It has a window"}, rows)
	p.line("### Whose word counts\n\nWhat a source of a higher number says otherwise moves nothing, and a person asks. Of equals the later word stands.\n")
	rows = nil
	for _, s := range HearingSources {
		rows = append(rows, []string{"`" + s.Code + "`", s.Says, strconv.Itoa(s.Rank)})
	}
	p.table([]string{"Source", "Who it is", "Rank"}, rows)
	p.outcomes()
}

// outcomes draws what can come of a hearing.
func (p *page) outcomes() {
	p.line("### What can come of a hearing\n")
	var rows [][]string
	for _, r := range OutcomeRows {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says, tick(r.Why)})
	}
	p.table([]string{"Outcome", "What happened", "Why must be said"}, rows)
	rows = nil
	for _, r := range WhyNots {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says})
	}
	p.table([]string{"Why not", "Which means"}, rows)
	rows = nil
	for _, r := range Attendances {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says})
	}
	p.table([]string{"Attended", "Which means"}, rows)
	rows = nil
	for _, r := range InPlaces {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says})
	}
	p.table([]string{"Special measures on the day", "Which means"}, rows)
}

// only is for which hearings a step is.
func (s CourtStep) only() (all []string) {
	if s.Needed {
		all = append(all, "where the victim is needed")
	}
	if len(s.Types) > 0 {
		all = append(all, "of "+codes(s.Types))
	}
	if s.Fixed {
		all = append(all, "where the date is fixed")
	}
	if s.Window {
		all = append(all, "where it is not")
	}
	if s.Wished {
		all = append(all, "where the victim wants it")
	}
	if s.AtOnce {
		all = append(all, "at short notice at once")
	}
	return all
}
