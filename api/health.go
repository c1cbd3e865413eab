package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/store"
)

// readyAtMost bounds each check of readiness.
const readyAtMost = 3 * time.Second

// standing is how one thing stands that this service depends on.
type standing struct {
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

type readiness struct {
	Status string              `json:"status"` // "ready", "degraded" (it works, but something is stuck) or "not_ready"
	Checks map[string]standing `json:"checks"`
}

// getHealth says that the process lives, and takes requests. One that is about to stop
// still answers them; whoever balances sends it no others.
func (a *API) getHealth(c echo.Context) error {
	if a.reach.stopping.Load() {
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
		return c.JSON(http.StatusServiceUnavailable, map[string]string{"status": "stopping"})
	}
	return c.JSON(http.StatusOK, map[string]string{"status": "alive"})
}

// Stopping has health and readiness say that this API is about to stop. It goes on
// answering.
func (a *API) Stopping() { a.reach.stopping.Store(true) }

// getReady says whether victims' cases are being carried. Cases that are stuck fail
// it although requests would be served: it is the watch that still works when the
// worker, or Temporal, is what has died.
func (a *API) getReady(c echo.Context) error {
	database, migrations := a.checkDatabase(c.Request().Context())
	temporal := a.checkTemporal(c.Request().Context())
	stuck := a.checkStuck(c.Request().Context())
	clocks := a.checkClocks(c.Request().Context())
	ready := readiness{Status: "ready", Checks: map[string]standing{
		"database": database, "migrations": migrations, "temporal": temporal, "stuck_cases": stuck, "clocks": clocks,
	}}
	if a.cfg.Holidays {
		ready.Checks["bank_holidays"] = a.checkHolidays(c.Request().Context())
	}
	referrals := a.checkReferrals()
	ready.Checks["referrals"] = referrals
	stopping := a.reach.stopping.Load()
	if stopping {
		ready.Checks["stopping"] = standing{Detail: "it answers for a while yet"}
	}
	switch {
	case stopping, !database.OK || !migrations.OK || !temporal.OK:
		ready.Status = "not_ready"
	case !stuck.OK, !clocks.OK, !referrals.OK:
		ready.Status = "degraded"
	default:
		return c.JSON(http.StatusOK, ready)
	}
	c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	return c.JSON(http.StatusServiceUnavailable, ready)
}

func (a *API) checkDatabase(ctx context.Context) (database, migrations standing) {
	ctx, cancel := context.WithTimeout(ctx, readyAtMost)
	defer cancel()
	switch err := a.db.Ready(ctx); {
	case err == nil:
		return standing{OK: true}, standing{OK: true}
	case errors.Is(err, store.ErrMigrations):
		return standing{OK: true}, standing{Detail: err.Error()}
	}
	return standing{Detail: "cannot be reached"}, standing{Detail: "not known"}
}

func (a *API) checkTemporal(ctx context.Context) standing {
	ctx, cancel := context.WithTimeout(ctx, readyAtMost)
	defer cancel()
	if a.cases.Ready(ctx) != nil {
		return standing{Detail: "cannot be reached"}
	}
	return standing{OK: true}
}

// checkReferrals says what becomes of a referral that is sent now. One that must wait is
// kept all the same.
func (a *API) checkReferrals() standing {
	switch {
	case a.reach.isGone():
		return standing{Detail: "are kept, and begin as soon as cases can be reached again"}
	case a.reach.behind.Load():
		return standing{OK: true, Detail: "those that waited are handed over; all but the gravest wait behind them"}
	}
	return standing{OK: true}
}

func (a *API) checkStuck(ctx context.Context) standing {
	ctx, cancel := context.WithTimeout(ctx, readyAtMost)
	defer cancel()
	n, err := a.db.Stuck(ctx, a.cfg.Now().Add(-a.cfg.StuckAfter))
	switch {
	case err != nil:
		return standing{Detail: "not known"}
	case n > 0:
		return standing{Detail: strconv.Itoa(n) + " stuck: something was due more than " + a.cfg.StuckAfter.String() + " ago and has not happened"}
	}
	return standing{OK: true}
}

// checkClocks says whether every clock rings. One that is a little late is told of, and
// has its case made to go on; it fails when that was tried and does not help.
func (a *API) checkClocks(ctx context.Context) standing {
	ctx, cancel := context.WithTimeout(ctx, readyAtMost)
	defer cancel()
	l, err := a.db.Lateness(ctx, a.grace(), a.cfg.Now())
	switch {
	case err != nil:
		return standing{Detail: "not known"}
	case l.Apart > 0:
		return standing{Detail: strconv.Itoa(l.Apart) + " cases were set back: run beacon case reconcile"}
	case l.Cases > 0:
		return standing{OK: l.Oldest < a.cfg.StuckAfter, Detail: strconv.Itoa(l.Cases) + " cases in which a clock has not rung, for " + l.Oldest.Truncate(time.Second).String()}
	}
	return standing{OK: true}
}

// getInfo says which build this is.
func (a *API) getInfo(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"service": "beacon", "version": a.cfg.Version, "commit": a.cfg.Commit})
}
