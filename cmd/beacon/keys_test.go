package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/codec"
	"beacon/store"
)

func TestAKeyIsMadeAsItIsWritten(t *testing.T) {
	t.Parallel()
	code, out, errs := do(t, nil, "keys", "new", "-id", "2027")
	require.Zero(t, code, errs)
	require.True(t, strings.HasPrefix(out, "2027:"))
	_, err := codec.ParseRing(strings.TrimSpace(out))
	require.NoError(t, err)
	_, another, _ := do(t, nil, "keys", "new", "-id", "2027")
	require.NotEqual(t, out, another)
	for _, wrong := range []string{"", "a b", "a:b", strings.Repeat("a", 33)} {
		code, out, errs = do(t, nil, "keys", "new", "-id", wrong)
		require.Equal(t, 1, code)
		require.Empty(t, out)
		require.Contains(t, errs, "-id must be up to 32 letters")
	}
	code, _, _ = do(t, nil, "keys", "old")
	require.Equal(t, 2, code)
}

func TestTheOldKeyMayGoOnceEverythingIsSealedAgain(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	old, next := codec.NewKey("old"), codec.NewKey("next")
	ring, err := codec.ParseRing(old)
	require.NoError(t, err)
	db.SealWith(ring)
	_, err = db.Admit(t.Context(), store.Admission{
		Source: store.Source{Force: "kent", System: "athena", ID: "1", Version: 1}, Digest: "d", Body: []byte(`{"canary":1}`), Received: time.Now(),
	})
	require.NoError(t, err)
	code, _, errs := do(t, environ, "keys", "reseal")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "BEACON_DATA_KEYS is not set")
	code, _, errs = do(t, append(environ, "BEACON_DATA_KEYS="+next), "keys", "reseal")
	require.Equal(t, 1, code)
	require.Contains(t, errs, `key "old", which is not in the ring`)
	for _, says := range []string{"key: 2\n", "key: 0\n"} { // the referral, and the key of digests
		code, out, errs := do(t, append(environ, "BEACON_DATA_KEYS="+next+","+old), "keys", "reseal")
		require.Zero(t, code, errs)
		require.Contains(t, out, says)
	}
	require.Equal(t, map[string]int{"ops-7 keys-reseal": 3}, audited(t, db, ""), "the one that failed, too")
	ring, err = codec.ParseRing(next)
	require.NoError(t, err)
	db.SealWith(ring)
	waiting, err := db.Untaken(t.Context(), time.Now().Add(time.Hour), 1)
	require.NoError(t, err)
	require.JSONEq(t, `{"canary":1}`, string(waiting[0].Body))
}
