package crowd

import (
	"fmt"
	"math/rand/v2"
	"time"

	"beacon/casework"
)

// Crowd makes the rows of cases, in columns and in order.
type Crowd struct {
	Now   time.Time
	Cases int // the open ones; a quarter as many are closed

	random *rand.Rand
	state  string
}

// PerOwner is how many open cases a caseworker has.
const PerOwner = 80

// New makes a crowd around a moment.
func New(now time.Time, cases int) *Crowd {
	return &Crowd{Now: now, Cases: cases, random: rand.New(rand.NewPCG(1, uint64(cases))), state: state(now)} //nolint:gosec // a crowd is no secret
}

// Owner is one of the people who have the cases.
func (c *Crowd) Owner(n int) string { return fmt.Sprintf("caseworker-%06d", n%c.owners()) }

func (c *Crowd) owners() int { return max(c.Cases/PerOwner, 1) }

// PerTeam is how many caseworkers a team has.
const PerTeam = 20

// Team is the team of one of them.
func (c *Crowd) Team(n int) string { return fmt.Sprintf("team-%04d", n%c.owners()/PerTeam) }

// state is what a case of middling age is in whole: every row carries as much.
func state(now time.Time) string {
	began := now.AddDate(0, -2, 0)
	k := casework.Open("00000000-0000-5000-8000-000000000000", casework.Referral{
		Said: casework.Said{ID: "1", By: "police", Role: casework.Referrer}, Ref: "crime-1", Version: 1, Reported: began, Offence: "8U",
		DomesticAbuse: true, Enhanced: true, Risk: casework.RiskMade{Tool: "DASH", Grade: casework.MediumRisk}, SafeWay: true,
	}, casework.Ordinary(), casework.LatestLogic, began)
	for day := 1; day < 60; day++ {
		k.Wake(began.AddDate(0, 0, day))
	}
	return string(k.View().State)
}

// Columns of the two tables, as Rows fills them.
var (
	CaseColumns = []string{"id", "revision", "stage", "since", "grade", "domestic_abuse", "team", "owner", "referred", "reached", "closed",
		"closed_for", "halted", "resting", "next_due", "next_kind", "state"}
	TaskColumns = []string{"case_id", "id", "revision", "kind", "team", "role", "owner", "urgent", "grade", "weight", "raised", "due", "about",
		"escalated", "ended", "ended_in", "how", "stage", "halted"}
)

// Rows makes one case after another, each with its tasks, and gives them away. It
// ends when it has made all, or when yield answers false.
func (c *Crowd) Rows(yield func(row []any, tasks [][]any) bool) {
	for n := range c.Cases + c.Cases/4 {
		k := c.one(n >= c.Cases)
		if !yield(c.row(k), c.tasks(k)) {
			return
		}
	}
}

// one is a case, before it is written.
type one struct {
	id, stage, grade, team, owner string
	closed, halted                bool
}

func (c *Crowd) one(closed bool) one {
	who := c.random.IntN(c.owners())
	k := one{
		id:     fmt.Sprintf("%08x-%04x-5%03x-8%03x-%012x", c.random.Uint32(), c.random.IntN(1<<16), c.random.IntN(1<<12), c.random.IntN(1<<12), c.random.Int64N(1<<48)),
		stage:  c.among(shares{{"reaching", 30}, {"assessing", 10}, {"planning", 10}, {"supporting", 45}, {"closing", 5}}),
		grade:  c.among(shares{{"high", 10}, {"medium", 45}, {"standard", 45}}),
		owner:  c.Owner(who),
		team:   c.Team(who),
		closed: closed,
		halted: c.in(100, 1),
	}
	if closed {
		k.stage = "closed"
	}
	if c.in(100, 2) {
		k.owner = casework.Desks[0].Owner
	}
	return k
}

func (c *Crowd) row(k one) []any {
	since := c.ago(60)
	row := []any{k.id, 20, k.stage, since, k.grade, true, k.team, k.owner, since, since, nil, "", k.halted, k.closed, c.ahead(30), "task-overdue", c.state}
	if k.closed {
		row[10], row[11], row[14], row[15] = since, "needs_met", "9999-12-31T23:59:59.999Z", ""
	}
	if !k.closed && c.in(100_000, 5) {
		row[14] = c.ago(1)
	}
	return row
}

// tasks are those of one case: two that have ended, and where it is open, one or two
// that are to be done.
func (c *Crowd) tasks(k one) [][]any {
	var out [][]any
	for n := range 2 {
		t := c.task(k, n, c.ago(40))
		t[14], t[15], t[16] = c.ago(30), 19, "record-attempt"
		out = append(out, t)
	}
	if k.closed {
		return out
	}
	for n := range 1 + c.random.IntN(2) {
		t := c.task(k, 2+n, c.ahead(14))
		if c.in(100, 4) {
			t[5], t[7], t[11], t[13] = "supervisor", true, c.ago(5), 1
			t[9] = weight(true, k.grade)
		}
		out = append(out, t)
	}
	return out
}

func (c *Crowd) task(k one, n int, due string) []any {
	kind := casework.TaskKind(c.among(kinds))
	if casework.IsDesk(k.owner) {
		kind = casework.Allocate
	}
	r, owner := kind.Rule(), k.owner
	if r.Role == casework.Supervisor || casework.IsDesk(owner) {
		owner = ""
	}
	return []any{k.id, fmt.Sprint(kind, "-", n), 20, string(kind), k.team, string(r.Role), owner, r.Urgent, k.grade, weight(r.Urgent, k.grade),
		c.ago(10), due, "", 0, nil, 0, "", k.stage, k.halted}
}

var kinds = shares{
	{"call_victim", 40}, {"assess_needs", 15}, {"make_plan", 10}, {"review_plan", 15}, {"review_risk", 10}, {"not_reached", 4}, {"sign_off", 4}, {"safeguard", 2},
}

// weight is a task's place on a worklist: the first for what is urgent.
func weight(urgent bool, grade string) int {
	p := casework.Priorities(casework.Grade(grade))
	if urgent {
		return p[0]
	}
	return p[1]
}

type shares []struct {
	word string
	part int
}

// among chooses one of several words, each as often as its share.
func (c *Crowd) among(of shares) string {
	whole := 0
	for _, s := range of {
		whole += s.part
	}
	at := c.random.IntN(whole)
	for _, s := range of {
		if at -= s.part; at < 0 {
			return s.word
		}
	}
	return ""
}

// in says yes some times in so many.
func (c *Crowd) in(many, times int) bool { return c.random.IntN(many) < times }

func (c *Crowd) ago(days int) string   { return written(c.Now.Add(-c.within(days))) }
func (c *Crowd) ahead(days int) string { return written(c.Now.Add(c.within(days))) }

func (c *Crowd) within(days int) time.Duration {
	return time.Duration(1 + c.random.Int64N(int64(days)*int64(24*time.Hour)))
}

func written(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
