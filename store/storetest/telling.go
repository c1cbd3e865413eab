package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

func writeText(t *testing.T, db *store.DB, id, words string) {
	t.Helper()
	require.NoError(t, db.WriteText(ctxOf(t), caseID(1), id, "/text", words, worker, Epoch))
}

func wordsOf(t *testing.T, db *store.DB, id string) string {
	t.Helper()
	words, err := db.Words(ctxOf(t), []string{id, "another"})
	require.NoError(t, err)
	return words[id]
}

var telling = []rule{
	{"WordsAreShownWithTheLineThatNamesThem", func(t *testing.T, db *store.DB) {
		writeText(t, db, "text-1", "zebra crossing")
		v := view(caseID(1), 1)
		v.Lines = []casework.Line{line(1, 0)}
		publish(t, db, v)
		require.Empty(t, timelineOf(t, db, v.ID)[0].Words)
		v.Revision = 2
		named := line(2, 0)
		named.Text = "text-1"
		v.Lines = []casework.Line{named}
		publish(t, db, v)
		got := timelineOf(t, db, v.ID)[1]
		require.Equal(t, "zebra crossing", got.Words)
		require.Equal(t, named, got.Line)
	}},
	{"WordsAreWrittenOnce", func(t *testing.T, db *store.DB) {
		writeText(t, db, "text-1", "zebra crossing")
		writeText(t, db, "text-1", "zebra crossing")
		err := db.WriteText(ctxOf(t), caseID(1), "text-1", "/text", "other words", worker, Epoch)
		require.ErrorIs(t, err, store.ErrConflict)
		err = db.WriteText(ctxOf(t), caseID(2), "text-1", "/text", "zebra crossing", worker, Epoch)
		require.ErrorIs(t, err, store.ErrConflict)
		require.Equal(t, "zebra crossing", wordsOf(t, db, "text-1"))
	}},
	{"RefusedWordsAreForgotten", func(t *testing.T, db *store.DB) {
		writeText(t, db, "text-1", "zebra crossing")
		require.NoError(t, db.DropText(ctxOf(t), "text-1"))
		require.NoError(t, db.DropText(ctxOf(t), "text-1"))
		require.Empty(t, wordsOf(t, db, "text-1"))
	}},
	{"WordsThatALineNamesAreNotForgotten", func(t *testing.T, db *store.DB) {
		writeText(t, db, "text-1", "zebra crossing")
		v := view(caseID(1), 1)
		v.Lines = []casework.Line{line(1, 0)}
		v.Lines[0].Text = "text-1"
		publish(t, db, v)
		require.NoError(t, db.DropText(ctxOf(t), "text-1"))
		require.Equal(t, "zebra crossing", wordsOf(t, db, "text-1"))
	}},
	{"NoWordsAreAskedForWithoutIDs", func(t *testing.T, db *store.DB) {
		words, err := db.Words(ctxOf(t), nil)
		require.NoError(t, err)
		require.Empty(t, words)
	}},
}
