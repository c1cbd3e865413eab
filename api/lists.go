package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// summary is a case in a list.
type summary struct {
	ID            string         `json:"id"`
	Revision      int            `json:"revision"`
	Stage         casework.Stage `json:"stage"`
	Since         time.Time      `json:"stage_since"`
	Grade         casework.Grade `json:"grade"`
	DomesticAbuse bool           `json:"domestic_abuse"`
	Team          string         `json:"team,omitempty"`
	Owner         string         `json:"owner,omitempty"`
	OfferedTo     string         `json:"offered_to,omitempty"`
	Cover         string         `json:"cover,omitempty"`
	Referred      time.Time      `json:"referred_at"`
	Reached       time.Time      `json:"reached_at,omitzero"`
	Closed        time.Time      `json:"closed_at,omitzero"`
	ClosedFor     string         `json:"closed_for,omitempty"`
	Halted        bool           `json:"halted"`
	OpenTasks     int            `json:"open_tasks"`
	NextDue       time.Time      `json:"next_due,omitzero"`
	NextKind      string         `json:"next_kind,omitempty"`
}

func summaryOf(r store.CaseRow) summary {
	return summary{
		ID: r.ID, Revision: r.Revision, Stage: r.Stage, Since: r.Since, Grade: r.Grade, DomesticAbuse: r.DomesticAbuse, Team: r.Team, Owner: r.Owner, OfferedTo: r.OfferedTo, Cover: r.Cover,
		Referred: r.Referred, Reached: r.Reached, Closed: r.Closed, ClosedFor: r.ClosedFor, Halted: r.Halted, OpenTasks: r.OpenTasks,
		NextDue: r.NextDue, NextKind: r.NextKind,
	}
}

func stages() []casework.Stage {
	out := make([]casework.Stage, len(casework.Stages))
	for i, s := range casework.Stages {
		out[i] = s.Stage
	}
	return out
}

// getCases lists cases, what is due first first.
func (a *API) getCases(c echo.Context) error {
	q := queryOf(c)
	f := store.CaseFilter{
		Stage: listed(q, "stage", stages()), Grade: listed(q, "grade", casework.Grades), Team: q.text("team", ownerShape), Assignee: q.text("assignee", ownerShape),
		OfferedTo: q.text("offered_to", ownerShape), Cover: q.text("cover", ownerShape), DueBefore: q.moment("due_before"), Halted: q.flag("halted"),
		Open: q.flag("open"), SetBack: q.flag("set_back"), After: q.cursor(), Limit: q.limit(),
	}
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Cases(c.Request().Context(), f)
	if err != nil {
		return badCursor(err)
	}
	return c.JSON(http.StatusOK, listingOf(rows, summaryOf))
}

// task is a piece of work on a worklist.
type task struct {
	CaseID    string            `json:"case_id"`
	Grade     casework.Grade    `json:"grade"`
	Stage     casework.Stage    `json:"stage"`
	ID        string            `json:"id"`
	Kind      casework.TaskKind `json:"kind"`
	Says      string            `json:"says"`
	DoneBy    []string          `json:"done_by"`
	Team      string            `json:"team,omitempty"`
	Role      casework.Role     `json:"role"`
	Owner     string            `json:"owner,omitempty"`
	Priority  int               `json:"priority"`
	Urgent    bool              `json:"urgent"`
	Raised    time.Time         `json:"raised_at"`
	NotBefore time.Time         `json:"not_before,omitzero"`
	Due       time.Time         `json:"due"`
	About     string            `json:"about,omitempty"`
	Rung      casework.Rung     `json:"rung,omitempty"`
	Escalated int               `json:"escalated"`
	Ended     time.Time         `json:"ended_at,omitzero"`
	How       string            `json:"how,omitempty"`
}

func taskOf(r store.TaskRow) task {
	return task{
		CaseID: r.CaseID, Grade: r.Grade, Stage: r.Stage, ID: r.ID, Kind: r.Kind, Says: r.Kind.Rule().Says,
		DoneBy: r.Kind.Rule().DoneBy(), Team: r.Team, Role: r.Role, Owner: r.Owner,
		Priority: r.Priority, Urgent: r.Urgent, Raised: r.Raised, NotBefore: r.NotBefore, Due: r.Due, About: r.About, Rung: r.Rung, Escalated: r.Escalated, Ended: r.Ended, How: r.How,
	}
}

func rungs() []casework.Rung {
	out := make([]casework.Rung, len(casework.Ladder))
	for i, r := range casework.Ladder {
		out[i] = r.Rung
	}
	return out
}

// getTasks lists work in the order in which it should be done.
func (a *API) getTasks(c echo.Context) error {
	q := queryOf(c)
	kinds := make([]casework.TaskKind, len(casework.TaskRules))
	for i, r := range casework.TaskRules {
		kinds[i] = r.Kind
	}
	f := store.TaskFilter{
		Case: q.id("case"), Team: q.text("team", ownerShape), Role: listed(q, "role", staff), Assignee: q.text("assignee", ownerShape), Kind: listed(q, "kind", kinds),
		Rung: listed(q, "rung", rungs()), Grade: listed(q, "grade", casework.Grades), Open: q.flag("open"), DueBefore: q.moment("due_before"), After: q.cursor(), Limit: q.limit(),
	}
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Tasks(c.Request().Context(), f)
	if err != nil {
		return badCursor(err)
	}
	return c.JSON(http.StatusOK, listingOf(rows, taskOf))
}

// happening is a line of a case's timeline.
type happening struct {
	Revision int       `json:"revision"`
	N        int       `json:"n"`
	At       time.Time `json:"at"`
	Noted    time.Time `json:"noted_at"`
	What     string    `json:"what"`
	Says     string    `json:"says"`
	By       string    `json:"by,omitempty"`
	About    string    `json:"about,omitempty"`
	Text     string    `json:"text,omitempty"` // the words that came with it; never for an auditor
}

// getTimeline tells what happened in a case, in the order it came to be known.
func (a *API) getTimeline(c echo.Context) error {
	q := queryOf(c)
	cursor, limit := q.cursor(), q.limit()
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Timeline(c.Request().Context(), caseOf(c), cursor, limit)
	if err != nil {
		return badCursor(err)
	}
	personal := seesPeople(actorOf(c).Role)
	return c.JSON(http.StatusOK, listingOf(rows, func(l store.TimelineLine) happening {
		h := happening{Revision: l.Revision, N: l.N, At: l.At, Noted: l.Noted, What: l.What, Says: l.Says, By: l.By, About: l.About}
		if personal {
			h.Text = l.Words
		}
		return h
	}))
}

// delivery is what became of one message. Where it went is told by the contact
// point's ID only.
type delivery struct {
	MessageID   string              `json:"message_id"`
	Channel     casework.Channel    `json:"channel"`
	Template    casework.Template   `json:"template"`
	Version     string              `json:"template_version,omitempty"`
	Language    string              `json:"language,omitempty"`
	Provider    string              `json:"provider,omitempty"`
	ProviderRef string              `json:"provider_ref,omitempty"`
	Point       string              `json:"contact_point_id,omitempty"`
	State       messaging.State     `json:"state"`
	Attempt     int                 `json:"attempt"`
	Rule        string              `json:"rule,omitempty"`
	Reason      string              `json:"reason,omitempty"`
	Until       time.Time           `json:"until,omitzero"`
	UsefulUntil time.Time           `json:"useful_until"`
	Entered     time.Time           `json:"entered_at"`
	Begun       time.Time           `json:"begun_at,omitzero"`
	Settled     time.Time           `json:"settled_at,omitzero"`
	Reported    time.Time           `json:"reported_at,omitzero"`
	Inputs      *safecontact.Inputs `json:"looked_at,omitempty"`
}

func deliveryOf(d messaging.Delivery) delivery {
	return delivery{
		MessageID: d.MessageID, Channel: d.Channel, Template: d.Template, Version: d.Version, Language: d.Language, Provider: d.Provider,
		ProviderRef: string(d.ProviderRef), Point: d.Point, State: d.State, Attempt: d.Attempt, Rule: d.Rule, Reason: d.Reason,
		Until: d.Until, UsefulUntil: d.UsefulUntil, Entered: d.EnteredAt, Begun: d.BegunAt, Settled: d.SettledAt, Reported: d.ReportedAt,
		Inputs: d.Inputs,
	}
}

// getDeliveries tells of every message of a case: sent, not sent, and why.
func (a *API) getDeliveries(c echo.Context) error {
	q := queryOf(c)
	if err := q.end(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	if _, err := a.db.Case(ctx, caseOf(c)); err != nil {
		return err
	}
	rows, err := a.db.Deliveries(ctx, caseOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, listingOf(store.Page[messaging.Delivery]{Items: rows}, deliveryOf))
}

// seesPeople says whether a role is shown names, numbers and words.
func seesPeople(r casework.Role) bool { return r.Works() }
