package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
	"beacon/victimscode"
)

// duty is what is owed to one victim, as a list shows it. What is another body's to see
// of it is no more than what that body owes, to which case, and by when.
type duty struct {
	CaseID   string              `json:"case_id"`
	ID       string              `json:"id"`
	Row      string              `json:"row"`
	Right    int                 `json:"right"`
	Says     string              `json:"says"`
	Edition  string              `json:"edition"`
	Source   string              `json:"source"`
	Verified bool                `json:"verified"`
	Owner    victimscode.Body    `json:"owner,omitempty"`
	Ours     victimscode.Ours    `json:"ours,omitempty"`
	Stage    victimscode.Stage   `json:"stage,omitempty"`
	Enhanced bool                `json:"enhanced"`
	Limit    string              `json:"limit,omitempty"`
	Aim      bool                `json:"aim"`
	Event    string              `json:"event_id,omitempty"`
	Kind     victimscode.Trigger `json:"event,omitempty"`
	Occurred time.Time           `json:"occurred_at"`
	Received time.Time           `json:"received_at,omitzero"`
	From     time.Time           `json:"runs_from,omitzero"`
	Due      time.Time           `json:"due,omitzero"`
	Target   time.Time           `json:"due_by,omitzero"`
	Met      time.Time           `json:"met_at,omitzero"`
	MetBy    string              `json:"met_by,omitempty"`
	How      string              `json:"how,omitempty"`
	Breached time.Time           `json:"breached_at,omitzero"`
	Ended    string              `json:"ended,omitempty"`
	State    owedness            `json:"state"`
	Used     *int                `json:"used_percent,omitempty"`
	Left     *int                `json:"working_days_left,omitempty"`
	LateDays *int                `json:"working_days_late,omitempty"`
	Team     string              `json:"team,omitempty"`
	Worker   string              `json:"worker,omitempty"`
	Force    string              `json:"force,omitempty"`
}

func dutyOf(r store.DutyRow, now time.Time, days victimscode.Calendar) duty {
	row := rowOf(r.Edition, r.Row)
	out := duty{
		CaseID: r.CaseID, ID: r.ID, Row: r.Row, Right: r.Right, Says: row.Says, Edition: r.Edition, Source: row.Source, Verified: row.Verified,
		Owner: r.Body, Ours: r.Ours, Stage: row.Stage, Enhanced: r.Enhanced, Aim: r.Aim, Event: r.Event, Kind: r.Kind,
		Occurred: r.Began, Received: r.Received, From: r.From, Due: r.Due, Met: r.Met, MetBy: r.MetBy, How: r.How, Breached: r.Breached,
		Ended: r.Ended, State: stateOf(r, now), Team: r.Team, Worker: r.Worker, Force: r.Force,
	}
	limit := row.Limit(r.Enhanced)
	if r.Aim {
		limit = row.Aim
	}
	out.Limit = limit.String()
	if r.Due.IsZero() {
		return out
	}
	out.Target = targetOf(r.From, r.Due, limit)
	until := now
	if !r.Met.IsZero() {
		until = r.Met
	}
	if r.Due.After(r.From) && !r.From.IsZero() {
		used := max(int(100*until.Sub(r.From)/r.Due.Sub(r.From)), 0)
		out.Used = &used
	}
	switch left, late := days.Between(now, r.Due), days.Between(r.Due, until); {
	case until.After(r.Due):
		out.LateDays = &late
	case r.Open():
		out.Left = &left
	}
	return out
}

func rowOf(edition, id string) victimscode.Duty {
	e, _ := victimscode.Find(edition)
	d, _ := e.Duty(id)
	return d
}

// targetOf is earlier than the limit, where there is time for it.
func targetOf(from, due time.Time, limit victimscode.Limit) time.Time {
	y, m, d := due.In(victimscode.London).Date()
	at := time.Date(y, m, d, victimscode.TargetHour, 0, 0, 0, victimscode.London).UTC()
	if limit.Unit == victimscode.Hours || at.After(due) || !at.After(from) {
		return due
	}
	return at
}

// owedness is how a duty stands at the moment at which it is shown.
type owedness string

const (
	isOpen    owedness = "open"
	isLate    owedness = "late"
	isMet     owedness = "met"
	isMetLate owedness = "met_late"
	isEnded   owedness = "ended"
)

func stateOf(r store.DutyRow, now time.Time) owedness {
	late := r.Late(now) > 0
	switch {
	case !r.Met.IsZero() && late:
		return isMetLate
	case !r.Met.IsZero():
		return isMet
	case r.Ended != "":
		return isEnded
	case late:
		return isLate
	}
	return isOpen
}

// dutyRows lists the IDs of every row of every edition.
func dutyRows() (ids []string) {
	for _, e := range victimscode.Editions() {
		for _, d := range e.Duties {
			if !slices.Contains(ids, d.ID) {
				ids = append(ids, d.ID)
			}
		}
	}
	return ids
}

// getDuties lists what is owed to victims, what is due first first.
func (a *API) getDuties(c echo.Context) error {
	q, who, now := queryOf(c), actorOf(c), a.cfg.Now()
	mine := q.flag("mine")
	f := store.DutyFilter{
		State: store.DutyState(listed(q, "state", store.DutyStates)), Now: now, Body: listed(q, "owner", victimscode.Bodies), Ours: listed(q, "ours", victimscode.Shares),
		Row: listed(q, "row", dutyRows()), Team: q.text("team", ownerShape), Worker: q.text("worker", ownerShape), Force: q.text("force", ownerShape),
		Aim: q.flag("aim"), DueBefore: q.moment("due_before"), After: q.cursor(), Limit: q.limit(),
	}
	if err := q.end(); err != nil {
		return err
	}
	if mine != nil && *mine {
		f.Subject = who.Subject
	}
	f, err := a.scoped(c.Request().Context(), f, who)
	if err != nil {
		return err
	}
	rows, err := a.db.Duties(c.Request().Context(), f)
	if err != nil {
		return badCursor(err)
	}
	days := a.cfg.Calendar(c.Request().Context())
	return c.JSON(http.StatusOK, listingOf(rows, func(r store.DutyRow) duty { return dutyFor(who, r, now, days) }))
}

// scoped leaves of a list what somebody in a role may see: a caseworker what they and
// their team work on, a Witness Care Unit what it owes itself, whoever oversees
// everything.
func (a *API) scoped(ctx context.Context, f store.DutyFilter, who actor) (store.DutyFilter, error) {
	switch who.Role { //nolint:exhaustive // everybody else oversees
	case casework.WitnessCare:
		if f.Body != "" && f.Body != string(victimscode.WitnessCare) || f.Subject+f.Team+f.Worker+f.Force != "" {
			return f, refuse(forbidden, "a Witness Care Unit sees what it owes itself, and not who works on it here")
		}
		f.Body = string(victimscode.WitnessCare)
	case casework.Caseworker:
		if f.Subject != "" {
			return f, nil
		}
		known, err := a.db.StaffOf(ctx, who.Subject)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return f, err
		}
		if f.Team != "" && f.Team != known.Team {
			return f, refuse(forbidden, "these are another team's duties")
		}
		f.Subject, f.Teammates = who.Subject, known.Team
	}
	return f, nil
}

// dutyFor is a duty as somebody in a role may see it.
func dutyFor(who actor, r store.DutyRow, now time.Time, days victimscode.Calendar) duty {
	if who.Role == casework.WitnessCare {
		r.Team, r.Worker, r.Force, r.Ours = "", "", "", ""
	}
	return dutyOf(r, now, days)
}
