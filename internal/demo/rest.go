package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// list is a page of anything.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

type line struct {
	At    time.Time `json:"at"`
	What  string    `json:"what"`
	Says  string    `json:"says"`
	About string    `json:"about"`
}

type task struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Escalated int    `json:"escalated"`
	Ended     string `json:"ended_at"`
}

type delivery struct {
	Template string `json:"template"`
	Channel  string `json:"channel"`
	State    string `json:"state"`
	Ref      string `json:"provider_ref"`
}

type message struct {
	SID      string    `json:"sid"`
	To       string    `json:"to"`
	Body     string    `json:"body"`
	Accepted time.Time `json:"accepted"`
}

// browser makes every request; nothing that is asked for here takes long.
var browser = &http.Client{Timeout: 30 * time.Second}

func get(ctx context.Context, address string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	return browser.Do(r)
}

// token is a bearer token in a role, asked for once.
func (d *demonstration) token(ctx context.Context, role string) (string, error) {
	if t := d.tokens[role]; t != "" {
		return t, nil
	}
	body := fmt.Sprintf(`{"role":%q,"subject":"demo-%s"}`, role, role)
	var answer struct{ Token string }
	if err := d.call(ctx, "", http.MethodPost, "/dev/tokens", json.RawMessage(body), &answer); err != nil {
		return "", err
	}
	d.tokens[role] = answer.Token
	return answer.Token, nil
}

// call makes one request; any answer but a 2xx is an error that shows the problem.
func (d *demonstration) call(ctx context.Context, role, method, path string, body, answer any) error {
	var payload io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write body: %w", err)
		}
		payload = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+d.at(path)+path, payload)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if role != "" {
		t, err := d.token(ctx, role)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+t)
		d.posted++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("demo-%s-%d", d.who.mark, d.posted))
	}
	got, err := browser.Do(r)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if got.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s answered %d: %s", method, path, got.StatusCode, b)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(b, answer)
}

// at is who answers for a path: tokens are given out by the standalone itself or, where
// there is none, by the emulator.
func (d *demonstration) at(path string) string {
	if d.o.API != "" && path == "/dev/tokens" {
		return d.house.emulator
	}
	return d.house.api
}

// do posts a caseworker's outcome to the case.
func (d *demonstration) do(ctx context.Context, role, what string, body any) error {
	return d.call(ctx, role, http.MethodPost, "/v1/cases/"+d.caseID+"/"+what, body, nil)
}

// timeline is the case's whole timeline.
func (d *demonstration) timeline(ctx context.Context) ([]line, error) {
	var all []line
	for cursor := ""; ; {
		var page list[line]
		path := "/v1/cases/" + d.caseID + "/timeline?limit=100"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		if err := d.call(ctx, "caseworker", http.MethodGet, path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		cursor = page.Next
	}
}

// tasks are the case's open tasks of a kind.
func (d *demonstration) tasks(ctx context.Context, kind string) ([]task, error) {
	var page list[task]
	err := d.call(ctx, "caseworker", http.MethodGet, "/v1/tasks?limit=100&case="+d.caseID+"&kind="+kind, nil, &page)
	return page.Items, err
}

// deliveries are what became of the case's messages.
func (d *demonstration) deliveries(ctx context.Context) ([]delivery, error) {
	var page list[delivery]
	err := d.call(ctx, "caseworker", http.MethodGet, "/v1/cases/"+d.caseID+"/deliveries", nil, &page)
	return page.Items, err
}

// outbox is what the emulated provider received for the victim's number.
func (d *demonstration) outbox(ctx context.Context) ([]message, error) {
	got, err := get(ctx, "http://"+d.house.emulator+"/control/messages")
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	defer got.Body.Close()
	var all struct{ Messages []message }
	if err := json.NewDecoder(got.Body).Decode(&all); err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	return slices.DeleteFunc(all.Messages, func(m message) bool { return m.To != d.number || m.Accepted.Before(d.began) }), nil
}

// await asks again and again until something is seen.
func await(ctx context.Context, what string, within time.Duration, seen func() (bool, error)) error {
	deadline := time.Now().Add(within)
	for {
		ok, err := seen()
		if ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return errors.New("not seen within " + within.String() + ": " + what)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, ctx.Err())
		case <-time.After(150 * time.Millisecond):
		}
	}
}

// awaitLine waits until the timeline tells n times of something, and says so.
func (d *demonstration) awaitLine(ctx context.Context, n int, what, about string) error {
	last := line{}
	err := await(ctx, what+" "+about, time.Minute, func() (bool, error) {
		lines, err := d.timeline(ctx)
		count := 0
		for _, l := range lines {
			if l.What == what && (about == "" || strings.HasPrefix(l.About, about) || strings.Contains(l.Says, about)) {
				count, last = count+1, l
			}
		}
		return count >= n, err
	})
	if err == nil {
		d.say("   %s%s", last.Says, times(n))
	}
	return err
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(" (%d times)", n)
}

// awaitTask waits until a task of a kind is open, and gives its ID.
func (d *demonstration) awaitTask(ctx context.Context, kind string) (string, error) {
	var id string
	err := await(ctx, "a task "+kind, time.Minute, func() (bool, error) {
		open, err := d.tasks(ctx, kind)
		if len(open) > 0 {
			id = open[0].ID
		}
		return len(open) > 0, err
	})
	if err == nil {
		d.say("   On the worklist: %s.", kind)
	}
	return id, err
}
