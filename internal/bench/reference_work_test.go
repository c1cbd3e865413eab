package bench_test

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// on is a day of the life, at an hour of London and a minute at which no clock rings.
func (l *referenceLife) on(days, hour int) time.Time {
	y, m, d := l.begins.In(casework.London).Date()
	return time.Date(y, m, d+days, hour, 17, 0, 0, casework.London)
}

// plan is what does not follow from a task.
func (l *referenceLife) plan() {
	l.later(l.on(2, 9), casework.SetPreferences{Said: l.said(casework.Caseworker), Morning: true})
	l.later(l.on(290, 14), casework.SetHearing{
		Said: l.said(casework.WitnessCare), Hearing: "trial", Type: "trial", Starts: l.on(330, 14), Status: casework.Listed, Needed: true, Source: "court",
	})
	l.later(l.on(referenceDays-1, 9), casework.CloseCase{Said: l.said(casework.Caseworker), Reason: "needs_met"})
}

// workday is when a task is done: on the next working day from when it may be, each at
// another minute, so that no clock which follows from one rings as another is done.
func (l *referenceLife) workday(k casework.Task) time.Time {
	from := l.now
	if k.NotBefore.After(from) {
		from = k.NotBefore
	}
	from = from.In(casework.London)
	y, m, d := from.Date()
	for {
		at := time.Date(y, m, d, 11, len(l.asked)%60, 7*len(l.asked)%60, 0, casework.London)
		if at.After(from) && at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			return at
		}
		d++
	}
}

// does is how a task is done.
func (l *referenceLife) does(k casework.Task) casework.Command {
	rule := k.Kind.Rule()
	who := l.words()
	who.Role = rule.Role
	can := func(name string) bool {
		return slices.Contains(rule.EndedBy, name) || slices.Contains(rule.EndedFor, name)
	}
	switch {
	case k.Kind == casework.Allocate:
		who.Role = casework.Caseworker
		return casework.Claim{Said: who}
	case k.Kind == casework.CallVictim:
		return casework.RecordAttempt{Said: who, Outcome: "accepted"}
	case k.Kind == casework.ReviewRisk:
		return casework.AssessRisk{Said: who, RiskMade: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk}}
	case can("record-needs"):
		areas := map[casework.Area]casework.Scores{}
		for _, a := range casework.Areas {
			areas[a] = casework.Scores{Victim: "3", Worker: "3"}
		}
		return casework.RecordNeeds{Said: who, Areas: areas}
	case can("agree-plan"):
		return l.agrees(who)
	case can("record-attempt"):
		return casework.RecordAttempt{Said: who, Outcome: "spoke", Task: k.ID}
	case k.Kind == casework.MeetDuty:
		return casework.RecordTold{Said: who, Duties: []string{k.About}, How: "by_phone", Teller: "beacon"}
	case can("add-note"):
		return casework.AddNote{Said: who, Task: k.ID}
	default:
		i := slices.IndexFunc(casework.Decisions, func(d casework.Decision) bool { return d.Task == k.Kind })
		return casework.RecordDecision{Said: who, Task: k.ID, Decision: casework.Decisions[i].Code}
	}
}

// words is what a caseworker says who writes something down.
func (l *referenceLife) words() casework.Said {
	who := l.said(casework.Caseworker)
	who.Text = "00000000-0000-4000-9000-" + fmt.Sprintf("%012x", l.serie)
	return who
}

// agrees is the support plan that the victim agrees to.
func (l *referenceLife) agrees(who casework.Said) casework.AgreePlan {
	if l.c.Plan != nil {
		who.If = l.c.Plan.Revision
	}
	return casework.AgreePlan{Said: who, Review: l.now.AddDate(0, 0, 83), Actions: []casework.Action{
		{ID: "a1", Need: "accommodation", Owner: "victim", Due: l.now.AddDate(0, 0, 80), Status: casework.ActionDone},
	}}
}
