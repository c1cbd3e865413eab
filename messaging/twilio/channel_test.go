package twilio_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/messaging/twilio"
)

// config is an account with everything that is needed.
func config() twilio.Config {
	return twilio.Config{
		AccountSID: "AC00000000000000000000000000000001", AuthToken: "token1", From: "+441632960001", PublicURL: "https://beacon.example.org/",
	}
}

func letter(n int) messaging.Letter {
	return messaging.Letter{
		MessageID: messaging.MessageID(fmt.Sprint(n)), To: fmt.Sprintf("+44770090%04d", n), Language: "en",
		Text: fmt.Sprintf("Hello %d. Caf\u00e9 + 1 & 2 = \u00a33?", n), ValidFor: 90 * time.Second,
	}
}

// speech is how Twilio's Messages resource answers.
func speech() messagingtest.Speech {
	return messagingtest.Speech{
		Letter: letter,
		Read: func(_ *http.Request, body []byte) (to, words string) {
			form, _ := url.ParseQuery(string(body))
			return form.Get("To"), form.Get("Body")
		},
		Take: func(w http.ResponseWriter, n int) {
			w.WriteHeader(http.StatusCreated)
			_ = json.NewEncoder(w).Encode(map[string]any{"sid": fmt.Sprintf("SM%032d", n), "status": "queued", "num_segments": "1"})
		},
		Refuse: func(w http.ResponseWriter, to string) {
			says(w, 400, 21211, "The 'To' number "+to+" is not a valid phone number.")
		},
	}
}

func says(w http.ResponseWriter, status, code int, message string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": message, "status": status, "more_info": "https://www.twilio.com/docs"})
}

func open(t *testing.T, c twilio.Config) *twilio.Channel {
	t.Helper()
	channel, err := twilio.New(c)
	require.NoError(t, err)
	return channel
}

func TestTwilioKeepsTheChannelsPromise(t *testing.T) {
	t.Parallel()
	messagingtest.Exercise(t, speech(), func(t *testing.T, at string, timeout time.Duration) messaging.Channel {
		t.Helper()
		c := config()
		c.BaseURL, c.Timeout = at, timeout
		return open(t, c)
	})
}

// posted sends one letter and gives back the form that Twilio got.
func posted(t *testing.T, adjust func(*twilio.Config), l messaging.Letter) url.Values {
	t.Helper()
	var got url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sid, token, ok := r.BasicAuth()
		if !ok || sid != config().AccountSID || token != config().AuthToken || r.URL.Path != "/2010-04-01/Accounts/"+sid+"/Messages.json" || r.ParseForm() != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		got = r.PostForm
		speech().Take(w, 1)
	}))
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL
	if adjust != nil {
		adjust(&c)
	}
	ref, err := open(t, c).Send(context.Background(), l)
	require.NoError(t, err)
	require.Equal(t, messaging.ProviderRef(fmt.Sprintf("SM%032d", 1)), ref)
	return got
}

func TestWhatIsAskedOfTwilio(t *testing.T) {
	t.Parallel()
	l := letter(123)
	require.Equal(t, url.Values{
		"To": {l.To}, "Body": {l.Text}, "From": {"+441632960001"}, "ValidityPeriod": {"90"}, "SmartEncoded": {"false"}, "ShortenUrls": {"false"},
		"StatusCallback": {"https://beacon.example.org/v1/webhooks/twilio/status?m=" + l.MessageID},
	}, posted(t, nil, l))

	got := posted(t, func(c *twilio.Config) {
		c.From, c.MessagingServiceSID = "", "MG00000000000000000000000000000001"
		c.DiscardContent, c.ObfuscateAddress = true, true
	}, l)
	require.Equal(t, []string{"MG00000000000000000000000000000001"}, got["MessagingServiceSid"])
	require.NotContains(t, got, "From")
	require.Equal(t, []string{"discard"}, got["ContentRetention"])
	require.Equal(t, []string{"obfuscate"}, got["AddressRetention"])
}

func TestATextDiesAtTwilioWhenItIsOfNoMoreUse(t *testing.T) {
	t.Parallel()
	for valid, want := range map[time.Duration]string{0: "1", 500 * time.Millisecond: "1", 61*time.Second + 900*time.Millisecond: "61", 100 * time.Hour: "36000"} {
		l := letter(1)
		l.ValidFor = valid
		require.Equal(t, want, posted(t, nil, l).Get("ValidityPeriod"))
	}
}

func TestTheEnvironmentDoesNotChooseTheRegion(t *testing.T) {
	t.Setenv("TWILIO_REGION", "au1")
	t.Setenv("TWILIO_EDGE", "sydney")
	var host string
	c := config()
	c.Transport = away(func(r *http.Request) { host = r.URL.Host })
	_, err := open(t, c).Send(context.Background(), letter(1))
	require.Error(t, err)
	require.Equal(t, "api.twilio.com", host)
}

type away func(*http.Request)

func (a away) RoundTrip(r *http.Request) (*http.Response, error) {
	a(r)
	return nil, context.DeadlineExceeded
}

// answered sends one letter to a Twilio that answers with an error.
func answered(t *testing.T, status, code int, header http.Header) error {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name := range header {
			w.Header().Set(name, header.Get(name))
		}
		says(w, status, code, "something about +447700900001")
	}))
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL
	_, err := open(t, c).Send(context.Background(), letter(1))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "900001")
	return err
}

func TestEachOfTwiliosCodesIsAnsweredByTheTable(t *testing.T) {
	t.Parallel()
	for code, want := range twilio.Answers {
		require.Equal(t, want, answered(t, 400, code, nil), code)
	}
	for name, c := range map[string]struct {
		status, code int
		want         error
	}{
		"a number that is none":             {400, 21211, messaging.Refused{Code: "invalid_number"}},
		"opted out":                         {400, 21610, messaging.Refused{Code: "opted_out_at_provider"}},
		"a landline":                        {400, 21614, messaging.Refused{Code: "not_a_mobile"}},
		"our own sender":                    {400, 21606, messaging.NotSent{Code: "sender_not_usable"}},
		"a full queue":                      {400, 21611, messaging.NotSent{Code: "queue_full"}},
		"a code nobody knows":               {400, 29999, messaging.Refused{Code: "twilio_29999"}},
		"a code nobody knows, unauthorised": {401, 29999, messaging.NotSent{Code: "credentials_refused"}},
		"a plain no with a server's fault":  {500, 21211, messaging.Unknown{Code: "provider_500"}},
		"a code nobody knows, unavailable":  {503, 29999, messaging.Unknown{Code: "provider_503"}},
	} {
		require.Equal(t, c.want, answered(t, c.status, c.code, nil), name)
	}
	require.Equal(t, messaging.NotSent{Code: "too_many_requests", After: 9 * time.Second}, answered(t, 429, 20429, http.Header{"Retry-After": {"9"}}))
}

func TestALetterToNoNumberIsRefusedWithoutAsking(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"", "07700900123", "+44 7700 900123", "whatsapp:+447700900123", "+447700900123\n"} {
		l := letter(1)
		l.To = to
		c := config()
		c.Transport = away(func(*http.Request) { require.Fail(t, "asked") })
		_, err := open(t, c).Send(context.Background(), l)
		require.Equal(t, messaging.Refused{Code: "invalid_number"}, err, "%q", to)
	}
}

func TestAnUnsafeConfigurationNamesItsSettings(t *testing.T) {
	t.Parallel()
	messagingtest.SpoiledConfigs(t, config, func(c twilio.Config) error { _, err := twilio.New(c); return err }, "not-a-token", map[string]func(*twilio.Config){
		"AccountSID":          func(c *twilio.Config) { c.AccountSID = "AC-1" },
		"AuthToken":           func(c *twilio.Config) { c.AuthToken = "not-a-token" },
		"From":                func(c *twilio.Config) { c.From = "" },
		"and not both":        func(c *twilio.Config) { c.MessagingServiceSID = "MG1" },
		"a name of at most":   func(c *twilio.Config) { c.From = "twelve chars" },
		"MessagingServiceSID": func(c *twilio.Config) { c.From, c.MessagingServiceSID = "", "MG-1" },
		"PublicURL":           func(c *twilio.Config) { c.PublicURL = "beacon.example.org" },
		"BaseURL":             func(c *twilio.Config) { c.BaseURL = "127.0.0.1:8090" },
		"Timeout":             func(c *twilio.Config) { c.Timeout = -1 },
	})
	named := config()
	named.From = "Appointment"
	require.NoError(t, named.Validate())
}
