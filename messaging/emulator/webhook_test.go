package emulator

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
)

func TestStatusCallbacksCarryTwiliosFieldsAndSignature(t *testing.T) {
	t.Parallel()
	w := setup(t)
	m := w.send(w.text(victim, "Hello"))
	hooks := w.settled()
	require.Len(t, hooks, 2)
	validator := client.NewRequestValidator(secret)
	for i, status := range []string{"sent", "delivered"} {
		h := hooks[i]
		require.Equal(t, w.hooks.URL+"/status?token=abc%20def", h.url)
		sig := h.header.Get("X-Twilio-Signature")
		require.True(t, validator.ValidateBody(h.url, h.body, sig))
		require.False(t, validator.ValidateBody(h.url+"x", h.body, sig))
		require.False(t, validator.ValidateBody(h.url, append(h.body, "&More=1"...), sig))
		require.NotEmpty(t, h.header.Get("I-Twilio-Idempotency-Token"))
		for field, want := range map[string]string{
			"MessageSid": *m.Sid, "SmsSid": *m.Sid, "MessageStatus": status, "SmsStatus": status,
			"To": victim, "From": ourNumber, "AccountSid": account, "ApiVersion": "2010-04-01", "ErrorCode": "",
		} {
			require.Equal(t, want, h.form.Get(field), field)
		}
	}
	require.Empty(t, hooks[0].form.Get("RawDlrDoneDate"))
	require.Equal(t, "2603020900", hooks[1].form.Get("RawDlrDoneDate"))
	require.NotEqual(t, hooks[0].header.Get("I-Twilio-Idempotency-Token"), hooks[1].header.Get("I-Twilio-Idempotency-Token"))
}

func TestTheSignatureIsTheOneTwilioPublishes(t *testing.T) {
	t.Parallel()
	form := map[string][]string{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
	require.Equal(t, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form))
}

func TestATextWithoutCallbackCallsNobody(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "Hello"))
	require.Empty(t, w.settled())
	require.Equal(t, "delivered", w.e.Messages()[0].Statuses[2].Name)
}

func TestATextThatWaitsPastItsValidityIsNotSent(t *testing.T) {
	t.Parallel()
	w := setup(t, func(o *Options) { o.CallbackDelay = 50 * time.Millisecond })
	w.send(w.text(victim, "Hello").SetValidityPeriod(60))
	w.clock.Advance(61 * time.Second)
	hooks := w.settled()
	require.Len(t, hooks, 1)
	require.Equal(t, "undelivered", hooks[0].form.Get("MessageStatus"))
	require.Equal(t, "30036", hooks[0].form.Get("ErrorCode"))
	require.True(t, w.e.Messages()[0].SentAt().IsZero())
}

func TestATextWithinItsValidityIsSent(t *testing.T) {
	t.Parallel()
	w := setup(t, func(o *Options) { o.CallbackDelay = 50 * time.Millisecond })
	w.send(w.text(victim, "Hello").SetValidityPeriod(60))
	w.clock.Advance(60 * time.Second)
	require.Equal(t, []string{"sent", "delivered"}, w.statuses())
}

func TestTwilioDoesNotCallAgainOnAnError(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.answers = []int{500, 404}
	w.send(w.text(victim, "Hello"))
	require.Equal(t, []string{"sent", "delivered"}, w.statuses())
	s := w.e.Messages()[0].Statuses
	require.Equal(t, []int{500, 404}, []int{s[1].Answer, s[2].Answer})
	require.True(t, s[2].Told)
}

func TestTwilioCallsOnceMoreWhenNobodyAnswers(t *testing.T) {
	t.Parallel()
	w := setup(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	w.send(textTo(victim, "Hello").SetStatusCallback(gone.URL))
	w.settled()
	s := w.e.Messages()[0].Statuses
	require.Equal(t, Status{Name: "delivered", At: epoch, Told: true, Posts: 2}, s[2])
}

func TestNoCallbackLeavesThisMachine(t *testing.T) {
	t.Parallel()
	w := setup(t)
	call := func(c *http.Client, url string) error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		require.NoError(t, err)
		res, err := c.Do(req)
		if err == nil {
			require.NoError(t, res.Body.Close())
		}
		return err
	}
	for _, url := range []string{"http://192.0.2.1/", "http://10.0.0.1/", "http://[2001:db8::1]/", "http://[::ffff:192.0.2.1]/"} {
		require.ErrorContains(t, call(w.e.client, url), "nothing leaves this machine")
	}
	require.NoError(t, call(w.e.client, w.hooks.URL))
	require.ErrorContains(t, call(callbackClient(true), "http://192.0.2.1/"), "nothing leaves this machine")
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	elsewhere := httptest.NewServer(http.RedirectHandler(w.hooks.URL+"/status", http.StatusTemporaryRedirect))
	t.Cleanup(elsewhere.Close)
	w.send(textTo(victim, "Hello").SetStatusCallback(elsewhere.URL))
	require.Empty(t, w.settled())
}

func TestAReplyIsSignedAndKept(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "Hello").SetFrom("+447700900888"))
	m, answer, err := w.e.Reply(t.Context(), victim, "", "1")
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, answer)
	hooks := w.settled()
	require.Len(t, hooks, 1)
	h, validator := hooks[0], client.NewRequestValidator(secret)
	require.Equal(t, w.hooks.URL+"/inbound?from=twilio", h.url)
	require.True(t, validator.ValidateBody(h.url, h.body, h.header.Get("X-Twilio-Signature")))
	for field, want := range map[string]string{
		"MessageSid": m.SID, "SmsMessageSid": m.SID, "SmsSid": m.SID, "From": victim, "To": "+447700900888", "Body": "1",
		"NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "AccountSid": account, "OptOutType": "",
	} {
		require.Equal(t, want, h.form.Get(field), field)
	}
	require.Len(t, w.e.Replies(), 1)
	require.Len(t, w.e.Messages(), 1, "a reply is not a message we sent")
	got, err := w.twilio().ListMessage(listing().SetFrom(victim))
	require.NoError(t, err)
	require.Equal(t, "inbound", *got[0].Direction)
}

func TestStopEndsTextsFromThatSenderUntilStart(t *testing.T) {
	t.Parallel()
	w := setup(t)
	reply := func(body string) string {
		_, _, err := w.e.Reply(t.Context(), victim, ourNumber, body)
		require.NoError(t, err)
		hooks := w.settled()
		return hooks[len(hooks)-1].form.Get("OptOutType")
	}
	require.Empty(t, reply("Stop please"), "only the word alone")
	w.send(textTo(victim, "Hello"))
	require.Equal(t, "STOP", reply(" sToP "))
	require.Equal(t, 21610, w.refused(textTo(victim, "Hello")).Code)
	w.send(textTo(victim, "Hello").SetFrom("+447700900888"))
	w.send(textTo("+447700900124", "Hello"))
	require.Equal(t, "HELP", reply("help"))
	require.Equal(t, 21610, w.refused(textTo(victim, "Hello")).Code)
	require.Equal(t, "START", reply("unstop"))
	w.send(textTo(victim, "Hello"))
}

func TestAReplyThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, c := range [][3]string{{"07700900123", ourNumber, "Hi"}, {victim, "Support", "Hi"}, {victim, ourNumber, ""}, {victim, "x", "Hi"}} {
		_, _, err := w.e.Reply(t.Context(), c[0], c[1], c[2])
		require.Error(t, err)
	}
	require.Empty(t, w.e.Replies())
}
