package emulator

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/notify"
)

const (
	notifyService  = "26785a09-ab16-4eb0-8407-a37497a57506"
	notifySecret   = "3d844edf-8d35-48ac-975b-e847b4f122b0"
	textTemplate   = "f33517ff-2a88-4f6e-b855-c550268ce08a"
	emailTemplate  = "e33517ff-2a88-4f6e-b855-c550268ce08a"
	notifyCallback = "callback-token"
)

// withNotify is a world in which Notify can be used too.
func withNotify(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	return setup(t, append([]func(*Options){func(o *Options) {
		o.NotifyKey = "test-" + notifyService + "-" + notifySecret
	}}, change...)...)
}

func (w *world) notify() notify.Config {
	return notify.Config{
		APIKey: w.e.options.NotifyKey, Template: textTemplate, BaseURL: w.srv.URL, Now: w.clock.Now, Transport: browser.Transport,
	}
}

func (w *world) texts() *notify.Channel {
	w.t.Helper()
	c, err := notify.NewTexts(w.notify())
	require.NoError(w.t, err)
	return c
}

func (w *world) emails() *notify.Channel {
	w.t.Helper()
	config := w.notify()
	config.Template = emailTemplate
	c, err := notify.NewEmails(config)
	require.NoError(w.t, err)
	return c
}

func notice(id, to string) messaging.Letter {
	return messaging.Letter{MessageID: id, To: to, Subject: "A note", Text: "Please call.", ValidFor: time.Hour}
}

// bearer is a token as any library makes it.
func bearer(t *testing.T, service, secret string, at time.Time) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(secret)}, nil)
	require.NoError(t, err)
	token, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: service, IssuedAt: jwt.NewNumericDate(at)}).Serialize()
	require.NoError(t, err)
	return token
}

// ask makes one request of Notify's API by hand.
func (w *world) ask(method, path, token, body string) (int, map[string]any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.srv.URL+path, strings.NewReader(body))
	require.NoError(w.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := browser.Do(req)
	require.NoError(w.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(w.t, err)
	var v map[string]any
	require.NoError(w.t, json.Unmarshal(text, &v), string(text))
	return res.StatusCode, v
}

func TestATextIsAcceptedAsNotifyWould(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	token := bearer(t, notifyService, notifySecret, epoch)
	status, answer := w.ask("POST", "/v2/notifications/sms", token,
		`{"phone_number":"`+victim+`","template_id":"`+textTemplate+`","personalisation":{"body":"Please call."},"reference":"0f9a"}`)
	require.Equal(t, http.StatusCreated, status)
	kept := w.e.Messages()
	require.Len(t, kept, 1)
	m := kept[0]
	require.Equal(t, []string{answer["id"].(string), victim, "Please call.", textTemplate, Notify}, []string{m.SID, m.To, m.Body, m.Service, m.Provider()})
	require.Equal(t, "0f9a", answer["reference"])
	require.Equal(t, map[string]any{"body": "Please call.", "from_number": "GOVUK"}, answer["content"])

	status, shown := w.ask("GET", "/v2/notifications/"+m.ID, token, "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, []any{"sms", victim, nil}, []any{shown["type"], shown["phone_number"], shown["email_address"]})
	status, _ = w.ask("GET", "/v2/notifications/"+textTemplate, token, "")
	require.Equal(t, http.StatusNotFound, status)
}

func TestNotifyBelievesItsOwnServiceAndForThirtySeconds(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	for name, c := range map[string]struct {
		token string
		want  int
	}{
		"none":              {"", http.StatusUnauthorized},
		"no token":          {"not.a.token", http.StatusForbidden},
		"another service's": {bearer(t, textTemplate, notifySecret, epoch), http.StatusForbidden},
		"another secret's":  {bearer(t, notifyService, textTemplate, epoch), http.StatusForbidden},
		"too old":           {bearer(t, notifyService, notifySecret, epoch.Add(-31*time.Second)), http.StatusForbidden},
		"too early":         {bearer(t, notifyService, notifySecret, epoch.Add(31*time.Second)), http.StatusForbidden},
		"old enough":        {bearer(t, notifyService, notifySecret, epoch.Add(-30*time.Second)), http.StatusOK},
		"none, signed so":   {"eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", http.StatusForbidden},
	} {
		status, _ := w.ask("GET", "/v2/notifications", c.token, "")
		require.Equal(t, c.want, status, name)
	}
	without := setup(t)
	status, _ := without.ask("GET", "/v2/notifications", bearer(t, notifyService, notifySecret, epoch), "")
	require.Equal(t, http.StatusForbidden, status, "an emulator that was given no key")
}

func TestNotifyRefusesWhatTheRealOneRefuses(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	token := bearer(t, notifyService, notifySecret, epoch)
	says := `"template_id":"` + textTemplate + `","personalisation":{"body":"x","subject":"y"}}`
	for body, want := range map[string]string{
		`sms {`:                              "BadRequestError",
		`sms {"phone_number":"0770",` + says: "ValidationError",
		`sms {"phone_number":"+441632960001",` + says:                                "ValidationError", // a landline
		`email {"email_address":"anna",` + says:                                      "ValidationError",
		`sms {"phone_number":"` + victim + `","template_id":"x"}`:                    "ValidationError",
		`sms {"phone_number":"` + victim + `","template_id":"` + textTemplate + `"}`: "BadRequestError",
	} {
		kind, body, _ := strings.Cut(body, " ")
		status, answer := w.ask("POST", "/v2/notifications/"+kind, token, body)
		require.Equal(t, http.StatusBadRequest, status, body)
		errs, ok := answer["errors"].([]any)
		require.True(t, ok)
		require.Equal(t, want, errs[0].(map[string]any)["error"], body)
	}
	status, _ := w.ask("POST", "/v2/notifications/letter", token, "{}")
	require.Equal(t, http.StatusNotFound, status)
	require.Empty(t, w.e.Messages())
}

func TestAReceiptComesWithTheBearerTokenAtTheEndOnly(t *testing.T) {
	t.Parallel()
	w := withNotify(t, receipts)
	_, err := w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	_, err = w.emails().Send(t.Context(), notice("id-2", "bounce@example.org"))
	require.NoError(t, err)
	w.fault(Fault{Kind: FinalFailure, Provider: Notify, To: "+447700900124"})
	_, err = w.texts().Send(t.Context(), notice("id-3", "+447700900124"))
	require.NoError(t, err)
	told := map[string]messaging.State{}
	hooks := w.settled()
	require.Len(t, hooks, 3)
	for _, h := range hooks {
		require.True(t, strings.HasSuffix(h.url, "/receipts"), h.url)
		require.True(t, messaging.NotifyToken([]string{notifyCallback}, h.header.Get("Authorization")))
		r, _, err := messaging.NotifyReport(h.body, epoch)
		require.NoError(t, err)
		told[r.MessageID] = r.State
	}
	require.Equal(t, map[string]messaging.State{
		"id-1": messaging.StateDelivered, "id-2": messaging.StateUndelivered, "id-3": messaging.StateUndelivered,
	}, told)
	failed := w.e.Messages()[2]
	require.Equal(t, temporaryFailure, failed.Status().Name)
}

func receipts(o *Options) {
	o.NotifyCallbackToken = notifyCallback
	o.NotifyCallbackURL = strings.TrimSuffix(o.EventsURL, "/events") + "/receipts"
}

func TestAReplyToATextOfNotifysIsHandedOnByNotify(t *testing.T) {
	t.Parallel()
	w := withNotify(t, receipts, func(o *Options) { o.NotifyInboundURL = strings.TrimSuffix(o.EventsURL, "/events") + "/received" })
	_, err := w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	w.settled()
	m, answer, err := w.e.Reply(t.Context(), victim, "", "STOP")
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, answer)
	require.Empty(t, m.OptOut, "Notify knows no such words")
	hooks := w.settled()
	h := hooks[len(hooks)-1]
	require.True(t, strings.HasSuffix(h.url, "/received"), h.url)
	require.True(t, messaging.NotifyToken([]string{notifyCallback}, h.header.Get("Authorization")))
	text, err := messaging.NotifyText(h.body)
	require.NoError(t, err)
	require.Equal(t, messaging.NotifyReceived{ID: m.ID, From: victim, To: notifyNumber, Text: "STOP"}, text)
	_, list := w.ask("GET", "/v2/notifications", bearer(t, notifyService, notifySecret, epoch), "")
	require.Len(t, list["notifications"], 1, "a reply is not a message we sent")
	_, err = w.texts().Send(t.Context(), notice("id-2", victim))
	require.NoError(t, err)
}

func TestNotifyTellsAgainWhileTheWebhookFails(t *testing.T) {
	t.Parallel()
	w := withNotify(t, receipts)
	w.answers = []int{503, 429, 500, 200}
	_, err := w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	require.Len(t, w.settled(), 4)

	w = withNotify(t, receipts)
	w.answers = []int{403}
	_, err = w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	require.Len(t, w.settled(), 1, "a plain no is not asked again")
}

func TestEveryFaultOfTheAnswerStrikesNotifyToo(t *testing.T) {
	t.Parallel()
	for kind, want := range map[Kind]struct {
		err   error
		taken int
	}{
		AcceptThenDrop:      {messaging.Unknown{Code: "no_answer"}, 1},
		Error500:            {messaging.Unknown{Code: "provider_500"}, 0},
		Error500AfterAccept: {messaging.Unknown{Code: "provider_500"}, 1},
		Error429:            {messaging.NotSent{Code: "too_many_requests", After: 3 * time.Second}, 0},
	} {
		w := withNotify(t)
		w.fault(Fault{Kind: kind, Provider: Notify, RetryAfter: 3})
		w.send(textTo(victim, "by Twilio, whom it does not strike"))
		_, err := w.texts().Send(t.Context(), notice("id-1", victim))
		require.Equal(t, want.err, err, kind)
		require.Len(t, w.e.Messages(), 1+want.taken, kind)
		found, err := w.texts().Find(t.Context(), notice("id-1", victim), epoch)
		require.NoError(t, err)
		require.Len(t, found.Refs, want.taken, kind)
	}
}

func TestEachProvidersListShowsItsOwnMessagesOnly(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	w.send(textTo(victim, "by Twilio"))
	w.email(letter(reader))
	ref, err := w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	_, err = w.emails().Send(t.Context(), notice("id-2", reader))
	require.NoError(t, err)
	w.settled()

	texts, err := w.twilio().ListMessage(nil)
	require.NoError(t, err)
	require.Len(t, texts, 1)
	_, err = w.twilio().FetchMessage(string(ref), nil)
	require.Error(t, err)
	require.Equal(t, 1, strings.Count(w.sendgrid("GET", "/v3/messages", nil, "").Body, "msg_id"))
	token := bearer(t, notifyService, notifySecret, epoch)
	_, all := w.ask("GET", "/v2/notifications", token, "")
	require.Len(t, all["notifications"], 2)
	_, one := w.ask("GET", "/v2/notifications?reference=id-2&template_type=email", token, "")
	require.Len(t, one["notifications"], 1)
	_, none := w.ask("GET", "/v2/notifications?reference=id-2&template_type=sms", token, "")
	require.Empty(t, none["notifications"])
	status, _ := w.ask("GET", "/v2/notifications?template_type=fax", token, "")
	require.Equal(t, http.StatusBadRequest, status)
}

func TestNotifysListLagsAndFailsOnDemand(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	w.fault(Fault{Kind: ListLag, Provider: Notify, Delay: Duration(time.Minute)})
	_, err := w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	find := func() (bool, error) {
		found, err := w.texts().Find(t.Context(), notice("id-1", victim), epoch)
		return len(found.Refs) == 1, err
	}
	found, err := find()
	require.NoError(t, err)
	require.False(t, found)
	w.clock.Advance(time.Minute)
	found, err = find()
	require.NoError(t, err)
	require.True(t, found)
	w.fault(Fault{Kind: Error500, On: OnLookup, Provider: Notify})
	_, err = find()
	require.Error(t, err)
}

func TestTheTemplatesHereSayWhatTheyAreGiven(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	require.NoError(t, w.texts().CheckTemplate(t.Context()))
	require.NoError(t, w.emails().CheckTemplate(t.Context()))
}

func TestAMessageByNotifyIsOnThePage(t *testing.T) {
	t.Parallel()
	w := withNotify(t)
	_, err := w.texts().Send(t.Context(), notice("id-1", victim))
	require.NoError(t, err)
	w.settled()
	w.fault(Fault{Kind: Error500, Provider: Notify})
	res, err := browser.Get(w.srv.URL + "/?panel=faults")
	require.NoError(t, err)
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	for _, words := range []string{"GOV.UK Notify", "Please call.", textTemplate, "Only notify", "delivered"} {
		require.Contains(t, string(page), words)
	}
}
