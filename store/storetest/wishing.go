package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/store"
)

// wished is what is known of what the victim of a case needs in order to be understood.
func wished(t *testing.T, db *store.DB, caseID string) (language string, interpreter bool, needs []messaging.AccessNeed) {
	t.Helper()
	p, _, err := db.Person(ctxOf(t), caseID)
	require.NoError(t, err)
	return p.Language, p.Interpreter, p.Needs
}

var wishing = []rule{
	{"WhatTheVictimNeedsIsWrittenInPartAndNoPoliceVersionChangesIt", func(t *testing.T, db *store.DB) {
		in := withPoints(referral("1"), 1, phone(number(1)))
		in.Person.Language, in.Person.Needs = "en", []messaging.AccessNeed{messaging.LargePrint}
		a := admit(t, db, in)
		pl, yes := "pl", true
		require.NoError(t, db.PutWishes(ctxOf(t), a.CaseID, store.Wishes{Language: &pl, Interpreter: &yes}, worker))
		language, interpreter, needs := wished(t, db, a.CaseID)
		require.Equal(t, "pl", language)
		require.True(t, interpreter)
		require.Equal(t, []messaging.AccessNeed{messaging.LargePrint}, needs, "nothing was said of it")

		in = withPoints(referral("1"), 2, phone(number(1)))
		in.Person.Language, in.Person.Needs = "en", []messaging.AccessNeed{messaging.CallNotText}
		admit(t, db, in)
		language, interpreter, needs = wished(t, db, a.CaseID)
		require.Equal(t, "pl", language)
		require.True(t, interpreter)
		require.Equal(t, []messaging.AccessNeed{messaging.LargePrint}, needs)
	}},
	{"AccessNeedsCanBeCleared", func(t *testing.T, db *store.DB) {
		in := withPoints(referral("1"), 1, phone(number(1)))
		in.Person.Needs = []messaging.AccessNeed{messaging.CallNotText}
		a := admit(t, db, in)
		none := []messaging.AccessNeed{}
		require.NoError(t, db.PutWishes(ctxOf(t), a.CaseID, store.Wishes{Needs: &none}, worker))
		_, _, needs := wished(t, db, a.CaseID)
		require.Empty(t, needs)
	}},
	{"PoliceCanClearAccessNeedsAndWhatTheyLeaveOutStays", func(t *testing.T, db *store.DB) {
		in := withPoints(referral("1"), 1, phone(number(1)))
		in.Person.Needs = []messaging.AccessNeed{messaging.CallNotText}
		a := admit(t, db, in)
		admit(t, db, withPoints(referral("1"), 2, phone(number(1))))
		_, _, needs := wished(t, db, a.CaseID)
		require.Len(t, needs, 1)
		in = withPoints(referral("1"), 3, phone(number(1)))
		in.Person.NoNeeds = true
		admit(t, db, in)
		_, _, needs = wished(t, db, a.CaseID)
		require.Empty(t, needs)
	}},
	{"NobodysWishesAreNotWritten", func(t *testing.T, db *store.DB) {
		yes := true
		require.ErrorIs(t, db.PutWishes(ctxOf(t), caseID(1), store.Wishes{Interpreter: &yes}, worker), store.ErrNotFound)
	}},
}
