package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// whole is a configuration with which everything would start, over a database.
func whole(database string) []string {
	return []string{
		"BEACON_DATABASE_URL=" + database, "BEACON_PUBLIC_URL=https://beacon.example.org", "BEACON_OIDC_ISSUER=https://login.example.org",
		"BEACON_TWILIO_ACCOUNT_SID=AC1", "BEACON_TWILIO_AUTH_TOKEN=s3cret", "BEACON_TWILIO_FROM=+441632960001",
		"BEACON_SENDGRID_API_KEY=s3cret", "BEACON_SENDGRID_FROM=hello@example.org", "BEACON_TEMPORAL_ADDR=127.0.0.1:1",
		"BEACON_DATA_KEYS=test:" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "BEACON_PAYLOAD_KEYS=test:" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	}
}

// onDatabase are the commands that open the database, with what they need to get that far.
var onDatabase = []string{
	"api", "worker", "migrate", "case show " + known, "case timeline " + known, "case explain " + known, "case renew --all",
	"case renew " + known, "case reconcile --repair", "keys reseal", "messages status", "compliance --quarter 2026-Q1",
}

func TestAnOlderBinaryRefusesANewerSchemaAndSaysWhichIsWhichAndWhatToDo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "beacon.db")
	code, _, errs := do(t, whole(file), "migrate")
	require.Zero(t, code, errs)
	db, err := sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(`insert into goose_db_version (version_id, is_applied) values (9999, 1)`)
	require.NoError(t, err)

	for _, args := range onDatabase {
		code, out, errs := do(t, whole(file), strings.Fields(args)...)
		require.Equal(t, 1, code, args)
		require.Empty(t, out, args)
		for _, says := range []string{"an older binary against a newer schema", "the database is at schema 9999", "this program is the older", "Run the version that migrated it, or a newer one"} {
			require.Contains(t, errs, says, args)
		}
	}
	var newest int
	require.NoError(t, db.QueryRow(`select max(version_id) from goose_db_version`).Scan(&newest))
	require.Equal(t, 9999, newest)
}

func TestANewerBinarySaysHowAnOlderSchemaIsBroughtUp(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "beacon.db")
	for _, args := range onDatabase {
		if args == "migrate" {
			continue
		}
		code, _, errs := do(t, whole(file), strings.Fields(args)...)
		require.Equal(t, 1, code, args)
		require.Contains(t, errs, "migrations are still to be done; `beacon migrate` of this version does them", args)
	}
}

func TestEverythingWrongIsSaidAtOnceAndBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	wrong := append(whole("mysql://db/beacon"), "BEACON_HURRY=fast", "BEACON_STUCK_AFTER=soon", "BEACON_TEMPORAL_ADDR=temporal", "BEACON_LOG_LEVEL=loud",
		"BEACON_PUBLIC_URL=", "BEACON_OIDC_ISSUER=login", "BEACON_DATA_KEYS=short", "BEACON_TWILIO_FROM=", "TEMPORAL_TLS=perhaps",
		"BEACON_WORKER_DEPLOYMENT=a.b", "BEACON_WORKER_BUILD=one two", "BEACON_SENDGRID_API_KEY=", "BEACON_SENDGRID_API_KEY_FILE=/nowhere")
	every := []string{"BEACON_HURRY must be a whole number", "BEACON_STUCK_AFTER must be a length of time", "BEACON_TEMPORAL_ADDR must be", "BEACON_LOG_LEVEL must be", "TEMPORAL_TLS must be", "BEACON_SENDGRID_API_KEY_FILE must name a file"}
	stored := "BEACON_DATABASE_URL must be"
	for args, names := range map[string][]string{
		"api":                 {stored, "BEACON_PUBLIC_URL must be", "BEACON_OIDC_ISSUER must be", "BEACON_DATA_KEYS cannot be used"},
		"worker":              {stored, "BEACON_PUBLIC_URL is not set", "BEACON_TWILIO_FROM", "BEACON_WORKER_DEPLOYMENT must be a name", "BEACON_WORKER_BUILD must be a name"},
		"case renew --all":    {stored},
		"case renew " + known: {stored},
		"case versions":       {},
		"case replay":         {},
		"namespace":           {},
		"release status":      {"BEACON_WORKER_DEPLOYMENT must be a name"},
		"release promote b1":  {stored, "BEACON_WORKER_DEPLOYMENT must be a name"},
	} {
		code, out, errs := do(t, wrong, strings.Fields(args)...)
		require.Equal(t, 1, code, args)
		require.Empty(t, out, args)
		for _, says := range append(names, every...) {
			require.Contains(t, errs, says, args)
		}
		require.NotContains(t, errs, "s3cret", args)
	}
	code, _, errs := do(t, wrong, "migrate")
	require.Equal(t, 1, code)
	require.Contains(t, errs, stored)
}

func TestReleaseNeedsADeploymentAndABuildOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args, says string
		with       []string
	}{
		{"release status", "BEACON_WORKER_DEPLOYMENT is not set", nil},
		{"worker", "BEACON_WORKER_BUILD is not set, and this binary does not know its commit", []string{"BEACON_WORKER_DEPLOYMENT=beacon"}},
		{"worker", "BEACON_WORKER_BUILD is set without BEACON_WORKER_DEPLOYMENT", []string{"BEACON_WORKER_BUILD=b1"}},
	} {
		code, _, errs := do(t, append(whole("beacon.db"), c.with...), strings.Fields(c.args)...)
		require.Equal(t, 1, code, c.args)
		require.Contains(t, errs, c.says)
	}
	for _, args := range []string{"release", "release promote", "release dance", "case renew", "case renew --all " + known, "case renew --all --per-second 0", "case renew --begun-before yesterday", "case renew somebody"} {
		code, _, _ := do(t, whole("beacon.db"), strings.Fields(args)...)
		require.Equal(t, 2, code, args)
	}
}
