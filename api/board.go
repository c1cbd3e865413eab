package api

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
	"beacon/victimscode"
)

// board is what a supervisor sees first: everything that somebody must look into, and
// nothing that goes as it should.
type board struct {
	At     time.Time `json:"at"`
	Team   string    `json:"team,omitempty"` // empty: of every team
	Panels []shown   `json:"panels"`
}

// shown is one panel of the board: how long a list is, how it begins, and where the
// whole of it is. It is the very list that is counted, so that they cannot disagree.
type shown struct {
	Panel string         `json:"panel"`
	Says  string         `json:"says"`
	Grade casework.Grade `json:"grade,omitempty"`
	Count int            `json:"count"`
	More  bool           `json:"more"` // there are more than count
	Tasks []task         `json:"tasks,omitempty"`
	Cases []summary      `json:"cases,omitempty"`
	By    []byOwner      `json:"by_owner,omitempty"`
	Owed  []duty         `json:"duties,omitempty"`
	Late  []agencyLate   `json:"by_agency,omitempty"`
	List  string         `json:"list"`
}

// byOwner is how much one person has not done in time. No owner: what nobody has.
type byOwner struct {
	Owner string    `json:"owner,omitempty"`
	Count int       `json:"count"`
	Since time.Time `json:"since"`
	List  string    `json:"list,omitempty"`
}

// agencyLate is how much one body has not done in time for the victims of one force.
type agencyLate struct {
	Owner victimscode.Body `json:"owner"`
	Force string           `json:"force,omitempty"`
	Count int              `json:"count"`
	More  bool             `json:"more"` // of the body's, only those that were due first are counted
	Since time.Time        `json:"since"`
	List  string           `json:"list,omitempty"`
}

// How many rows a panel shows of its list.
const (
	firstRows   = 5
	firstOwners = 20
)

// panel is a row of the board: a list of tasks or of cases, or who is late with what.
type panel struct {
	name, says string
	tasks      *store.TaskFilter
	cases      *store.CaseFilter
	duties     *store.DutyFilter
	graded     bool // one for each grade, the gravest first
	late       bool // only what is overdue, or should have happened by itself
}

var isTrue, isFalse = true, false

// panels are the rows of the board, in the order in which a supervisor should look.
// To add one, add a line.
var panels = []panel{
	{name: "stuck", says: "Something was to happen by itself and has not: see whether the service runs", cases: &store.CaseFilter{}, late: true},
	{name: "set_back", says: "What was done since an earlier moment is not known to the case, as after a restore: an operator runs beacon case reconcile", cases: &store.CaseFilter{SetBack: &isTrue}},
	{name: "breaches", says: "Duties of the Victims' Code whose time is over and that are not known to be met, by who owes them",
		duties: &store.DutyFilter{State: store.DutyLate, Aim: &isFalse}},
	{name: "overdue", says: "Tasks that were not done in time", tasks: &store.TaskFilter{}, graded: true, late: true},
	{name: "overdue_by_owner", says: "Who has most that was not done in time", late: true},
	{name: "unassigned_high_risk", says: "Victims at high risk whose case no named caseworker has",
		tasks: &store.TaskFilter{Kind: string(casework.Allocate), Grade: string(casework.HighRisk)}},
	{name: "with_manager", says: "Overdue for so long that a service manager was told", tasks: &store.TaskFilter{Rung: string(casework.ForManager)}},
	{name: "hand_over_unanswered", says: "Cases that somebody was asked to take, and has not answered", tasks: &store.TaskFilter{Kind: string(casework.AnswerOffer)}},
	{name: "hand_over_unsettled", says: "A hand-over was declined or never answered: decide who has the case", tasks: &store.TaskFilter{Kind: string(casework.SettleOffer)}},
	{name: "paused_unsafe", says: "All messages are stopped, because they may not be safe", cases: &store.CaseFilter{Halted: &isTrue, Open: &isTrue}, graded: true},
	{name: "safe_and_well", says: "At high risk and not reached: decide on a safe-and-well check", tasks: &store.TaskFilter{Kind: string(casework.SafeAndWell)}},
	{name: "not_reached", says: "Not reached after every attempt: decide what next", tasks: &store.TaskFilter{Kind: string(casework.NotReached)}},
}

// getBoard shows everything that somebody must look into.
func (a *API) getBoard(c echo.Context) error {
	q := queryOf(c)
	team := q.text("team", ownerShape)
	if err := q.end(); err != nil {
		return err
	}
	out := board{At: a.cfg.Now().UTC().Truncate(time.Millisecond), Team: team}
	for _, p := range panels {
		grades := []casework.Grade{""}
		if p.graded {
			grades = casework.Grades
		}
		for _, g := range grades {
			s := shown{Panel: p.name, Says: p.says, Grade: g}
			if err := a.fill(c.Request().Context(), p, &s, out); err != nil {
				return err
			}
			out.Panels = append(out.Panels, s)
		}
	}
	return c.JSON(http.StatusOK, out)
}

// fill looks at the list of a panel.
func (a *API) fill(ctx context.Context, p panel, s *shown, b board) error {
	switch {
	case p.tasks != nil:
		return a.fillTasks(ctx, p, s, b)
	case p.cases != nil:
		return a.fillCases(ctx, p, s, b)
	case p.duties != nil:
		return a.fillDuties(ctx, p, s, b)
	}
	f := store.TaskFilter{Team: b.Team, DueBefore: b.At}
	g, err := a.db.OverdueByOwner(ctx, f, firstOwners)
	s.Count, s.More, s.List = g.Count, g.More, tasksPath(f)
	s.By = each(g.Items, func(o store.OwnerOverdue) byOwner {
		one := byOwner{Owner: o.Owner, Count: o.Count, Since: o.Since}
		if f.Assignee = o.Owner; o.Owner != "" {
			one.List = tasksPath(f)
		}
		return one
	})
	return err
}

func (a *API) fillTasks(ctx context.Context, p panel, s *shown, b board) error {
	f := *p.tasks
	f.Team = b.Team
	if p.graded {
		f.Grade = string(s.Grade)
	}
	if p.late {
		f.DueBefore = b.At
	}
	g, err := a.db.GlanceTasks(ctx, f, firstRows)
	s.Count, s.More, s.Tasks, s.List = g.Count, g.More, each(g.Items, taskOf), tasksPath(f)
	return err
}

// fillCases takes a case to be late only when the watch would say that it is stuck:
// what has just come due is about to happen.
func (a *API) fillCases(ctx context.Context, p panel, s *shown, b board) error {
	f := *p.cases
	f.Team = b.Team
	if p.graded {
		f.Grade = string(s.Grade)
	}
	if p.late {
		f.DueBefore = b.At.Add(-a.cfg.StuckAfter)
	}
	g, err := a.db.GlanceCases(ctx, f, firstRows)
	s.Count, s.More, s.Cases, s.List = g.Count, g.More, each(g.Items, summaryOf), casesPath(f)
	return err
}

// fillDuties tells apart who owes what, and for which force's victims: one body's delay
// never makes another look late.
func (a *API) fillDuties(ctx context.Context, p panel, s *shown, b board) error {
	f := *p.duties
	f.Team, f.Now = b.Team, b.At
	g, err := a.db.GlanceDuties(ctx, f, firstRows)
	if err != nil {
		return err
	}
	s.Count, s.More, s.List = g.Count, g.More, dutiesPath(f)
	days := a.cfg.Calendar(ctx)
	s.Owed = each(g.Items, func(r store.DutyRow) duty { return dutyOf(r, b.At, days) })
	late, err := a.db.LateByAgency(ctx, f, victimscode.Bodies)
	s.Late = each(late, func(l store.AgencyLate) agencyLate {
		one := agencyLate{Owner: l.Body, Force: l.Force, Count: l.Count, More: l.More, Since: l.Since}
		if f.Body, f.Force = string(l.Body), l.Force; l.Force != "" {
			one.List = dutiesPath(f)
		}
		return one
	})
	return err
}
