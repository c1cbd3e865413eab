package sendgrid_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/messaging/sendgrid"
)

func config() sendgrid.Config {
	return sendgrid.Config{APIKey: "SG.test", FromName: "Appointments", FromAddress: "office@example.org"}
}

func letter(n int) messaging.Letter {
	text := fmt.Sprintf("Hello %d,\n\nThis is a reminder <of> \"it\" & more.", n)
	return messaging.Letter{
		MessageID: messaging.MessageID(fmt.Sprint(n)), To: fmt.Sprintf("ana%d@example.org", n), Language: "en",
		Subject: "A reminder", Text: text, HTML: "<p>Hello</p>", ValidFor: time.Hour,
	}
}

// mailSend is what is read here of the body of SendGrid's mail/send.
type mailSend struct {
	Personalizations []struct {
		To []struct {
			Email string `json:"email"`
		} `json:"to"`
	} `json:"personalizations"`
	Content []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"content"`
}

// speech is how SendGrid's mail/send answers.
func speech() messagingtest.Speech {
	return messagingtest.Speech{
		Letter: letter,
		Read: func(_ *http.Request, body []byte) (to, words string) {
			var m mailSend
			if json.Unmarshal(body, &m) != nil || len(m.Personalizations) != 1 || len(m.Personalizations[0].To) != 1 || len(m.Content) != 2 {
				return "", ""
			}
			return m.Personalizations[0].To[0].Email, m.Content[0].Value
		},
		Take: func(w http.ResponseWriter, n int) {
			w.Header().Set("X-Message-Id", fmt.Sprintf("id-%d", n))
			w.WriteHeader(http.StatusAccepted)
		},
		Refuse: func(w http.ResponseWriter, to string) {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]any{"errors": []map[string]any{{"message": "Does not contain a valid address: " + to, "field": "personalizations.0.to"}}})
		},
	}
}

func open(t *testing.T, c sendgrid.Config) *sendgrid.Channel {
	t.Helper()
	channel, err := sendgrid.New(c)
	require.NoError(t, err)
	return channel
}

func TestSendGridKeepsTheChannelsPromise(t *testing.T) {
	t.Parallel()
	messagingtest.Exercise(t, speech(), func(t *testing.T, at string, timeout time.Duration) messaging.Channel {
		t.Helper()
		c := config()
		c.BaseURL, c.Timeout = at, timeout
		return open(t, c)
	})
}

func TestWhatIsAskedOfSendGrid(t *testing.T) {
	t.Parallel()
	var got map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/v3/mail/send" || r.Header.Get("Authorization") != "Bearer SG.test" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_ = json.NewDecoder(r.Body).Decode(&got)
		speech().Take(w, 1)
	}))
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL + "/"
	l := letter(1)
	ref, err := open(t, c).Send(context.Background(), l)
	require.NoError(t, err)
	require.Equal(t, messaging.ProviderRef("id-1"), ref)

	off := map[string]any{"enable": false}
	require.Equal(t, map[string]any{
		"from":             map[string]any{"name": "Appointments", "email": "office@example.org"},
		"subject":          l.Subject,
		"personalizations": []any{map[string]any{"to": []any{map[string]any{"email": l.To}}}},
		"content": []any{
			map[string]any{"type": "text/plain", "value": l.Text},
			map[string]any{"type": "text/html", "value": l.HTML},
		},
		"custom_args": map[string]any{"message": l.MessageID},
		"tracking_settings": map[string]any{
			"click_tracking": map[string]any{"enable": false, "enable_text": false},
			"open_tracking":  off, "subscription_tracking": off, "ganalytics": off,
		},
	}, got, "tracking off in so many words, and nothing of a person but the letter itself")
}

type look func(*http.Request)

func (l look) RoundTrip(r *http.Request) (*http.Response, error) {
	l(r)
	return nil, context.DeadlineExceeded
}

func TestTheRegionIsTheConfigurations(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]sendgrid.Config{
		"https://api.sendgrid.com/v3/mail/send":    {},
		"https://api.eu.sendgrid.com/v3/mail/send": {EU: true},
		"http://127.0.0.1:8090/v3/mail/send":       {EU: true, BaseURL: "http://127.0.0.1:8090"},
	} {
		c.APIKey, c.FromAddress = "SG.test", "office@example.org"
		var asked string
		c.Transport = look(func(r *http.Request) { asked = r.URL.String() })
		_, err := open(t, c).Send(context.Background(), letter(1))
		require.Error(t, err)
		require.Equal(t, want, asked)
	}
}

func TestALetterToNoAddressIsRefusedWithoutAsking(t *testing.T) {
	t.Parallel()
	c := config()
	c.Transport = look(func(*http.Request) { require.Fail(t, "asked") })
	for _, to := range []string{"", "ana", "ana@example", "a@b.org,c@d.org", "Ana <ana@example.org>", "ana@example.org\r\nBcc: x@example.org", "a@b@example.org"} {
		l := letter(1)
		l.To = to
		_, err := open(t, c).Send(context.Background(), l)
		require.Equal(t, messaging.Refused{Code: "invalid_address"}, err, "%q", to)
	}
}

func TestAnUnsafeConfigurationNamesItsSettings(t *testing.T) {
	t.Parallel()
	messagingtest.SpoiledConfigs(t, config, func(c sendgrid.Config) error { _, err := sendgrid.New(c); return err }, "secret key", map[string]func(*sendgrid.Config){
		"APIKey":      func(c *sendgrid.Config) { c.APIKey = "secret key" },
		"FromAddress": func(c *sendgrid.Config) { c.FromAddress = "office" },
		"FromName":    func(c *sendgrid.Config) { c.FromName = "a\nBcc: b" },
		"BaseURL":     func(c *sendgrid.Config) { c.BaseURL = "sendgrid" },
		"Timeout":     func(c *sendgrid.Config) { c.Timeout = -1 },
	})
}

func TestALetterIsLookedForByItsMessageIDAndNeverProvedAbsent(t *testing.T) {
	t.Parallel()
	l := letter(1)
	ask := func(activity bool, status int, answer string) (messaging.Sighting, error) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v3/messages" || r.URL.Query().Get("query") != `(unique_args['message']="`+l.MessageID+`")` {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(answer))
		}))
		t.Cleanup(server.Close)
		c := config()
		c.BaseURL, c.Activity = server.URL, activity
		return open(t, c).Find(context.Background(), l, messagingtest.Monday)
	}
	got, err := ask(true, 200, `{"messages":[{"msg_id":"id-7","to_email":"ana1@example.org","status":"processed"}]}`)
	require.NoError(t, err)
	require.Equal(t, messaging.Sighting{Refs: []messaging.ProviderRef{"id-7"}}, got)

	for name, c := range map[string]struct {
		activity bool
		status   int
		answer   string
	}{
		"not bought":       {false, 200, `{"messages":[{"msg_id":"id-7"}]}`},
		"not there (yet)":  {true, 200, `{"messages":[]}`},
		"refused":          {true, 403, `{}`},
		"not what we know": {true, 200, `<html>`},
	} {
		got, err := ask(c.activity, c.status, c.answer)
		require.ErrorAs(t, err, &messaging.Unknown{}, name)
		require.Empty(t, got, name)
	}
}
