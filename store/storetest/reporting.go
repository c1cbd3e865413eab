package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/store"
)

func report(t *testing.T, db *store.DB, event string, r messaging.Report) store.Moved {
	t.Helper()
	if r.At.IsZero() {
		r.At = Epoch.Add(time.Minute)
	}
	m, err := db.Callback(ctxOf(t), "twilio", event, r)
	require.NoError(t, err)
	return m
}

func news(t *testing.T, db *store.DB) []store.News {
	t.Helper()
	all, err := db.Unhandled(ctxOf(t), Epoch.AddDate(1, 0, 0), 100)
	require.NoError(t, err)
	return all
}

// sent is a message that the provider has.
func sent(t *testing.T, db *store.DB, message string) {
	t.Helper()
	enter(t, db, delivery(message, messaging.StateSending))
	settle(t, db, message, 1, messaging.StateAccepted, messaging.ProviderRef("SM-"+message))
}

var reporting = []rule{
	{"AReportMovesAMessageForward", func(t *testing.T, db *store.DB) {
		sent(t, db, "m")
		m := report(t, db, "e1", messaging.Report{MessageID: "m", State: messaging.StateDelivered})
		require.True(t, m.Known)
		require.True(t, m.Fresh)
		require.False(t, m.Final)
		require.Equal(t, messaging.StateDelivered, m.Delivery.State)
		require.Equal(t, m.Delivery, standing(t, db, "m"))
	}},
	{"OnlyOfWhatMattersIsACaseToldThatItArrived", func(t *testing.T, db *store.DB) {
		d := delivery("plain", messaging.StateSending)
		d.Template = casework.PlanAgreed
		enter(t, db, d)
		require.Empty(t, report(t, db, "e1", messaging.Report{MessageID: "plain", State: messaging.StateDelivered}).News)
		require.Empty(t, news(t, db))

		sent(t, db, "m")
		m := report(t, db, "e2", messaging.Report{MessageID: "m", State: messaging.StateDelivered})
		require.Equal(t, store.Arrived, m.Kind)
		require.Equal(t, m.Kind, news(t, db)[0].Kind)
		require.Equal(t, m.News, news(t, db)[0].ID)
		require.Equal(t, m.Delivery, news(t, db)[0].Delivery)
		require.Empty(t, report(t, db, "e3", messaging.Report{MessageID: "m", State: messaging.StateDelivered}).News, "once")
		require.Equal(t, store.Undelivered, report(t, db, "e4", messaging.Report{MessageID: "m", State: messaging.StateUndelivered}).Kind)
		require.Len(t, news(t, db), 2)
	}},
	{"ReportsOutOfOrderEndTheSame", func(t *testing.T, db *store.DB) {
		sent(t, db, "m")
		report(t, db, "e1", messaging.Report{MessageID: "m", State: messaging.StateDelivered})
		report(t, db, "e2", messaging.Report{MessageID: "m", State: messaging.StateSent})
		report(t, db, "e3", messaging.Report{MessageID: "m", State: messaging.StateAccepted})
		require.Equal(t, messaging.StateDelivered, standing(t, db, "m").State)
	}},
	{"ARepeatedReportIsHeardOnce", func(t *testing.T, db *store.DB) {
		sent(t, db, "m")
		back := messaging.Report{MessageID: "m", State: messaging.StateUndelivered, Reason: "twilio_30005", At: Epoch}
		got := together(t, 16, func(ctx context.Context, _ int) (store.Moved, error) {
			return db.Callback(ctx, "twilio", "e1", back)
		})
		final := 0
		for _, m := range got {
			require.True(t, m.Known)
			if m.Final {
				final++
				require.True(t, m.Fresh)
				require.NotEmpty(t, m.News)
			}
		}
		require.Equal(t, 1, final)
		require.False(t, report(t, db, "e2", back).Final, "it came back already")
		require.Len(t, news(t, db), 1)
	}},
	{"AMessageThatCameBackIsNewsUntilItIsHandled", func(t *testing.T, db *store.DB) {
		sent(t, db, "m")
		m := report(t, db, "e1", messaging.Report{MessageID: "m", State: messaging.StateUndelivered, Reason: "twilio_30005"})
		require.True(t, m.Final)
		all := news(t, db)
		require.Len(t, all, 1)
		require.Equal(t, m.News, all[0].ID)
		require.Equal(t, store.Undelivered, all[0].Kind)
		require.Equal(t, caseID(1), all[0].CaseID)
		require.Equal(t, m.Delivery, all[0].Delivery)
		require.Equal(t, "twilio_30005", all[0].Delivery.Reason)

		none, err := db.Unhandled(ctxOf(t), Epoch, 100)
		require.NoError(t, err)
		require.Empty(t, none, "it is younger than that")
		require.NoError(t, db.Handled(ctxOf(t), m.News))
		require.NoError(t, db.Handled(ctxOf(t), m.News))
		require.Empty(t, news(t, db))
		require.ErrorIs(t, db.Handled(ctxOf(t), "nothing"), store.ErrNotFound)
	}},
	{"AReportMayComeBeforeTheAnswer", func(t *testing.T, db *store.DB) {
		enter(t, db, delivery("m", messaging.StateSending))
		m := report(t, db, "e1", messaging.Report{MessageID: "m", ProviderRef: "SM1", State: messaging.StateDelivered})
		require.Equal(t, messaging.StateDelivered, m.Delivery.State)
		settle(t, db, "m", 1, messaging.StateAccepted, "SM1")
		row := standing(t, db, "m")
		require.Equal(t, messaging.StateDelivered, row.State)
		require.Equal(t, messaging.ProviderRef("SM1"), row.ProviderRef)
		_, fresh := enter(t, db, delivery("m", messaging.StateSending))
		require.False(t, fresh, "it has left")
	}},
	{"AMessageComesBackOnce", func(t *testing.T, db *store.DB) {
		enter(t, db, delivery("m", messaging.StateSending))
		require.True(t, report(t, db, "e1", messaging.Report{MessageID: "m", State: messaging.StateUndelivered}).Final)
		again := report(t, db, "e2", messaging.Report{MessageID: "m", ProviderRef: "SM1", State: messaging.StateUndelivered})
		require.False(t, again.Final)
		require.Equal(t, messaging.ProviderRef("SM1"), again.Delivery.ProviderRef, "though something was learnt from it")
		require.Len(t, news(t, db), 1)
	}},
	{"AReportSettlesAnAttemptInDoubt", func(t *testing.T, db *store.DB) {
		enter(t, db, delivery("m", messaging.StateSending))
		settle(t, db, "m", 1, messaging.StateUnknown, "")
		report(t, db, "e1", messaging.Report{MessageID: "m", State: messaging.StateSent})
		require.Equal(t, messaging.StateSent, standing(t, db, "m").State)
	}},
	{"AReportOfAnUnknownMessageIsKept", func(t *testing.T, db *store.DB) {
		m := report(t, db, "e1", messaging.Report{ProviderRef: "SM-m", State: messaging.StateUndelivered, Reason: "twilio_30005"})
		require.False(t, m.Known)
		require.True(t, m.Fresh)
		require.False(t, m.Final)
		require.Empty(t, news(t, db))
		require.False(t, report(t, db, "e1", messaging.Report{ProviderRef: "SM-m", State: messaging.StateUndelivered}).Fresh)

		sent(t, db, "m")
		require.Equal(t, messaging.StateUndelivered, standing(t, db, "m").State, "it is heard once its message is known")
		require.Len(t, news(t, db), 1)
	}},
	{"AReportIsFoundByTheProvidersReference", func(t *testing.T, db *store.DB) {
		sent(t, db, "m")
		require.True(t, report(t, db, "e1", messaging.Report{ProviderRef: "SM-m", State: messaging.StateDelivered}).Known)
		require.Equal(t, messaging.StateDelivered, standing(t, db, "m").State)
		other, err := db.Callback(ctxOf(t), "sendgrid", "e1", messaging.Report{ProviderRef: "SM-m", State: messaging.StateUndelivered, At: Epoch})
		require.NoError(t, err)
		require.False(t, other.Known, "another provider's reference is another message")
	}},
	{"ReportsAndAnswersCrossingLoseNothing", func(t *testing.T, db *store.DB) {
		const n = 64
		for i := range n {
			enter(t, db, delivery(fmt.Sprint("m", i), messaging.StateSending))
		}
		together(t, 2*n, func(ctx context.Context, i int) (struct{}, error) {
			m := fmt.Sprint("m", i/2)
			if i%2 == 0 {
				return struct{}{}, db.Settle(ctx, messaging.Settlement{
					MessageID: m, Attempt: 1, State: messaging.StateAccepted, ProviderRef: messaging.ProviderRef("SM-" + m), At: Epoch,
				})
			}
			_, err := db.Callback(ctx, "twilio", "e-"+m, messaging.Report{ProviderRef: messaging.ProviderRef("SM-" + m), State: messaging.StateDelivered, At: Epoch})
			return struct{}{}, err
		})
		for i := range n {
			require.Equal(t, messaging.StateDelivered, standing(t, db, fmt.Sprint("m", i)).State)
		}
	}},
}
