package api

import (
	"time"

	"beacon/casework"
)

// mostGoals bounds the list before the case's own, smaller bound is asked.
const mostGoals = 100

// readPlanParts reads what a plan holds beside its actions. What is left out stays as
// it was, which the case sees to.
func readPlanParts(k *ask) casework.PlanParts {
	p := casework.PlanParts{
		SpecialMeasures: casework.Choice(k.word("special_measures", may)),
		Statement:       casework.Choice(k.word("personal_statement", may)),
		Compensation:    casework.Choice(k.word("compensation", may)),
		Restorative:     casework.Choice(k.word("restorative_justice", may)),
		Children:        k.say(k.part, "children", may),
		Communication:   k.say(k.part, "communication", may),
		Rights:          k.moment("rights_explained_at", may),
		Ends:            k.say(k.part, "ends_when", may),
	}
	k.each("goals", may, mostGoals, func(of *part) {
		g := casework.Goal{ID: of.id("id", may), Need: casework.Area(of.word("need", must)), Text: k.say(of, "text", may)}
		if g.ID == "" {
			g.ID = idOf("goal", k.said.ID, of.at)
		}
		p.Goals = append(p.Goals, g)
	})
	k.eachText("measures", len(casework.Measures)*2, code, func(_, s string) { p.Measures = append(p.Measures, s) })
	if of := k.part.part("safety_plan", may); of != nil {
		p.Safety = &casework.SafetyPlan{Reviewed: of.moment("reviewed_at", may), Text: k.say(of, "text", may)}
		of.end()
	}
	return p
}

// planParts is what a plan holds beside its actions, as staff see it.
type planParts struct {
	Full   bool        `json:"full"`
	Goals  []goal      `json:"goals"`
	Safety *safetyPlan `json:"safety_plan,omitempty"`

	SpecialMeasures casework.Choice `json:"special_measures,omitempty"`
	Measures        []string        `json:"measures,omitempty"`
	Statement       casework.Choice `json:"personal_statement,omitempty"`
	Compensation    casework.Choice `json:"compensation,omitempty"`
	Restorative     casework.Choice `json:"restorative_justice,omitempty"`

	Children      string    `json:"children,omitempty"`
	Communication string    `json:"communication,omitempty"`
	Rights        time.Time `json:"rights_explained_at,omitzero"`
	Ends          string    `json:"ends_when,omitempty"`
}

type goal struct {
	ID   string        `json:"id"`
	Need casework.Area `json:"need"`
	Text string        `json:"text,omitempty"`
}

type safetyPlan struct {
	Version  int       `json:"version"`
	Reviewed time.Time `json:"reviewed_at"`
	Text     string    `json:"text,omitempty"`
}

type mostInNeed struct {
	Since time.Time `json:"since"`
	Why   []string  `json:"why"`
}

func (v viewer) parts(p *casework.Plan) planParts {
	out := planParts{
		Full:            p.Full(),
		Goals:           each(p.Goals, func(g casework.Goal) goal { return goal{g.ID, g.Need, v.words[g.Text]} }),
		SpecialMeasures: p.SpecialMeasures, Measures: p.Measures, Statement: p.Statement, Compensation: p.Compensation, Restorative: p.Restorative,
		Children: v.words[p.Children], Communication: v.words[p.Communication], Rights: p.Rights, Ends: v.words[p.Ends],
	}
	if s := p.Safety; s != nil {
		out.Safety = &safetyPlan{s.Version, s.Reviewed, v.words[s.Text]}
	}
	return out
}

// wordsOfParts are the IDs of all words that the parts of a plan name.
func wordsOfParts(p casework.PlanParts) []string {
	ids := []string{p.Children, p.Communication, p.Ends}
	if p.Safety != nil {
		ids = append(ids, p.Safety.Text)
	}
	for _, g := range p.Goals {
		ids = append(ids, g.Text)
	}
	return ids
}
