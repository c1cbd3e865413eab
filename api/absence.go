package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// absence is when somebody is away, and what became of telling their cases.
type absence struct {
	ID    string    `json:"id"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Cover string    `json:"cover,omitempty"`
	walk
}

// longestAbsence bounds how far ahead an absence may end: who is away longer hands
// their caseload over.
const longestAbsence = 366 * 24 * time.Hour

// postAbsence keeps when somebody is away, and tells each of their open cases who
// covers. A case that cannot be told now is told by the watch.
func (a *API) postAbsence(c echo.Context) error {
	subject, key, b, err := a.askOf(c)
	if err != nil {
		return err
	}
	who := actorOf(c)
	if who.Subject != subject && !who.Role.Decides() {
		return refuse(forbidden, "this is somebody else's absence")
	}
	ctx, p := c.Request().Context(), b.part()
	away := store.Absence{
		ID: idOf("absence", subject, key, b.digest), Subject: subject, From: p.moment("from", must), Until: p.moment("until", must),
		Cover: p.text("cover", may, subjectShape), Written: a.cfg.Now().UTC(), By: who.Subject,
	}
	p.end()
	if err := a.checkAbsence(ctx, p, away); err != nil {
		return err
	}
	if problem := b.problem(); problem != nil {
		return problem
	}
	if err := a.db.WriteAbsence(ctx, away); err != nil {
		return err
	}
	out, err := a.coverCases(ctx, away, b.digest, who)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, absence{away.ID, away.From, away.Until, away.Cover, out})
}

// coverCases tells each open case of somebody who is away who covers; where nobody
// does there is nothing to tell.
func (a *API) coverCases(ctx context.Context, away store.Absence, digest string, who actor) (walk, error) {
	if away.Cover == "" {
		return walk{Cases: []walked{}}, nil
	}
	cases, err := a.db.Caseload(ctx, away.Subject)
	if err != nil {
		return walk{}, err
	}
	role, err := a.roleOf(ctx, away.Cover)
	if err != nil {
		return walk{}, err
	}
	return a.walk(ctx, cases, errand{
		command: casework.CoverOwner{}.Name(), key: away.ID, digest: digest, who: who, action: "absence of the owner",
		make: func(s casework.Said) casework.Command { return covering(s, away, role) },
	})
}

func (a *API) checkAbsence(ctx context.Context, p *part, away store.Absence) error {
	ends := !away.From.IsZero() && !away.Until.IsZero()
	if ends && !away.From.Before(away.Until) {
		p.wrong("until", "before_the_beginning", "is not after the beginning")
	}
	if !away.Until.IsZero() && !away.Until.After(away.Written) {
		p.wrong("until", "in_the_past", "is in the past")
	}
	if away.Until.After(away.Written.Add(longestAbsence)) {
		p.wrong("until", "too_late", "is more than a year ahead: hand the caseload over")
	}
	if away.Cover == "" {
		return nil
	}
	role, err := a.roleOf(ctx, away.Cover)
	switch {
	case err != nil:
		return err
	case away.Cover == away.Subject:
		p.wrong("cover", "oneself", "is who is away")
	case !role.Works():
		p.wrong("cover", "no_role", "is not known here as a caseworker or supervisor")
	}
	other, err := a.db.AbsenceOf(ctx, away.Cover, away.Written)
	if err == nil && other != nil && other.From.Before(away.Until) && away.From.Before(other.Until) {
		p.wrong("cover", "away", "is away at that time")
	}
	return err
}

// roleOf is what somebody is here; empty: nobody who works with victims.
func (a *API) roleOf(ctx context.Context, subject string) (casework.Role, error) {
	s, err := a.db.StaffOf(ctx, subject)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return s.Role(), err
}

// covering is what a case is told of an absence of its owner.
func covering(s casework.Said, away store.Absence, role casework.Role) casework.CoverOwner {
	return casework.CoverOwner{Said: s, Absence: away.ID, Owner: away.Subject, Cover: away.Cover, CoverRole: role, From: away.From, Until: away.Until}
}

// postReturn says that somebody is back before their time, or will not be away at
// all: their tasks return to them at once.
func (a *API) postReturn(c echo.Context) error {
	subject, _, b, err := a.askOf(c)
	if err != nil {
		return err
	}
	who := actorOf(c)
	if who.Subject != subject && !who.Role.Decides() {
		return refuse(forbidden, "this is somebody else's absence")
	}
	b.part().end()
	if problem := b.problem(); problem != nil {
		return problem
	}
	ctx, now := c.Request().Context(), a.cfg.Now().UTC()
	away, err := a.db.AbsenceOf(ctx, subject, now)
	if err != nil {
		return err
	}
	if away != nil {
		if err := a.db.EndAbsence(ctx, subject, who.Subject, now); err != nil {
			return err
		}
	}
	if err := a.tellOfAbsences(ctx); err != nil {
		a.log.WarnContext(ctx, "absences wait", "cause", err)
	}
	return c.JSON(http.StatusOK, back{subject, away != nil})
}

// back is the answer to somebody's return.
type back struct {
	Subject string `json:"subject"`
	WasAway bool   `json:"was_away"` // or was to be
}

// tellOfAbsences tells every case that does not know yet that its owner is away, or
// that they are back: those that could not be told at once, and those which came to
// an owner who is away.
func (a *API) tellOfAbsences(ctx context.Context) error {
	waiting, err := a.db.Uncovered(ctx, a.cfg.Now().UTC(), watchMost)
	if err != nil {
		return err
	}
	for _, u := range waiting {
		err := a.tellOfAbsence(ctx, u)
		var refusal *casework.Error
		switch {
		case err == nil, errors.As(err, &refusal): // the case has moved on
		case errors.Is(err, workflows.ErrUnavailable):
			return err
		default:
			a.log.ErrorContext(ctx, "watch: a case is not told of an absence", "case", u.CaseID, "cause", err)
		}
	}
	return nil
}

func (a *API) tellOfAbsence(ctx context.Context, u store.Uncovered) error {
	row, err := a.db.Case(ctx, u.CaseID)
	if err != nil {
		return err
	}
	id := idOf("absence-told", u.CaseID, u.ID, strconv.Itoa(u.Revision), strconv.FormatBool(u.Over))
	s := casework.Said{ID: id, Body: id, By: u.By, Role: casework.System}
	m := casework.CoverOwner{Said: s, Absence: u.ID, Owner: u.Subject}
	if !u.Over {
		role, err := a.roleOf(ctx, u.Cover)
		if err != nil {
			return err
		}
		m = covering(s, u.Absence, role)
	}
	r, err := a.tell(ctx, row, m)
	if err == nil {
		a.awaitShown(ctx, u.CaseID, r)
	}
	return err
}
