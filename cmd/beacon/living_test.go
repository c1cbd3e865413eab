package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/activities"
	"beacon/casework"
	"beacon/internal/app"
	"beacon/internal/embedded"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// silent takes every message.
type silent struct{}

func (silent) Send(context.Context, string, string, casework.Message) (casework.Outcome, error) {
	return casework.Outcome{State: casework.Sent}, nil
}

// living is a real server with open cases, which a worker carries on and the database has.
func living(t *testing.T, cases int) (environ []string, db *store.DB, ids []string) {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{Namespace: "beacon"})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	environ = append(whole(filepath.Join(t.TempDir(), "beacon.db")), "BEACON_TEMPORAL_ADDR="+server.Addr())
	code, _, errs := do(t, environ, "migrate")
	require.Zero(t, code, errs)
	c, err := app.FromEnv(environ)
	require.NoError(t, err)
	db, err = app.OpenStore(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	tc, err := app.DialTemporal(c, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(tc.Close)
	w := worker.New(tc, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{Sender: silent{}, Book: db})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	for i := range cases {
		id := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		ids = append(ids, id)
		r := casework.Referral{
			Said: casework.Said{ID: "key-" + id, Body: "digest-" + id, By: "force/athena", Role: casework.Referrer}, Ref: "crime-" + id, Version: 1,
			Reported: time.Now().Add(-time.Hour), Offence: "8N", DomesticAbuse: true, SafeWay: true, Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
		}
		require.Eventually(t, func() bool {
			_, err := (&workflows.Client{Temporal: tc}).Refer(t.Context(), id, r, nil)
			return err == nil
		}, time.Minute, 50*time.Millisecond)
	}
	require.Eventually(t, func() bool {
		_, out, _ := do(t, environ, "case", "versions")
		return strings.Contains(out, fmt.Sprintf("%d cases are open", cases)) && strings.Contains(out, fmt.Sprintf("logic-%d  %d ", casework.LatestLogic, cases))
	}, time.Minute, 200*time.Millisecond)
	kept(t, db) // which Temporal knows nothing of
	return environ, db, ids
}

func TestOpenCasesAreCountedRenewedAndReplayedByCommands(t *testing.T) {
	t.Parallel()
	environ, db, ids := living(t, 3)

	code, out, errs := do(t, environ, "case", "versions", "--check")
	require.Zero(t, code, errs)
	require.Contains(t, out, "Nothing runs under an older logic than")
	require.Contains(t, out, "no version")

	code, out, errs = do(t, environ, "case", "replay", "--sample", "0")
	require.Zero(t, code, errs)
	require.Contains(t, out, "replayed 3 of 3 open cases")
	code, out, errs = do(t, environ, "case", "replay", ids[1])
	require.Zero(t, code, errs)
	require.Contains(t, out, "replayed 1 of 3")

	code, out, errs = do(t, environ, "case", "renew", "--older", "--wait", "0s")
	require.Zero(t, code, errs)
	require.Contains(t, out, "0 asked")
	code, out, errs = do(t, environ, "case", "renew", "--all", "--dry-run")
	require.Zero(t, code, errs)
	require.Contains(t, out, "4 would be asked")

	code, out, errs = do(t, environ, "case", "renew", "--all", "--per-second", "100", "--wait", "1m")
	require.Equal(t, 1, code)
	require.Contains(t, out, "--begun-before")
	require.Contains(t, out, "3 asked, 0 had ended, 1 could not be reached")
	require.Contains(t, out, "none is left in its old run")
	require.Equal(t, "could not be reached: "+known+"\n", errs)

	code, out, _ = do(t, environ, "case", "renew", ids[0], ids[2], "--by", "ops-9")
	require.Zero(t, code)
	require.Contains(t, out, "2 asked")
	require.Eventually(t, func() bool { // a fresh run waits a second for the one before
		code, out, _ = do(t, environ, "case", "reconcile")
		return code == 1 && strings.Contains(out, "3 alike\n1 gone")
	}, time.Minute, 200*time.Millisecond)
	code, out, errs = do(t, environ, "case", "reconcile", "--repair")
	require.Zero(t, code, out+errs)
	require.Contains(t, out, "mended")
	code, _, errs = do(t, append(environ, "BEACON_WORKER_DEPLOYMENT=beacon"), "release", "promote", "b1", "--wait", "0s")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "b1")
	require.Equal(t, map[string]int{
		"operator cases-renew:older": 1, "operator cases-renew:all": 1, "operator cases-reconcile": 1, "operator release-promote:b1": 1,
	}, audited(t, db, ""), "what was asked, and not what was only looked at")
	require.Equal(t, map[string]int{"ops-9 case-renew": 1}, audited(t, db, ids[2]))
	require.Equal(t, map[string]int{"operator case-mended:gone": 1}, audited(t, db, known))
	code, _, errs = do(t, environ, "release", "status")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "BEACON_WORKER_DEPLOYMENT is not set")
	code, _, errs = do(t, append(environ, "BEACON_WORKER_DEPLOYMENT=beacon"), "release", "status")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "no worker of deployment beacon has asked Temporal for work")
}
