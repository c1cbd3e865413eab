package twilio_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// redacted asks a Twilio that answers so to blank a text, and gives back the form that
// it got.
func redacted(t *testing.T, status, code int) (form url.Values, err error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/2010-04-01/Accounts/"+config().AccountSID+"/Messages/SM1.json" || r.ParseForm() != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		form = r.PostForm
		if status == http.StatusOK {
			_, _ = w.Write([]byte(`{"sid":"SM1","body":""}`))
			return
		}
		says(w, status, code, "something about +447700900001")
	}))
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL
	err = open(t, c).Redact(context.Background(), "SM1")
	return form, err
}

func TestWordsAreBlankedAtTwilio(t *testing.T) {
	t.Parallel()
	form, err := redacted(t, 200, 0)
	require.NoError(t, err)
	require.Equal(t, url.Values{"Body": {""}}, form)
}

func TestWhatTwilioNoLongerHasNeedsNoBlanking(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ status, code int }{{200, 0}, {404, 20404}, {404, 0}, {400, 20404}} {
		_, err := redacted(t, c.status, c.code)
		require.NoError(t, err, c)
	}
	for _, c := range []struct{ status, code int }{{409, 20409}, {500, 20500}, {401, 20003}, {429, 20429}} {
		_, err := redacted(t, c.status, c.code)
		require.Error(t, err, c)
		require.NotContains(t, err.Error(), "900001")
	}
	c := config()
	c.Transport = away(func(*http.Request) { require.Fail(t, "asked") })
	require.NoError(t, open(t, c).Redact(context.Background(), "../Calls/CA1"))
	require.NoError(t, open(t, c).Redact(context.Background(), ""))
}

func TestASecondAccountHasItsOwnNameInTheLedger(t *testing.T) {
	t.Parallel()
	c := config()
	require.Equal(t, "twilio", open(t, c).ID())
	c.Name = "twilio2"
	require.Equal(t, "twilio2", open(t, c).ID())
}
