package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/store"
)

func unredacted(t *testing.T, db *store.DB, before time.Time) (ids []string) {
	t.Helper()
	owed, err := db.Unredacted(ctxOf(t), before, 10)
	require.NoError(t, err)
	for _, d := range owed {
		ids = append(ids, d.MessageID)
	}
	return ids
}

var redacting = []rule{
	{"WordsAreOwedOblivionOnceTheirMessageIsAtItsEnd", func(t *testing.T, db *store.DB) {
		later := Epoch.Add(time.Hour)
		for _, m := range []string{"under-way", "delivered", "back"} {
			sent(t, db, m)
		}
		report(t, db, "e1", messaging.Report{MessageID: "under-way", State: messaging.StateSent})
		report(t, db, "e2", messaging.Report{MessageID: "delivered", State: messaging.StateDelivered, At: Epoch.Add(2 * time.Minute)})
		report(t, db, "e3", messaging.Report{MessageID: "back", State: messaging.StateUndelivered})
		require.Equal(t, []string{"back", "delivered"}, unredacted(t, db, later))
		require.NoError(t, db.Redacted(ctxOf(t), "delivered"))
		require.NoError(t, db.Redacted(ctxOf(t), "delivered"))
		require.Equal(t, []string{"back"}, unredacted(t, db, later))
	}},
	{"AReportHeardBeforeTheMessageWasKnownIsOwedToo", func(t *testing.T, db *store.DB) {
		enter(t, db, delivery("m", messaging.StateSending))
		report(t, db, "e1", messaging.Report{ProviderRef: "SM-m", State: messaging.StateDelivered})
		require.Empty(t, unredacted(t, db, Epoch.Add(time.Hour)))
		settle(t, db, "m", 1, messaging.StateAccepted, "SM-m")
		require.Equal(t, []string{"m"}, unredacted(t, db, Epoch.Add(time.Hour)))
	}},
	{"OfAMessageThatNobodyReportedOnTheWordsAreOwedToo", func(t *testing.T, db *store.DB) {
		sent(t, db, "silent")
		sent(t, db, "slow")
		report(t, db, "e1", messaging.Report{MessageID: "slow", State: messaging.StateSent})
		over := Epoch.Add(messaging.OverAfter)
		require.Empty(t, unredacted(t, db, over))
		require.Equal(t, []string{"silent", "slow"}, unredacted(t, db, over.Add(time.Second)))
		report(t, db, "e2", messaging.Report{MessageID: "slow", State: messaging.StateDelivered, At: Epoch.Add(time.Hour)})
		require.Equal(t, []string{"slow"}, unredacted(t, db, over), "and at once where it was only slow")
	}},
	{"WhatCouldNotBeForgottenIsTriedLessAndLessOften", func(t *testing.T, db *store.DB) {
		sent(t, db, "m")
		report(t, db, "e1", messaging.Report{MessageID: "m", State: messaging.StateDelivered})
		now := Epoch.Add(time.Hour)
		for _, minutes := range []int{1, 2, 4} {
			require.NoError(t, db.RedactLater(ctxOf(t), "m", now))
			next := now.Add(time.Duration(minutes) * time.Minute)
			require.Empty(t, unredacted(t, db, next))
			now = next.Add(time.Second)
			require.Equal(t, []string{"m"}, unredacted(t, db, now))
		}
		for range 40 {
			require.NoError(t, db.RedactLater(ctxOf(t), "m", now))
		}
		require.NotEmpty(t, unredacted(t, db, now.Add(24*time.Hour+time.Second)), "but every day")
		require.NoError(t, db.RedactLater(ctxOf(t), "unknown", now))
	}},
}
