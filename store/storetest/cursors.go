package storetest

import (
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

func badCursors(t *testing.T, db *store.DB) {
	ctx := ctxOf(t)
	for i := range 5 {
		v := view(caseID(i), 1)
		v.Tasks = []casework.Task{task("call", time.Hour)}
		v.Lines = []casework.Line{line(1, 0), line(1, 1)}
		publish(t, db, v)
	}
	cases, err := db.Cases(ctx, store.CaseFilter{Limit: 2})
	require.NoError(t, err)
	tasks, err := db.Tasks(ctx, store.TaskFilter{Limit: 2})
	require.NoError(t, err)
	lines, err := db.Timeline(ctx, caseID(1), "", 1)
	require.NoError(t, err)
	write := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	bad := []string{
		"x", "%%%", "canary", cases.Next + "x", cases.Next[1:], write("[]"), write("{}"), write("null"), write(`["cases"]`),
		write(`["cases","yesterday","x"]`), write(`["cases","2026-03-02T09:00:00.000Z",""]`), write(`["cases","2026-03-02T09:00:00.000Z","a\u0000"]`),
		write(`["cases","2026-03-02T09:00:00.000Z","x","y"]`), write(`["cases",1,2]`), write(`["tasks","one","2026-03-02T09:00:00.000Z","x","y"]`),
		write(`["tasks","99999999999999999999","2026-03-02T09:00:00.000Z","x","y"]`), write(`["timeline","9999999999","0"]`),
	}
	for _, c := range append(slices.Clone(bad), tasks.Next, lines.Next) {
		_, err := db.Cases(ctx, store.CaseFilter{After: c})
		require.ErrorIs(t, err, store.ErrCursor, "%q", c)
	}
	for _, c := range append(slices.Clone(bad), cases.Next, lines.Next) {
		_, err := db.Tasks(ctx, store.TaskFilter{After: c})
		require.ErrorIs(t, err, store.ErrCursor, "%q", c)
	}
	for _, c := range append(slices.Clone(bad), cases.Next, tasks.Next) {
		_, err := db.Timeline(ctx, caseID(1), c, 1)
		require.ErrorIs(t, err, store.ErrCursor, "%q", c)
		_, err = db.Unclaimed(ctx, c, 1)
		require.ErrorIs(t, err, store.ErrCursor, "%q", c)
		_, err = db.Audited(ctx, caseID(1), c, 1)
		require.ErrorIs(t, err, store.ErrCursor, "%q", c)
	}
}
