package notify_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/messaging/notify"
)

func found(t *testing.T, status int, answer string, since time.Time) (messaging.Sighting, error) {
	t.Helper()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/v2/notifications" || r.URL.Query().Get("reference") != text(1).MessageID || r.URL.Query().Get("template_type") != "sms" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		signed(t, r.Header.Get("Authorization"))
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer))
	})
	return texts(t, c).Find(context.Background(), text(1), since)
}

func TestALetterIsFoundByItsReference(t *testing.T) {
	t.Parallel()
	mine := `{"id":"740e5834","reference":"` + text(1).MessageID + `","status":"sending"}`
	got, err := found(t, 200, `{"notifications":[`+mine+`],"links":{}}`, messagingtest.Monday.Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, messaging.Sighting{Refs: []messaging.ProviderRef{"740e5834"}}, got)

	got, err = found(t, 200, `{"notifications":[],"links":{}}`, messagingtest.Monday.Add(-time.Hour))
	require.NoError(t, err)
	require.Empty(t, got)
}

// Nothing here proves that Notify never had the letter: it must not be sent again.
func TestALookThatProvesNothingSaysSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		answer string
		since  time.Duration
	}{
		"somebody else's letters":      {200, `{"notifications":[{"id":"1","reference":"other"}]}`, time.Hour},
		"no list at all":               {200, `{}`, time.Hour},
		"a page of HTML":               {200, `<html>`, time.Hour},
		"a fault":                      {500, `{"notifications":[]}`, time.Hour},
		"a refusal":                    {403, `{"notifications":[]}`, time.Hour},
		"a letter it may have dropped": {200, `{"notifications":[]}`, 49 * time.Hour},
	} {
		got, err := found(t, c.status, c.answer, messagingtest.Monday.Add(-c.since))
		require.ErrorAs(t, err, &messaging.Unknown{}, name)
		require.NotContains(t, err.Error(), text(1).To[1:], name)
		require.Empty(t, got, name)
	}
}

func TestATemplateWithWordsOfItsOwnIsSeen(t *testing.T) {
	t.Parallel()
	serving := func(template map[string]any) notify.Config {
		return serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v2/template/"+config().Template {
				w.WriteHeader(http.StatusTeapot)
				return
			}
			_ = json.NewEncoder(w).Encode(template)
		})
	}
	ctx := context.Background()
	plain := map[string]any{"type": "sms", "body": "((body))\r\n", "subject": nil}
	require.NoError(t, texts(t, serving(plain)).CheckTemplate(ctx))
	require.ErrorIs(t, emails(t, serving(plain)).CheckTemplate(ctx), notify.ErrTemplate, "of the other kind")
	letter := map[string]any{"type": "email", "body": "((body))", "subject": "((subject))"}
	require.NoError(t, emails(t, serving(letter)).CheckTemplate(ctx))
	for name, template := range map[string]map[string]any{
		"words before":   {"type": "sms", "body": "Police: ((body))"},
		"words after":    {"type": "sms", "body": "((body)) Reply STOP"},
		"no placeholder": {"type": "sms", "body": ""},
	} {
		require.ErrorIs(t, texts(t, serving(template)).CheckTemplate(ctx), notify.ErrTemplate, name)
	}
	letter["subject"] = "Your case: ((subject))"
	require.ErrorIs(t, emails(t, serving(letter)).CheckTemplate(ctx), notify.ErrTemplate)

	err := texts(t, serving(nil)).CheckTemplate(ctx)
	require.Error(t, err)
	require.NotErrorIs(t, err, notify.ErrTemplate)
	c := config()
	c.BaseURL = "http://127.0.0.1:1"
	err = texts(t, c).CheckTemplate(ctx)
	require.Error(t, err)
	require.NotErrorIs(t, err, notify.ErrTemplate, "that nobody answered says nothing of it")
}
