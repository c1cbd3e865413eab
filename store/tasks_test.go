package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// A task is written when it changes, and no other is: what stands on every list stays
// where it is there, however often its case is told of.
func TestATaskThatHasNotChangedIsNotWrittenAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		require.NoError(t, db.Migrate(t.Context()))
		v := viewOf("x", 0)
		for _, id := range []string{"call-1", "call-2", "call-3"} {
			v.Tasks = append(v.Tasks, casework.Task{ID: id, Kind: casework.FirstCall, Raised: epoch.Add(time.Microsecond), Due: epoch.Add(time.Hour)})
		}
		v.Tasks[2].Due = time.Time{} // by no time
		// wrote publishes what is true next, and says which revision wrote each task.
		wrote := func(told int) map[string]int {
			v.Revision++
			v.AsOf, v.Told = epoch.Add(time.Duration(v.Revision)*time.Second), told
			require.NoError(t, db.Publish(t.Context(), v))
			var rows []struct {
				ID       string `db:"id"`
				Revision int    `db:"revision"`
			}
			require.NoError(t, db.read().all(t.Context(), &rows, `select id, revision from tasks where case_id = ?`, v.ID))
			by := map[string]int{}
			for _, r := range rows {
				by[r.ID] = r.Revision
			}
			return by
		}
		require.Equal(t, map[string]int{"call-1": 1, "call-2": 1, "call-3": 1}, wrote(0))
		require.Equal(t, map[string]int{"call-1": 1, "call-2": 1, "call-3": 1}, wrote(1), "nothing has changed")
		v.Tasks[1].Owner = "caseworker-1"
		require.Equal(t, map[string]int{"call-1": 1, "call-2": 3, "call-3": 1}, wrote(2))
		v.Tasks[0].Ended, v.Tasks[0].EndedIn, v.Tasks[0].How = epoch.Add(time.Minute), 4, "record-attempt"
		require.Equal(t, map[string]int{"call-1": 4, "call-2": 3, "call-3": 1}, wrote(3))
		v.Tasks[0].EndedIn = 5
		require.Equal(t, map[string]int{"call-1": 5, "call-2": 5, "call-3": 1}, wrote(2), "what revisions told that never were is told as it is")
		v.Tasks = v.Tasks[1:2]
		require.Equal(t, map[string]int{"call-1": 5, "call-2": 5, "call-3": 6}, wrote(5), "one ended unseen")
		v.Grade = casework.HighRisk
		require.Equal(t, map[string]int{"call-1": 5, "call-2": 7, "call-3": 6}, wrote(6), "a task is of its case's grade")
	})
}
