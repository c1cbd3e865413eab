package cluster

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Smoke takes one case through the cluster: referred and called through the first API,
// then one worker is killed, and everything goes on through the second API and the other
// worker. The worker is started again at the end.
func (p *Plan) Smoke(ctx context.Context, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	s := &smoke{plan: p, out: out, run: strings.ToLower(rand.Text()), tokens: map[string]string{}}
	for _, step := range []struct {
		says string
		do   func(context.Context) error
	}{
		{"referred through the first API", s.refer},
		{"seen through the second", func(ctx context.Context) error { return s.calls(ctx, p.Places.API2, 1) }},
		{"called in vain", s.attempt},
		{"one worker is killed", func(context.Context) error { return p.Kill("worker-1") }},
		{"the second API takes a note", s.note},
		{"the next call comes back by itself", func(ctx context.Context) error { return s.calls(ctx, p.Places.API2, 2) }},
		{"the worker is started again", func(ctx context.Context) error { return p.Start(ctx, "worker-1", io.Discard) }},
	} {
		began := time.Now()
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.says, err)
		}
		fmt.Fprintf(out, "  %-36s %s\n", step.says, time.Since(began).Round(10*time.Millisecond))
	}
	return nil
}

type smoke struct {
	plan   *Plan
	out    io.Writer
	run    string
	tokens map[string]string
	id     string
}

type object = map[string]any

func (s *smoke) refer(ctx context.Context) error {
	var answer struct {
		CaseID string `json:"case_id"`
	}
	err := s.patiently(ctx, s.plan.Places.API1, "referrer", http.MethodPost, "/v1/referrals", object{
		"source": object{"force": "hertfordshire", "system": "athena", "id": "SMOKE-" + s.run, "version": 1},
		"crime": object{"reference": "41/" + s.run, "offence_code": "8U", "offence": "Controlling or coercive behaviour", "domestic_abuse": true,
			"reported_at": time.Now().Add(-time.Hour).Format(time.RFC3339)},
		"victim": object{"person_reference": "N" + s.run, "given_name": "Sam", "family_name": "Example" + s.run, "date_of_birth": "1990-05-17",
			"contact_points": []object{{"kind": "phone", "value": "07700 900123"}}},
		"risk":    object{"tool": "DASH", "total": 11, "grade": "medium"},
		"officer": object{"collar_number": "1234"},
		"basis":   object{"lawful_basis": "public_task", "victim_informed": true},
	}, &answer)
	s.id = answer.CaseID
	return err
}

func (s *smoke) attempt(ctx context.Context) error {
	return s.patiently(ctx, s.plan.Places.API1, "caseworker", http.MethodPost, "/v1/cases/"+s.id+"/contact-attempts", object{"outcome": "no_answer"}, nil)
}

func (s *smoke) note(ctx context.Context) error {
	return s.patiently(ctx, s.plan.Places.API2, "caseworker", http.MethodPost, "/v1/cases/"+s.id+"/notes", object{"text": "A worker has been killed."}, nil)
}

// calls waits until the case has been given so many tasks to call.
func (s *smoke) calls(ctx context.Context, at string, n int) error {
	for {
		var page struct {
			Items []struct{ What, About string }
		}
		err := s.ask(ctx, at, "caseworker", http.MethodGet, "/v1/cases/"+s.id+"/timeline?limit=100", "", nil, &page)
		seen := 0
		for _, l := range page.Items {
			if l.What == "task-raised" && strings.HasPrefix(l.About, "call_victim") {
				seen++
			}
		}
		if seen >= n {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%d calls of %d were seen", seen, n), err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// patiently sends one command until it is taken. It is the same command every time, and
// so is taken once.
func (s *smoke) patiently(ctx context.Context, at, role, method, path string, body, answer any) error {
	key := "smoke-" + rand.Text()
	for {
		err := s.ask(ctx, at, role, method, path, key, body, answer)
		if err == nil || !errors.Is(err, errAgain) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// errAgain: nothing was refused; asking again is right.
var errAgain = errors.New("not answered yet")

func (s *smoke) ask(ctx context.Context, at, role, method, path, key string, body, answer any) error {
	token, err := s.token(ctx, role)
	if err != nil {
		return err
	}
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write body: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+at+path, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return do(r, answer)
}

func do(r *http.Request, answer any) error {
	got, err := (&http.Client{Timeout: 20 * time.Second}).Do(r)
	if err != nil {
		return errors.Join(errAgain, err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	switch {
	case err != nil:
		return errors.Join(errAgain, err)
	case got.StatusCode == http.StatusServiceUnavailable || got.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("%w: %s %s answered %d", errAgain, r.Method, r.URL.Path, got.StatusCode)
	case got.StatusCode/100 != 2:
		return fmt.Errorf("%s %s answered %d: %s", r.Method, r.URL.Path, got.StatusCode, b)
	case answer == nil:
		return nil
	}
	return json.Unmarshal(b, answer)
}

// token is a bearer token in a role, asked for once.
func (s *smoke) token(ctx context.Context, role string) (string, error) {
	if t := s.tokens[role]; t != "" {
		return t, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.plan.Places.Emulator+"/dev/tokens",
		strings.NewReader(fmt.Sprintf(`{"role":%q,"subject":"smoke-%s"}`, role, role)))
	if err != nil {
		return "", fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	var answer struct{ Token string }
	if err := do(r, &answer); err != nil {
		return "", err
	}
	s.tokens[role] = answer.Token
	return answer.Token, nil
}
