package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/safecontact"
	"beacon/store"
)

func address(words string) store.Point {
	return store.Point{Value: words, Point: safecontact.PolicePoint("", safecontact.AddressPoint, false, nil)}
}

const (
	home  = "14 Zebra Crossing, Nowhere AL10 0XX"
	later = "3 Other Street, Nowhere AL10 0XX"
)

// shut is a sealer whose keys are none that anything was sealed with.
type shut struct{}

func (shut) Seal(string, string) (string, error) { return "", errors.New("canary") }
func (shut) Open(string, string) (string, error) { return "", errors.New("canary") }

// addressing is what is done with a postal address, which lies sealed.
var addressing = []rule{
	{"AnAddressIsReadAsItWasWritten", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, address(home)))
		p := onlyPoint(t, db, a.CaseID)
		require.Equal(t, home, p.Value)
		p.Allowed = safecontact.Allowed{Post: true}
		require.Equal(t, home, put(t, db, a.CaseID, p, Epoch).Value)
		p.Value = later
		require.Equal(t, later, put(t, db, a.CaseID, p, Epoch).Value)
		require.Equal(t, later, onlyPoint(t, db, a.CaseID).Value)
	}},
	{"WhetherPointsMayBeUsedIsReadWithoutAnAddress", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, address(home)))
		want := onlyPoint(t, db, a.CaseID)
		want.Value = ""
		db.SealWith(shut{})
		points, err := db.PointsOf(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, []store.Point{want}, points)
		none, err := db.PointsOf(ctxOf(t), caseID(9))
		require.NoError(t, err)
		require.Empty(t, none)
	}},
	{"AnAddressWrittenAgainChangesNothing", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, address(home)))
		first, err := db.PutPoint(ctxOf(t), a.CaseID, onlyPoint(t, db, a.CaseID), worker, Epoch)
		require.NoError(t, err)
		again, err := db.PutPoint(ctxOf(t), a.CaseID, first.Point, worker, Epoch)
		require.NoError(t, err)
		require.Equal(t, first.Version, again.Version)
		admit(t, db, withPoints(referral("1"), 2, address("14 ZEBRA crossing; nowhere; AL100XX")))
		require.Equal(t, home, onlyPoint(t, db, a.CaseID).Value, "and is no second one, however it is written")

		_, err = db.PutPoint(ctxOf(t), a.CaseID, address(home), worker, Epoch)
		require.ErrorIs(t, err, store.ErrConflict)
		moved := first.Point
		moved.Value = later
		put(t, db, a.CaseID, moved, Epoch.Add(time.Hour))
		put(t, db, a.CaseID, address(home), Epoch.Add(time.Hour))
		require.Len(t, pointsOf(t, db, a.CaseID), 2)
	}},
	{"AnAddressStaysFrozenWhenItIsWrittenOtherwise", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, address(home)))
		p := onlyPoint(t, db, a.CaseID)
		require.NoError(t, db.FreezePoint(ctxOf(t), a.CaseID, p.ID, "unsafe", Epoch))
		p.Value = "14, zebra crossing, NOWHERE, AL10 0XX"
		got := put(t, db, a.CaseID, p, Epoch.Add(time.Hour))
		require.Equal(t, Epoch, got.FrozenAt)
		require.Equal(t, p.Value, got.Value)
	}},
	{"WhoeverSendsIsGivenNoAddressAndNeedsNoKey", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1)), address(home)))
		for _, keys := range []store.Sealer{Backwards{}, nil, shut{}} {
			db.SealWith(keys)
			c, err := db.Contact(ctxOf(t), a.CaseID)
			require.NoError(t, err)
			require.Len(t, c.Points, 2)
			for _, p := range c.Points {
				require.Equal(t, p.Kind == safecontact.AddressPoint, p.Value == "")
			}
		}
	}},
	{"WithoutTheKeysNoAddressAndNoReferralIsKeptOrShown", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, address(home)))
		for _, keys := range []store.Sealer{nil, shut{}} {
			db.SealWith(keys)
			_, _, err := db.Person(ctxOf(t), a.CaseID)
			require.ErrorIs(t, err, store.ErrKeys)
			_, err = db.Untaken(ctxOf(t), Epoch.Add(time.Hour), 1)
			require.ErrorIs(t, err, store.ErrKeys)
			_, err = db.PutPoint(ctxOf(t), a.CaseID, address(later), worker, Epoch)
			require.ErrorIs(t, err, store.ErrKeys)
			noCanary(t, err)
			_, err = db.Admit(ctxOf(t), referral("2"))
			require.ErrorIs(t, err, store.ErrKeys)
			noCanary(t, err)
		}
		db.SealWith(Backwards{})
		require.Len(t, pointsOf(t, db, a.CaseID), 1)
		waiting, err := db.Untaken(ctxOf(t), Epoch.Add(time.Hour), 10)
		require.NoError(t, err)
		require.Len(t, waiting, 1, "what was refused left nothing behind")
		require.JSONEq(t, string(referral("1").Body), string(waiting[0].Body))
	}},
	{"WhatIsSealedIsNotSealedAgain", func(t *testing.T, db *store.DB) {
		admit(t, db, withPoints(referral("1"), 1, address(home)))
		n, err := db.SealClear(ctxOf(t))
		require.NoError(t, err)
		require.Zero(t, n)
	}},
}
