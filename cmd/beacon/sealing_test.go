package main

import (
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/app"
	"beacon/internal/codec"
	"beacon/store"
)

func TestMigratingSealsWhatLiesInClearAndSaysHowMuch(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	key := app.NewDataKey("test")
	ring, err := codec.ParseRing(key)
	require.NoError(t, err)
	db.SealWith(ring)
	_, err = db.Admit(t.Context(), store.Admission{
		Source: store.Source{Force: "kent", System: "athena", ID: "1", Version: 1}, Digest: "d", Body: []byte(`{}`), Received: time.Now(),
	})
	require.NoError(t, err)
	file, err := sql.Open("sqlite", environ[0][len("BEACON_DATABASE_URL="):])
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	_, err = file.ExecContext(t.Context(), `update referral_versions set body = '{"canary":1}'`)
	require.NoError(t, err)

	code, _, errs := do(t, environ, "migrate")
	require.NotZero(t, code)
	require.Contains(t, errs, "BEACON_DATA_KEYS")
	require.NotContains(t, errs, "canary")
	for _, says := range []string{"lay in clear: 1 addresses and referrals", "up to date"} {
		code, out, errs := do(t, append(environ, "BEACON_DATA_KEYS="+key), "migrate")
		require.Zero(t, code, errs)
		require.Contains(t, out, says)
	}
	waiting, err := db.Untaken(t.Context(), time.Now().Add(time.Hour), 1)
	require.NoError(t, err)
	require.JSONEq(t, `{"canary":1}`, string(waiting[0].Body))
}
