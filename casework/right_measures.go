package casework

import (
	"slices"
	"time"
)

// Special measures that a court has allowed are to be there on the day.

// allowedMeasures are the special measures that the court has allowed, as far as is known.
func (h HeldRight) allowedMeasures() []string {
	t, _ := h.took("decided")
	return slices.DeleteFunc(slices.Clone(t.Facts), func(f string) bool { return !slices.Contains(Measures, f) })
}

// measuresOnTheDay keeps, with the right, what came of special measures at a hearing.
func (c *Case) measuresOnTheDay(hearing string, o HearingOutcome, said Said, now time.Time) {
	h, held := c.newestRight(MeasuresAtCourt, func(HeldRight) bool { return true })
	if !held || !slices.Contains([]string{"yes", "no", "failed"}, o.Measures) || len(h.Steps) >= mostRightSteps {
		return
	}
	step, there := measuresThere, slices.DeleteFunc(h.allowedMeasures(), func(f string) bool { return slices.Contains(o.Failed, f) })
	if o.Measures == "no" {
		step, there = measuresMissing, nil
	}
	said.Text = ""
	if last, said := h.lastOf(hearing); said && last.Step == step && slices.Equal(last.Facts, there) {
		return
	}
	id := h.ID
	c.takeStep(id, RightTaken{Step: step, At: o.Held, Noted: now.UTC(), By: o.By, Facts: there, Hearing: hearing}, said, now)
	if o.Measures != "yes" {
		c.measuresMissed(id, hearing, now)
	}
}

// lastOf is the latest step about a hearing.
func (h HeldRight) lastOf(hearing string) (RightTaken, bool) {
	for i := len(h.Steps) - 1; i >= 0; i-- {
		if h.Steps[i].Hearing == hearing {
			return h.Steps[i], true
		}
	}
	return RightTaken{}, false
}

// missed finds out why special measures that the court had allowed were not there.
func (c *Case) missed(id, hearing string, there []string, now time.Time) {
	h, _ := c.heldRight(id)
	if slices.ContainsFunc(h.allowedMeasures(), func(f string) bool { return !slices.Contains(there, f) }) {
		c.measuresMissed(id, hearing, now)
	}
}

func (c *Case) measuresMissed(id, hearing string, now time.Time) {
	c.note(now, "measures-missing", hearing, "Not every special measure that the victim was to have was in place at the hearing.")
	c.raise(LearnRight, id, now, c.Policy.ExplainWithin)
}

// measuresChecked is what follows when somebody has looked before a hearing: a victim who
// wants no special measures has declined them.
func (m RecordDecision) measuresChecked(c *Case, d Decision, at time.Time) {
	h, held := c.newestRight(MeasuresAtCourt, func(HeldRight) bool { return true })
	if d.Code != "not_wanted" || !held || c.RightState(*h) == RightDeclined || len(h.Steps) >= mostRightSteps {
		return
	}
	c.stepOfPlan(*h, Declines, nil, m.Said, at)
	c.planFollows(RecordRight{Right: MeasuresAtCourt, Step: "declined"}, at)
}
