package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// StepTaken says that a step of the court plan was taken, and for which date: it is not
// taken twice.
type StepTaken struct {
	Step string    `json:"step"`
	For  time.Time `json:"for"` // UTC
}

// planHearing sets every clock of a hearing anew, and takes back what was planned for
// the date it had before.
func (c *Case) planHearing(id string, now time.Time) {
	h, _ := c.hearing(id)
	c.stopAll(hearingClock(h.ID, ""))
	c.withdraw("the hearing has changed", now, func(m Message) bool { return m.About == h.ID && !c.wanted(m) })
	if h.Status != Listed || !h.Needed {
		c.dropCallsBefore(id, now)
	}
	switch h.Status {
	case Held:
		c.ringHearingAfter(Clock{About: h.ID}, now)
	case Listed:
		for _, s := range CourtPlan {
			c.planStep(s, h.ID, now)
		}
		c.awaitConfirmation(h, now)
	case Vacated:
	}
}

// hearingClock is the ID of the clock of a step about a hearing.
func hearingClock(hearing, step string) string { return "hearing/" + hearing + "/" + step }

// planStep sets the clock of one step. What should have been before now is left out,
// but for the call at short notice: it comes at once, unless the victim is called about
// a change anyway.
func (c *Case) planStep(s CourtStep, id string, now time.Time) {
	h, _ := c.hearing(id)
	k := Clock{ID: hearingClock(id, s.Code), Kind: s.Does, About: id, Step: s.Code}
	if s.Does == "" || !s.suits(h, c) || h.taken(s) {
		return
	}
	if k.Due = c.stepDue(s, h, now); k.Due.After(now) || s.Side == After {
		c.set(k)
		return
	}
	if s.AtOnce && h.last().After(now) && !c.openAbout(TellHearing, id) {
		k.Due = now
		c.set(k)
		return
	}
	if s.Does == HearingRemind && h.last().After(now) {
		c.take(s.Code, id)
		c.note(now, "hearing-step-left-out", id, "Not sent, as its time had passed when this was known: %s.", s.Says)
	}
}

// stepDue is when a step is to be taken. Days are those of the case's life.
func (c *Case) stepDue(s CourtStep, h Hearing, now time.Time) time.Time {
	if s.Side == After {
		return h.last()
	}
	at := c.livedAt(h.counted()).In(London)
	switch s.Limit.Unit {
	case victimscode.WorkingDays:
		for left := s.Limit.N; left > 0; {
			if at = at.AddDate(0, 0, -1); c.Policy.Calendar.WorkingDay(at) {
				left--
			}
		}
	case victimscode.Days:
		for at = at.AddDate(0, 0, -s.Limit.N); !OrdinaryCalls.on(at, c.Policy.Calendar); {
			at = at.AddDate(0, 0, -1)
		}
	case victimscode.Hours, victimscode.Months, victimscode.Years:
		at = at.Add(-time.Duration(s.Limit.N) * time.Hour)
	}
	return c.lived(at, now)
}

// taken says that a step was taken for this date; where it looks at what hardly
// changes, for one so near that it need not be taken again.
func (h Hearing) taken(s CourtStep) bool {
	i := slices.IndexFunc(h.Taken, func(t StepTaken) bool { return t.Step == s.Code })
	if i < 0 {
		return false
	}
	before := h.Taken[i].For
	switch s.Does { //nolint:exhaustive // of the plan's kinds, these two
	case HearingCheck:
		return h.Starts.Sub(before).Abs() <= time.Duration(s.Limit.N)*day
	case HearingAfter:
		return dateOf(h.Starts) == dateOf(before)
	default:
		return h.Starts.Equal(before)
	}
}

// take notes that a step is taken for the date as it stands.
func (c *Case) take(step, id string) {
	h, _ := c.hearing(id)
	h.Taken = slices.DeleteFunc(slices.Clone(h.Taken), func(t StepTaken) bool { return t.Step == step })
	h.Taken = append(h.Taken, StepTaken{Step: step, For: h.Starts})
	c.keepHearing(h)
}

// untake lets the step be taken anew whose task was not done.
func (c *Case) untake(kind TaskKind, id string) {
	h, _ := c.hearing(id)
	h.Taken = slices.DeleteFunc(slices.Clone(h.Taken), func(t StepTaken) bool {
		s, _ := courtStep(t.Step)
		return s.Task == kind
	})
	c.keepHearing(h)
}

// asking is the step that asks for a kind of task; the zero step: none does.
func asking(kind TaskKind) CourtStep {
	i := slices.IndexFunc(CourtPlan, func(s CourtStep) bool { return s.Task == kind })
	if i < 0 {
		return CourtStep{}
	}
	return CourtPlan[i]
}

// dropCallsBefore takes back what was asked for before another date, or before a
// hearing at which the victim is no longer needed. What still is of use stays, due
// before the hearing.
func (c *Case) dropCallsBefore(id string, now time.Time) {
	for _, kind := range aboutHearing {
		h, _ := c.hearing(id)
		s := asking(kind)
		switch {
		case kind == TellHearing, !c.openAbout(kind, id):
		case s.Does == HearingCheck && h.Status == Listed && h.Needed && h.taken(s):
			c.raise(kind, id, now, h.left(now))
		default:
			c.dropAbout(kind, id, now)
			c.untake(kind, id)
		}
	}
}

// left is how long it is until the victim may have to be there.
func (h Hearing) left(now time.Time) time.Duration {
	if left := h.counted().Sub(now); left > 0 {
		return left
	}
	return max(0, h.last().Sub(now))
}

// planWished plans anew what depends on what the victim wants.
func (c *Case) planWished(now time.Time) {
	for _, h := range c.Hearings {
		for _, s := range CourtPlan {
			if s.Wished && h.Status == Listed {
				c.stop(hearingClock(h.ID, s.Code))
				c.planStep(s, h.ID, now)
			}
		}
	}
}
