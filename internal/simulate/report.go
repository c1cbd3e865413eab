package simulate

import (
	"time"

	"beacon/casework"
)

// Report is what a year came to. The same options give the same report.
type Report struct {
	Seed       uint64      `json:"seed"`
	Days       int         `json:"days"`
	Referrals  Referrals   `json:"referrals"`
	Cases      Cases       `json:"cases"`
	Grades     []GradeRow  `json:"grades"`
	Tasks      []TaskRow   `json:"tasks"`
	Closures   Counts      `json:"closures"` // every ending, by reason; a case may have had several
	Attempts   Counts      `json:"attempts"` // by outcome
	Decisions  Counts      `json:"decisions"`
	Messages   Counts      `json:"messages"` // by what came of them
	Clocks     Counts      `json:"clocks"`   // rung, by kind
	Commands   Counts      `json:"commands"` // asked, by name
	Refusals   Counts      `json:"refusals"` // by command and code
	Blunders   int         `json:"blunders"` // asked for what cannot be taken, on purpose
	Steps      int         `json:"steps"`
	Checks     int         `json:"checks"`
	Violated   int         `json:"violated"` // how often an invariant was broken
	Violations []Violation `json:"violations,omitempty"`

	tasks map[casework.TaskKind]*TaskRow
}

// Counts counts things by name.
type Counts map[string]int

// Referrals says where every referral ended: the places add up to In.
type Referrals struct {
	In     int           `json:"in"`
	Later  int           `json:"later"` // of those, how many came after the first month
	Places map[Place]int `json:"places"`
}

// Cases says how the cases stand on the last day.
type Cases struct {
	Opened   int                    `json:"opened"`
	Stages   map[casework.Stage]int `json:"stages"`
	Closed   Counts                 `json:"closed"` // by reason; with the open ones they add up to Opened
	Open     int                    `json:"open"`
	Reopened int                    `json:"reopened"`
	Reached  float64                `json:"reached_percent"`  // of those opened
	Accepted float64                `json:"accepted_percent"` // of those reached
}

// GradeRow is how fast victims of one risk grade, as referred, were tried and reached.
type GradeRow struct {
	Grade        casework.Grade `json:"grade"`
	Cases        int            `json:"cases"`
	Reached      float64        `json:"reached_percent"`
	FirstAttempt Hours          `json:"first_attempt_median_hours"`
	FirstReached Hours          `json:"reached_median_hours"`
}

// Hours is a length of time as people compare it.
type Hours float64

// TaskRow is how one kind of work was done.
type TaskRow struct {
	Kind      casework.TaskKind `json:"kind"`
	Raised    int               `json:"raised"`
	Done      int               `json:"done"`
	Dropped   int               `json:"dropped"` // no longer needed
	Overdue   int               `json:"overdue"`
	Escalated int               `json:"escalated"` // how often it was put to somebody, all told
	Open      int               `json:"open"`      // at the end
}

// Violation is an invariant that was broken: where, when, and after what.
type Violation struct {
	Invariant string    `json:"invariant"`
	Case      int       `json:"case"`
	At        time.Time `json:"at"`
	Did       string    `json:"did"`
	Says      string    `json:"says"`
}

// mostShown is how many violations a report names; all of them are counted.
const mostShown = 20

func newReport(o Options) *Report {
	return &Report{
		Seed: o.Seed, Days: o.Days, Referrals: Referrals{Places: map[Place]int{}},
		Cases:    Cases{Stages: map[casework.Stage]int{}, Closed: Counts{}},
		Closures: Counts{}, Attempts: Counts{}, Decisions: Counts{}, Messages: Counts{}, Clocks: Counts{}, Commands: Counts{}, Refusals: Counts{},
		tasks: map[casework.TaskKind]*TaskRow{},
	}
}

func (r *Report) violated(v Violation) {
	if r.Violated++; len(r.Violations) < mostShown {
		r.Violations = append(r.Violations, v)
	}
}

// Broken says that an invariant was broken: the year proves a fault.
func (r *Report) Broken() bool { return r.Violated > 0 }

func (r *Report) refused(command string, e *casework.Error) {
	code := command + " " + string(e.Code)
	for _, f := range e.Fields {
		code += " " + f.Code
	}
	r.Refusals[code]++
}

func (r *Report) task(k casework.TaskKind) *TaskRow {
	row, ok := r.tasks[k]
	if !ok {
		row = &TaskRow{Kind: k}
		r.tasks[k] = row
	}
	return row
}
