package api

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

const (
	receiptsPath = "/v1/webhooks/notify/status"
	receivedPath = "/v1/webhooks/notify/inbound"
)

func (w *world) receipt(token, raw string) answer {
	w.t.Helper()
	return w.byNotify(receiptsPath, token, raw)
}

func (w *world) byNotify(path, token, raw string) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPost, path: path, body: raw, header: http.Header{
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

func TestATextThatNotifyReceivedIsHeardAsAnyOther(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.NotifyTokens = []string{"new"} })
	id := w.refer(referralBody("A-1"))
	text := func(id, from, words string) string {
		return `{"id":"` + id + `","source_number":"` + from + `","destination_number":"07700900998","message":"` + words + `","date_received":"2026-03-02T09:00:00.000000Z"}`
	}
	for range 2 {
		w.byNotify(receivedPath, "new", text("t-1", "447700900123", "Help me")).is(http.StatusNoContent)
	}
	require.Equal(t, []string{"Help me"}, w.wordsOf(id, "reply"), "once, however often it is told")
	heard, ok := w.realm.last().(casework.ReplyReceived)
	require.True(t, ok)
	require.True(t, heard.Distress)

	w.byNotify(receivedPath, "new", text("t-2", "447700900123", "stop")).is(http.StatusNoContent)
	require.True(t, w.point(id).OptedOut)

	w.byNotify(receivedPath, "new", text("t-3", "447700900777", "Who is this?")).is(http.StatusNoContent)
	stray, err := w.db.Unclaimed(t.Context(), "", 0)
	require.NoError(t, err)
	require.Len(t, stray.Items, 1)
	require.NotContains(t, w.logs.String(), "900777")

	w.byNotify(receivedPath, "old", text("t-4", "447700900123", "start")).refused(http.StatusForbidden, invalidSignature)
	w.byNotify(receivedPath, "new", `{"message":"start"}`).refused(http.StatusBadRequest, malformedJSON)
	require.True(t, w.point(id).OptedOut)
}
