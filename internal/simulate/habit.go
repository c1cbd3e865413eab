package simulate

import (
	"time"

	"beacon/casework"
)

// Habit is how people get to a kind of work: after how much of the time they have for
// it, and how long it takes them. All of it is plausible and none of it published.
type Habit struct {
	Kind        casework.TaskKind
	From, To    int // hundredths of the time from raising to due
	Least, Most int // minutes that it takes
}

// Habits lists how people get to what is not in a hurry. What is urgent they get to at
// once, and a kind that is not here they treat as Otherwise.
var Habits = []Habit{
	{casework.CallVictim, 2, 40, 5, 25},
	{casework.ReachReview, 10, 50, 10, 40},
	{casework.NotReached, 10, 50, 10, 30},
	{casework.FindSafeWay, 5, 50, 10, 40},
	{casework.AssessNeeds, 10, 60, 40, 90},
	{casework.MakePlan, 10, 60, 40, 90},
	{casework.ReviewPlan, 5, 50, 30, 60},
	{casework.PlanAction, 60, 90, 10, 40},
	{casework.ReviewRisk, 5, 50, 20, 50},
	{casework.CallHearing, 5, 50, 15, 40},
	{casework.ExplainHearing, 5, 50, 15, 40},
	{casework.CallInstead, 2, 50, 10, 25},
	{casework.CallUnconfirmed, 2, 50, 10, 25},
	{casework.TalkWithdrawal, 5, 50, 15, 45},
	{casework.SignOff, 5, 50, 10, 30},
	{casework.DecideNext, 5, 50, 10, 30},
}

// Otherwise is the habit of whatever has none of its own.
var Otherwise = Habit{"", 5, 50, 10, 40}

// habit finds the habit of a kind of work.
func habit(k casework.TaskKind) Habit {
	for _, one := range Habits {
		if one.Kind == k {
			return one
		}
	}
	return Otherwise
}

// getTo is when somebody means to get to a task that was just raised.
func (h *hub) getTo(t casework.Task) time.Time {
	if t.Urgent {
		return h.soon(2, 25)
	}
	from := h.now
	if t.NotBefore.After(from) {
		from = t.NotBefore
	}
	allowed := t.Due.Sub(from)
	if allowed <= 0 {
		return h.soon(5, 120)
	}
	one := habit(t.Kind)
	switch {
	case h.is(leavesUndone):
		return t.Due.Add(time.Duration(h.some(5, 30)) * day) // unless somebody asks before
	case h.is(putOff):
		return t.Due.Add(time.Duration(h.some(-12, 60)) * time.Hour)
	}
	return from.Add(allowed * time.Duration(h.some(one.From, one.To)) / 100)
}
