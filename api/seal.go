package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/store"
)

// seal says how a case is sealed.
type seal struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"`
	Why string    `json:"why"`
}

// putSeal is the answer to a seal that was set or taken away.
type putSeal struct {
	CaseID string `json:"case_id"`
	Sealed bool   `json:"sealed"`
}

// sealReasons lists why a case is sealed: codes, because they stand in the record.
var sealReasons = []string{"safety", "conflict_of_interest", "court_order", "victim_asked", "other"}

// putSeal seals a case, from which nothing then leaves by itself, or opens it again.
// It takes effect at once: it is looked up at every sending. The case is told
// afterwards, so that its timeline says so; where that cannot be done now, the watch
// does it.
func (a *API) putSeal(c echo.Context) error {
	ctx := c.Request().Context()
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	if _, err := a.db.Case(ctx, caseOf(c)); err != nil {
		return err
	}
	p := b.part()
	sealed := p.flag("sealed", must)
	why := oneOf(p, "why", sealed != nil && *sealed, sealReasons)
	p.end()
	if problem := b.problem(); problem != nil {
		return problem
	}
	var to *store.Sealed
	if *sealed {
		to = &store.Sealed{At: a.cfg.Now().UTC(), By: actorOf(c).Subject, Why: why}
	}
	news, err := a.db.SealCase(ctx, caseOf(c), to, actorOf(c).Subject, a.cfg.Now().UTC())
	if err != nil {
		return err
	}
	a.passOn(ctx, news)
	return c.JSON(http.StatusOK, putSeal{caseOf(c), *sealed})
}
