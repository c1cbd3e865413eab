package casework

import (
	"slices"
	"time"
)

// PlanParts is what a support plan holds beside its actions. Words are kept outside
// the case, under the IDs named here. What a new state of a plan leaves out stays as
// it was, so that nobody loses a safety plan by ticking off an action.
type PlanParts struct {
	Goals  []Goal      `json:"goals,omitempty"` // in the victim's words
	Safety *SafetyPlan `json:"safety_plan,omitempty"`

	SpecialMeasures Choice   `json:"special_measures,omitempty"`
	Measures        []string `json:"measures,omitempty"`            // those wished for
	Statement       Choice   `json:"personal_statement,omitempty"`  // a Victim Personal Statement
	Compensation    Choice   `json:"compensation,omitempty"`        // to be applied for
	Restorative     Choice   `json:"restorative_justice,omitempty"` // interest in it

	Children      string    `json:"dependants,omitempty"`         // words: what they need
	Communication string    `json:"communication,omitempty"`      // words: what it takes to be understood
	Rights        time.Time `json:"rights_explained_at,omitzero"` // when the rights of the Code were explained, UTC
	Ends          string    `json:"ends_when,omitempty"`          // words: what ends the plan
}

// Goal is what the victim wants, in their own words, which are kept outside the case.
type Goal struct {
	ID   string `json:"id"`
	Need Area   `json:"need"`
	Text string `json:"text,omitempty"`
}

// SafetyPlan is how to stay safe. Its words are for staff alone; every change is a
// version, and no version's words are lost.
type SafetyPlan struct {
	Version  int       `json:"version"`
	Reviewed time.Time `json:"reviewed_at"` // UTC
	Text     string    `json:"text"`
}

// Choice is what a victim chose; zero says that nothing is known of it.
type Choice string

// What may be chosen. That somebody was not asked is never taken for a no.
const (
	ChoseYes  Choice = "yes"
	ChoseNo   Choice = "no"
	Undecided Choice = "undecided"
	NotAsked  Choice = "not_asked"
)

// Choices lists them.
var Choices = []Choice{ChoseYes, ChoseNo, Undecided, NotAsked}

func (c Choice) answered() bool { return c != "" && c != NotAsked }

// Measures lists the special measures that a victim may wish for at court.
// Source: Youth Justice and Criminal Evidence Act 1999, sections 23 to 30.
var Measures = []string{
	"screens", "live_link", "evidence_in_private", "wigs_and_gowns_removed", "recorded_interview", "recorded_cross_examination",
	"intermediary", "communication_aids",
}

// PlanPart is one row of what a plan may hold.
type PlanPart struct {
	Part string
	Says string
	Full bool // a full plan has it

	has func(PlanParts, []Action) bool
}

// PlanPartRows lists the parts of a plan, and which of them a full plan must have.
// Source: what victim care centres state that they offer; which parts are required is
// this product's own default. An interest in restorative justice is never required: it
// is the victim's to raise.
var PlanPartRows = []PlanPart{
	{"goals", "what the victim wants, in their own words", true, func(p PlanParts, _ []Action) bool { return len(p.Goals) > 0 }},
	{"actions", "what is to be done, by whom and when", true, func(_ PlanParts, a []Action) bool { return len(a) > 0 }},
	{"safety_plan", "how to stay safe", true, func(p PlanParts, _ []Action) bool { return p.Safety != nil }},
	{"special_measures", "whether help to give evidence is wished for", true, func(p PlanParts, _ []Action) bool { return p.SpecialMeasures.answered() }},
	{"personal_statement", "whether a Victim Personal Statement is wished for", true, func(p PlanParts, _ []Action) bool { return p.Statement.answered() }},
	{"compensation", "whether compensation is to be applied for", true, func(p PlanParts, _ []Action) bool { return p.Compensation.answered() }},
	{"restorative_justice", "whether there is an interest in restorative justice", false, func(p PlanParts, _ []Action) bool { return p.Restorative.answered() }},
	{"children", "what the children need, or that there are none", true, func(p PlanParts, _ []Action) bool { return p.Children != "" }},
	{"communication", "what it takes to be understood", true, func(p PlanParts, _ []Action) bool { return p.Communication != "" }},
	{"rights_explained_at", "when the rights of the Victims' Code were explained", true, func(p PlanParts, _ []Action) bool { return !p.Rights.IsZero() }},
	{"ends_when", "what ends the plan", true, func(p PlanParts, _ []Action) bool { return p.Ends != "" }},
}

// lacking lists the parts that a full plan must have and this one has not.
func (p PlanParts) lacking(actions []Action) (parts []PlanPart) {
	for _, row := range PlanPartRows {
		if row.Full && !row.has(p, actions) {
			parts = append(parts, row)
		}
	}
	return parts
}

// Full says that a plan has every part that a full plan must have.
func (p *Plan) Full() bool { return p != nil && len(p.lacking(p.Actions)) == 0 }

// mostGoals bounds what one plan holds.
const mostGoals = 20

func (p PlanParts) faults(f *faults, c *Case, now time.Time) {
	f.wrong(len(p.Goals) > mostGoals, "/goals", "too_many", "has more than %d", mostGoals)
	for i, g := range p.Goals {
		at := pointer("/goals", i)
		f.wrong(g.ID == "", at+"/id", "missing", "is missing")
		f.wrong(!slices.Contains(Areas, g.Need), at+"/need", "not_listed", "is not one of the eight areas")
		f.wrong(g.Text == "" && !c.hasGoal(g.ID), at+"/text", "missing", "is missing: a goal is in the victim's words")
		again := slices.ContainsFunc(p.Goals[:i], func(o Goal) bool { return o.ID == g.ID })
		f.wrong(again, at+"/id", "repeated", "stands twice")
	}
	if p.Safety != nil {
		f.wrong(p.Safety.Text == "" && (c.Plan == nil || c.Plan.Safety == nil), "/safety_plan/text", "missing", "is missing: there is no safety plan yet")
		f.wrong(p.Safety.Reviewed.After(now.Add(clockSkew)), "/safety_plan/reviewed_at", "in_the_future", "is in the future")
		f.meant(p.Safety.Reviewed, "/safety_plan/reviewed_at")
	}
	for _, row := range []struct {
		part string
		said Choice
	}{
		{"special_measures", p.SpecialMeasures}, {"personal_statement", p.Statement}, {"compensation", p.Compensation}, {"restorative_justice", p.Restorative},
	} {
		f.wrong(row.said != "" && !slices.Contains(Choices, row.said), "/"+row.part, "not_listed", "must be yes, no, undecided or not_asked")
	}
	unknown := slices.ContainsFunc(p.Measures, func(s string) bool { return !slices.Contains(Measures, s) })
	f.wrong(unknown || len(p.Measures) > len(Measures), "/measures", "not_listed", "has one that is not known")
	f.wrong(p.Rights.After(now.Add(clockSkew)), "/rights_explained_at", "in_the_future", "is in the future")
	f.meant(p.Rights, "/rights_explained_at")
}

func (c *Case) hasGoal(id string) bool {
	return c.Plan != nil && slices.ContainsFunc(c.Plan.Goals, func(g Goal) bool { return g.ID == id })
}
