package simulate

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// sum adds the year up, and looks whether every referral ended in exactly one place.
func (h *hub) sum() {
	r := h.report
	reached, accepted := 0, 0
	for _, f := range h.files {
		r.Cases.Opened++
		r.Cases.Stages[f.c.Stage]++
		r.Cases.Reopened += f.c.Reopened
		if !f.c.Contact.Reached.IsZero() {
			reached++
		}
		if f.c.Contact.Accepted {
			accepted++
		}
		if f.open() {
			r.Cases.Open++
		} else {
			r.Cases.Closed[f.c.Closure.Reason]++
		}
		for _, t := range f.c.Tasks {
			if t.Open() {
				r.task(t.Kind).Open++
			}
		}
	}
	r.Cases.Reached, r.Cases.Accepted = percent(reached, r.Cases.Opened), percent(accepted, reached)
	for _, g := range casework.Grades {
		r.Grades = append(r.Grades, h.gradeRow(g))
	}
	for _, rule := range casework.TaskRules {
		r.Tasks = append(r.Tasks, *r.task(rule.Kind))
	}
	if wrong := r.onePlace(); wrong != "" {
		r.violated(Violation{Invariant: "one_place", At: h.ends.UTC(), Did: "sum", Says: wrong})
	}
}

// onePlace: what came in is what is somewhere, and what opened a case is open still or
// closed for one reason.
func (r *Report) onePlace() string {
	places, closed := 0, 0
	for _, n := range r.Referrals.Places {
		places += n
	}
	for _, n := range r.Cases.Closed {
		closed += n
	}
	switch {
	case places != r.Referrals.In:
		return fmt.Sprintf("%d referrals came in and %d are somewhere", r.Referrals.In, places)
	case r.Referrals.Places[Opened] != r.Cases.Opened:
		return fmt.Sprintf("%d referrals opened a case and there are %d", r.Referrals.Places[Opened], r.Cases.Opened)
	case closed+r.Cases.Open != r.Cases.Opened:
		return fmt.Sprintf("%d cases are closed, %d open, of %d", closed, r.Cases.Open, r.Cases.Opened)
	}
	return ""
}

func (h *hub) gradeRow(g casework.Grade) GradeRow {
	row := GradeRow{Grade: g}
	var tried, reached []time.Duration
	for _, f := range h.files {
		if f.grade != g {
			continue
		}
		row.Cases++
		if !f.tried.IsZero() {
			tried = append(tried, f.tried.Sub(f.c.Referred))
		}
		if at := f.c.Contact.Reached; !at.IsZero() {
			reached = append(reached, at.Sub(f.c.Referred))
		}
	}
	row.Reached, row.FirstAttempt, row.FirstReached = percent(len(reached), row.Cases), median(tried), median(reached)
	return row
}

func median(of []time.Duration) Hours {
	if len(of) == 0 {
		return 0
	}
	slices.Sort(of)
	return Hours(int(of[len(of)/2].Hours()*10)) / 10
}

// percent has one decimal.
func percent(part, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(1000*part/all) / 10
}

// count counts what a step brought.
func (h *hub) count(f *file) {
	c := f.c
	if c.Stage == casework.Closed && f.stage != casework.Closed {
		h.report.Closures[c.Closure.Reason]++
	}
	f.stage = c.Stage
	for _, a := range c.Contact.Attempts {
		if a.N > f.attempts {
			f.attempts = a.N
			h.report.Attempts[a.Outcome]++
		}
	}
	for _, t := range c.Tasks {
		h.countTask(f, t)
	}
}

func (h *hub) countTask(f *file, t casework.Task) {
	row := h.report.task(t.Kind)
	known, ok := f.todo[t.ID]
	if !ok {
		row.Raised++
		known = &todo{} // seen for the first and the last time, where it has ended already
	}
	switch {
	case !t.Open() && t.How == "dropped":
		row.Dropped++
	case !t.Open():
		row.Done++
	}
	if t.Escalated > known.asked {
		row.Escalated += t.Escalated - known.asked
		if known.asked == 0 {
			row.Overdue++
		}
	}
}
