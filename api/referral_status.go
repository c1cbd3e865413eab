package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// referralStatus is what a referrer is told of the victim they referred.
type referralStatus struct {
	CaseID   string            `json:"case_id"`
	Received time.Time         `json:"received_at"`
	Status   casework.Standing `json:"status"`
	Attempts []reported        `json:"contact_attempts"`
	Asked    []asked           `json:"asked_of_officer"`
}

// reported says that somebody tried, and whether the victim was spoken to. It never
// says who else answered.
type reported struct {
	N       int       `json:"number"`
	At      time.Time `json:"at"`
	Reached bool      `json:"reached"`
	Counted bool      `json:"counted"`
}

type asked struct {
	Code string `json:"code"`
	Says string `json:"says"`
}

// getReferralStatus tells whoever sent a referral how it stands. To anybody else it
// does not exist.
func (a *API) getReferralStatus(c echo.Context) error {
	q := queryOf(c)
	from := store.Source{Force: q.must("force", slug), System: q.must("system", slug), ID: q.must("id", sourceID)}
	if err := q.end(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	sent, err := a.db.SentBy(ctx, from, actorOf(c).Subject)
	if errors.Is(err, store.ErrNotFound) {
		return refuse(notFound, "there is no such referral of yours")
	}
	if err != nil {
		return err
	}
	c.Set(keyCase, sent.CaseID)
	if err := a.audit(c, Route{Method: http.MethodGet, Path: stringOf(c, keyRoute)}); err != nil {
		return err
	}
	out := referralStatus{CaseID: sent.CaseID, Received: sent.Received, Status: casework.ReferralReceived, Attempts: []reported{}, Asked: []asked{}}
	if err := a.standing(ctx, &out); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, out)
}

// standing adds how the case stands. Of one that has not opened yet, and of one that
// is sealed, a referrer is told that the referral was received, and no more.
func (a *API) standing(ctx context.Context, out *referralStatus) error {
	row, err := a.db.Case(ctx, out.CaseID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if sealed, err := a.db.Sealed(ctx, out.CaseID); err != nil || sealed != nil {
		return err
	}
	state, err := casework.Restore(row.State)
	if err != nil {
		return err
	}
	out.Status = state.Standing()
	out.Attempts = each(state.Reported(out.Received), func(r casework.Reported) reported { return reported{r.N, r.At, r.Reached, r.Counted} })
	for _, o := range casework.OfficerAsks {
		for _, code := range state.AskedOfOfficer() {
			if o.Code == code {
				out.Asked = append(out.Asked, asked{o.Code, o.Says})
			}
		}
	}
	return nil
}
