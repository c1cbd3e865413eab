package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

// database is a migrated one, as the environment names it.
func database(t *testing.T) (environ []string, db *store.DB) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "beacon.db")
	environ = []string{"BEACON_DATABASE_URL=" + file, "USER=ops-7"}
	code, _, errs := do(t, environ, "migrate")
	require.Zero(t, code, errs)
	db, err := store.Open(t.Context(), file)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return environ, db
}

func TestOneCommandPausesEverythingAndOneResumesIt(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	says := func(words string, args ...string) {
		t.Helper()
		code, out, errs := do(t, environ, append([]string{"messages"}, args...)...)
		require.Zero(t, code, errs)
		require.Contains(t, out, words)
	}
	says("nothing is paused", "status")
	says("paused: all", "pause", "--why", "wrong-template")
	says("already paused for as long: all", "pause", "--why", "again", "--for", "1h")
	says("paused: email", "pause", "--scope", "email", "--why", "bounces", "--for", "2h")
	says("wrong-template", "status")
	says("resumed: email", "resume", "--scope", "email")
	says("paused: hearing_reminder", "pause", "--scope=hearing_reminder", "--why=wording", "--by", "supervisor-3")
	says("resumed: all\nresumed: hearing_reminder\nnothing is paused", "resume")
	says("there was nothing to resume", "resume")

	page, err := db.Audited(t.Context(), "", "", 100)
	require.NoError(t, err)
	var audited []string
	for _, e := range page.Items {
		audited = append(audited, e.Subject+" "+e.Action)
	}
	require.Equal(t, []string{
		"ops-7 messages-paused:all", "ops-7 messages-paused:email", "ops-7 messages-resumed:email",
		"supervisor-3 messages-paused:hearing_reminder", "ops-7 messages-resumed:all", "ops-7 messages-resumed:hearing_reminder",
	}, audited)
}

func TestAPauseThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	for want, args := range map[string][]string{
		"say why":        {"pause"},
		"why is a code":  {"pause", "--why", "Somebody rang about her"},
		"a scope is all": {"pause", "--why", "drill", "--scope", "letters"},
		"a pause ends":   {"pause", "--why", "drill", "--for", "-1h"},
		"a scope":        {"resume", "--scope", "letters"},
	} {
		code, _, errs := do(t, environ, append([]string{"messages"}, args...)...)
		require.Equal(t, 1, code, want)
		require.Contains(t, errs, want)
	}
	code, _, errs := do(t, environ, "messages", "dance")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "none of pause, resume and status")
	page, err := db.Audited(t.Context(), "", "", 1)
	require.NoError(t, err)
	require.Empty(t, page.Items)
}
