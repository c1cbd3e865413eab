package casework

import (
	"slices"
	"time"
)

// Stage is how far a case has come.
type Stage string

// The stages, from referral to the end.
const (
	Reaching   Stage = "reaching"
	Assessing  Stage = "assessing"
	Planning   Stage = "planning"
	Supporting Stage = "supporting"
	Closing    Stage = "closing"
	Closed     Stage = "closed"
)

// StageRow is one row of the table of stages.
type StageRow struct {
	Stage Stage
	Says  string
	Ends  []string   // clocks which end on leaving it, by the beginning of their ID
	Drops []TaskKind // tasks which are no longer needed on leaving it
	Next  []Stage
}

// Stages is the life of a case as a table; docs/lifecycle.md is drawn from it.
var Stages = []StageRow{
	{Reaching, "calls are made until the victim has been spoken to", []string{"next-attempt", "unreached"},
		[]TaskKind{CallVictim, ReachReview, NotReached, TellPartners, FindOtherWay}, []Stage{Assessing, Planning, Supporting, Closing, Closed}},
	{Assessing, "the victim says what they need", nil, []TaskKind{AssessNeeds}, []Stage{Planning, Supporting, Closing, Closed}},
	{Planning, "a support plan is agreed", nil, []TaskKind{MakePlan}, []Stage{Supporting, Closing, Closed}},
	{Supporting, "the plan is carried out and reviewed", []string{"plan-review", "needs-review"},
		[]TaskKind{ReviewPlan, PlanAction, ReviewNeeds}, []Stage{Closing, Closed}},
	{Closing, "a reason to end was given; it can still be taken back", []string{"close-now"}, []TaskKind{AssessEnd, TellEnding},
		[]Stage{Closed, Reaching, Assessing, Planning, Supporting}},
	{Closed, "nothing more happens unless somebody asks", nil, nil, []Stage{Reaching, Assessing, Planning, Supporting}},
}

// row finds a stage in the table.
func row(s Stage) StageRow {
	i := slices.IndexFunc(Stages, func(r StageRow) bool { return r.Stage == s })
	if i < 0 {
		return StageRow{}
	}
	return Stages[i]
}

// enter leaves the stage the case is in and arrives at another.
func (c *Case) enter(s Stage, now time.Time) {
	left := row(c.Stage)
	for _, prefix := range left.Ends {
		c.stopAll(prefix)
	}
	for _, kind := range left.Drops {
		c.drop(kind, now)
	}
	c.Contact.Next = nil
	c.Stage, c.Since = s, now.UTC()
	c.note(now, "stage", string(s), "Now %s: %s.", s, row(s).Says)
	c.arrive(now)
}

// arrive does what each stage begins with.
func (c *Case) arrive(now time.Time) {
	switch c.Stage {
	case Reaching:
		c.arriveReaching(now)
	case Assessing:
		c.raise(AssessNeeds, "", now, c.Policy.AssessWithin)
	case Planning:
		c.raise(MakePlan, "", now, c.Policy.PlanWithin)
	case Supporting:
		c.arriveSupporting(now)
	case Closing:
		c.arriveClosing(now)
	case Closed:
		c.arriveClosed(now)
	default:
		panic("casework: no such stage: " + string(c.Stage))
	}
}
