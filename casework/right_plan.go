package casework

import (
	"slices"
	"time"
)

// What a victim chose is said once, in the support plan or of the right, and stands in
// both.

// choices are the parts of a plan that ask about a right, and what was chosen there.
func (p *PlanParts) choices() map[string]*Choice {
	return map[string]*Choice{
		"special_measures": &p.SpecialMeasures, "personal_statement": &p.Statement,
		"compensation": &p.Compensation, "restorative_justice": &p.Restorative,
	}
}

// choiceOf is what the victim chose of a right, as a plan says it.
func choiceOf(m Meaning) Choice {
	switch m {
	case Wants, Uses:
		return ChoseYes
	case Declines:
		return ChoseNo
	case Explains:
	}
	return ""
}

// planFollows brings the plan to what was said of a right. Who had read the plan before
// reads it again.
func (c *Case) planFollows(m RecordRight, now time.Time) {
	row, _ := rightRow(m.Right)
	s, _ := row.step(m.Step)
	choice := choiceOf(s.Means)
	if c.Plan == nil || row.Part == "" || choice == "" {
		return
	}
	chosen := c.Plan.choices()[row.Part]
	wished := m.Right == MeasuresAtCourt && s.Means == Wants
	if *chosen == choice && (!wished || slices.Equal(c.Plan.Measures, m.Facts)) {
		return
	}
	*chosen = choice
	if wished {
		c.Plan.Measures = slices.Clone(m.Facts)
	}
	c.Plan.Revision = c.Revision
	c.note(now, "plan-follows", "", "The support plan says so too (%s: %s).", row.Part, choice)
}

// takeFromPlan brings a right that has just been opened to what the plan says of it.
func (c *Case) takeFromPlan(id string, now time.Time) {
	if c.Plan == nil {
		return
	}
	h, _ := c.heldRight(id)
	c.rightFollows(*h, c.Plan.PlanParts, Said{By: c.Plan.By, At: c.Plan.Agreed}, now)
}

// rightsFollow brings every right to what a plan that was agreed says of it.
func (c *Case) rightsFollow(said Said, now time.Time) {
	for _, h := range slices.Clone(c.Held) {
		c.rightFollows(h, c.Plan.PlanParts, said, now)
	}
}

// rightFollows brings one right to what a plan says of it: that it was explained, and
// what the victim chose.
func (c *Case) rightFollows(h HeldRight, p PlanParts, said Said, now time.Time) {
	row, _ := rightRow(h.Right)
	if row.Part == "" || h.ended() || len(h.Steps) >= mostRightSteps-1 {
		return
	}
	chose := *p.choices()[row.Part]
	known := choiceOf(h.lastMeaning(Wants, Uses, Declines))
	changed := (chose == ChoseYes || chose == ChoseNo) && chose != known && h.lastMeaning(Uses) == ""
	told := row.Planned && !p.Rights.IsZero()
	if !h.Explained() && (changed || told) {
		c.stepOfPlan(h, Explains, nil, said, now)
	}
	if !changed {
		return
	}
	if chose == ChoseNo {
		c.stepOfPlan(h, Declines, nil, said, now)
		return
	}
	var facts []string
	if h.Right == MeasuresAtCourt {
		facts = p.Measures
	}
	c.stepOfPlan(h, Wants, facts, said, now)
}

// stepOfPlan takes the first step of a right that means something, as the plan says it.
func (c *Case) stepOfPlan(h HeldRight, m Meaning, facts []string, said Said, now time.Time) {
	row, _ := rightRow(h.Right)
	i := slices.IndexFunc(row.Steps, func(s RightStep) bool { return s.Means == m })
	if i < 0 {
		return
	}
	said.Text = ""
	c.takeStep(h.ID, RightTaken{Step: row.Steps[i].Step, At: said.when(now).UTC(), Noted: now.UTC(), By: said.By, Facts: slices.Clone(facts)}, said, now)
}
