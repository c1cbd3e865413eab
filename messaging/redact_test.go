package messaging_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// forgetting is a post whose provider can be told to forget.
type forgetting struct {
	*post
	id     string
	err    error
	forgot *[]messaging.ProviderRef
}

func (f forgetting) ID() string { return f.id }

func (f forgetting) Redact(_ context.Context, ref messaging.ProviderRef) error {
	*f.forgot = append(*f.forgot, ref)
	return f.err
}

func TestWordsAreForgottenByWhoeverTookThemOnceTheyAreNotNeeded(t *testing.T) {
	t.Parallel()
	var first, second []messaging.ProviderRef
	channels := []messaging.Channel{
		&post{}, forgetting{&post{}, "twilio", nil, &first},
		messaging.Guarded(forgetting{&post{}, "twilio2", nil, &second}, messaging.Limits{PerSecond: 1}),
	}
	for _, state := range []messaging.State{
		messaging.StateWaiting, messaging.StateSending, messaging.StateUnknown, messaging.StateNotSent, messaging.StateMissed,
		messaging.StateRefused,
	} {
		d := messaging.Delivery{Provider: "twilio", ProviderRef: "SM1", State: state}
		require.NoError(t, messaging.Redact(context.Background(), channels, d))
	}
	require.Empty(t, first, "the provider has nothing to forget")
	for _, d := range []messaging.Delivery{
		{Provider: "twilio", ProviderRef: "SM1", State: messaging.StateDelivered},
		{Provider: "twilio2", ProviderRef: "SM2", State: messaging.StateUndelivered},
		{Provider: "post", ProviderRef: "P1", State: messaging.StateDelivered}, // cannot forget
		{Provider: "gone", ProviderRef: "G1", State: messaging.StateDelivered},
		{Provider: "twilio", State: messaging.StateDelivered},
		{Provider: "twilio", ProviderRef: "SM3", State: messaging.StateSent}, // of which nothing more was heard
	} {
		require.NoError(t, messaging.Redact(context.Background(), channels, d))
	}
	require.Equal(t, []messaging.ProviderRef{"SM1", "SM3"}, first)
	require.Equal(t, []messaging.ProviderRef{"SM2"}, second)
}

func TestThatWordsWereNotForgottenIsSaid(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	err := messaging.Redact(context.Background(), []messaging.Channel{forgetting{&post{}, "twilio", away, new([]messaging.ProviderRef)}},
		messaging.Delivery{Provider: "twilio", ProviderRef: "SM1", State: messaging.StateDelivered})
	require.ErrorIs(t, err, away)
}
