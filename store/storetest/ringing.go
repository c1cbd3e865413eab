package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// dueFor publishes a case whose next clock is of a kind.
func dueFor(t *testing.T, db *store.DB, id string, revision int, kind casework.Kind, due time.Time, sending bool) {
	t.Helper()
	require.NoError(t, db.Publish(ctxOf(t), casework.View{
		ID: id, Revision: revision, Stage: casework.Supporting, Since: Epoch, Referred: Epoch, Grade: casework.MediumRisk,
		NextDue: due, NextKind: kind, Sending: sending, State: []byte(`{}`),
	}))
}

func claim(t *testing.T, db *store.DB, now time.Time, most int) []string {
	t.Helper()
	ids, err := db.ClaimRings(ctxOf(t), now, now.Add(time.Minute), most)
	require.NoError(t, err)
	return ids
}

var ringing = []rule{
	{"OnlyPatientClocksThatAreDueAreClaimedTheLongestDueFirst", func(t *testing.T, db *store.DB) {
		dueFor(t, db, "second", 1, casework.HearingRemind, Epoch, false)
		dueFor(t, db, "first", 1, casework.TryMessage, Epoch.Add(-time.Hour), false)
		dueFor(t, db, "later", 1, casework.HearingRemind, Epoch.Add(time.Second), false)
		dueFor(t, db, "by itself", 1, casework.TaskOverdue, Epoch.Add(-time.Hour), false)
		require.Equal(t, []string{"first"}, claim(t, db, Epoch, 1))
		require.Equal(t, []string{"second"}, claim(t, db, Epoch, 5))
		require.Empty(t, claim(t, db, Epoch, 5), "nobody is given them twice")
		require.ElementsMatch(t, []string{"first", "second", "later"}, claim(t, db, Epoch.Add(2*time.Minute), 5), "unless they have not rung by then")
	}},
	{"ACaseHasRungWhenWhatFollowsIsDone", func(t *testing.T, db *store.DB) {
		dueFor(t, db, "c", 1, casework.HearingRemind, Epoch, false)
		unrung := func() []string {
			still, err := db.Unrung(ctxOf(t), []string{"c", "unknown"}, Epoch)
			require.NoError(t, err)
			return still
		}
		require.Equal(t, []string{"c"}, unrung())
		dueFor(t, db, "c", 2, casework.HearingAfter, Epoch.Add(time.Hour), true)
		require.Equal(t, []string{"c"}, unrung(), "its message is on its way")
		dueFor(t, db, "c", 3, casework.HearingAfter, Epoch.Add(time.Hour), false)
		require.Empty(t, unrung())
		none, err := db.Unrung(ctxOf(t), nil, Epoch)
		require.NoError(t, err)
		require.Empty(t, none)
	}},
	{"RingersThatClaimAtOnceShareTheCases", func(t *testing.T, db *store.DB) {
		for i := range 40 {
			dueFor(t, db, fmt.Sprint("c", i), 1, casework.HearingRemind, Epoch, false)
		}
		got := together(t, 8, func(ctx context.Context, _ int) ([]string, error) {
			return db.ClaimRings(ctx, Epoch, Epoch.Add(time.Minute), 10)
		})
		seen := map[string]int{}
		for _, ids := range got {
			for _, id := range ids {
				seen[id]++
			}
		}
		for id, n := range seen {
			require.Equal(t, 1, n, id)
		}
		for len(seen) < 40 { // who came at the same moment may have been given fewer
			more := claim(t, db, Epoch, 40)
			require.NotEmpty(t, more)
			for _, id := range more {
				require.Zero(t, seen[id])
				seen[id]++
			}
		}
	}},
	{"WhoDidNotAnswerIsClaimedAgainWhateverReadersSee", func(t *testing.T, db *store.DB) {
		rang := func(after time.Duration, ids ...string) {
			require.NoError(t, db.Rang(ctxOf(t), ids, Epoch.Add(after)))
		}
		dueFor(t, db, "answered", 1, casework.HearingRemind, Epoch, false)
		dueFor(t, db, "lost", 1, casework.HearingRemind, Epoch, false)
		require.Len(t, claim(t, db, Epoch, 5), 2)
		for _, id := range []string{"answered", "lost"} {
			dueFor(t, db, id, 2, casework.HearingAfter, Epoch.Add(time.Hour), false)
		}
		rang(0, "answered")
		require.Empty(t, claim(t, db, Epoch.Add(59*time.Second), 5))
		require.Equal(t, []string{"lost"}, claim(t, db, Epoch.Add(time.Minute), 5))
		require.Empty(t, claim(t, db, Epoch.Add(time.Minute), 5), "nobody is given it twice")
		rang(time.Minute, "lost", "unknown")
		rang(time.Minute)
		require.Empty(t, claim(t, db, Epoch.Add(time.Hour), 5))
	}},
	{"WhoAnsweredAndIsStillDueIsLeftAloneUntilTheClaimEnds", func(t *testing.T, db *store.DB) {
		dueFor(t, db, "c", 1, casework.HearingRemind, Epoch, false)
		require.Len(t, claim(t, db, Epoch, 1), 1)
		require.NoError(t, db.Rang(ctxOf(t), []string{"c"}, Epoch))
		require.Empty(t, claim(t, db, Epoch, 1))
		require.Len(t, claim(t, db, Epoch.Add(time.Minute), 1), 1)
	}},
}
