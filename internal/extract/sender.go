package extract

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// sender brings one row after the other to the API, and is patient.
type sender struct {
	o       ImportOptions
	waiting atomic.Int64 // rows between two attempts
	lost    atomic.Int64 // rows in a row, so to speak, that ran out of patience
}

// errAway ends an import whose rows all ran out of patience.
var errAway = errors.New("the API could not be reached, or could take nothing, for a long time")

// deliver brings a row to the API. It goes on trying until run is cancelled or
// the budget is spent; an attempt on its way ends with wire. The error says why
// no other row will fare better.
func (s *sender) deliver(run, wire context.Context, rec Record) (result, error) {
	mail, err := newLetter(rec.Referral)
	if err != nil {
		return rec.became(rejected, *problem("", codeText, "the row cannot be written as JSON")), nil //nolint:nilerr // it is the row's result
	}
	started := s.o.pace.now()
	for attempt := 0; ; attempt++ {
		if run.Err() != nil {
			return rec.became(notSent), nil //nolint:nilerr // it is the row's result
		}
		a, err := s.post(wire, mail)
		what, res, stop := s.weigh(wire, rec, a, err)
		if what != tryAgain {
			s.lost.Store(0)
			return res, stop
		}
		pause := max(s.pause(attempt), a.askedToWait(s.o.pace.now()))
		if s.o.pace.now().Sub(started)+pause > s.o.Budget {
			return res, s.spent()
		}
		if s.rest(run, pause) != nil {
			return rec.became(notSent, *problem("", "interrupted", "the import stopped before this row had its answer")), nil //nolint:nilerr // it is the row's result
		}
	}
}

// weigh says what an attempt came to.
func (s *sender) weigh(wire context.Context, rec Record, a answer, err error) (verdict, result, error) {
	if err == nil {
		return judge(rec, a)
	}
	if wire.Err() != nil {
		return settled, rec.became(failed, *problem("", "interrupted", "the import stopped before this row had its answer; it may have arrived")), nil //nolint:nilerr // it is the row's result
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return giveUp, rec.became(failed, *problem("", "not_the_api", "the API's certificate is not trusted")),
			fmt.Errorf("the API's certificate is not trusted: %w", err)
	}
	return tryAgain, rec.became(failed, *problem("", "unreachable", "the API could not be reached")), nil
}

func (s *sender) post(wire context.Context, mail letter) (answer, error) {
	ctx, cancel := context.WithTimeout(wire, s.o.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.o.API, bytes.NewReader(mail.body))
	if err != nil {
		return answer{}, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+s.o.Token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, application/problem+json")
	req.Header.Set("Idempotency-Key", mail.key)
	req.Header.Set("User-Agent", "beacon-import")
	resp, err := s.o.HTTPClient.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("send referral: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	return readAnswer(resp)
}

// pause grows from half a second to a quarter of a minute; half of it is left
// to chance, so that rows turned away together do not come back together.
func (s *sender) pause(attempt int) time.Duration {
	const first, longest = 500 * time.Millisecond, 15 * time.Second
	d := longest
	if attempt < 5 {
		d = min(longest, first<<attempt)
	}
	return d/2 + time.Duration(s.o.pace.jitter()*float64(d/2))
}

func (s *sender) rest(run context.Context, d time.Duration) error {
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	return s.o.pace.wait(run, d)
}

// spent counts a row that ran out of patience. When as many as go out at once
// have done so with no answer in between, there is nobody there.
func (s *sender) spent() error {
	if s.lost.Add(1) >= int64(s.o.Concurrency) {
		return errAway
	}
	return nil
}
