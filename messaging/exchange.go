package messaging

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// Exchange is one request to a provider and what became of it. It is the
// http.RoundTripper under a provider's SDK: it gives the request the caller's
// context, which SDKs lose, sends it where the configuration says, and knows
// afterwards whether anything of the letter can have left. Use one for one request.
type Exchange struct {
	ctx    context.Context // kept here because the SDK drops it
	base   http.RoundTripper
	at     *url.URL
	wanted func() bool

	gate   atomic.Int32
	status atomic.Int64
	after  atomic.Int64
}

// The gate that a letter's bytes pass. It moves once, from waiting.
const (
	gateWaiting int32 = iota
	gateLeft          // the first byte was handed over: the letter may arrive
	gateLapsed        // it was no longer wanted when it came to that
	gateShut          // it was given up before the first byte left, and none may follow
)

// NewExchange prepares one request. at replaces the scheme and host of the request,
// and may be nil; base may be nil, for a transport of net/http's own; wanted is
// that of the Letter.
func NewExchange(ctx context.Context, base http.RoundTripper, at *url.URL, wanted func() bool) *Exchange {
	if base == nil {
		base = http.DefaultTransport
	}
	if wanted == nil {
		wanted = func() bool { return true }
	}
	return &Exchange{ctx: ctx, base: base, at: at, wanted: wanted}
}

// Client is an HTTP client that makes this exchange and follows no redirect: a
// letter goes to the address configured or nowhere.
func (x *Exchange) Client() *http.Client {
	return &http.Client{
		Transport:     x,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// RoundTrip sends the request.
func (x *Exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := x.ctx.Err(); err != nil {
		closeBody(req)
		return nil, err
	}
	sent := req.Clone(x.ctx)
	if x.at != nil {
		sent.URL.Scheme, sent.URL.Host, sent.Host = x.at.Scheme, x.at.Host, x.at.Host
	}
	x.guard(sent)
	res, err := x.base.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	x.status.Store(int64(res.StatusCode))
	x.after.Store(int64(retryAfter(res.Header, time.Now())))
	return res, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// guard puts the last question before the first byte, whichever connection it is
// that the body goes to.
func (x *Exchange) guard(req *http.Request) {
	if req.Body == nil || req.Body == http.NoBody {
		return
	}
	req.Body = &guarded{req.Body, x}
	if again := req.GetBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return &guarded{body, x}, nil
		}
	}
}

var errLapsed = errors.New("no longer wanted")

type guarded struct {
	io.ReadCloser
	exchange *Exchange
}

func (g *guarded) Read(p []byte) (int, error) {
	if !g.exchange.pass() {
		return 0, errLapsed
	}
	return g.ReadCloser.Read(p)
}

func (x *Exchange) pass() bool {
	if x.gate.Load() == gateWaiting {
		next := gateLeft
		if !x.wanted() {
			next = gateLapsed
		}
		x.gate.CompareAndSwap(gateWaiting, next)
	}
	return x.gate.Load() == gateLeft
}

// Status is the HTTP status of the answer; zero: there was none.
func (x *Exchange) Status() int { return int(x.status.Load()) }

// Fault is what an exchange that failed means for the letter, judged by its HTTP
// status and by whether any of it can have left. What is not certainly taken or
// certainly not taken is Unknown. Nothing more leaves after it was asked.
func (x *Exchange) Fault() error {
	if status := x.Status(); status != 0 {
		return x.faultOf(status)
	}
	x.gate.CompareAndSwap(gateWaiting, gateShut)
	switch x.gate.Load() {
	case gateShut:
		return NotSent{Code: "provider_out_of_reach"}
	case gateLapsed:
		return NotSent{Code: "no_longer_wanted"}
	}
	return Unknown{Code: "no_answer"}
}

func (x *Exchange) faultOf(status int) error {
	code := "provider_" + strconv.Itoa(status)
	switch {
	case status == http.StatusTooManyRequests:
		return NotSent{Code: "too_many_requests", After: time.Duration(x.after.Load())}
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return NotSent{Code: "credentials_refused"}
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return NotSent{Code: "wrong_address_of_provider"}
	case status == http.StatusRequestTimeout:
		return Unknown{Code: code}
	case status >= 400 && status < 500:
		return Refused{Code: code}
	}
	return Unknown{Code: code}
}

// WholeURL says whether a setting is a URL that paths can be put after: a scheme of
// HTTP and a host, with no query.
func WholeURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.Fragment == ""
}

// longestWait bounds what a provider may ask for.
const longestWait = time.Hour

// retryAfter is how long the provider asked to be left alone: seconds or a date in
// Retry-After, or SendGrid's second of the epoch in X-RateLimit-Reset.
func retryAfter(h http.Header, now time.Time) time.Duration {
	var wait time.Duration
	switch after, reset := h.Get("Retry-After"), h.Get("X-RateLimit-Reset"); {
	case after != "":
		if s, err := strconv.Atoi(after); err == nil {
			wait = time.Duration(s) * time.Second
		} else if at, err := http.ParseTime(after); err == nil {
			wait = at.Sub(now)
		}
	case reset != "":
		if s, err := strconv.ParseInt(reset, 10, 64); err == nil {
			wait = time.Unix(s, 0).Sub(now)
		}
	}
	return min(max(wait, 0), longestWait)
}
