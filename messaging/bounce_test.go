package messaging_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

func TestOnlyAnEmailThatCameBackForGoodPausesItsAddress(t *testing.T) {
	t.Parallel()
	came := func(by casework.Channel, state messaging.State, reason string) bool {
		_, pauses := messaging.Delivery{Channel: by, State: state, Reason: reason}.Pauses()
		return pauses
	}
	for _, reason := range []string{"sendgrid_bounce", "sendgrid_dropped", "notify_permanent_failure"} {
		require.True(t, came(casework.Email, messaging.StateUndelivered, reason), reason)
		require.False(t, came(casework.Text, messaging.StateUndelivered, reason), "a number may still be called")
		require.False(t, came(casework.Email, messaging.StateDelivered, reason))
	}
	for _, passing := range []string{"sendgrid_blocked", "notify_temporary_failure", "twilio_30005", ""} {
		require.False(t, came(casework.Email, messaging.StateUndelivered, passing), passing)
	}
}
