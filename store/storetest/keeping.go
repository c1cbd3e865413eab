package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/store"
)

var keeping = []rule{
	{"AFreshDatabaseIsReady", func(t *testing.T, db *store.DB) {
		require.NoError(t, db.Ready(ctxOf(t)))
		require.NoError(t, db.Migrate(ctxOf(t)), "migrating again changes nothing")
	}},
	{"MomentsAreKeptToTheMillisecondInUTC", func(t *testing.T, db *store.DB) {
		summer := time.Date(2026, 7, 1, 10, 20, 30, 123_987_654, casework.London)
		v := view(caseID(1), 1)
		v.Since, v.NextDue, v.Referred, v.Reached = summer, summer, time.Date(1, 1, 1, 0, 0, 0, 1e6, time.UTC), time.Time{}
		publish(t, db, v)
		got := caseOf(t, db, v.ID)
		want := time.Date(2026, 7, 1, 9, 20, 30, 123_000_000, time.UTC)
		require.Equal(t, want, got.Since)
		require.Equal(t, want, got.NextDue)
		require.Equal(t, v.Referred, got.Referred)
		require.True(t, got.Reached.IsZero())
		require.Equal(t, time.UTC, got.Since.Location())
		require.Equal(t, []string{v.ID}, listed(t, db, store.CaseFilter{DueBefore: want.Add(time.Millisecond)}))
		require.Empty(t, listed(t, db, store.CaseFilter{DueBefore: want}))
	}},
	{"WordsOfAnyLanguageAreKept", func(t *testing.T, db *store.DB) {
		for i, words := range []string{"Siân ap Llŷr", "żółć", "山田 太郎", "😀 it's \"quoted\"; drop table people;--", "line\nbreak\ttab", `back\slash`} {
			a := referral(fmt.Sprint(i))
			a.Person.GivenName = words
			p, _, err := db.Person(ctxOf(t), admit(t, db, a).CaseID)
			require.NoError(t, err)
			require.Equal(t, words, p.GivenName)
		}
	}},
	{"TheAuditIsReadInOrder", func(t *testing.T, db *store.DB) {
		for i := range 5 {
			require.NoError(t, db.Audit(ctxOf(t), store.Entry{At: Epoch, Subject: worker, Role: "caseworker", Action: fmt.Sprint("read ", i), CaseID: caseID(1), RequestID: "r"}))
		}
		require.NoError(t, db.Audit(ctxOf(t), store.Entry{At: Epoch, Subject: worker, Role: "caseworker", Action: "other", CaseID: caseID(2), RequestID: "r"}))
		got := walk(t, func(after store.Cursor, limit int) (store.Page[store.Entry], error) {
			return db.Audited(ctxOf(t), caseID(1), after, limit)
		}, func(int) {})
		require.Len(t, got, 5)
		require.Equal(t, store.Entry{At: Epoch, Subject: worker, Role: "caseworker", Action: "read 4", CaseID: caseID(1), RequestID: "r"}, got[4])
	}},
	{"EverythingIsCounted", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		v := view(a.CaseID, 1)
		v.Tasks = []casework.Task{task("call-1", time.Hour), task("call-2", time.Hour)}
		publish(t, db, v)
		sent(t, db, "m")
		inbound(t, db, text("SM1", number(1), 0))
		inbound(t, db, text("SM2", number(2), 0))
		got, err := db.Counts(ctxOf(t))
		require.NoError(t, err)
		require.Equal(t, store.Counts{
			Cases:      []store.CaseCount{{Stage: casework.Reaching, Grade: casework.MediumRisk, N: 1}},
			Tasks:      []store.TaskCount{{Kind: casework.CallVictim, N: 2}},
			Deliveries: []store.DeliveryCount{{State: messaging.StateAccepted, N: 1}},
		}, got)
		backlog, err := db.Backlog(ctxOf(t))
		require.NoError(t, err)
		require.Equal(t, store.Backlog{Untaken: 1, Unhandled: 1, Unclaimed: 1}, backlog)
	}},
}
