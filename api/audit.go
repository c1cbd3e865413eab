package api

import (
	"github.com/labstack/echo/v4"

	"beacon/store"
)

// audit writes down who does or looks at what, before it happens.
func (a *API) audit(c echo.Context, r Route) error {
	who := actorOf(c)
	return a.db.Audit(c.Request().Context(), store.Entry{
		At: a.cfg.Now().UTC(), Subject: who.Subject, Role: string(who.Role), Action: r.Method + " " + r.Path,
		CaseID: caseOf(c), RequestID: stringOf(c, keyRequest),
	})
}
