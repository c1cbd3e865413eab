package simulate

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// The invariants of safety, and of who is asked.

func signedOff(l Look) string {
	c := l.Case
	if c.Stage != casework.Closed || c.Risk.Grade != casework.HighRisk || c.Merged() { // it goes on in another
		return ""
	}
	if c.Closure == nil || !l.Decides(c.Closure.SignedBy) {
		return "is of high risk and closed, and nobody signed it off"
	}
	return ""
}

func silentWhileUnsafe(l Look) string {
	if !l.Unsafe || l.Case.Stage == casework.Closed {
		return ""
	}
	for _, e := range l.Case.Outbox {
		if e.Message != nil && !e.Withdrawn {
			return fmt.Sprintf("%s may leave", e.ID)
		}
	}
	for _, k := range l.Case.Clocks {
		if k.Kind == casework.TryMessage {
			return fmt.Sprintf("the clock %s is set", k.ID)
		}
	}
	return ""
}

func lookedAtFirst(l Look) string {
	if !l.Unlooked || l.Case.Stage == casework.Closed {
		return ""
	}
	for _, k := range l.Case.Clocks {
		if k.Kind == casework.NextAttempt {
			return fmt.Sprintf("the clock %s is set", k.ID)
		}
	}
	for _, t := range l.Case.Tasks {
		if t.Open() && t.Kind == casework.CallVictim {
			return fmt.Sprintf("%s is asked for", t.ID)
		}
	}
	return ""
}

func askedWhileUnsafe(l Look) string {
	asked := func(t casework.Task) bool { return t.Open() && t.Kind == casework.Unsafe }
	if !l.Unlooked || l.Case.Stage == casework.Closed || slices.ContainsFunc(l.Case.Tasks, asked) {
		return ""
	}
	return "is not safe to contact, and nobody is asked"
}

func owned(l Look) string {
	c := l.Case
	asked := func(t casework.Task) bool { return t.Open() && t.Kind == casework.Allocate }
	switch {
	case c.Stage == casework.Closed:
		return ""
	case c.Owner == "" || c.Team == "":
		return "is nobody's"
	case casework.IsDesk(c.Owner) && c.Stage != casework.Closing && !slices.ContainsFunc(c.Tasks, asked):
		return "lies on a desk, and nobody is asked to give it to somebody"
	}
	return ""
}

func taskWhole(l Look) string {
	for _, t := range l.Case.Tasks {
		if !t.Open() {
			continue
		}
		switch {
		case t.Kind.Rule().Kind == "":
			return fmt.Sprintf("%s has no rule", t.ID)
		case t.Owner == "" && !t.Role.Works():
			return fmt.Sprintf("%s is on nobody's worklist", t.ID)
		case t.Due.IsZero(), !slices.ContainsFunc(l.Case.Clocks, func(k casework.Clock) bool { return k.About == t.ID && k.ID == "task/"+t.ID }):
			return fmt.Sprintf("%s has no clock", t.ID)
		}
	}
	return ""
}

func escalated(l Look) string {
	for _, t := range l.Case.Tasks {
		if t.Open() && !t.Due.After(l.Now) && (t.Escalated == 0 || !t.Role.Decides()) {
			return fmt.Sprintf("%s was not done in time and put to nobody", t.ID)
		}
		since := t.Due // what was learnt when it was late already climbs from then
		if t.Raised.After(since) {
			since = t.Raised
		}
		if t.Open() && !since.Add(managerAfter(l.Case, t)+longestDark).After(l.Now) && t.Rung != casework.ForManager {
			return fmt.Sprintf("%s was not done for long and has not reached a service manager", t.ID)
		}
	}
	return ""
}

// longestDark is the longest that nothing of ours runs in a simulated year: a rung is
// counted from when the one before it was reached.
const longestDark = 5 * time.Hour

// managerAfter is how long after it was due a task is put to a service manager.
func managerAfter(c *casework.Case, t casework.Task) time.Duration {
	p, rule := c.Policy, t.Kind.Rule()
	switch {
	case rule.Urgent:
		return p.UrgentClimb.ManagerAfter
	case rule.Role == casework.Caseworker:
		return p.WorkClimb.ManagerAfter
	}
	return p.DecisionClimb.ManagerAfter
}

func endedWithCase(l Look) string {
	if l.Case.Stage != casework.Closed {
		return ""
	}
	for _, t := range l.Case.Tasks {
		if t.Open() {
			return fmt.Sprintf("is closed and asks for %s", t.ID)
		}
	}
	return ""
}

// explained: whoever reads the timeline sees that something happened, when, and by which
// rule; and by which rule everything ahead will happen.
func explained(l Look) string {
	c := l.Case
	for _, line := range c.Lines {
		if r, ok := casework.LineRuleOf(line.What); !ok || line.By == "" && !r.Auto && r.Who == "" {
			return "a line (" + line.What + ") has no rule"
		}
	}
	for _, k := range c.Clocks {
		if k.Kind.Rule().Why == "" {
			return "a clock (" + string(k.Kind) + ") has no rule"
		}
	}
	for _, t := range c.Tasks {
		if t.Kind.Reason().Why == "" {
			return "a task (" + string(t.Kind) + ") has no reason"
		}
	}
	if c.Revision == l.Before.Revision {
		return ""
	}
	changed := c.Stage != l.Before.Stage || l.Did == settled
	for _, t := range c.Tasks {
		changed = changed || t.EndedIn > l.Before.Revision
	}
	for _, line := range c.Lines {
		if line.Revision > l.Before.Revision && line.Says != "" && line.What != "" {
			return ""
		}
	}
	if changed {
		return "changed, and the timeline does not say why"
	}
	return ""
}
