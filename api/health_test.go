package api

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"beacon/store"
)

func (w *world) ready(status int) readiness {
	w.t.Helper()
	var out readiness
	w.send(call{method: http.MethodGet, path: "/readyz"}).is(status).json(&out)
	return out
}

func TestReadinessSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.refer(referralBody("A-1"))
	require.Equal(t, "ready", w.ready(http.StatusOK).Status)

	w.cases.ready = func(context.Context) error { return errors.New("dial tcp 10.0.0.1: refused") }
	out := w.ready(http.StatusServiceUnavailable)
	require.Equal(t, "not_ready", out.Status)
	require.Equal(t, standing{Detail: "cannot be reached"}, out.Checks["temporal"])
	w.cases.ready = func(context.Context) error { return nil }

	w.clock.move(48*time.Hour + stuckAfter + time.Minute)
	out = w.ready(http.StatusServiceUnavailable)
	require.Equal(t, "degraded", out.Status)
	require.Equal(t, standing{Detail: "1 stuck: something was due more than 15m0s ago and has not happened"}, out.Checks["stuck_cases"])
	w.realm.wake()
	require.Equal(t, "ready", w.ready(http.StatusOK).Status)

	require.NoError(t, w.db.Close())
	out = w.ready(http.StatusServiceUnavailable)
	require.Equal(t, "not_ready", out.Status)
	require.False(t, out.Checks["database"].OK)
	w.send(call{method: http.MethodGet, path: "/healthz"}).is(http.StatusOK)
}

func TestPendingMigrationsFailReadiness(t *testing.T) {
	t.Parallel()
	w := setup(t)
	db, err := store.Open(t.Context(), ":memory:")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	w.api.db = db
	out := w.ready(http.StatusServiceUnavailable)
	require.True(t, out.Checks["database"].OK)
	require.False(t, out.Checks["migrations"].OK)
	require.NotEmpty(t, out.Checks["migrations"].Detail)
}

func TestReadinessWarnsBeforeBankHolidaysRunOutAndFailsNothing(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.Holidays = true })
	stands := func(want standing, days string) {
		t.Helper()
		out := w.ready(http.StatusOK)
		require.Equal(t, "ready", out.Status)
		require.Equal(t, want, out.Checks["bank_holidays"])
		require.Contains(t, w.metrics(), "beacon_bank_holidays_days "+days)
	}
	keep := func(until string) {
		t.Helper()
		require.NoError(t, w.db.KeepBankHolidays(t.Context(), []byte(`[]`), until, w.clock.now()))
	}
	stands(standing{Detail: "have not been read yet"}, "0")
	keep(w.clock.now().AddDate(0, 0, 300).Format(time.DateOnly))
	require.Contains(t, w.ready(http.StatusOK).Checks["bank_holidays"].Detail, "less than a year ahead: until 20")
	keep(w.clock.now().AddDate(0, 0, 501).Format(time.DateOnly))
	stands(standing{OK: true}, "500")
	w.clock.move(8 * 24 * time.Hour)
	require.Contains(t, w.metrics(), "beacon_bank_holidays_days 492")
	_, warning, err := w.api.holidays(t.Context())
	require.NoError(t, err)
	require.Equal(t, "could not be read for more than a week: what was kept stands", warning)

	w = setup(t)
	require.NotContains(t, w.ready(http.StatusOK).Checks, "bank_holidays")
	require.NotContains(t, w.metrics(), "beacon_bank_holidays_days")
}

func TestInfoSaysWhichBuildThisIs(t *testing.T) {
	t.Parallel()
	var out map[string]string
	setup(t).send(call{method: http.MethodGet, path: "/info"}).is(http.StatusOK).json(&out)
	require.Equal(t, map[string]string{"service": "beacon", "version": "1.2.3", "commit": "abc"}, out)
}

func (w *world) metrics() string {
	w.t.Helper()
	return string(w.send(call{method: http.MethodGet, path: "/metrics"}).is(http.StatusOK).body)
}

func TestMetricsCountRequestsByRouteAndReadTheRestFromSQL(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.send(call{method: http.MethodGet, path: "/v1/Zebedee"}).is(http.StatusNotFound)
	w.send(call{method: "ZEBEDEE", path: "/v1/cases"}).is(http.StatusMethodNotAllowed)
	w.clock.move(25 * time.Hour)
	shown := w.metrics()
	for _, line := range []string{
		`beacon_http_requests_total{method="POST",route="/v1/referrals",status="201"} 1`,
		`beacon_http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`beacon_http_requests_total{method="other",route="unmatched",status="405"} 1`,
		`beacon_http_request_seconds_count{method="POST",route="/v1/referrals"} 1`,
		`beacon_cases{grade="medium",stage="reaching"} 1`,
		`beacon_tasks_open{kind="call_victim"} 1`,
		`beacon_waiting{what="referrals"} 0`,
		`beacon_texts_unclaimed 0`,
		`beacon_messages_paused 0`,
		`beacon_database_up 1`,
	} {
		require.Contains(t, shown, line)
	}
	require.NotContains(t, shown, id)
	require.NotContains(t, shown, "ebedee")
	require.NoError(t, w.db.Close())
	shown = w.metrics()
	require.Contains(t, shown, "beacon_database_up 0")
	require.Contains(t, shown, "beacon_http_requests_total")
}

func TestAMountedRouteIsServedBesideTheTable(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.api.Mount(http.MethodPost, "/dev/tokens", func(c echo.Context) error { return c.JSON(http.StatusOK, body{"token": "t"}) })
	a := w.serve(call{method: http.MethodPost, path: "/dev/tokens", body: "{}"}.request(t))
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, w.logs.String(), `"route":"/dev/tokens"`)
	for _, r := range Routes {
		require.NotEqual(t, "/dev/tokens", r.Path)
	}
}
