package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/store"
)

// work is a task as whoever is to do it sees it.
type work struct {
	Task    task     `json:"task"`
	Why     string   `json:"why"`
	Overdue bool     `json:"overdue"`
	Halted  bool     `json:"halted"`
	EndedBy []ending `json:"ended_by"`
}

func workOf(r store.TaskRow, now time.Time) work {
	return work{Task: taskOf(r), Why: r.Kind.Reason().Why, Overdue: r.Due.Before(now), Halted: r.Halted, EndedBy: endingsOf(r.CaseID, r.Kind)}
}

// getWorklist lists what the caller is to do next. It is a route of its own and no
// filter of the tasks, because it asks "what is mine?" in several ways at once, which
// no one condition on a task says, and never about anybody but the caller.
func (a *API) getWorklist(c echo.Context) error {
	q, who := queryOf(c), actorOf(c)
	w := store.Worklist{Subject: who.Subject, Role: who.Role, Team: q.text("team", ownerShape), After: q.cursor(), Limit: q.limit()}
	if others := q.flag("unassigned"); others != nil {
		w.Unassigned = *others
	}
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Worklist(c.Request().Context(), w)
	if err != nil {
		return badCursor(err)
	}
	now := a.cfg.Now()
	return c.JSON(http.StatusOK, listingOf(rows, func(r store.TaskRow) work { return workOf(r, now) }))
}
