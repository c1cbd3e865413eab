package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// toLetGo is a case whose time is over. Nothing else of it is told here.
type toLetGo struct {
	CaseID      string        `json:"case_id"`
	RetainUntil casework.Date `json:"retain_until"`
	ClosedFor   string        `json:"closed_for"`
}

// getRetention lists the cases whose time is over before a day; ordinarily today.
func (a *API) getRetention(c echo.Context) error {
	q := queryOf(c)
	before, cursor, limit := q.day("due_before"), q.cursor(), q.limit()
	if err := q.end(); err != nil {
		return err
	}
	if before == "" {
		before = casework.Date(a.cfg.Now().In(casework.London).Format(time.DateOnly))
	}
	rows, err := a.db.ToLetGo(c.Request().Context(), before, cursor, limit)
	if err != nil {
		return badCursor(err)
	}
	return c.JSON(http.StatusOK, listingOf(rows, func(r store.ToLetGo) toLetGo { return toLetGo{r.ID, r.RetainUntil, r.ClosedFor} }))
}

// day reads a day of the calendar.
func (q *query) day(name string) casework.Date {
	v, ok := q.value(name)
	if !ok {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		q.faults.wrong("?"+name, "not_a_date", "must be a date, such as 2026-03-02")
	}
	return casework.Date(v)
}
