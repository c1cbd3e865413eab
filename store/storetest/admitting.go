package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

var admitting = []rule{
	{"ANewReferralOpensACase", func(t *testing.T, db *store.DB) {
		a := referral("1")
		a.Points = []store.Point{phone(number(1))}
		got := admit(t, db, a)
		require.True(t, got.Opened)
		require.False(t, got.Standing)
		require.False(t, got.Taken)
		require.Nil(t, got.Closed)
		require.NotEmpty(t, got.CaseID)
		require.NotEmpty(t, got.CommandKey)
		require.Len(t, map[string]bool{got.CaseID: true, got.Ref: true, got.CommandKey: true}, 3, "each has an ID of its own")

		p, points, err := db.Person(ctxOf(t), got.CaseID)
		require.NoError(t, err)
		require.NotEmpty(t, p.ID)
		p.ID = ""
		require.Equal(t, a.Person, p)
		require.Len(t, points, 1)
		require.Equal(t, number(1), points[0].Value)
	}},
	{"ANumberThatAReferralNamesTwiceIsOneWayToMakeContact", func(t *testing.T, db *store.DB) {
		first := admit(t, db, withPoints(referral("1"), 1, phone(number(1)), phone(number(2)), phone(number(1))))
		require.Len(t, pointsOf(t, db, first.CaseID), 2)
		next := admit(t, db, withPoints(referral("1"), 2, phone(number(2)), phone(number(2))))
		require.Equal(t, first.CaseID, next.CaseID)
		require.Len(t, pointsOf(t, db, first.CaseID), 2)
	}},
	{"OfWhomNothingWasKnownIsSaidAtOnceHowTheyAreReached", func(t *testing.T, db *store.DB) {
		theirs := phone(number(2))
		theirs.DoNotUse = true
		a := withPoints(referral("1"), 1, phone(number(1)), theirs, phone(number(3)))
		a.SuspectPhones = []string{number(3)}
		first := admit(t, db, a)
		require.True(t, first.Fresh)
		require.Equal(t, pointsOf(t, db, first.CaseID), first.Points)
		require.False(t, admit(t, db, withPoints(referral("1"), 2, phone(number(1)))).Fresh, "a newer version")
		same := referral("2")
		same.Person.Reference = "N1"
		require.False(t, admit(t, db, same).Fresh, "another referral of the same person")
	}},
	{"ARepeatChangesNothing", func(t *testing.T, db *store.DB) {
		a := withPoints(referral("1"), 1, phone(number(1)))
		first := admit(t, db, a)
		again := admit(t, db, a)
		require.True(t, again.Standing)
		require.True(t, again.Opened, "nobody has taken it yet, so it still is what opens the case")
		require.True(t, first.Fresh)
		require.False(t, again.Fresh, "something may have become of it meanwhile")
		again.Standing = false
		first.Fresh, first.Points = false, nil
		require.Equal(t, first, again)
		require.Len(t, pointsOf(t, db, first.CaseID), 1)
	}},
	{"TheSameVersionWithOtherContentIsAConflict", func(t *testing.T, db *store.DB) {
		first := admit(t, db, referral("1"))
		other := referral("1")
		other.Digest, other.Person.GivenName = "other", "Canary"
		_, err := db.Admit(ctxOf(t), other)
		require.ErrorIs(t, err, store.ErrConflict)
		p, _, err := db.Person(ctxOf(t), first.CaseID)
		require.NoError(t, err)
		require.Equal(t, "Zebedee", p.GivenName, "a refusal leaves no trace")
	}},
	{"AKeyStandsForOneThingOnly", func(t *testing.T, db *store.DB) {
		a := referral("1")
		a.Key = "key"
		admit(t, db, a)
		require.True(t, admit(t, db, a).Standing)
		b := referral("2")
		b.Key = "key"
		_, err := db.Admit(ctxOf(t), b)
		require.ErrorIs(t, err, store.ErrKeyReused)
		b.Key = ""
		require.False(t, admit(t, db, b).Standing, "the refusal left no trace")
	}},
	{"ARefusedReferralDoesNotUseUpItsKey", func(t *testing.T, db *store.DB) {
		admit(t, db, referral("1"))
		other := referral("1")
		other.Digest, other.Key = "other", "key"
		_, err := db.Admit(ctxOf(t), other)
		require.ErrorIs(t, err, store.ErrConflict)
		b := referral("2")
		b.Key = "key"
		require.False(t, admit(t, db, b).Standing)
	}},
	{"ANewerVersionReplacesAnOlderOne", func(t *testing.T, db *store.DB) {
		first := admit(t, db, referral("1"))
		newer := withPoints(referral("1"), 2)
		newer.Person.FamilyName = "Newer"
		got := admit(t, db, newer)
		require.False(t, got.Standing)
		require.Equal(t, first.CaseID, got.CaseID)
		require.Equal(t, first.Ref, got.Ref)
		require.NotEqual(t, first.CommandKey, got.CommandKey)
		p, _, err := db.Person(ctxOf(t), got.CaseID)
		require.NoError(t, err)
		require.Equal(t, "Newer", p.FamilyName)
	}},
	{"AnOlderVersionThatComesLateChangesNothing", func(t *testing.T, db *store.DB) {
		newer := withPoints(referral("1"), 3)
		newer.Person.FamilyName = "Newer"
		first := admit(t, db, newer)
		_, err := db.Take(ctxOf(t), first.Ref, 3, 7)
		require.NoError(t, err)
		late := admit(t, db, withPoints(referral("1"), 2, phone(number(1))))
		require.True(t, late.Standing)
		require.True(t, late.Taken, "a newer one has been taken")
		require.Equal(t, 7, late.Revision)
		p, points, err := db.Person(ctxOf(t), first.CaseID)
		require.NoError(t, err)
		require.Equal(t, "Newer", p.FamilyName)
		require.Empty(t, points)
		require.True(t, admit(t, db, withPoints(referral("1"), 2, phone(number(1)))).Standing, "it is known now")
	}},
	{"WhoSentAReferralFindsItAndNobodyElseDoes", func(t *testing.T, db *store.DB) {
		mine, nobodys := referral("1"), referral("2")
		mine.SentBy = "force-system"
		in := admit(t, db, mine)
		admit(t, db, nobodys)
		sent, err := db.SentBy(ctxOf(t), mine.Source, "force-system")
		require.NoError(t, err)
		require.Equal(t, in.CaseID, sent.CaseID)
		require.False(t, sent.Received.IsZero())
		for _, by := range []string{"another", ""} {
			_, err = db.SentBy(ctxOf(t), mine.Source, by)
			require.ErrorIs(t, err, store.ErrNotFound)
			_, err = db.SentBy(ctxOf(t), nobodys.Source, by)
			require.ErrorIs(t, err, store.ErrNotFound)
		}
	}},
	{"TwoCrimesAgainstOnePersonAreOneCase", func(t *testing.T, db *store.DB) {
		first, second := referral("1"), referral("2")
		second.Person.Reference = first.Person.Reference
		a, b := admit(t, db, first), admit(t, db, second)
		require.Equal(t, a.CaseID, b.CaseID)
		require.NotEqual(t, a.Ref, b.Ref)
		require.False(t, b.Opened)
		listed, err := db.Referrals(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Len(t, listed, 2)
		require.Equal(t, "41/14572/26", listed[0].CrimeReference)
		require.Equal(t, first.Officer, listed[0].Officer)
	}},
	{"TheSameReferenceOfAnotherForceIsAnotherPerson", func(t *testing.T, db *store.DB) {
		first, second := referral("1"), referral("2")
		second.Person.Reference, second.Source.Force = first.Person.Reference, "essex"
		require.NotEqual(t, admit(t, db, first).CaseID, admit(t, db, second).CaseID)
	}},
	{"PeopleWithoutAReferenceAreNotMatchedByANumberAlone", func(t *testing.T, db *store.DB) {
		first, second := withPoints(referral("1"), 1, phone(number(1))), another(withPoints(referral("2"), 1, phone(number(1))), 2)
		first.Person.Reference, second.Person.Reference = "", ""
		require.NotEqual(t, admit(t, db, first).CaseID, admit(t, db, second).CaseID)
	}},
	{"AReferenceLearntLaterTiesTheNextCrime", func(t *testing.T, db *store.DB) {
		first := referral("1")
		first.Person.Reference = ""
		a := admit(t, db, first)
		newer := withPoints(first, 2)
		newer.Person.Reference = "N77"
		require.Equal(t, a.CaseID, admit(t, db, newer).CaseID)
		second := referral("2")
		second.Person.Reference = "N77"
		require.Equal(t, a.CaseID, admit(t, db, second).CaseID)
	}},
	{"AReferenceOfSomebodyElseIsNotTakenOver", func(t *testing.T, db *store.DB) {
		one := referral("1")
		a := admit(t, db, one)
		two := referral("2")
		two.Person.Reference = ""
		b := admit(t, db, two)
		newer := withPoints(two, 2)
		newer.Person.Reference = one.Person.Reference
		require.Equal(t, b.CaseID, admit(t, db, newer).CaseID, "a case stays its own")
		p, _, err := db.Person(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, one.Person.Reference, p.Reference)
	}},
	{"AClosedCaseComesWithItsState", func(t *testing.T, db *store.DB) {
		a := admit(t, db, referral("1"))
		v := view(a.CaseID, 9)
		v.Stage, v.Resting, v.NextDue = "closed", true, time.Time{}
		publish(t, db, v)
		got := admit(t, db, referral("1"))
		require.NotNil(t, got.Closed)
		require.True(t, got.Closed.Resting)
		require.Equal(t, 9, got.Closed.Revision)
		require.JSONEq(t, string(v.State), string(got.Closed.State))
	}},
}
