package notify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/messaging/notify"
)

const (
	service  = "26785a09-ab16-4eb0-8407-a37497a57506"
	secret   = "3d844edf-8d35-48ac-975b-e847b4f122b0"
	template = "f33517ff-2a88-4f6e-b855-c550268ce08a"
	sender   = "8e222534-7f05-4972-86e3-17c5d9f894e2"
)

func config() notify.Config {
	return notify.Config{
		APIKey: "beacon-live-" + service + "-" + secret, Template: template,
		Now: func() time.Time { return messagingtest.Monday },
	}
}

func text(n int) messaging.Letter {
	return messaging.Letter{
		MessageID: messaging.MessageID(fmt.Sprint(n)), To: fmt.Sprintf("+44770090%04d", n), Language: "en",
		Text: fmt.Sprintf("Hello %d. Caf\u00e9 <b> & \"2\" = \u00a33?", n), ValidFor: time.Hour,
	}
}

func email(n int) messaging.Letter {
	l := text(n)
	l.To, l.Subject, l.HTML = fmt.Sprintf("ana%d@example.org", n), "A note", "<p>Hello</p>"
	return l
}

// asked is what is read here of a request to send.
type asked struct {
	Phone     string            `json:"phone_number"`
	Email     string            `json:"email_address"`
	Template  string            `json:"template_id"`
	Says      map[string]string `json:"personalisation"`
	Reference string            `json:"reference"`
}

// speech is how Notify answers.
func speech(l func(int) messaging.Letter) messagingtest.Speech {
	return messagingtest.Speech{
		Letter: l,
		Read: func(_ *http.Request, body []byte) (to, words string) {
			var a asked
			if json.Unmarshal(body, &a) != nil {
				return "", ""
			}
			return a.Phone + a.Email, a.Says["body"]
		},
		Take: func(w http.ResponseWriter, n int) {
			w.WriteHeader(http.StatusCreated)
			_ = json.NewEncoder(w).Encode(map[string]any{"id": fmt.Sprintf("740e5834-3a29-46b4-9a6f-%012d", n), "content": map[string]string{"body": "x"}})
		},
		Refuse: func(w http.ResponseWriter, to string) {
			says(w, 400, "ValidationError", "phone_number "+to+" Not enough digits")
		},
	}
}

func says(w http.ResponseWriter, status int, name, message string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status_code": status, "errors": []map[string]string{{"error": name, "message": message}}})
}

func texts(t *testing.T, c notify.Config) *notify.Channel {
	t.Helper()
	channel, err := notify.NewTexts(c)
	require.NoError(t, err)
	return channel
}

func emails(t *testing.T, c notify.Config) *notify.Channel {
	t.Helper()
	channel, err := notify.NewEmails(c)
	require.NoError(t, err)
	return channel
}

func TestNotifyKeepsTheChannelsPromiseForTexts(t *testing.T) {
	t.Parallel()
	messagingtest.Exercise(t, speech(text), func(t *testing.T, at string, timeout time.Duration) messaging.Channel {
		t.Helper()
		c := config()
		c.BaseURL, c.Timeout = at, timeout
		return texts(t, c)
	})
}

// Within limits a channel promises the same.
func TestNotifyKeepsTheChannelsPromiseForEmailsWithinLimits(t *testing.T) {
	t.Parallel()
	messagingtest.Exercise(t, speech(email), func(t *testing.T, at string, timeout time.Duration) messaging.Channel {
		t.Helper()
		c := config()
		c.BaseURL, c.Timeout = at, timeout
		return messaging.Guarded(emails(t, c), messaging.Limits{PerSecond: 1000, Rest: time.Minute})
	})
}

// serve is a Notify that does what the test says.
func serve(t *testing.T, answer http.HandlerFunc) notify.Config {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL + "/"
	return c
}

func TestWhatIsAskedOfNotify(t *testing.T) {
	t.Parallel()
	var got map[string]any
	var path, token string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path, token = r.Method+" "+r.URL.Path, r.Header.Get("Authorization")
		got = nil
		_ = json.NewDecoder(r.Body).Decode(&got)
		speech(text).Take(w, 1)
	})
	c.Sender = sender
	l := text(1)
	ref, err := texts(t, c).Send(context.Background(), l)
	require.NoError(t, err)
	require.Equal(t, messaging.ProviderRef("740e5834-3a29-46b4-9a6f-000000000001"), ref)
	require.Equal(t, "POST /v2/notifications/sms", path)
	require.Equal(t, map[string]any{
		"phone_number": l.To, "template_id": template, "reference": l.MessageID, "sms_sender_id": sender,
		"personalisation": map[string]any{"body": l.Text},
	}, got)
	signed(t, token)

	c.Sender = ""
	l = email(1)
	_, err = emails(t, c).Send(context.Background(), l)
	require.NoError(t, err)
	require.Equal(t, "POST /v2/notifications/email", path)
	require.Equal(t, map[string]any{
		"email_address": l.To, "template_id": template, "reference": l.MessageID,
		"personalisation": map[string]any{"subject": l.Subject, "body": l.Text},
	}, got, "and the words once")
}

// signed reads a token by another hand than the one that wrote it.
func signed(t *testing.T, header string) {
	t.Helper()
	require.Regexp(t, `^Bearer [\w.-]+$`, header)
	token, err := jwt.ParseSigned(header[len("Bearer "):], []jose.SignatureAlgorithm{jose.HS256})
	require.NoError(t, err)
	var claims map[string]any
	require.NoError(t, token.Claims([]byte(secret), &claims))
	require.Equal(t, map[string]any{"iss": service, "iat": float64(messagingtest.Monday.Unix())}, claims)
}

// answered sends one letter to a Notify that answers with an error.
func answered(t *testing.T, status int, name string, header http.Header) error {
	t.Helper()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for key := range header {
			w.Header().Set(key, header.Get(key))
		}
		says(w, status, name, "something about +447700900001")
	})
	_, err := texts(t, c).Send(context.Background(), text(1))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "900001")
	return err
}

func TestEachOfNotifysErrorsIsAnsweredByTheTable(t *testing.T) {
	t.Parallel()
	for name, want := range notify.Answers {
		require.Equal(t, want, answered(t, 400, name, nil), name)
	}
	for name, c := range map[string]struct {
		status int
		named  string
		want   error
	}{
		"a number that is none":         {400, "ValidationError", messaging.Refused{Code: "invalid_recipient"}},
		"a service on trial":            {400, "BadRequestError", messaging.NotSent{Code: "service_or_template_not_usable"}},
		"a key that is not ours":        {403, "AuthError", messaging.NotSent{Code: "credentials_refused"}},
		"no such template":              {404, "NoResultFound", messaging.NotSent{Code: "service_or_template_not_usable"}},
		"too many in a minute":          {429, "RateLimitError", messaging.NotSent{Code: "too_many_requests", After: time.Minute}},
		"too many today":                {429, "TooManyRequestsError", messaging.NotSent{Code: "daily_limit", After: time.Hour}},
		"a 429 that says nothing":       {429, "", messaging.NotSent{Code: "too_many_requests"}},
		"a name nobody knows":           {400, "NewError", messaging.Refused{Code: "provider_400"}},
		"a plain no on a server fault":  {500, "ValidationError", messaging.Unknown{Code: "provider_500"}},
		"an outage":                     {503, "Exception", messaging.Unknown{Code: "provider_503"}},
		"an answer from somewhere else": {302, "ValidationError", messaging.Unknown{Code: "provider_302"}},
	} {
		require.Equal(t, c.want, answered(t, c.status, c.named, nil), name)
	}
	require.Equal(t, messaging.NotSent{Code: "too_many_requests", After: 9 * time.Second}, answered(t, 429, "RateLimitError", http.Header{"Retry-After": {"9"}}))
}

type away func(*http.Request)

func (a away) RoundTrip(r *http.Request) (*http.Response, error) {
	a(r)
	return nil, context.DeadlineExceeded
}

func TestALetterToNobodyIsRefusedWithoutAsking(t *testing.T) {
	t.Parallel()
	c := config()
	c.Transport = away(func(*http.Request) { require.Fail(t, "asked") })
	for _, to := range []string{"", "07700900123", "+44 7700 900123", "+447700900123\n", "ana@example.org"} {
		l := text(1)
		l.To = to
		_, err := texts(t, c).Send(context.Background(), l)
		require.Equal(t, messaging.Refused{Code: "invalid_number"}, err, "%q", to)
	}
	for _, to := range []string{"", "ana", "ana@example", "a@b.org,c@d.org", "Ana <ana@example.org>", "ana@example.org\n", "a@b@example.org", "+447700900123"} {
		l := email(1)
		l.To = to
		_, err := emails(t, c).Send(context.Background(), l)
		require.Equal(t, messaging.Refused{Code: "invalid_address"}, err, "%q", to)
	}
}

func TestNotifyIsAskedAtItsOwnAddress(t *testing.T) {
	t.Parallel()
	var asked string
	c := config()
	c.Transport = away(func(r *http.Request) { asked = r.URL.String() })
	_, err := texts(t, c).Send(context.Background(), text(1))
	require.Error(t, err)
	require.Equal(t, "https://api.notifications.service.gov.uk/v2/notifications/sms", asked)
	require.Equal(t, "notify", texts(t, c).ID())
}

func TestAnUnsafeConfigurationNamesItsSettings(t *testing.T) {
	t.Parallel()
	spoiled := map[string]func(*notify.Config){
		"APIKey":   func(c *notify.Config) { c.APIKey = "beacon-hunter2" },
		"Template": func(c *notify.Config) { c.Template = "reminder" },
		"Sender":   func(c *notify.Config) { c.Sender = "Beacon" },
		"BaseURL":  func(c *notify.Config) { c.BaseURL = "127.0.0.1:8090" },
		"Timeout":  func(c *notify.Config) { c.Timeout = -1 },
	}
	messagingtest.SpoiledConfigs(t, config, func(c notify.Config) error { _, err := notify.NewTexts(c); return err }, "hunter2", spoiled)
	messagingtest.SpoiledConfigs(t, config, func(c notify.Config) error { _, err := notify.NewEmails(c); return err }, "hunter2", spoiled)
	for _, name := range []string{"", "live-", "a name with spaces-", service + "-"} {
		c := config()
		c.APIKey = name + service + "-" + secret
		if name == "a name with spaces-" {
			require.Error(t, c.Validate())
			continue
		}
		require.NoError(t, c.Validate(), name)
	}
}
