package casework

import (
	"slices"
	"time"
)

// parts are the plan's parts as they will stand: what is said now, and else what was.
func (m AgreePlan) parts(c *Case, at time.Time) PlanParts {
	var was PlanParts
	if c.Plan != nil {
		was = c.Plan.PlanParts
	}
	p := was
	if m.Goals != nil {
		p.Goals = keptGoals(m.Goals, was.Goals)
	}
	if m.Safety != nil {
		p.Safety = m.safety(was.Safety, at)
	}
	if m.Measures != nil {
		p.Measures = slices.Clone(m.Measures)
	}
	if !m.Rights.IsZero() {
		p.Rights = m.Rights.UTC()
	}
	orWas(&p.SpecialMeasures, m.SpecialMeasures)
	orWas(&p.Statement, m.Statement)
	orWas(&p.Compensation, m.Compensation)
	orWas(&p.Restorative, m.Restorative)
	orWas(&p.Children, m.Children)
	orWas(&p.Communication, m.Communication)
	orWas(&p.Ends, m.Ends)
	return p
}

// orWas leaves what was where nothing is said.
func orWas[S ~string](was *S, said S) {
	if said != "" {
		*was = said
	}
}

// keptGoals are the goals as said, with the words they had where none come with them.
func keptGoals(said, was []Goal) []Goal {
	kept := slices.Clone(said)
	for i := range kept {
		j := slices.IndexFunc(was, func(g Goal) bool { return g.ID == kept[i].ID })
		if kept[i].Text == "" && j >= 0 {
			kept[i].Text = was[j].Text
		}
	}
	return kept
}

// safety is the safety plan as it will stand: new words are a new version, and
// without any it was only looked at again.
func (m AgreePlan) safety(was *SafetyPlan, at time.Time) *SafetyPlan {
	now := SafetyPlan{}
	if was != nil {
		now = *was
	}
	if m.Safety.Text != "" {
		now.Version, now.Text = now.Version+1, m.Safety.Text
	}
	now.Reviewed = m.Safety.Reviewed.UTC()
	if m.Safety.Reviewed.IsZero() {
		now.Reviewed = m.when(at).UTC()
	}
	return &now
}

// actions are the actions as the case keeps them: every time in UTC, and with the
// words they had where none come with them.
func (m AgreePlan) actions(was *Plan) []Action {
	kept := make([]Action, len(m.Actions))
	for i, a := range m.Actions {
		a.Due = a.Due.UTC()
		if was != nil && a.Text == "" {
			if j := slices.IndexFunc(was.Actions, func(o Action) bool { return o.ID == a.ID }); j >= 0 {
				a.Text = was.Actions[j].Text
			}
		}
		kept[i] = a
	}
	return kept
}

// fullFaults adds a fault for every part that a full plan must have, where the victim
// is among those most in need, and where nobody would be their case manager. What only
// says how the actions of a plan stand is no new agreement, and waits for no part.
func (m AgreePlan) fullFaults(f *faults, c *Case, now time.Time) {
	if c.MostInNeed == nil || c.Plan != nil && m.Review.Equal(c.Plan.Review) {
		return
	}
	for _, part := range m.parts(c, now).lacking(m.Actions) {
		f.wrong(true, "/"+part.Part, "missing_in_full_plan", "is missing: the victim is among those most in need, and a full plan says %s", part.Says)
	}
	f.wrong(c.onDuty() && (m.By == "" || !m.Role.Works()), "/by", "no_case_manager", "is no caseworker: the victim is among those most in need, and has a named case manager to the end")
}

// keepFull asks for what a plan lacks, where the victim is among those most in need.
func (c *Case) keepFull(now time.Time) {
	if c.MostInNeed != nil && c.Stage == Supporting && !c.Plan.Full() {
		c.raise(ReviewPlan, "", now, c.Policy.PlanWithin)
	}
}
