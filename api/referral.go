package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
	"beacon/workflows"
)

// outcome is what became of a referral.
type outcome string

const (
	accepted  outcome = "accepted"  // it opened a case, or will
	updated   outcome = "updated"   // a case that was known has it
	duplicate outcome = "duplicate" // it was known, and nothing changed

	outOfScope outcome = casework.OutOfScope // it is another service's, and opened no case
)

// referred is the answer to a referral.
type referred struct {
	CaseID    string           `json:"case_id,omitempty"` // none: it opened none
	Outcome   outcome          `json:"outcome"`
	Revision  int              `json:"revision,omitempty"` // none yet in a 202
	Reason    string           `json:"reason,omitempty"`   // why it is out of scope
	Signposts []signpost       `json:"signposts,omitempty"`
	Warnings  []casework.Field `json:"warnings,omitempty"`
}

// postReferral takes a victim's referral: personal data to SQL first, then the
// case by its ID. However often and however concurrently it is sent, one case
// comes of it, and exactly one answer is 201.
func (a *API) postReferral(c echo.Context) error { return a.takeReferral(c, byPolice) }

func (a *API) takeReferral(c echo.Context, kind string) error { //nolint:funlen // the steps of one request, in order
	key, err := idempotencyKey(c.Request().Header, kind == bySelf)
	if err != nil {
		return err
	}
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	r := readReferral(b, kind, a.cfg.Now().UTC())
	p := referralProblem(b.faults)
	if p != nil && p.Code != underAge {
		return p
	}
	if kind == bySelf {
		r.admission.Source.ID = idOf("self referral", actorOf(c).Subject, key)
	}
	if key != "" {
		r.admission.Key = idOf("referral key", actorOf(c).Subject, key)
	}
	r.sentBy(actorOf(c).Subject, actorOf(c).Role)
	if done, err := a.elsewhere(c, &r, p); done {
		return err
	}
	ctx := c.Request().Context()
	r.admission.Grade = r.command.Gravity()
	now := a.reach.free(r.admission.Grade)
	if now {
		r.admission.Handed = a.cfg.Now().Add(handWithin)
	}
	in, err := a.db.Admit(ctx, r.admission)
	if err != nil {
		return err
	}
	c.Set(keyCase, in.CaseID)
	if err := a.keepReason(ctx, in, &r); err != nil {
		return err
	}
	status, answer, err := a.referred(ctx, in, &r, now)
	if err != nil {
		return err
	}
	if status != http.StatusAccepted { // else no case answers: the watch tells them
		a.passOnAll(ctx, in.Found)
	}
	answer.Warnings = r.warnings
	c.Response().Header().Set(echo.HeaderLocation, "/v1/cases/"+in.CaseID)
	return c.JSON(status, answer)
}

// referralProblem is what is wrong with a referral. One that is only of a child is
// told as that.
func referralProblem(f *faults) *Problem {
	beyond := func(o casework.Field) bool { return o.Code == string(underAge) }
	p := f.problem()
	if p == nil || !slices.ContainsFunc(f.fields, beyond) || slices.ContainsFunc(f.fields, func(o casework.Field) bool { return !beyond(o) }) {
		return p
	}
	p.Code, p.Detail = underAge, "refer the child to children's services: no case was opened, and nothing about the child is kept"
	return p
}

// referred hands an admitted referral to its case, now or when its turn comes, and says
// what became of it.
func (a *API) referred(ctx context.Context, in store.Admitted, r *referral, now bool) (int, referred, error) {
	answer := referred{CaseID: in.CaseID, Outcome: duplicate, Revision: in.Revision}
	if len(in.Kept) > 0 {
		r.warn("/victim/contact_points", "caseworker_record_stands", "differ from what a caseworker recorded with the victim; the caseworker's record stands")
	}
	if in.Standing && in.Taken {
		return http.StatusOK, answer, nil
	}
	if !now {
		a.reach.look()
		return waits(in, answer)
	}
	h := a.referNow(ctx, in, r)
	switch {
	case errors.Is(h.err, workflows.ErrPending), errors.Is(h.err, workflows.ErrUnavailable), errors.Is(h.err, workflows.ErrNotFound):
		return waits(in, answer)
	case h.err != nil:
		return 0, answer, h.err
	}
	answer.Revision = h.receipt.Revision
	switch {
	case h.first && in.Opened:
		answer.Outcome = accepted
		if h.shown < h.receipt.Revision {
			a.awaitRead(ctx, in.CaseID, h.receipt.Revision, a.readBack/referralsPart)
		}
		return http.StatusCreated, answer, nil
	case h.first:
		answer.Outcome = updated
	}
	return http.StatusOK, answer, nil
}

// waits is the answer where a referral is kept and its case will have it later.
func waits(in store.Admitted, answer referred) (int, referred, error) {
	answer.Revision = 0
	if !in.Standing {
		answer.Outcome = accepted
	}
	return http.StatusAccepted, answer, nil
}

// mayUse says whether a point may be used by a channel, now or at a safe time.
func mayUse(p store.Point, by safecontact.Channel, now time.Time) bool {
	d := safecontact.Decide(safecontact.Question{Point: p.Point, Channel: by, Now: now, Quiet: safecontact.AnyTime()})
	return d.Verdict != safecontact.Refuse
}
