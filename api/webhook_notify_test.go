package api

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

const receiptsPath = "/v1/webhooks/notify/status"

func (w *world) receipt(token, raw string) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPost, path: receiptsPath, body: raw, header: http.Header{
		"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token},
	}})
}

func TestAReceiptOfNotifyMovesAMessageForwardAndIsThenRedacted(t *testing.T) {
	t.Parallel()
	var redacted []string
	away := errors.New("the provider is away")
	w := setup(t, func(c *Config) {
		c.NotifyTokens = []string{"new", "old"}
		c.Redact = func(_ context.Context, d messaging.Delivery) error {
			redacted = append(redacted, d.MessageID)
			return away
		}
	})
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Provider: notify})
	w.receipt("old", `{"id":"n-1","reference":"`+m+`","status":"sending","to":"+447700900123"}`).is(http.StatusNoContent)
	require.Empty(t, redacted, "it has not come to its end")
	w.receipt("new", `{"id":"n-1","reference":"`+m+`","status":"delivered","to":"+447700900123"}`).is(http.StatusNoContent)
	require.Equal(t, messaging.StateDelivered, w.delivered(id).State)
	require.Equal(t, []string{m}, redacted, "and no webhook fails where that cannot be done")

	away = nil
	w.clock.move(5 * time.Minute)
	w.api.look(t.Context())
	require.Equal(t, []string{m, m}, redacted, "but the watch tries again")
	w.clock.move(time.Hour)
	w.api.look(t.Context())
	require.Len(t, redacted, 2, "until it is done")
}

func TestAReceiptWithoutNotifysTokenIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.NotifyTokens = []string{"new"} })
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Provider: notify})
	for _, forged := range []string{"", "old", "new "} {
		w.receipt(forged, `{"id":"n-1","reference":"`+m+`","status":"delivered"}`).refused(http.StatusForbidden, invalidSignature)
	}
	w.receipt("new", `[]`).refused(http.StatusBadRequest, malformedJSON)
	w.receipt("new", `{"id":"n-2","reference":"nobody's","status":"delivered"}`).is(http.StatusNoContent)
	require.Equal(t, messaging.StateSending, w.delivered(id).State)
}
