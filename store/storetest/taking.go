package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
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
	{"WhoeverTakesAReferralHearsWhatReadersSee", func(t *testing.T, db *store.DB) {
		a, b := admit(t, db, referral("1")), admit(t, db, referral("2"))
		first, shown, err := db.TakeSeen(ctxOf(t), a, 1)
		require.NoError(t, err)
		require.True(t, first)
		require.Zero(t, shown, "it has not been published")
		require.NoError(t, db.Publish(ctxOf(t), view(b.CaseID, 3)))
		first, shown, err = db.TakeSeen(ctxOf(t), b, 3)
		require.NoError(t, err)
		require.True(t, first)
		require.Equal(t, 3, shown)
		first, _, err = db.TakeSeen(ctxOf(t), b, 3)
		require.NoError(t, err)
		require.False(t, first)
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
		handed := referral("3")
		handed.Handed = Epoch.Add(time.Hour)
		admit(t, db, handed)

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
	{"TheGravestComesFirstAndThenTheOldest", func(t *testing.T, db *store.DB) {
		var want []string
		for i, g := range []casework.Grade{casework.HighRisk, "", casework.MediumRisk, casework.MediumRisk, casework.StandardRisk} {
			a := graded(fmt.Sprint("in turn ", i), g, time.Duration(i)*time.Second)
			want = append(want, a.Digest)
		}
		for _, i := range []int{4, 3, 0, 2, 1} {
			g := []casework.Grade{casework.HighRisk, "", casework.MediumRisk, casework.MediumRisk, casework.StandardRisk}[i]
			admit(t, db, graded(fmt.Sprint("in turn ", i), g, time.Duration(i)*time.Second))
		}
		listed, err := db.Untaken(ctxOf(t), Epoch, 10)
		require.NoError(t, err)
		require.Equal(t, want, digests(listed), "a grade that nobody has set is treated as the highest")
		claimed, err := db.ClaimUntaken(ctxOf(t), Epoch, Epoch.Add(time.Minute), 3)
		require.NoError(t, err)
		require.Equal(t, want[:3], digests(claimed))
		claimed, err = db.ClaimUntaken(ctxOf(t), Epoch, Epoch.Add(time.Minute), 10)
		require.NoError(t, err)
		require.Equal(t, want[3:], digests(claimed))
	}},
	{"AReferralOfACaseThatIsGraverWaitsAsThatCase", func(t *testing.T, db *store.DB) {
		a := graded("1", casework.StandardRisk, 0)
		a.Person.Reference = "N1"
		first := admit(t, db, a)
		v := view(first.CaseID, 1)
		v.Grade = casework.HighRisk
		require.NoError(t, db.Publish(ctxOf(t), v))
		_, err := db.Take(ctxOf(t), first.Ref, 1, 1)
		require.NoError(t, err)
		again := graded("2", casework.StandardRisk, 0)
		again.Person.Reference = "N1"
		require.Equal(t, first.CaseID, admit(t, db, again).CaseID)
		listed, err := db.Untaken(ctxOf(t), Epoch, 1)
		require.NoError(t, err)
		require.Equal(t, casework.HighRisk, listed[0].Grade)
	}},
	{"AClaimIsOnesOwnUntilItEndsOrIsPutOff", func(t *testing.T, db *store.DB) {
		ctx := ctxOf(t)
		admit(t, db, referral("1"))
		claim := func(now time.Time) []store.Untaken {
			got, err := db.ClaimUntaken(ctx, now, now.Add(time.Minute), 10)
			require.NoError(t, err)
			return got
		}
		first := claim(Epoch)
		require.Len(t, first, 1)
		require.Zero(t, first[0].Tries)
		require.Empty(t, claim(Epoch.Add(59*time.Second)))
		again := claim(Epoch.Add(time.Minute))
		require.Len(t, again, 1, "whoever had it is gone")
		require.NoError(t, db.PutOff(ctx, again[0].Ref, 1, Epoch.Add(time.Hour), true))
		require.Empty(t, claim(Epoch.Add(59*time.Minute)))
		later := claim(Epoch.Add(time.Hour))
		require.Equal(t, 1, later[0].Tries)
		waiting, err := db.Waiting(ctx)
		require.NoError(t, err)
		require.Equal(t, store.Waiting{Grade: casework.HighRisk, N: 1, Refused: 1, Since: Epoch}, waiting[0])
		require.NoError(t, db.PutOff(ctx, later[0].Ref, 1, Epoch, false))
		require.Equal(t, 1, claim(Epoch)[0].Tries)
		_, err = db.Take(ctx, later[0].Ref, 1, 1)
		require.NoError(t, err)
		require.Empty(t, claim(Epoch.Add(24*time.Hour)), "and what is taken is nobody's")
	}},
	{"EachIsClaimedByOneOfMany", func(t *testing.T, db *store.DB) {
		for i := range 24 {
			admit(t, db, graded(fmt.Sprint(i), casework.Grades[i%3], 0))
		}
		var mu sync.Mutex
		claimed := map[string]int{}
		together(t, 8, func(ctx context.Context, _ int) (bool, error) {
			for {
				got, err := db.ClaimUntaken(ctx, Epoch, Epoch.Add(time.Minute), 2)
				if err != nil || len(got) == 0 {
					return true, err
				}
				mu.Lock()
				for _, u := range got {
					claimed[u.Ref]++
				}
				mu.Unlock()
			}
		})
		left, err := db.ClaimUntaken(ctxOf(t), Epoch, Epoch.Add(time.Minute), 50)
		require.NoError(t, err)
		for _, u := range left {
			claimed[u.Ref]++
		}
		require.Len(t, claimed, 24)
		for ref, times := range claimed {
			require.Equal(t, 1, times, ref)
		}
	}},
	{"OneThatDoesNotOpenStandsInNobodysWay", func(t *testing.T, db *store.DB) {
		admit(t, db, graded("1", casework.HighRisk, 0))
		db.SealWith(shut{})
		got, err := db.ClaimUntaken(ctxOf(t), Epoch, Epoch, 10)
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.ErrorIs(t, got[0].Fault, store.ErrKeys)
		require.Empty(t, got[0].Body)
		noCanary(t, got[0].Fault)
		db.SealWith(Backwards{})
	}},
}

// graded is a referral of a grade, received so long after the epoch.
func graded(id string, g casework.Grade, after time.Duration) store.Admission {
	a := referral(id)
	a.Grade, a.Received = g, Epoch.Add(after)
	return a
}

func digests(listed []store.Untaken) (out []string) {
	for _, u := range listed {
		out = append(out, u.Digest)
	}
	return out
}
