package api_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// spoil makes of a real webhook one that no provider sent. It says what it did.
func (g *gate) spoil(w webhook) (webhook, string) {
	kind := one(g, "unsigned", "signature", "body", "truncated", "re-encoded", "oversized", "elsewhere", "by another", "stale", "type")
	head := w.signature()
	switch kind {
	case "unsigned":
		w.header.Set(head, one(g, "", "", "AAAA", "%%%", strings.Repeat("A", 28), strings.Repeat("A", 100_000)))
	case "signature":
		b := []byte(w.header.Get(head))
		b[g.dice.IntN(20)] ^= 1 + byte(g.dice.IntN(3))
		w.header.Set(head, string(b))
	case "body":
		g.change(&w)
	case "truncated":
		w.body = w.body[:g.dice.IntN(len(w.body))]
	case "re-encoded":
		g.reencode(&w)
	case "oversized":
		w.body = append(w.body, bytes.Repeat([]byte("&x=1"), 1<<18)...)
	case "elsewhere":
		return g.elsewhere(w), kind
	case "by another":
		return g.byAnother(w), kind
	case "stale":
		return g.sendgrid(w.jsonBody(), gateNow.Add(one(g, -26*time.Hour, -1000*time.Hour, time.Hour)).Unix(), g.key), kind
	case "type":
		w.header.Set("Content-Type", one(g, "text/plain", "", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16"))
	}
	return w, kind
}

// change turns bits of a body over until it says something else: Twilio signs what a
// form says, in whatever letters its escapes are written.
func (g *gate) change(w *webhook) {
	said, _ := url.ParseQuery(string(w.body))
	for {
		w.body[g.dice.IntN(len(w.body))] ^= 1 << g.dice.IntN(7)
		says, err := url.ParseQuery(string(w.body))
		if err != nil || !maps.EqualFunc(said, says, slices.Equal) || !strings.Contains(w.path, "twilio") {
			return
		}
	}
}

func (w webhook) jsonBody() []byte {
	if strings.Contains(w.path, "twilio") {
		return []byte(`[]`)
	}
	return w.body
}

// reencode says the same in other bytes, where that is not what was signed.
func (g *gate) reencode(w *webhook) {
	if !strings.Contains(w.path, "twilio") {
		w.body = one(g, append([]byte(" "), w.body...), append(w.body, '\n'), bytes.ReplaceAll(w.body, []byte(":"), []byte(": ")), append([]byte("\xef\xbb\xbf"), w.body...))
		return
	}
	switch g.dice.IntN(3) {
	case 0:
		w.body = []byte(url.QueryEscape(string(w.body)))
	case 1:
		w.header.Set("Content-Encoding", "gzip")
	default:
		w.body = bytes.ToUpper(w.body)
	}
}

// elsewhere is a webhook signed for another address than ours.
func (g *gate) elsewhere(w webhook) webhook {
	if !strings.Contains(w.path, "twilio") {
		w.path = one(g, "/v1/webhooks/twilio/status", "/v1/webhooks/twilio/inbound")
		return w
	}
	form, err := url.ParseQuery(string(w.body))
	require.NoError(g.t, err)
	other := one(g, "http://beacon.example.org", "https://evil.example.org", "https://beacon.example.org:8443", "https://beacon.example.org.evil.example",
		"https://beacon.example.org/proxy", "", "//beacon.example.org")
	w.header.Set(messaging.TwilioSignatureHeader, signed(gateToken, other+w.path, form))
	return w
}

// byAnother is a webhook signed by somebody who has not our secret.
func (g *gate) byAnother(w webhook) webhook {
	if !strings.Contains(w.path, "twilio") {
		return g.sendgrid(w.body, gateNow.Unix(), g.other)
	}
	form, err := url.ParseQuery(string(w.body))
	require.NoError(g.t, err)
	w.header.Set(messaging.TwilioSignatureHeader, signed(one(g, "", "token2", "TOKEN1", "token1 "), gateURL+w.path, form))
	return w
}

func TestOfTenThousandForgedWebhooksNoneIsBelieved(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	before, kinds := g.state(), map[string]int{}
	for n := range 10_000 {
		w, kind := g.spoil(g.real())
		kinds[kind]++
		status := g.post(w)
		require.True(t, status >= 400 && status < 500, "%s was answered %d: %s %q", kind, status, w.path, w.body[:min(len(w.body), 300)])
		if n%1000 == 999 {
			require.Equal(t, before, g.state(), "something was changed")
		}
	}
	t.Log(kinds)
	require.Len(t, kinds, 10)
}

func TestAReplayedWebhookChangesNothing(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	heard := make([]webhook, 200)
	for i := range heard {
		form := url.Values{"MessageSid": {fmt.Sprintf("SM%032d", i%20)}, "MessageStatus": {one(g, "queued", "sent", "delivered")}}
		heard[i] = g.twilio("/v1/webhooks/twilio/status?m="+g.known[i%20], form)
		require.Equal(t, http.StatusNoContent, g.post(heard[i]))
	}
	before := g.state()
	for range 2000 {
		require.Equal(t, http.StatusNoContent, g.post(heard[g.dice.IntN(len(heard))]))
	}
	require.Equal(t, before, g.state())
}

// A provider speaks of messages that are not ours: it is told that all is well, and
// nothing comes of it but the note that it was heard.
func TestAWebhookOfAnUnknownMessageChangesNothing(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	before := g.state("provider_events")
	for n := range 500 {
		id := messaging.MessageID(fmt.Sprint("nobody's ", n))
		form := url.Values{"MessageSid": {fmt.Sprintf("SM9%031d", n)}, "MessageStatus": {one(g, "sent", "delivered", "failed", "read", "nonsense")}}
		require.Equal(t, http.StatusNoContent, g.post(g.twilio("/v1/webhooks/twilio/status?m="+one(g, id, "", "nonsense", id+id), form)))
		event := fmt.Appendf(nil, `[{"event":%q,"sg_event_id":"u%d","sg_message_id":"z%d","message":%q}]`, one(g, "delivered", "bounce", "spamreport", "new"), n, n, id)
		require.Equal(t, http.StatusNoContent, g.post(g.sendgrid(event, gateNow.Unix(), g.key)))
	}
	require.Equal(t, before, g.state("provider_events"))
}
