package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// sendsSince publishes a case that has something to do, and has told nothing since.
func sendsSince(t *testing.T, db *store.DB, id string, since time.Duration) {
	t.Helper()
	require.NoError(t, db.Publish(ctxOf(t), casework.View{
		ID: id, Revision: 1, Stage: casework.Supporting, Since: Epoch, Referred: Epoch, AsOf: Epoch.Add(since), Sending: since >= 0, State: []byte(`{}`),
	}))
}

func namesOf(looks []store.Look) (ids []string) {
	for _, l := range looks {
		ids = append(ids, l.CaseID)
	}
	return ids
}

var looking = []rule{
	{"EveryCaseThatSendsForLongIsLookedIntoInTurn", func(t *testing.T, db *store.DB) {
		claim := func(after time.Duration, most int) []string {
			t.Helper()
			now := Epoch.Add(after)
			looks, err := db.ClaimSending(ctxOf(t), now.Add(-time.Minute), now, now.Add(time.Minute), most)
			require.NoError(t, err)
			return namesOf(looks)
		}
		sendsSince(t, db, "idle", -time.Hour)
		sendsSince(t, db, "a", time.Second)
		sendsSince(t, db, "b", 2*time.Second)
		sendsSince(t, db, "c", 3*time.Second)
		require.Empty(t, claim(time.Minute, 10))
		require.Equal(t, []string{"a"}, claim(2*time.Minute, 1))
		require.Equal(t, []string{"b"}, claim(2*time.Minute, 1), "a is somebody's")
		require.NoError(t, db.Looked(ctxOf(t), store.Look{CaseID: "a"}, Epoch.Add(2*time.Minute+time.Second)))
		require.Equal(t, []string{"c"}, claim(4*time.Minute, 1), "nobody has looked into it yet")
		require.Equal(t, []string{"a"}, claim(4*time.Minute, 1))
		require.Equal(t, []string{"b"}, claim(4*time.Minute, 1))
		require.Empty(t, claim(4*time.Minute, 1))
	}},
	{"ACaseIsClaimedByOneAndItsTriesAreKept", func(t *testing.T, db *store.DB) {
		claim := func(after time.Duration, ids ...string) []store.Look {
			t.Helper()
			looks, err := db.ClaimLooks(ctxOf(t), ids, Epoch.Add(after), Epoch.Add(after+time.Minute))
			require.NoError(t, err)
			return looks
		}
		require.Empty(t, claim(0))
		require.ElementsMatch(t, []store.Look{{CaseID: "a"}, {CaseID: "b"}}, claim(0, "a", "b"))
		require.Equal(t, []store.Look{{CaseID: "c"}}, claim(time.Second, "a", "c"))
		require.NoError(t, db.Looked(ctxOf(t), store.Look{CaseID: "a"}, Epoch.Add(time.Hour)))
		require.Equal(t, []store.Look{{CaseID: "a"}}, claim(2*time.Second, "a"), "it was looked into, and nothing was made anew")
		require.Empty(t, claim(2*time.Second, "a"))
		require.NoError(t, db.Looked(ctxOf(t), store.Look{CaseID: "a", Tries: 3}, Epoch.Add(time.Hour)))
		require.Equal(t, []store.Look{{CaseID: "a", Tries: 3}}, claim(time.Hour, "a"))
		n, err := db.ForgetLooks(ctxOf(t), Epoch.Add(time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		require.Equal(t, []store.Look{{CaseID: "b"}}, claim(time.Hour, "a", "b"))
	}},
}
