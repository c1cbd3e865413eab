package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/safecontact"
	"beacon/store"
)

func sharedWith(t *testing.T, db *store.DB, caseID string) safecontact.Sharing {
	t.Helper()
	return onlyPoint(t, db, caseID).SharedWith
}

var sharing = []rule{
	{"ANumberOfTwoPeopleIsSharedForBoth", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		require.Equal(t, safecontact.SharingUnknown, sharedWith(t, db, a.CaseID))
		b := admit(t, db, withPoints(referral("2"), 1, phone(number(1))))
		require.Equal(t, safecontact.AnotherPerson, sharedWith(t, db, a.CaseID))
		require.Equal(t, safecontact.AnotherPerson, sharedWith(t, db, b.CaseID))
	}},
	{"ANumberOfASuspectIsSharedWhicheverComesFirst", func(t *testing.T, db *store.DB) {
		victim := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		other := withPoints(referral("2"), 1, phone(number(2)))
		other.SuspectPhones = []string{number(1)}
		admit(t, db, other)
		require.Equal(t, safecontact.Suspect, sharedWith(t, db, victim.CaseID), "the suspect came later")
		third := admit(t, db, withPoints(referral("3"), 1, phone(number(1))))
		require.Equal(t, safecontact.Suspect, sharedWith(t, db, third.CaseID), "the suspect came first")
	}},
	{"ASuspectsNumberGivenAsTheVictimsIsSeen", func(t *testing.T, db *store.DB) {
		a := withPoints(referral("1"), 1, confirmedPhone(number(1), Epoch))
		a.SuspectPhones = []string{number(1)}
		require.Equal(t, safecontact.Suspect, sharedWith(t, db, admit(t, db, a).CaseID))
	}},
	{"ASuspectsNumberStaysOneWhenAVersionLeavesItOut", func(t *testing.T, db *store.DB) {
		a := withPoints(referral("1"), 1, phone(number(1)))
		a.SuspectPhones = []string{number(1)}
		got := admit(t, db, a)
		a = withPoints(a, 2, phone(number(1)))
		a.SuspectPhones = nil
		admit(t, db, a)
		require.Equal(t, safecontact.Suspect, sharedWith(t, db, got.CaseID))
	}},
	{"AnOlderVersionsSuspectIsHeard", func(t *testing.T, db *store.DB) {
		got := admit(t, db, withPoints(referral("1"), 2, phone(number(1))))
		old := withPoints(referral("1"), 1)
		old.SuspectPhones = []string{number(1)}
		admit(t, db, old)
		require.Equal(t, safecontact.Suspect, sharedWith(t, db, got.CaseID))
	}},
	{"WhatIsFoundOutweighsWhatIsSaid", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		admit(t, db, withPoints(referral("2"), 1, phone(number(1))))
		got := put(t, db, a.CaseID, record(onlyPoint(t, db, a.CaseID), Epoch), Epoch) // says: nobody
		require.Equal(t, safecontact.AnotherPerson, got.SharedWith)
		got.SharedWith = safecontact.Suspect
		require.Equal(t, safecontact.Suspect, put(t, db, a.CaseID, got, Epoch).SharedWith, "the graver counts")
	}},
	{"ARecordWrittenByHandIsComparedToo", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		b := admit(t, db, withPoints(referral("2"), 1))
		require.Equal(t, safecontact.AnotherPerson, put(t, db, b.CaseID, phone(number(1)), Epoch).SharedWith)
		require.Equal(t, safecontact.AnotherPerson, sharedWith(t, db, a.CaseID))

		p := onlyPoint(t, db, b.CaseID)
		p.Value, p.SharedWith = number(2), safecontact.Nobody
		require.Equal(t, safecontact.Nobody, put(t, db, b.CaseID, p, Epoch).SharedWith)
		require.Equal(t, safecontact.SharingUnknown, sharedWith(t, db, a.CaseID), "it is not shared any more")
	}},
	{"AddressesAreComparedHoweverTheyAreWritten", func(t *testing.T, db *store.DB) {
		at := func(words string) store.Point {
			return store.Point{Value: words, Point: safecontact.PolicePoint("", safecontact.AddressPoint, false, nil)}
		}
		a := admit(t, db, withPoints(referral("1"), 1, at("1 Nowhere Lane, Hertford, SG13 9ZZ")))
		b := admit(t, db, withPoints(referral("2"), 1, at("1, Nowhere Lane\nHERTFORD SG139ZZ")))
		require.Equal(t, safecontact.AnotherPerson, sharedWith(t, db, a.CaseID))
		require.Equal(t, safecontact.AnotherPerson, sharedWith(t, db, b.CaseID))
		require.Equal(t, "1, Nowhere Lane\nHERTFORD SG139ZZ", onlyPoint(t, db, b.CaseID).Value)
	}},
	{"ASuspectsNumberIsNoAddress", func(t *testing.T, db *store.DB) {
		a := withPoints(referral("1"), 1, store.Point{Value: number(1), Point: safecontact.PolicePoint("", safecontact.EmailPoint, false, nil)})
		a.SuspectPhones = []string{number(1)}
		require.Equal(t, safecontact.SharingUnknown, sharedWith(t, db, admit(t, db, a).CaseID))
	}},
}
