package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

var taking = []rule{
	{"ExactlyOneIsTheFirstToTake", func(t *testing.T, db *store.DB) {
		for round := range rounds {
			a := admit(t, db, referral(fmt.Sprint(round)))
			got := together(t, 16, func(ctx context.Context, _ int) (bool, error) { return db.Take(ctx, a.Ref, 1, 1) })
			require.Equal(t, 1, count(got))
			again := admit(t, db, referral(fmt.Sprint(round)))
			require.True(t, again.Taken)
			require.Equal(t, 1, again.Revision)
		}
	}},
	{"WhatIsNotThereCannotBeTaken", func(t *testing.T, db *store.DB) {
		_, err := db.Take(ctxOf(t), "nothing", 1, 1)
		require.ErrorIs(t, err, store.ErrNotFound)
	}},
	{"AVersionAfterTheFirstTakenDoesNotOpenTheCase", func(t *testing.T, db *store.DB) {
		a := admit(t, db, referral("1"))
		require.True(t, admit(t, db, withPoints(referral("1"), 2)).Opened, "nobody took the first")
		_, err := db.Take(ctxOf(t), a.Ref, 1, 1)
		require.NoError(t, err)
		require.False(t, admit(t, db, withPoints(referral("1"), 3)).Opened)
		require.True(t, admit(t, db, referral("1")).Opened, "it did")
	}},
	{"UntakenReferralsAreListedInTheirNewestVersion", func(t *testing.T, db *store.DB) {
		ctx := ctxOf(t)
		old := referral("1")
		admit(t, db, old)
		newer := withPoints(old, 2)
		newer.Received = Epoch.Add(time.Minute)
		admit(t, db, newer)
		taken := admit(t, db, referral("2"))
		_, err := db.Take(ctx, taken.Ref, 1, 1)
		require.NoError(t, err)
		young := referral("3")
		young.Received = Epoch.Add(time.Hour)
		admit(t, db, young)

		listed, err := db.Untaken(ctx, Epoch.Add(30*time.Minute), 10)
		require.NoError(t, err)
		require.Len(t, listed, 1)
		require.Equal(t, 2, listed[0].Version)
		require.Equal(t, newer.Digest, listed[0].Digest)
		require.JSONEq(t, string(newer.Body), string(listed[0].Body))
		require.Equal(t, newer.Received, listed[0].Received)
		require.Equal(t, admit(t, db, newer).CommandKey, listed[0].CommandKey)

		listed, err = db.Untaken(ctx, Epoch.Add(2*time.Hour), 1)
		require.NoError(t, err)
		require.Len(t, listed, 1, "a limit is kept")
	}},
}
