package twilio_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/emulator"
)

func TestAnAccountThatKeepsWordsForgetsThemOnceTheTextIsOver(t *testing.T) {
	t.Parallel()
	e, err := emulator.New(emulator.Options{AccountSID: config().AccountSID, AuthToken: config().AuthToken, SendGridKey: "SG", RedactionOff: true})
	require.NoError(t, err)
	server := httptest.NewServer(e.Handler())
	t.Cleanup(func() {
		require.NoError(t, e.Close())
		server.Close()
	})
	_, err = e.AddFault(emulator.Fault{Kind: emulator.Held, Delay: emulator.Duration(200 * time.Millisecond)})
	require.NoError(t, err)
	c := config()
	c.BaseURL, c.DiscardContent, c.PublicURL = server.URL, true, server.URL
	channel := open(t, c)
	l := letter(123)
	ref, err := channel.Send(context.Background(), l)
	require.NoError(t, err)
	require.ErrorAs(t, channel.Redact(context.Background(), ref), &messaging.NotSent{}, "it still waits at Twilio")

	require.NoError(t, e.Settle(context.Background()))
	for range 2 {
		require.NoError(t, channel.Redact(context.Background(), ref))
	}
	require.False(t, e.Messages()[0].Redacted.IsZero())
	require.NoError(t, channel.Redact(context.Background(), "SM00000000000000000000000000000000"))
}
