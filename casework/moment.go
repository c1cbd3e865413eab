package casework

import (
	"slices"
	"time"
)

// Moment says at which point of the support an assessment of needs was made.
type Moment string

// The moments at which needs are assessed.
const (
	AtStart  Moment = "start"
	AtReview Moment = "review"
	AtEnd    Moment = "end"
)

// MomentRow is one row of when which assessment of needs can be made.
type MomentRow struct {
	Moment Moment
	Says   string
	Stages []Stage
}

// Moments lists when each assessment of needs can be made. An assessment at the end
// may be made before the case is closed, or while it is closing.
// Source: outcome measures in common use score at the start, at every review and at
// the end, and overwrite nothing; which stages those are is this product's own.
var Moments = []MomentRow{
	{AtStart, "when support begins", []Stage{Assessing}},
	{AtReview, "at a review", []Stage{Planning, Supporting}},
	{AtEnd, "when support ends", []Stage{Supporting, Closing}},
}

// moment is the moment an assessment speaks of: as it says, or else as the stage does.
func (m RecordNeeds) moment(c *Case) Moment {
	switch {
	case m.Moment != "":
		return m.Moment
	case c.Stage == Closing:
		return AtEnd
	case c.Stage == Planning || c.Stage == Supporting:
		return AtReview
	default:
		return AtStart
	}
}

// momentFaults adds a fault where the moment is not one, or cannot be now.
func (m RecordNeeds) momentFaults(f *faults, c *Case) {
	said := m.moment(c)
	i := slices.IndexFunc(Moments, func(r MomentRow) bool { return r.Moment == said })
	f.wrong(i < 0, "/moment", "not_listed", "must be start, review or end")
	f.wrong(i >= 0 && !slices.Contains(Moments[max(i, 0)].Stages, c.Stage), "/moment", "contradicts_stage", "the case is %s: this is not %s", c.Stage, Moments[max(i, 0)].Says)
}

// lastStart is where the assessments begin that belong to the support as it is now:
// who returns after a new incident begins anew, and what was before is kept.
func lastStart(records []NeedsRecord) int {
	for i := len(records) - 1; i > 0; i-- {
		if records[i].Moment == AtStart {
			return i
		}
	}
	return 0
}

// assessedAtEnd says that needs were assessed at the end of the support as it is now.
func (c *Case) assessedAtEnd() bool {
	if len(c.Needs) == 0 {
		return false
	}
	now := c.Needs[lastStart(c.Needs):]
	return slices.ContainsFunc(now, func(r NeedsRecord) bool { return r.Moment == AtEnd })
}

// watchNeeds sets when needs are to be looked at again, whether or not the plan is.
func (c *Case) watchNeeds() {
	if n := len(c.Needs); n > 0 && c.Stage == Supporting && !c.open(ReviewNeeds) {
		c.set(Clock{ID: "needs-review", Kind: NeedsReview, Due: c.Needs[n-1].At.Add(c.Policy.NeedsReviewEvery)})
	}
}

func (c *Case) ringNeedsReview(now time.Time) {
	c.askNeeds(now)
	c.reviewTogether(now)
}

// askNeeds asks for a review of needs: at the longest after the last one, with every
// review of the plan, and when something has happened that may change them.
func (c *Case) askNeeds(now time.Time) {
	if c.Stage == Supporting {
		c.stop("needs-review")
		c.raise(ReviewNeeds, "", now, c.Policy.ReviewWithin)
	}
}

// askAtEnd asks for the scores at the end where the reason to close speaks of what
// support has done. It never holds the closure up: a victim may decline, and that is
// an answer too.
func (c *Case) askAtEnd(r Reason, now time.Time) {
	if r.Scored && len(c.Needs) > 0 && !c.assessedAtEnd() && c.Halt == nil {
		c.raise(AssessEnd, "", now, c.Policy.ClosingFor)
	}
}

// noteUnscored says in the timeline that a case ended without the scores it was asked
// for, so that nobody counts it among those whose distance is known.
func (c *Case) noteUnscored(now time.Time) {
	if c.open(AssessEnd) {
		c.note(now, "needs-not-scored", "", "Needs were not scored at the end: how far the victim has come cannot be told.")
	}
}
