package emulator

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// How often a webhook is called. Twilio tries again once, and only where nobody
// answered. SendGrid tries again on any answer but a 2xx, for a day; here, a
// few times. Notify tries again five times, on no answer, 429 and 5xx.
const (
	textTries   = 2
	emailTries  = 5
	notifyTries = 6
)

// callbackTimeout is how long Twilio waits for a webhook.
const callbackTimeout = 15 * time.Second

// callbackClient follows no redirects, uses no proxy, and reaches only this
// machine, or a private network too.
func callbackClient(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: callbackTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("callback: %w", err)
		}
		if ip := to.Addr().Unmap(); ip.IsLoopback() || (private && ip.IsPrivate()) {
			return nil
		}
		return fmt.Errorf("callback: nothing leaves this machine")
	}}
	return &http.Client{
		Timeout:       callbackTimeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: workers, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// callBack tells the webhook of the status at index i, and comes back later if
// it should be told again.
func (e *Emulator) callBack(ctx context.Context, id string, i, try int) {
	m, ok := e.book.get(id)
	if !ok || ctx.Err() != nil {
		return
	}
	times := 1
	if m.Fate.Duplicate && try == 1 {
		times = 2
	}
	answer, posts := 0, m.Statuses[i].Posts+try-1
	for range times {
		answer = e.post(ctx, m, i)
		posts++
	}
	if ctx.Err() != nil {
		return // not told: the next run of this ledger will
	}
	if tryAgain(m.Provider(), answer, try) {
		wait := e.options.RetryDelay << (try - 1)
		e.errands.in(wait, func(ctx context.Context) { e.callBack(ctx, id, i, try+1) })
		return
	}
	e.book.told(id, i, answer, posts)
}

func tryAgain(by string, answer, try int) bool {
	switch by {
	case SendGrid:
		return try < emailTries && (answer < 200 || answer > 299)
	case Notify:
		return try < notifyTries && (answer == 0 || answer == http.StatusTooManyRequests || answer > 499)
	}
	return try < textTries && answer == 0
}

// post calls the webhook once and returns the HTTP status, 0 if none came.
func (e *Emulator) post(ctx context.Context, m Message, i int) int {
	var req *http.Request
	var err error
	switch m.Provider() {
	case Notify:
		req, err = e.receiptRequest(ctx, m, i)
	case SendGrid:
		req, err = e.eventRequest(ctx, m, i)
	default:
		req, err = e.statusRequest(ctx, m, i)
	}
	if err != nil {
		return 0
	}
	return e.call(req)
}

func (e *Emulator) call(req *http.Request) int {
	res, err := e.client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)) // so that the connection can be used again
	return res.StatusCode
}

// token is the same whenever the same thing is told, also after a restart.
func token(id, what string) string {
	h := fmt.Sprintf("%x", sha256.Sum256([]byte(id+"/"+what)))
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:32]}, "-")
}
