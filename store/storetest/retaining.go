package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// ended is a view of a case that is kept until a day.
func ended(n, revision int, until casework.Date, held bool) casework.View {
	v := view(caseID(n), revision)
	v.Stage, v.ClosedFor, v.RetainUntil, v.LegalHold = casework.Closed, "needs_met", until, held
	return v
}

func letGo(t *testing.T, db *store.DB, before casework.Date) []string {
	t.Helper()
	rows := walk(t, func(after store.Cursor, limit int) (store.Page[store.ToLetGo], error) {
		return db.ToLetGo(ctxOf(t), before, after, limit)
	}, func(int) {})
	ids := []string{}
	for _, r := range rows {
		ids = append(ids, r.ID)
		require.Equal(t, "needs_met", r.ClosedFor)
	}
	return ids
}

var retaining = []rule{
	{"CasesWhoseTimeIsOverAreListedTheLongestPastFirst", func(t *testing.T, db *store.DB) {
		for i, until := range []casework.Date{"2026-04-13", "2026-03-01", "2032-03-02", "2026-04-13", "2026-04-14", "2026-01-31"} {
			publish(t, db, ended(i, 2, until, false))
		}
		publish(t, db, ended(6, 2, "2026-01-01", true))
		publish(t, db, view(caseID(7), 2))
		require.Equal(t, []string{caseID(5), caseID(1), caseID(0), caseID(3)}, letGo(t, db, "2026-04-14"))
		require.Empty(t, letGo(t, db, "2026-01-31"), "the day itself is still within it")
		publish(t, db, ended(5, 3, "", false))
		publish(t, db, ended(1, 3, "2026-03-01", true))
		publish(t, db, ended(6, 3, "2026-01-01", false))
		require.Equal(t, []string{caseID(6), caseID(0), caseID(3)}, letGo(t, db, "2026-04-14"))
		_, err := db.ToLetGo(ctxOf(t), "2026-04-14", "x", 0)
		require.ErrorIs(t, err, store.ErrCursor)
	}},
}
