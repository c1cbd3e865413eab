package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"beacon/casework"
)

// Which edition of the Victims' Code a case follows, and what another would change.

func readEdition(k *ask) casework.AdoptEdition {
	m := casework.AdoptEdition{Edition: k.word("edition", must), Said: k.saidWith("reason", must)}
	if open := k.flag("open", may); open != nil {
		m.Open = *open
	}
	return m
}

// editionChanges is what adopting an edition would change.
type editionChanges struct {
	CaseID  string             `json:"case_id"`
	Follows string             `json:"follows,omitempty"` // now
	Edition string             `json:"edition"`
	Changes []casework.NewTime `json:"changes"`
}

// getEditionChanges answers as if an edition were adopted for what is still owed, and
// changes nothing.
func (a *API) getEditionChanges(c echo.Context) error {
	q := queryOf(c)
	m := casework.AdoptEdition{Edition: q.must("edition", code), Open: true, Said: casework.Said{Role: actorOf(c).Role, Text: "none"}}
	if err := q.end(); err != nil {
		return err
	}
	row, err := a.db.Case(c.Request().Context(), caseOf(c))
	if err != nil {
		return err
	}
	state, err := casework.Restore(row.State)
	if err != nil {
		return err
	}
	changes, err := state.EditionChanges(m, a.cfg.Now())
	if err != nil {
		return err
	}
	if changes == nil {
		changes = []casework.NewTime{}
	}
	return c.JSON(http.StatusOK, editionChanges{row.ID, state.Edition, m.Edition, changes})
}
