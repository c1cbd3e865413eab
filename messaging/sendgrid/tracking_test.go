package sendgrid_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tracking asks an account whose settings are these.
func tracking(t *testing.T, answers map[string]string) ([]string, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[strings.TrimPrefix(r.URL.Path, "/v3/tracking_settings/")]
		if r.Method != http.MethodGet || r.Header.Get("Authorization") != "Bearer SG.test" || !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL
	return open(t, c).Tracking(context.Background())
}

func TestTheAccountsOwnTrackingIsSeen(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"click": `{"enabled":false,"enable_text":false}`, "open": `{"enabled":false}`,
		"subscription": `{"enabled":false,"landing":""}`, "google_analytics": `{"enabled":false,"utm_source":""}`,
	}
	on, err := tracking(t, answers)
	require.NoError(t, err)
	require.Empty(t, on)

	answers["open"], answers["click"] = `{"enabled":true}`, `{"enabled":true,"enable_text":true}`
	on, err = tracking(t, answers)
	require.NoError(t, err)
	require.Equal(t, []string{"click", "open"}, on)

	for _, unreadable := range []string{`{}`, `<html>`, ``} {
		answers["subscription"] = unreadable
		_, err = tracking(t, answers)
		require.ErrorContains(t, err, "subscription")
	}
	delete(answers, "subscription")
	_, err = tracking(t, answers)
	require.Error(t, err)

	c := config()
	c.BaseURL = "http://127.0.0.1:1"
	_, err = open(t, c).Tracking(context.Background())
	require.Error(t, err, "an account that nobody answers for has not said that it is off")
}
