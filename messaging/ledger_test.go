package messaging_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/messaging"
	"beacon/messaging/messagingtest"
)

func TestTheLedgerInMemoryKeepsThePromise(t *testing.T) {
	t.Parallel()
	messagingtest.ExerciseLedger(t, func(*testing.T) messagingtest.Ledger { return messagingtest.NewMemory() }, nil)
}

var states = []messaging.State{
	messaging.StateWaiting, messaging.StateSending, messaging.StateUnknown, messaging.StateNotSent, messaging.StateMissed,
	messaging.StateRefused, messaging.StateAccepted, messaging.StateSent, messaging.StateDelivered, messaging.StateUndelivered,
}

func TestForwardIsAnOrder(t *testing.T) {
	t.Parallel()
	for i, a := range states {
		require.False(t, messaging.Forward(a, a), a)
		require.False(t, messaging.Forward(a, "lost"), "what is no state is never forward")
		require.True(t, messaging.Forward("", a), "anything is more than nothing")
		for _, b := range states[i+1:] {
			require.False(t, messaging.Forward(b, a), "%s to %s", b, a)
		}
	}
}

// However often and in whatever order reports come, the row ends where the furthest
// of them says.
func TestTheOrderOfReportsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		heard := rapid.SliceOfN(rapid.SampledFrom(states[6:]), 1, 8).Draw(t, "heard")
		row, furthest := messaging.Delivery{State: messaging.StateSending, Attempt: 1}, messaging.State("")
		answered := rapid.IntRange(0, len(heard)).Draw(t, "answered")
		for i, s := range heard {
			if i == answered {
				row, _ = row.Settled(messaging.Settlement{Attempt: 1, State: messaging.StateAccepted, ProviderRef: "SM1", At: monday})
			}
			row, _ = row.Reported(messaging.Report{State: s, At: monday})
			if messaging.Forward(furthest, s) {
				furthest = s
			}
		}
		require.Equal(t, furthest, row.State)
	})
}

func TestProvidersWordsAreStates(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]messaging.State{"queued": "accepted", "sent": "sent", "delivered": "delivered", "undelivered": "undelivered", "failed": "undelivered"} {
		got, ok := messaging.TwilioStatus(word)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for word, want := range map[string]messaging.State{"processed": "accepted", "delivered": "delivered", "bounce": "undelivered", "dropped": "undelivered"} {
		got, ok := messaging.SendGridEvent(word)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, word := range []string{"received", "receiving", "", "open"} {
		_, ok := messaging.TwilioStatus(word)
		require.False(t, ok)
	}
	for _, word := range []string{"open", "click", "spamreport", ""} {
		_, ok := messaging.SendGridEvent(word)
		require.False(t, ok)
	}
	require.True(t, messaging.SendGridOptOut("spamreport"))
	require.False(t, messaging.SendGridOptOut("bounce"))
}

func TestAMessageIDIsOpaqueAndAlwaysTheSame(t *testing.T) {
	t.Parallel()
	require.Equal(t, messaging.MessageID(effect), messaging.MessageID(effect))
	require.NotEqual(t, messaging.MessageID(effect), messaging.MessageID(effect+"1"))
	_, err := uuid.Parse(messaging.MessageID(effect))
	require.NoError(t, err)
}
