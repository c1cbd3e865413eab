package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// signpost is where else a victim may find help, and with what.
type signpost struct {
	Code string `json:"code"`
	Says string `json:"says"`
	For  string `json:"for"`
}

func signpostsOf(rows []casework.Signpost) []signpost {
	return each(rows, func(s casework.Signpost) signpost { return signpost{s.Code, s.Says, s.For} })
}

// elsewhereRow finds why a referral opens no case.
func elsewhereRow(code string) casework.Elsewhere {
	i := slices.IndexFunc(casework.Elsewheres, func(e casework.Elsewhere) bool { return e.Code == code })
	return casework.Elsewheres[i]
}

// elsewhere answers a referral that is another service's with where to go instead, and
// keeps that it was: nothing of the person is kept. done is false where it is ours.
func (a *API) elsewhere(c echo.Context, r *referral, child *Problem) (done bool, err error) {
	row := elsewhereRow("no_victim")
	if child != nil {
		row = elsewhereRow("under_16")
	} else if !r.command.BeyondUs() {
		return false, nil
	}
	must := child != nil && r.command.MustSafeguard()
	e := store.Elsewhere{Outcome: row.Outcome, Reason: row.Code, Safeguarding: must}
	_, err = a.db.TurnElsewhere(c.Request().Context(), r.admission, e, child != nil)
	if errors.Is(err, store.ErrKnown) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	to := signpostsOf(casework.SignpostsFor(row.Outcome))
	if child != nil {
		child.Signposts, child.Safeguarding = to, must
		return true, child
	}
	return true, c.JSON(http.StatusOK, referred{Outcome: outOfScope, Reason: row.Code, Signposts: to, Warnings: r.warnings})
}

// turned is a referral that opened no case, by its sender's own name for it.
type turned struct {
	Ref          string    `json:"ref"`
	Force        string    `json:"force"`
	System       string    `json:"system"`
	ID           string    `json:"id"`
	Version      int       `json:"version"`
	Outcome      string    `json:"outcome"`
	Reason       string    `json:"reason"`
	Says         string    `json:"says"`
	Safeguarding bool      `json:"safeguarding_referral"`
	SentBy       string    `json:"sent_by"`
	Received     time.Time `json:"received_at"`
}

func turnedOf(e store.Elsewhere) turned {
	return turned{
		e.Ref, e.Source.Force, e.Source.System, e.Source.ID, e.Source.Version,
		e.Outcome, e.Reason, elsewhereRow(e.Reason).Says, e.Safeguarding, e.SentBy, e.Received,
	}
}

// getReferrals lists the referrals that opened no case, so that whoever answers for
// the service sees that nobody was dropped.
func (a *API) getReferrals(c echo.Context) error {
	q := queryOf(c)
	outcome := listed(q, "outcome", []string{casework.OutOfScope, casework.ChildrensService})
	cursor, limit := q.cursor(), q.limit()
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Elsewheres(c.Request().Context(), outcome, cursor, limit)
	if err != nil {
		return badCursor(err)
	}
	return c.JSON(http.StatusOK, listingOf(rows, turnedOf))
}
