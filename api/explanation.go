package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"beacon/explanation"
)

// getExplanation says why everything in a case happened, or did not, and what falls due
// next: to staff, to an inspector, or to the victim. It holds no name, number or words,
// so that whoever may read the timeline may read it.
func (a *API) getExplanation(c echo.Context) error {
	q := queryOf(c)
	to := explanation.Reader(listed(q, "for", explanation.Readers))
	if err := q.end(); err != nil {
		return err
	}
	if to == "" {
		to = explanation.ForStaff
	}
	now := a.cfg.Now().UTC()
	facts, err := explanation.Read(c.Request().Context(), a.db, caseOf(c), now)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, explanation.Of(facts, to, now))
}
