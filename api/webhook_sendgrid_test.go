package api

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// sendgridKey signs what SendGrid sends in tests.
var sendgridKey = newKey()

func sendgridPublic() string {
	der, err := x509.MarshalPKIXPublicKey(&sendgridKey.PublicKey)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

// events posts a batch as SendGrid would, signed at a moment.
func (w *world) events(at time.Time, key *ecdsa.PrivateKey, batch any) answer {
	w.t.Helper()
	raw, ok := batch.([]byte)
	if !ok {
		var err error
		raw, err = json.Marshal(batch)
		require.NoError(w.t, err)
		raw = append(raw, "\r\n"...)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	sum := sha256.Sum256(append([]byte(stamp), raw...))
	signature, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	require.NoError(w.t, err)
	return w.send(call{method: http.MethodPost, path: eventsPath, body: raw, header: http.Header{
		"X-Twilio-Email-Event-Webhook-Signature": {base64.StdEncoding.EncodeToString(signature)}, "X-Twilio-Email-Event-Webhook-Timestamp": {stamp},
	}})
}

func event(name, id, message string, more body) body {
	e := body{
		"event": name, "sg_event_id": id, "message": message, "sg_message_id": "abc.filter01-1", "email": "zeb@example.org",
		"timestamp": monday.Unix(), "smtp-id": "<1@example.org>",
	}
	for k, v := range more {
		e[k] = v
	}
	return e
}

func TestEventsMoveAnEmailForwardOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Channel: casework.Email, Provider: sendgrid})
	batch := []any{event("bounce", "e-2", m, body{"type": "blocked", "reason": "550 zeb@example.org is unknown"}), event("processed", "e-1", m, nil), event("open", "e-3", m, nil)}
	for range 3 {
		w.events(monday, sendgridKey, batch).is(http.StatusNoContent)
	}
	require.Equal(t, messaging.StateUndelivered, w.delivered(id).State)
	require.Equal(t, messaging.ProviderRef("abc"), w.delivered(id).ProviderRef)
	require.Equal(t, "sendgrid_blocked", w.delivered(id).Reason)
	require.Equal(t, []string{"refer", "message-failed"}, w.realm.took())
}

func TestOnlySendGridIsHeard(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Channel: casework.Email, Provider: sendgrid})
	batch := []any{event("delivered", "e-1", m, nil)}
	w.events(monday, otherKey, batch).refused(http.StatusForbidden, invalidSignature)
	w.events(monday.Add(-26*time.Hour), sendgridKey, batch).refused(http.StatusForbidden, invalidSignature)
	w.events(monday.Add(time.Hour), sendgridKey, batch).refused(http.StatusForbidden, invalidSignature)
	unsigned := w.send(call{method: http.MethodPost, path: eventsPath, body: batch})
	unsigned.refused(http.StatusForbidden, invalidSignature)
	require.Equal(t, messaging.StateSending, w.delivered(id).State)

	w.events(monday, sendgridKey, []byte("not json")).refused(http.StatusBadRequest, malformedJSON)
	w.events(monday, sendgridKey, bytes.Repeat([]byte(" "), bodyLimit+1)).refused(http.StatusRequestEntityTooLarge, tooLarge)
	w.events(monday.Add(-24*time.Hour), sendgridKey, batch).is(http.StatusNoContent)
	require.Equal(t, messaging.StateDelivered, w.delivered(id).State)
}

func TestATamperedBatchIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stamp := strconv.FormatInt(monday.Unix(), 10)
	raw := []byte(`[{"event":"delivered","sg_event_id":"e"}]`)
	sum := sha256.Sum256(append([]byte(stamp), raw...))
	signature, err := ecdsa.SignASN1(rand.Reader, sendgridKey, sum[:])
	require.NoError(t, err)
	h := http.Header{
		"X-Twilio-Email-Event-Webhook-Signature": {base64.StdEncoding.EncodeToString(signature)}, "X-Twilio-Email-Event-Webhook-Timestamp": {stamp},
	}
	w.send(call{method: http.MethodPost, path: eventsPath, body: raw, header: h}).is(http.StatusNoContent)
	w.send(call{method: http.MethodPost, path: eventsPath, body: append(raw, ' '), header: h}).refused(http.StatusForbidden, invalidSignature)
	h.Set("X-Twilio-Email-Event-Webhook-Timestamp", strconv.FormatInt(monday.Unix()+1, 10))
	w.send(call{method: http.MethodPost, path: eventsPath, body: raw, header: h}).refused(http.StatusForbidden, invalidSignature)
}

func TestASpamReportIsHeardAsANo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(withPoint("A-1", body{"kind": "email", "value": "zeb@example.org", "safe": body{"email": true, "confirmed_by": "PC 1", "confirmed_at": "2026-03-02T07:00:00Z"}}))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Channel: casework.Email, Provider: sendgrid})
	w.events(monday, sendgridKey, []any{event("spamreport", "e-1", m, nil), event("unsubscribe", "e-2", idOf("nobody's"), nil)}).is(http.StatusNoContent)
	require.True(t, w.point(id).OptedOut)
	stopped, ok := w.realm.last().(casework.ReplyReceived)
	require.True(t, ok, "and somebody is told")
	require.True(t, stopped.Stop)
	require.False(t, stopped.Distress)
	w.events(monday, sendgridKey, []any{event("spamreport", "e-3", m, nil)}).is(http.StatusNoContent)
	require.Equal(t, []string{"refer", "reply-received"}, w.realm.took(), "once")
	require.Len(t, w.wordsOf(id, "reply"), 1)
	var page listing[task]
	w.get("/v1/tasks?kind=read_reply", casework.Caseworker).json(&page)
	require.Len(t, page.Items, 1)
}

func TestStrangeEventsAreLeftAlone(t *testing.T) {
	t.Parallel()
	w := setup(t)
	batch := []any{
		event("delivered", "", "", nil), event("delivered", strings.Repeat("e", 300), "", nil), event("group_resubscribe", "e", "", nil), body{},
		event("delivered", "e-9", "nobody", body{"timestamp": 1e300}), event("delivered", "e-10\u0000", "x", body{"sg_message_id": "\u0000"}),
	}
	w.events(monday, sendgridKey, batch).is(http.StatusNoContent)
	w.events(monday, sendgridKey, []byte("[]")).is(http.StatusNoContent)
}
