package messaging_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// way is a transport of the test's own.
type way func(*http.Request) (*http.Response, error)

func (w way) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func exchanged(ctx context.Context, w way, wanted func() bool) (*messaging.Exchange, error) {
	at, _ := url.Parse("http://127.0.0.1:9")
	x := messaging.NewExchange(ctx, w, at, wanted)
	res, err := x.Client().Post("https://api.example.com/letters?q=1", "text/plain", strings.NewReader("a letter"))
	if err == nil {
		_ = res.Body.Close()
	}
	return x, err
}

func answering(status int, header http.Header) way {
	return func(r *http.Request) (*http.Response, error) {
		_, err := io.ReadAll(r.Body)
		return &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}, err
	}
}

func TestEachStatusMeansWhatItMeansForTheLetter(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		200: messaging.Unknown{Code: "provider_200"}, 302: messaging.Unknown{Code: "provider_302"}, 408: messaging.Unknown{Code: "provider_408"},
		500: messaging.Unknown{Code: "provider_500"}, 503: messaging.Unknown{Code: "provider_503"},
		400: messaging.Refused{Code: "provider_400"}, 413: messaging.Refused{Code: "provider_413"},
		401: messaging.NotSent{Code: "credentials_refused"}, 403: messaging.NotSent{Code: "credentials_refused"},
		404: messaging.NotSent{Code: "wrong_address_of_provider"}, 429: messaging.NotSent{Code: "too_many_requests"},
	} {
		x, err := exchanged(context.Background(), answering(status, http.Header{"Location": {"https://elsewhere.example.com"}}), nil)
		require.NoError(t, err, "a redirect is not followed")
		require.Equal(t, status, x.Status())
		require.Equal(t, want, x.Fault())
	}
}

func TestAProviderSaysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	in := func(d time.Duration) time.Time { return time.Now().Add(d) }
	for name, c := range map[string]struct {
		header      http.Header
		least, most time.Duration
	}{
		"seconds":        {http.Header{"Retry-After": {"30"}}, 30 * time.Second, 30 * time.Second},
		"a date":         {http.Header{"Retry-After": {in(time.Minute).UTC().Format(http.TimeFormat)}}, 50 * time.Second, time.Minute},
		"a second":       {http.Header{"X-Ratelimit-Reset": {"1"}}, 0, 0},
		"too long":       {http.Header{"Retry-After": {"999999"}}, time.Hour, time.Hour},
		"in the past":    {http.Header{"Retry-After": {"-5"}}, 0, 0},
		"no sense in it": {http.Header{"Retry-After": {"soon"}}, 0, 0},
	} {
		x, err := exchanged(context.Background(), answering(429, c.header), nil)
		require.NoError(t, err)
		var notSent messaging.NotSent
		require.ErrorAs(t, x.Fault(), &notSent)
		require.GreaterOrEqual(t, notSent.After, c.least, name)
		require.LessOrEqual(t, notSent.After, c.most, name)
	}
}

func TestWithoutAnAnswerItCountsWhetherTheLetterHadBegunToLeave(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	x, err := exchanged(context.Background(), func(*http.Request) (*http.Response, error) { return nil, broken }, nil)
	require.ErrorIs(t, err, broken)
	require.Equal(t, messaging.NotSent{Code: "provider_out_of_reach"}, x.Fault())

	x, err = exchanged(context.Background(), func(r *http.Request) (*http.Response, error) {
		_, _ = r.Body.Read(make([]byte, 1))
		return nil, broken
	}, nil)
	require.ErrorIs(t, err, broken)
	require.Equal(t, messaging.Unknown{Code: "no_answer"}, x.Fault())

	gone, leave := context.WithCancel(context.Background())
	leave()
	x, err = exchanged(gone, answering(200, nil), nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, messaging.NotSent{Code: "provider_out_of_reach"}, x.Fault())
}

// A transport may still be about to write when the caller has been told that nothing
// left. Then nothing may.
func TestNothingLeavesAfterItWasSaidThatNothingDid(t *testing.T) {
	t.Parallel()
	var late io.ReadCloser
	x, err := exchanged(context.Background(), func(r *http.Request) (*http.Response, error) {
		late = r.Body
		return nil, errors.New("gave up")
	}, nil)
	require.Error(t, err)
	require.ErrorAs(t, x.Fault(), &messaging.NotSent{})
	n, err := late.Read(make([]byte, 8))
	require.Zero(t, n)
	require.Error(t, err)
}

func TestAnAnswerCarriesTheCallersContextAndAddress(t *testing.T) {
	t.Parallel()
	type key struct{}
	ctx := context.WithValue(context.Background(), key{}, "mine")
	_, err := exchanged(ctx, func(r *http.Request) (*http.Response, error) {
		require.Equal(t, "mine", r.Context().Value(key{}))
		require.Equal(t, "http://127.0.0.1:9/letters?q=1", r.URL.String())
		require.Equal(t, "127.0.0.1:9", r.Host)
		return answering(200, nil)(r)
	}, nil)
	require.NoError(t, err)
}

// HTTP/2 writes a body in a way of its own.
func TestTheGateHoldsByHTTP2Too(t *testing.T) {
	t.Parallel()
	var got atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil && r.ProtoMajor == 2 && string(body) == "a letter" {
			got.Add(1)
		}
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	require.NoError(t, err)
	for wanted, want := range map[bool]error{true: messaging.Unknown{Code: "provider_200"}, false: messaging.NotSent{Code: "no_longer_wanted"}} {
		x := messaging.NewExchange(context.Background(), server.Client().Transport, at, func() bool { return wanted })
		res, err := x.Client().Post("https://api.example.com/", "text/plain", strings.NewReader("a letter"))
		if err == nil {
			require.NoError(t, res.Body.Close())
		}
		require.Equal(t, wanted, err == nil)
		require.Equal(t, want, x.Fault())
	}
	require.EqualValues(t, 1, got.Load())
}
