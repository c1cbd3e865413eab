package chaos

import (
	"fmt"
	"slices"
	"time"
)

// lateBy is how late a deadline may be at the end, when all is well, before it counts as
// lost: a ring takes a moment, and the ledger another.
const lateBy = 15 * time.Second

func lostDeadlines(e Evidence) (against []string) {
	before := sqlTime(e.At.Add(-lateBy))
	type setting struct {
		Case, Clock string
		Armed       int
	}
	seen := map[setting]int{}
	for _, d := range e.Deadlines {
		seen[setting{d.Case, d.Clock, d.Armed}]++
		switch {
		case d.Outcome == "armed" && d.Due < before:
			against = append(against, fmt.Sprintf("deadline %s (%s) of case %s was due at %s and has no outcome", d.Clock, d.Kind, d.Case, d.Due))
		case d.Outcome == "rung" && d.OutcomeAt < d.Due:
			against = append(against, fmt.Sprintf("deadline %s (%s) of case %s rang at %s, before it was due at %s", d.Clock, d.Kind, d.Case, d.OutcomeAt, d.Due))
		}
	}
	for k, n := range seen {
		if n > 1 {
			against = append(against, fmt.Sprintf("deadline %s of case %s has %d outcomes", k.Clock, k.Case, n))
		}
	}
	for id, c := range e.Cases {
		if c.Due < before {
			against = append(against, fmt.Sprintf("something of case %s was due at %s and has not happened", id, c.Due))
		}
	}
	return against
}

func stuckCases(e Evidence) (against []string) {
	for id, d := range e.Stuck {
		against = append(against, fmt.Sprintf("case %s did nothing for %s", id, d.Round(time.Second)))
	}
	return against
}

func staleRows(e Evidence) (against []string) {
	against = slices.Clone(e.Back)
	for id, f := range e.Workflows {
		if c := e.Cases[id]; f.Open > 0 && f.Revision > c.Revision {
			against = append(against, fmt.Sprintf("case %s is at revision %d, and SQL shows %d", id, f.Revision, c.Revision))
		}
	}
	return against
}

func unaudited(e Evidence) (against []string) {
	for _, a := range e.Answered {
		id, ok := e.Audited[a.Request]
		switch {
		case !ok:
			against = append(against, fmt.Sprintf("request %s (%s) is not in the audit", a.Request, a.What))
		case a.What != referralStep && id != a.Case:
			against = append(against, fmt.Sprintf("request %s (%s) is in the audit of case %q, and was about %s", a.Request, a.What, id, a.Case))
		}
	}
	return against
}

// mostAttempts is how often a workflow task may have been tried and be no failure: a
// server that was killed has had it tried again.
const mostAttempts = 3

func failingWorkflows(e Evidence) (against []string) {
	for id, f := range e.Workflows {
		switch {
		case f.Broken != "":
			against = append(against, fmt.Sprintf("case %s has ended in Temporal as %s", id, f.Broken))
		case f.Attempts > mostAttempts:
			against = append(against, fmt.Sprintf("case %s is at attempt %d of a workflow task", id, f.Attempts))
		case f.Open > 0 && f.Revision < 0:
			against = append(against, fmt.Sprintf("case %s does not answer: %s", id, f.Why))
		}
	}
	return against
}

func undone(e Evidence) []string { return append(slices.Clone(e.Undone), e.Restless...) }
