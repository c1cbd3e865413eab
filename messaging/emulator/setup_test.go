package emulator

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sendgrid/rest"
	"github.com/sendgrid/sendgrid-go"
	"github.com/sendgrid/sendgrid-go/helpers/mail"
	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	twilio "github.com/twilio/twilio-go/rest/api/v2010"

	"beacon/messaging/messagingtest"
)

// browser is the tests' own: closing any httptest server breaks requests that
// are under way on http.DefaultTransport.
var browser = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const (
	account   = "AC00000000000000000000000000000001"
	secret    = "secretsecretsecret"
	mailKey   = "SG.emulator"
	victim    = "+447700900123"
	ourNumber = "+447700900999"
)

// hook is one webhook call, as it came.
type hook struct {
	url    string
	header http.Header
	body   []byte
	form   url.Values
}

// world is an emulator, its two SDKs, and the service's webhooks.
type world struct {
	t       *testing.T
	e       *Emulator
	clock   *messagingtest.Clock
	srv     *httptest.Server
	hooks   *httptest.Server
	mu      sync.Mutex
	got     []hook
	answers []int // to the next webhook calls; then 204
}

func setup(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	w := &world{t: t, clock: messagingtest.NewClock(epoch)}
	w.hooks = httptest.NewServer(http.HandlerFunc(w.receive))
	t.Cleanup(w.hooks.Close)
	o := Options{
		AccountSID: account, AuthToken: secret, SendGridKey: mailKey, Now: w.clock.Now, RetryDelay: time.Millisecond,
		EventsURL: w.hooks.URL + "/events", InboundURL: w.hooks.URL + "/inbound?from=twilio", Seed: 7,
	}
	for _, c := range change {
		c(&o)
	}
	w.open(o)
	return w
}

func (w *world) open(o Options) {
	w.t.Helper()
	e, err := New(o)
	require.NoError(w.t, err)
	w.e = e
	w.srv = httptest.NewServer(e.Handler())
	srv := w.srv
	w.t.Cleanup(func() {
		srv.CloseClientConnections()
		require.NoError(w.t, e.Close())
		srv.Close()
	})
}

func (w *world) receive(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = append(w.got, hook{"http://" + r.Host + r.URL.String(), r.Header, body, form})
	answer := http.StatusNoContent
	if len(w.answers) > 0 {
		answer, w.answers = w.answers[0], w.answers[1:]
	}
	rw.WriteHeader(answer)
}

// settled waits until nothing more will come and returns the webhook calls.
func (w *world) settled() []hook {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(w.t, w.e.Settle(ctx))
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]hook(nil), w.got...)
}

func (w *world) statuses() (all []string) {
	for _, h := range w.settled() {
		all = append(all, h.form.Get("MessageStatus"))
	}
	return all
}

func (w *world) fault(f Fault) Fault {
	w.t.Helper()
	f, err := w.e.AddFault(f)
	require.NoError(w.t, err)
	return f
}

// toHere sends Twilio's SDK, which knows one address only, to the emulator.
type toHere struct{ host string }

func (t toHere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", t.host
	return browser.Transport.RoundTrip(r)
}

func (w *world) twilio() *twilio.ApiService { return w.twilioAs(account, secret) }

func (w *world) twilioAs(sid, token string) *twilio.ApiService {
	return apiAt(w.srv.URL, sid, token)
}

func apiAt(address, sid, token string) *twilio.ApiService {
	c := &client.Client{
		Credentials: client.NewCredentials(sid, token),
		HTTPClient:  &http.Client{Transport: toHere{strings.TrimPrefix(address, "http://")}, Timeout: 20 * time.Second},
	}
	c.SetAccountSid(sid)
	return twilio.NewApiServiceWithClient(c)
}

func textTo(to, body string) *twilio.CreateMessageParams {
	return new(twilio.CreateMessageParams).SetTo(to).SetFrom(ourNumber).SetBody(body)
}

// text is a text with a status callback.
func (w *world) text(to, body string) *twilio.CreateMessageParams {
	return textTo(to, body).SetStatusCallback(w.hooks.URL + "/status?token=abc%20def")
}

func (w *world) send(p *twilio.CreateMessageParams) *twilio.ApiV2010Message {
	w.t.Helper()
	m, err := w.twilio().CreateMessage(p)
	require.NoError(w.t, err)
	return m
}

// refused sends a text that must be refused, and returns why.
func (w *world) refused(p *twilio.CreateMessageParams) *client.TwilioRestError {
	w.t.Helper()
	_, err := w.twilio().CreateMessage(p)
	var refused *client.TwilioRestError
	require.ErrorAs(w.t, err, &refused)
	return refused
}

func letter(to string) *mail.SGMailV3 {
	m := mail.NewV3MailInit(mail.NewEmail("Support", "support@example.org"), "A note", mail.NewEmail("", to),
		mail.NewContent("text/plain", "Please call."), mail.NewContent("text/html", "<p>Please <b>call</b>.</p>"))
	m.SetCustomArg("message", "0f9a")
	return m
}

func (w *world) email(m *mail.SGMailV3) *rest.Response {
	w.t.Helper()
	res, err := w.tryEmail(m)
	require.NoError(w.t, err)
	return res
}

func (w *world) tryEmail(m *mail.SGMailV3) (*rest.Response, error) {
	return sendClient(w).SendWithContext(w.t.Context(), m)
}

func (w *world) sendgrid(method rest.Method, path string, query map[string]string, body string) *rest.Response {
	w.t.Helper()
	req := sendgrid.GetRequest(mailKey, path, w.srv.URL)
	req.Method, req.QueryParams, req.Body = method, query, []byte(body)
	res, err := sendgrid.MakeRequestWithContext(w.t.Context(), req)
	require.NoError(w.t, err)
	return res
}

func sendClient(w *world) *sendgrid.Client {
	c := sendgrid.NewSendClient(mailKey)
	c.BaseURL = w.srv.URL + "/v3/mail/send"
	return c
}
