package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

func merge(t *testing.T, db *store.DB, from, into string) {
	t.Helper()
	require.NoError(t, db.BeginMerge(ctxOf(t), store.Merge{CaseID: from, Into: into, By: worker, Role: casework.Caseworker, Why: "words", At: Epoch.Add(time.Hour)}))
}

func newsOf(t *testing.T, db *store.DB, kind store.NewsKind) (found []store.News) {
	t.Helper()
	all, err := db.Unhandled(ctxOf(t), Epoch.Add(1000*time.Hour), 500)
	require.NoError(t, err)
	for _, n := range all {
		if n.Kind == kind {
			found = append(found, n)
		}
	}
	return found
}

// joined is one person of two, and what is never lost by it.
var joined = []rule{
	{"WhatEitherRecordForbidsIsForbidden", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1)), phone(number(3))))
		b := admit(t, db, withPoints(referral("2"), 1, phone(number(1)), phone(number(2))))
		var mine, theirs store.Point
		for _, p := range pointsOf(t, db, a.CaseID) {
			if p.Value == number(1) {
				mine = put(t, db, a.CaseID, record(p, Epoch), Epoch)
			}
		}
		for _, p := range pointsOf(t, db, b.CaseID) {
			if p.Value == number(1) {
				said := record(p, Epoch)
				said.Allowed = safecontact.Allowed{Call: true, Voicemail: true}
				said.Windows = []safecontact.Window{{Days: []safecontact.Day{safecontact.Monday}, From: safecontact.At(8, 0), To: safecontact.At(10, 0)}}
				said.DoNotUse, said.DoNotUseReason = true, "unsafe"
				theirs = put(t, db, b.CaseID, said, Epoch)
				require.NoError(t, db.FreezePoint(ctxOf(t), b.CaseID, theirs.ID, "unsafe", Epoch.Add(time.Minute)))
			}
		}
		inbound(t, db, stopped("SM1", number(2)))
		merge(t, db, b.CaseID, a.CaseID)
		merge(t, db, b.CaseID, a.CaseID)
		got := map[string]store.Point{}
		for _, p := range pointsOf(t, db, a.CaseID) {
			got[p.Value] = p
		}
		require.Len(t, got, 3)
		both := got[number(1)]
		require.Equal(t, mine.ID, both.ID)
		require.Equal(t, safecontact.Allowed{Call: true, WithheldNumber: true}, both.Allowed)
		require.Equal(t, []safecontact.Window{{Days: []safecontact.Day{safecontact.Monday}, From: safecontact.At(9, 0), To: safecontact.At(10, 0)}}, both.Windows)
		require.True(t, both.DoNotUse)
		require.Equal(t, "unsafe", both.DoNotUseReason)
		require.Equal(t, Epoch.Add(time.Minute), both.FrozenAt)
		require.Equal(t, safecontact.AnotherPerson, both.SharedWith)
		require.True(t, got[number(2)].OptedOut)
		require.Empty(t, pointsOf(t, db, b.CaseID)[1:], "what both had is left where it was, and nothing else")
	}},
	{"WhatProtectsAVictimIsCarriedOver", func(t *testing.T, db *store.DB) {
		sealed(db)
		first, second := withPoints(referral("1"), 1, phone(number(1))), withPoints(referral("2"), 1, phone(number(1)))
		yes := true
		second.Person.LivesWithSuspect, second.Person.Interpreter, second.Person.Needs = &yes, true, []messaging.AccessNeed{messaging.AccessNeeds[0]}
		a, b := admit(t, db, first), admit(t, db, second)
		require.NoError(t, db.PutCover(ctxOf(t), b.CaseID, onlyPoint(t, db, b.CaseID).ID, cover, worker, Epoch))
		_, err := db.SealCase(ctxOf(t), b.CaseID, &store.Sealed{At: Epoch, By: worker, Why: "safety"}, worker, Epoch)
		require.NoError(t, err)
		merge(t, db, b.CaseID, a.CaseID)
		p, points, err := db.Person(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.True(t, *p.LivesWithSuspect)
		require.True(t, p.Interpreter)
		require.Equal(t, second.Person.Needs, p.Needs)
		covers, err := db.Covers(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, cover, covers[points[0].ID])
		s, err := db.Sealed(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.NotNil(t, s, "and so is a seal")
	}},
	{"AReplyFromANumberOfBothIsOneCases", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		b := admit(t, db, withPoints(referral("2"), 1, phone(number(1))))
		merge(t, db, b.CaseID, a.CaseID)
		require.Equal(t, []string{a.CaseID}, inbound(t, db, text("SM1", number(1), 0)).CaseIDs)
	}},
	{"ALaterReferralOfAMergedPersonGoesToTheCaseThatGoesOn", func(t *testing.T, db *store.DB) {
		a, b := admit(t, db, referral("1")), admit(t, db, referral("2"))
		merge(t, db, b.CaseID, a.CaseID)
		again := referral("3")
		again.Person.Reference = "N2"
		require.Equal(t, a.CaseID, admit(t, db, again).CaseID)
		require.Equal(t, a.CaseID, admit(t, db, withPoints(referral("2"), 2)).CaseID)
		listed, err := db.Referrals(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Len(t, listed, 3)
		end, err := db.Survivor(ctxOf(t), b.CaseID)
		require.NoError(t, err)
		require.Equal(t, a.CaseID, end)
	}},
	{"AMergeGoesOneWayAndOnce", func(t *testing.T, db *store.DB) {
		a, b, c := admit(t, db, referral("1")), admit(t, db, referral("2")), admit(t, db, referral("3"))
		merge(t, db, b.CaseID, a.CaseID)
		for _, m := range []store.Merge{{CaseID: b.CaseID, Into: c.CaseID}, {CaseID: c.CaseID, Into: b.CaseID}, {CaseID: a.CaseID, Into: a.CaseID}, {CaseID: a.CaseID, Into: b.CaseID}} {
			require.ErrorIs(t, db.BeginMerge(ctxOf(t), m), store.ErrConflict)
		}
		require.ErrorIs(t, db.BeginMerge(ctxOf(t), store.Merge{CaseID: caseID(9), Into: a.CaseID}), store.ErrNotFound)
		merge(t, db, a.CaseID, c.CaseID)
		end, err := db.Survivor(ctxOf(t), b.CaseID)
		require.NoError(t, err)
		require.Equal(t, c.CaseID, end, "and on, where that case goes on in another")

		left, err := db.UnfinishedMerges(ctxOf(t), Epoch.Add(2*time.Hour), 10)
		require.NoError(t, err)
		require.Len(t, left, 2)
		require.NoError(t, db.FinishMerge(ctxOf(t), b.CaseID))
		require.ErrorIs(t, db.FinishMerge(ctxOf(t), c.CaseID), store.ErrNotFound)
		left, err = db.UnfinishedMerges(ctxOf(t), Epoch.Add(2*time.Hour), 10)
		require.NoError(t, err)
		require.Len(t, left, 1)
	}},
	{"DifferentStaysDifferentForWhoGoesOn", func(t *testing.T, db *store.DB) {
		sealed(db)
		a := admit(t, db, named("1", "Zebedee", "Quux", "1990-02-28", phone(number(1))))
		admit(t, db, named("22", "Zebedee", "Quucks", "1990-02-28"))
		m := openMatches(t, db)[0]
		_, err := db.SettleMatch(ctxOf(t), m.ID, store.MatchDifferent, decided)
		require.NoError(t, err)
		c := admit(t, db, named("333", "Florence", "Dougal", "1950-01-01"))
		merge(t, db, a.CaseID, c.CaseID)
		require.Empty(t, openMatches(t, db))
	}},
}

// opposed is who is on whose other side, and what police say otherwise.
var opposed = []rule{
	{"AVictimWhoIsASuspectElsewhereIsFoundWhicheverComesFirst", func(t *testing.T, db *store.DB) {
		sealed(db)
		for i, suspectFirst := range []bool{true, false} {
			id := string(rune('a' + i))
			given := []string{"Florence", "Ermintrude"}[i]
			suspecting := named(id+"1", "Zebedee", "Quux", []string{"1990-02-28", "1951-11-06"}[i])
			suspecting.Suspect = store.Suspect{GivenName: given, FamilyName: "Dougal", DateOfBirth: "1970-01-05"}
			victim := named(id+"22", given, "Dougal", "1970-01-05")
			order := []store.Admission{suspecting, victim}
			if !suspectFirst {
				order = []store.Admission{victim, suspecting}
			}
			one := admit(t, db, order[0])
			two := admit(t, db, order[1])
			require.Len(t, two.Found, 2, "both are told")
			others, err := db.Opposed(ctxOf(t), one.CaseID)
			require.NoError(t, err)
			require.Equal(t, []string{two.CaseID}, others)
		}
	}},
	{"ASuspectsNumberIsEnoughButNotOnesOwnSuspects", func(t *testing.T, db *store.DB) {
		a := withPoints(referral("1"), 1, phone(number(1)))
		b := withPoints(referral("2"), 1, phone(number(2)))
		b.SuspectPhones = []string{number(1)}
		one, two := admit(t, db, a), admit(t, db, b)
		others, err := db.Opposed(ctxOf(t), one.CaseID)
		require.NoError(t, err)
		require.Equal(t, []string{two.CaseID}, others)

		c := withPoints(referral("3"), 1, phone(number(3)))
		c.SuspectPhones = []string{number(3)}
		d := withPoints(referral("4"), 1, phone(number(4)))
		d.SuspectPhones = []string{number(3)}
		three := admit(t, db, c)
		admit(t, db, d)
		others, err = db.Opposed(ctxOf(t), three.CaseID)
		require.NoError(t, err)
		require.Empty(t, others, "the suspect's number stood among the victim's by mistake")
	}},
	{"CasesOfOneCrimeAreLinkedUnlessTheyAreOpposed", func(t *testing.T, db *store.DB) {
		var ids []string
		for _, id := range []string{"1", "2", "3"} {
			a := withPoints(referral(id), 1, phone(number(len(ids)+1)))
			if id == "3" {
				a.SuspectPhones = []string{number(1)}
			}
			ids = append(ids, admit(t, db, a).CaseID)
		}
		elsewhere := referral("4")
		elsewhere.Source.Force = "kent"
		admit(t, db, elsewhere)
		got, err := db.Linked(ctxOf(t), ids[0])
		require.NoError(t, err)
		require.Equal(t, []string{ids[1]}, got)
	}},
	{"OnlyWhatPoliceSayThemselvesIsAConflictAndOnlyOnce", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		put(t, db, a.CaseID, record(onlyPoint(t, db, a.CaseID), Epoch), Epoch)
		admit(t, db, withPoints(referral("1"), 2, phone(number(1))))
		require.Empty(t, conflicts(t, db, a.CaseID), "to say nothing of it contradicts nobody")
		said := confirmedPhone(number(1), Epoch.Add(time.Hour))
		said.Allowed = safecontact.Allowed{Call: true}
		for version := 3; version < 5; version++ {
			admit(t, db, withPoints(referral("1"), version, said))
		}
		got := conflicts(t, db, a.CaseID)
		require.Len(t, got, 1)
		require.Equal(t, []string{"allowed"}, got[0].Fields)
		require.True(t, got[0].Kept.Allowed.Text)
		require.Len(t, newsOf(t, db, store.ConflictFound), 1)
	}},
	{"TakingWhatPoliceSayAllowsNothingNew", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		kept := record(onlyPoint(t, db, a.CaseID), Epoch)
		kept.DoNotUse, kept.DoNotUseReason = true, "unsafe"
		put(t, db, a.CaseID, kept, Epoch)
		said := confirmedPhone(number(1), Epoch.Add(time.Hour))
		said.Allowed = safecontact.Allowed{Call: true, Text: true, Voicemail: true}
		admit(t, db, withPoints(referral("1"), 2, said))
		c := conflicts(t, db, a.CaseID)[0]
		for range 2 {
			p, _, err := db.SettleConflict(ctxOf(t), a.CaseID, c.ID, true, decided)
			require.NoError(t, err)
			require.Equal(t, safecontact.Allowed{Call: true, WithheldNumber: true}, p.Allowed)
			require.True(t, p.VerifiedAt.IsZero())
			require.True(t, p.DoNotUse)
			require.Equal(t, kept.Windows, p.Windows, "the victim's hours stand")
		}
		_, _, err := db.SettleConflict(ctxOf(t), a.CaseID, c.ID, false, decided)
		require.ErrorIs(t, err, store.ErrConflict)
		_, _, err = db.SettleConflict(ctxOf(t), caseID(1), c.ID, true, decided)
		require.ErrorIs(t, err, store.ErrNotFound)
		admit(t, db, withPoints(referral("1"), 3, said))
		require.False(t, onlyPoint(t, db, a.CaseID).Allowed.Text, "and the same words again change nothing")
	}},
	{"NewsIsShelvedForAClosedCaseAndTakenOutAgain", func(t *testing.T, db *store.DB) {
		a, b := withPoints(referral("1"), 1, phone(number(1))), referral("2")
		b.SuspectPhones = []string{number(1)}
		one := admit(t, db, a)
		admit(t, db, b)
		for _, n := range newsOf(t, db, store.CounterAllegation) {
			require.NoError(t, db.Shelve(ctxOf(t), n.ID))
		}
		require.Empty(t, newsOf(t, db, store.CounterAllegation))
		require.NoError(t, db.Unshelve(ctxOf(t), one.CaseID))
		require.Len(t, newsOf(t, db, store.CounterAllegation), 1)
		require.ErrorIs(t, db.Shelve(ctxOf(t), "canary"), store.ErrNotFound)
	}},
}

func conflicts(t *testing.T, db *store.DB, caseID string) []store.Conflict {
	t.Helper()
	out, err := db.Conflicts(ctxOf(t), caseID)
	require.NoError(t, err)
	return out
}

func stopped(id, from string) store.In {
	in := text(id, from, 0)
	in.Stop = true
	return in
}
