package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

func turn(t *testing.T, db *store.DB, a store.Admission, outcome string) store.Elsewhere {
	t.Helper()
	e, err := db.TurnElsewhere(ctxOf(t), a, store.Elsewhere{Outcome: outcome, Reason: "because", Safeguarding: true}, false)
	require.NoError(t, err)
	return e
}

func elsewheres(t *testing.T, db *store.DB, outcome string) (ids []string) {
	t.Helper()
	p, err := db.Elsewheres(ctxOf(t), outcome, "", 0)
	require.NoError(t, err)
	for _, e := range p.Items {
		ids = append(ids, e.Source.ID)
	}
	return ids
}

var elsewhere = []rule{
	{"AReferralForElsewhereIsKeptOnceAndAnsweredAlike", func(t *testing.T, db *store.DB) {
		a := referral("1")
		a.SentBy = "referrer-1"
		first := turn(t, db, a, "out_of_scope")
		require.Equal(t, a.Source, first.Source)
		require.Equal(t, "referrer-1", first.SentBy)
		require.True(t, first.Safeguarding)
		later := a
		later.Received = Epoch.Add(time.Hour)
		require.Equal(t, first, turn(t, db, later, "out_of_scope"))
		other := a
		other.Digest = "something else"
		_, err := db.TurnElsewhere(ctxOf(t), other, store.Elsewhere{Outcome: "out_of_scope"}, false)
		require.ErrorIs(t, err, store.ErrConflict)
		a.Key, other.Key, other.Source.Version = "k", "k", 2
		turn(t, db, a, "out_of_scope")
		_, err = db.TurnElsewhere(ctxOf(t), other, store.Elsewhere{Outcome: "out_of_scope"}, false)
		require.ErrorIs(t, err, store.ErrKeyReused)
		got := together(t, 8, func(ctx context.Context, _ int) (bool, error) {
			e, err := db.TurnElsewhere(ctx, referral("2"), store.Elsewhere{Outcome: "out_of_scope"}, false)
			return e.Ref != "", err
		})
		require.Equal(t, 8, count(got))
		require.Len(t, elsewheres(t, db, ""), 2)
	}},
	{"AReferralForElsewhereLeavesTheListWhenANewerVersionOpensACase", func(t *testing.T, db *store.DB) {
		a := referral("1")
		turn(t, db, a, "out_of_scope")
		require.Equal(t, []string{"1"}, elsewheres(t, db, ""))
		a.Source.Version = 2
		a.Digest = "mended"
		admit(t, db, a)
		require.Empty(t, elsewheres(t, db, ""))
		_, err := db.TurnElsewhere(ctxOf(t), a, store.Elsewhere{Outcome: "out_of_scope"}, false)
		require.ErrorIs(t, err, store.ErrKnown, "what has a case is told to it")
		a.Source.Version, a.Digest = 3, "a child"
		_, err = db.TurnElsewhere(ctxOf(t), a, store.Elsewhere{Outcome: "childrens_service"}, true)
		require.NoError(t, err)
		require.Equal(t, []string{"1"}, elsewheres(t, db, ""))
	}},
	{"ReferralsForElsewhereComeInPages", func(t *testing.T, db *store.DB) {
		var want []string
		for i := range 7 {
			a := referral(fmt.Sprint(i))
			a.Received = Epoch.Add(time.Duration(i) * time.Minute)
			turn(t, db, a, []string{"out_of_scope", "childrens_service"}[i%2])
			want = append([]string{a.Source.ID}, want...)
		}
		list := func(after store.Cursor, limit int) (store.Page[store.Elsewhere], error) {
			return db.Elsewheres(ctxOf(t), "", after, limit)
		}
		var got []string
		for _, e := range walk(t, list, func(int) {}) {
			got = append(got, e.Source.ID)
		}
		require.Equal(t, want, got, "the newest first")
		require.Equal(t, []string{"5", "3", "1"}, elsewheres(t, db, "childrens_service"))
		_, err := db.Elsewheres(ctxOf(t), "", "?", 0)
		require.ErrorIs(t, err, store.ErrCursor)
	}},
}
