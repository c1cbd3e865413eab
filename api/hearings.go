package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// courtDate is a hearing as whoever keeps the dates needs it: nothing else of the
// case is told.
type courtDate struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	appointed
}

// getHearings lists the hearings of a case, in the order in which they were listed.
func (a *API) getHearings(c echo.Context) error {
	q := queryOf(c)
	if err := q.end(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	row, err := a.db.Case(ctx, caseOf(c))
	if err != nil {
		return err
	}
	state, err := casework.Restore(row.State)
	if err != nil {
		return err
	}
	words, err := a.db.Words(ctx, courtsOf(state))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, listingOf(store.Page[casework.Hearing]{Items: state.Hearings}, func(h casework.Hearing) courtDate {
		return courtDate{h.ID, h.Type, appointedOf(h, words)}
	}))
}

// wordsOfHearings are the IDs of all words about hearings.
func wordsOfHearings(c *casework.Case) []string {
	ids := courtsOf(c)
	for _, h := range c.Hearings {
		if h.Claim != nil {
			ids = append(ids, h.Claim.Court)
		}
		for _, o := range h.Outcomes {
			ids = append(ids, o.Text)
		}
	}
	return ids
}

// courtsOf are the IDs of the words that say where hearings are.
func courtsOf(c *casework.Case) (ids []string) {
	for _, h := range c.Hearings {
		if h.Court != "" {
			ids = append(ids, h.Court)
		}
	}
	return ids
}
