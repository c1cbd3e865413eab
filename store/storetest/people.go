package storetest

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/safecontact"
	"beacon/store"
)

const worker = "subject-of-a-caseworker"

// record is what a caseworker writes of a point after the victim confirmed it.
func record(p store.Point, at time.Time) store.Point {
	p.Allowed = safecontact.Allowed{Call: true, Text: true, WithheldNumber: true}
	p.VerifiedAt, p.VerifiedBy = at, worker
	p.SharedWith = safecontact.Nobody
	p.Windows = []safecontact.Window{{Days: []safecontact.Day{safecontact.Monday}, From: safecontact.At(9, 0), To: safecontact.At(17, 0)}}
	return p
}

func put(t *testing.T, db *store.DB, caseID string, p store.Point, at time.Time) store.Point {
	t.Helper()
	out, err := db.PutPoint(ctxOf(t), caseID, p, worker, at)
	require.NoError(t, err)
	return out.Point
}

var people = []rule{
	{"ACaseThatWasNotAdmittedHasNobody", func(t *testing.T, db *store.DB) {
		_, _, err := db.Person(ctxOf(t), caseID(1))
		require.ErrorIs(t, err, store.ErrNotFound)
		_, err = db.Contact(ctxOf(t), caseID(1))
		require.ErrorIs(t, err, store.ErrNotFound)
		_, err = db.PutPoint(ctxOf(t), caseID(1), phone(number(1)), worker, Epoch)
		require.ErrorIs(t, err, store.ErrNotFound)
	}},
	{"APointIsNotMadeTwice", func(t *testing.T, db *store.DB) {
		first := withPoints(referral("1"), 1, phone(number(1)))
		second := withPoints(referral("2"), 1, phone(number(1)), phone(number(2)))
		second.Person.Reference = first.Person.Reference
		a := admit(t, db, first)
		admit(t, db, second)
		require.Len(t, pointsOf(t, db, a.CaseID), 2)
	}},
	{"ANewerVersionDoesNotTakeAwayAPoint", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		admit(t, db, withPoints(referral("1"), 2))
		require.Len(t, pointsOf(t, db, a.CaseID), 1)
	}},
	{"ANewerVersionDoesNotOverwriteACaseworkersRecord", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		want := put(t, db, a.CaseID, record(onlyPoint(t, db, a.CaseID), Epoch), Epoch)
		said := confirmedPhone(number(1), Epoch.Add(time.Hour))
		said.Allowed, said.DoNotUse = safecontact.Allowed{}, true
		got := admit(t, db, withPoints(referral("1"), 2, said))
		require.Equal(t, want, onlyPoint(t, db, a.CaseID))
		require.Equal(t, []string{want.ID}, got.Kept, "and it is said so")
	}},
	{"ANewerVersionDoesNotOverwriteWhatTheVictimConfirmed", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, confirmedPhone(number(1), Epoch)))
		want := onlyPoint(t, db, a.CaseID)
		require.True(t, want.Allowed.Text)
		admit(t, db, withPoints(referral("1"), 2, phone(number(1))))
		require.Equal(t, want, onlyPoint(t, db, a.CaseID))
	}},
	{"ALaterConfirmationReplacesAnEarlierOne", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, confirmedPhone(number(1), Epoch)))
		later := confirmedPhone(number(1), Epoch.Add(time.Hour))
		later.Allowed = safecontact.Allowed{Voicemail: true}
		admit(t, db, withPoints(referral("1"), 2, later))
		got := onlyPoint(t, db, a.CaseID)
		require.Equal(t, later.Allowed, got.Allowed)
		require.Equal(t, later.VerifiedAt, got.VerifiedAt)
	}},
	{"DoNotUseIsAlwaysHeardFromPolice", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, confirmedPhone(number(1), Epoch)))
		never := phone(number(1))
		never.DoNotUse = true
		admit(t, db, withPoints(referral("1"), 2, never))
		got := onlyPoint(t, db, a.CaseID)
		require.True(t, got.DoNotUse)
		require.True(t, got.Allowed.Text, "the rest stands")
	}},
	{"ARecordIsReadBackAsItWasWritten", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1))
		want := record(store.Point{Value: number(7), Point: safecontact.Point{ID: uuid.NewString(), Kind: safecontact.PhonePoint, Mobile: true}}, Epoch)
		want.ExpiresAt = Epoch.Add(90 * 24 * time.Hour)
		want.DoNotUse, want.DoNotUseReason = true, "asked"
		got, err := db.PutPoint(ctxOf(t), a.CaseID, want, worker, Epoch)
		require.NoError(t, err)
		require.Equal(t, store.Put{Point: want, Version: 1, Created: true}, got)
		require.Equal(t, want, onlyPoint(t, db, a.CaseID))
		again, err := db.PutPoint(ctxOf(t), a.CaseID, want, worker, Epoch)
		require.NoError(t, err)
		require.Equal(t, store.Put{Point: want, Version: 1}, again, "what changes nothing is no new version")
		other := want
		other.DoNotUse, other.DoNotUseReason = false, ""
		for version, p := range []store.Point{other, want} {
			changed, err := db.PutPoint(ctxOf(t), a.CaseID, p, worker, Epoch)
			require.NoError(t, err)
			require.Equal(t, version+2, changed.Version)
		}

		c, err := db.Contact(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, "en", c.Language)
		require.Empty(t, c.Name)
		require.Equal(t, []store.Point{want}, c.Points)
	}},
	{"APointOfSomebodyElseIsNotFound", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		b := admit(t, db, referral("2"))
		p := onlyPoint(t, db, a.CaseID)
		_, err := db.PutPoint(ctxOf(t), b.CaseID, p, worker, Epoch)
		require.ErrorIs(t, err, store.ErrNotFound)
		require.ErrorIs(t, db.FreezePoint(ctxOf(t), b.CaseID, p.ID, "answered_by_another", Epoch), store.ErrNotFound)
		require.ErrorIs(t, db.Reached(ctxOf(t), b.CaseID, p.ID, Epoch), store.ErrNotFound)
	}},
	{"APersonHasEachNumberOnce", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		_, err := db.PutPoint(ctxOf(t), a.CaseID, phone(number(1)), worker, Epoch)
		require.ErrorIs(t, err, store.ErrConflict)
		other := onlyPoint(t, db, a.CaseID)
		other.Kind, other.Value = safecontact.EmailPoint, "canary@example.org"
		_, err = db.PutPoint(ctxOf(t), a.CaseID, other, worker, Epoch)
		require.ErrorIs(t, err, store.ErrConflict, "a point does not change its kind")
	}},
	{"AFreezeEndsOnlyByALaterConfirmation", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		p := onlyPoint(t, db, a.CaseID)
		require.NoError(t, db.FreezePoint(ctxOf(t), a.CaseID, p.ID, "answered_by_another", Epoch.Add(time.Hour)))
		require.Equal(t, "answered_by_another", onlyPoint(t, db, a.CaseID).FrozenReason)

		got := put(t, db, a.CaseID, record(p, Epoch), Epoch.Add(2*time.Hour))
		require.Equal(t, Epoch.Add(time.Hour), got.FrozenAt, "what was confirmed before the freeze does not end it")
		admit(t, db, withPoints(referral("1"), 2, confirmedPhone(number(1), Epoch.Add(3*time.Hour))))
		require.False(t, onlyPoint(t, db, a.CaseID).FrozenAt.IsZero(), "nor do police")
		got = put(t, db, a.CaseID, record(p, Epoch.Add(3*time.Hour)), Epoch.Add(3*time.Hour))
		require.True(t, got.FrozenAt.IsZero())
		require.Empty(t, got.FrozenReason)
	}},
	{"PoliceDoNotUnfreeze", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		require.NoError(t, db.FreezePoint(ctxOf(t), a.CaseID, onlyPoint(t, db, a.CaseID).ID, "unsafe", Epoch.Add(time.Hour)))
		admit(t, db, withPoints(referral("1"), 2, confirmedPhone(number(1), Epoch.Add(2*time.Hour))))
		require.False(t, onlyPoint(t, db, a.CaseID).FrozenAt.IsZero())
	}},
	{"TheLastSuccessNeverGoesBack", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		p := onlyPoint(t, db, a.CaseID)
		require.NoError(t, db.Reached(ctxOf(t), a.CaseID, p.ID, Epoch.Add(time.Hour)))
		require.NoError(t, db.Reached(ctxOf(t), a.CaseID, p.ID, Epoch))
		require.Equal(t, Epoch.Add(time.Hour), onlyPoint(t, db, a.CaseID).LastSuccess)
		require.Equal(t, Epoch.Add(time.Hour), put(t, db, a.CaseID, record(p, Epoch), Epoch).LastSuccess)
	}},
	{"AnotherNumberStartsAfresh", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		p := onlyPoint(t, db, a.CaseID)
		require.NoError(t, db.FreezePoint(ctxOf(t), a.CaseID, p.ID, "unsafe", Epoch))
		require.NoError(t, db.Reached(ctxOf(t), a.CaseID, p.ID, Epoch))
		p.Value = number(2)
		got := put(t, db, a.CaseID, p, Epoch)
		require.True(t, got.FrozenAt.IsZero())
		require.True(t, got.LastSuccess.IsZero())
		require.Equal(t, number(2), got.Value)
	}},
}
