package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

type object = map[string]any

// errAgain: nothing was refused, and asking again is right.
var errAgain = errors.New("not answered yet")

// people are those who ask the APIs, each in their role.
type people struct {
	apis    [2]string
	issuer  string // gives out tokens
	client  *http.Client
	journal *journal

	mu     sync.Mutex
	tokens map[string]string
}

func newPeople(apis [2]string, issuer string) *people {
	return &people{
		apis: apis, issuer: issuer, journal: &journal{}, tokens: map[string]string{},
		client: &http.Client{Timeout: 25 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}
}

// request is something that somebody asks of the service.
type request struct {
	what   string // as the journal calls it
	role   string
	method string
	path   string
	key    string
	body   object
	source string // of a referral
	api    int    // which one is asked first
}

// answer is what every command and every referral is answered with.
type answer struct {
	CaseID   string `json:"case_id"`
	Revision int    `json:"revision"`
	request  string
}

// patiently asks until there is an answer, of one API and then of the other. It is the
// same request every time.
func (p *people) patiently(ctx context.Context, r request) (answer, error) {
	for try := 0; ; try++ {
		a, err := p.ask(ctx, r, p.apis[(r.api+try)%2])
		p.journal.tried(errors.Is(err, errAgain))
		switch {
		case err == nil:
			p.journal.note(Answered{Source: r.source, Case: a.CaseID, What: r.what, Key: r.key, Request: a.request, Revision: a.Revision})
			return a, nil
		case !errors.Is(err, errAgain):
			p.journal.refuse(Refusal{r.what, err.Error()})
			return a, err
		}
		select {
		case <-ctx.Done():
			return a, err
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (p *people) ask(ctx context.Context, r request, at string) (answer, error) {
	token, err := p.token(ctx, r.role)
	if err != nil {
		return answer{}, err
	}
	b, err := json.Marshal(r.body)
	if err != nil {
		return answer{}, fmt.Errorf("write body: %w", err)
	}
	h, err := http.NewRequestWithContext(ctx, r.method, "http://"+at+r.path, bytes.NewReader(b))
	if err != nil {
		return answer{}, fmt.Errorf("make request: %w", err)
	}
	h.Header.Set("Content-Type", "application/json")
	h.Header.Set("Authorization", "Bearer "+token)
	if r.key != "" {
		h.Header.Set("Idempotency-Key", r.key)
	}
	var a answer
	a.request, err = p.do(h, &a)
	return a, err
}

// do makes a request and says by which name the API knows it. What was not answered, or
// put off, is to be asked again.
func (p *people) do(r *http.Request, into any) (name string, err error) {
	got, err := p.client.Do(r)
	if err != nil {
		return "", errors.Join(errAgain, err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	switch {
	case err != nil:
		return "", errors.Join(errAgain, err)
	case got.StatusCode >= 500, got.StatusCode == http.StatusTooManyRequests, got.StatusCode == http.StatusNotFound: // a case that was kept while Temporal was away is not there yet
		return "", fmt.Errorf("%w: %s %s answered %d", errAgain, r.Method, r.URL.Path, got.StatusCode)
	case got.StatusCode/100 != 2:
		return "", fmt.Errorf("%s %s answered %d: %s", r.Method, r.URL.Path, got.StatusCode, b)
	case into == nil:
		return got.Header.Get("X-Request-Id"), nil
	}
	if err := json.Unmarshal(b, into); err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	return got.Header.Get("X-Request-Id"), nil
}

// token is a bearer token in a role, asked for once.
func (p *people) token(ctx context.Context, role string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.tokens[role]; t != "" {
		return t, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.issuer+"/dev/tokens",
		bytes.NewReader(fmt.Appendf(nil, `{"role":%q,"subject":"chaos-%s"}`, role, role)))
	if err != nil {
		return "", fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	var got struct{ Token string }
	if _, err := p.do(r, &got); err != nil {
		return "", err
	}
	p.tokens[role] = got.Token
	return got.Token, nil
}
