package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/matching"
	"beacon/safecontact"
	"beacon/store"
)

// named is a referral of somebody by name and date of birth, without a number of the
// force's.
func named(id, given, family, born string, points ...store.Point) store.Admission {
	a := withPoints(referral(id), 1, points...)
	a.Person.Reference, a.Person.GivenName, a.Person.FamilyName, a.Person.DateOfBirth = "", given, family, born
	a.CrimeReference = "41/" + id + "/26"
	a.Received = Epoch.Add(time.Duration(len(id)) * time.Minute)
	return a
}

func sealed(db *store.DB) *store.DB {
	db.SealWith(Backwards{})
	return db
}

func openMatches(t *testing.T, db *store.DB) []store.Match {
	t.Helper()
	page, err := db.Matches(ctxOf(t), store.MatchOpen, "", 50)
	require.NoError(t, err)
	return page.Items
}

var decided = store.Settled{By: worker, Why: "words", At: Epoch.Add(time.Hour)}

// finding is how people are found to be one, and how they are not.
var finding = []rule{
	{"TheSameNameBirthAndNumberIsOnePerson", func(t *testing.T, db *store.DB) {
		sealed(db)
		a := admit(t, db, named("1", "Zoë", "O'Quux", "1990-02-28", phone(number(1))))
		b := admit(t, db, named("2", "ZOE", "OQuux", "1990-02-28", phone(number(1))))
		require.Equal(t, a.CaseID, b.CaseID)
		require.Empty(t, openMatches(t, db))
	}},
	{"AProbableMatchOpensItsOwnCaseAndIsAskedAboutOnce", func(t *testing.T, db *store.DB) {
		sealed(db)
		a := admit(t, db, named("1", "Zebedee", "Quux", "1990-02-28", phone(number(1))))
		b := admit(t, db, named("22", "Zebedee", "Quucks", "1990-02-28", phone(number(2))))
		require.NotEqual(t, a.CaseID, b.CaseID)
		got := openMatches(t, db)
		require.Len(t, got, 1)
		require.Equal(t, []string{a.CaseID, b.CaseID}, []string{got[0].CaseA, got[0].CaseB}, "the newer case's staff are asked")
		require.Contains(t, got[0].Reasons, matching.FamilyAlike)
		require.Len(t, b.Found, 1)
		require.Equal(t, store.MatchFound, b.Found[0].Kind)
		require.Equal(t, b.CaseID, b.Found[0].CaseID)
		require.Equal(t, got[0].ID, b.Found[0].About)

		next := named("22", "Zebedee", "Quucks", "1990-02-28", phone(number(2)))
		next.Source.Version, next.Digest = 2, "another"
		require.Empty(t, admit(t, db, next).Found, "and is not asked about again")
		require.Len(t, openMatches(t, db), 1)
	}},
	{"PeopleAreNotMatchedByATelephone", func(t *testing.T, db *store.DB) {
		sealed(db)
		a := admit(t, db, named("1", "Zebedee", "Quux", "1990-02-28", phone(number(1))))
		b := admit(t, db, named("2", "Florence", "Quux", "1971-12-05", phone(number(1))))
		require.NotEqual(t, a.CaseID, b.CaseID)
		require.Empty(t, openMatches(t, db))
	}},
	{"DifferentIsRememberedAndUnsureIsAskedAgainWhenMoreIsKnown", func(t *testing.T, db *store.DB) {
		sealed(db)
		for _, row := range []struct {
			to    store.Standing
			again int
		}{{store.MatchDifferent, 0}, {store.MatchUnsure, 1}} {
			id := string(row.to)
			given := map[store.Standing]string{store.MatchDifferent: "Zebedee", store.MatchUnsure: "Florence"}[row.to]
			admit(t, db, named(id+"1", given, "Quux", "1990-02-28"))
			b := admit(t, db, named(id+"22", given, "Quucks", "1990-02-28"))
			m := openMatches(t, db)
			require.Len(t, m, 1)
			news, err := db.SettleMatch(ctxOf(t), m[0].ID, row.to, decided)
			require.NoError(t, err)
			require.Equal(t, store.MatchSettled, news[0].Kind)
			_, err = db.SettleMatch(ctxOf(t), m[0].ID, row.to, decided)
			require.NoError(t, err, "twice is once")

			more := named(id+"22", given, "Quux", "1990-02-28")
			more.Source.Version, more.Digest = 2, "another "+id
			require.Len(t, admit(t, db, more).Found, row.again, id)
			require.Len(t, openMatches(t, db), row.again)
			_ = b
		}
	}},
	{"ANumberOfTheForceThatContradictsEverythingIsForAPerson", func(t *testing.T, db *store.DB) {
		sealed(db)
		first, second := referral("1"), referral("2")
		second.Person.Reference = first.Person.Reference
		second.Person.GivenName, second.Person.FamilyName, second.Person.DateOfBirth = "Florence", "Dougal", "1961-05-09"
		a := admit(t, db, first)
		b := admit(t, db, second)
		require.NotEqual(t, a.CaseID, b.CaseID)
		p, _, err := db.Person(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, "Quux", p.FamilyName, "and nobody's name was overwritten")
	}},
	{"AContradictedNumberIsNotTakenOverByItsSecondOwner", func(t *testing.T, db *store.DB) {
		first, second := referral("1"), referral("2")
		second.Person.Reference = first.Person.Reference
		second.Person.GivenName, second.Person.FamilyName, second.Person.DateOfBirth = "Florence", "Dougal", "1961-05-09"
		admit(t, db, first)
		b := admit(t, db, second)
		p, _, err := db.Person(ctxOf(t), b.CaseID)
		require.NoError(t, err)
		require.Empty(t, p.Reference)
	}},
	{"WhoHasTwoNumbersIsFoundByEither", func(t *testing.T, db *store.DB) {
		sealed(db)
		first := named("1", "Zebedee", "Quux", "1990-02-28", phone(number(1)))
		first.Person.Reference = "N1"
		second := named("2", "Zebedee", "Quux", "1990-02-28", phone(number(1)))
		second.Source.Force, second.Person.Reference = "kent", "K7"
		third := named("3", "Zebedee", "Newname", "1990-02-28")
		third.Source.Force, third.Person.Reference = "kent", "K7"
		a := admit(t, db, first)
		require.Equal(t, a.CaseID, admit(t, db, second).CaseID)
		require.Equal(t, a.CaseID, admit(t, db, third).CaseID)
	}},
	{"ALaterAddressOfACaseworkersMakesAMatch", func(t *testing.T, db *store.DB) {
		sealed(db)
		home := store.Point{Value: "14 Canary Road, Nowhere AL10 0XX", Point: safecontact.PolicePoint("", safecontact.AddressPoint, false, nil)}
		admit(t, db, named("1", "Zebedee", "Quux", "1990-02-28", home))
		b := admit(t, db, named("22", "Zebedee", "Brown", "1990-02-28"))
		require.Empty(t, openMatches(t, db))
		_, err := db.PutPoint(ctxOf(t), b.CaseID, home, worker, Epoch)
		require.NoError(t, err)
		require.Len(t, openMatches(t, db), 1)
	}},
}
