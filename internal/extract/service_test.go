package extract

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// service behaves like Beacon's API as far as an import can tell.
type service struct {
	*httptest.Server
	mu       sync.Mutex
	versions map[string]int
	persons  map[string]string // person to case
	arrived  []Referral
	keys     []string
	before   func(w http.ResponseWriter, r *http.Request, n int) bool // true if it answered itself
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{versions: map[string]int{}, persons: map[string]string{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var ref Referral
	in := json.NewDecoder(r.Body)
	in.DisallowUnknownFields()
	if err := in.Decode(&ref); err != nil || r.URL.Path != "/v1/referrals" || r.Header.Get("Authorization") != "Bearer secret" {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s.mu.Lock()
	s.arrived = append(s.arrived, ref)
	s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
	n, before := len(s.arrived), s.before
	s.mu.Unlock()
	if before != nil && before(w, r, n) {
		return
	}
	s.answer(w, ref)
}

func (s *service) answer(w http.ResponseWriter, ref Referral) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.refusal(ref); p != "" {
		say(w, http.StatusUnprocessableEntity, `{"code":"invalid","errors":[`+p+`]}`)
		return
	}
	known, seen := s.versions[ref.Source.ID]
	id, open := s.persons[ref.Victim.PersonReference]
	if !open || ref.Victim.PersonReference == "" {
		sum := sha256.Sum256([]byte(ref.Source.ID))
		id = fmt.Sprintf("%x-%x-4000-8000-%x", sum[:4], sum[4:6], sum[6:12])
		s.persons[ref.Victim.PersonReference] = id
	}
	switch {
	case seen && known >= *ref.Source.Version:
		say(w, http.StatusOK, `{"case_id":"`+id+`","outcome":"duplicate"}`)
		return
	case seen, open && ref.Victim.PersonReference != "":
		say(w, http.StatusOK, `{"case_id":"`+id+`","outcome":"updated"}`)
	default:
		say(w, http.StatusCreated, `{"case_id":"`+id+`","outcome":"accepted"}`)
	}
	s.versions[ref.Source.ID] = *ref.Source.Version
}

func (s *service) refusal(ref Referral) string {
	switch {
	case ref.Victim.GivenName == "":
		return `{"pointer":"/victim/given_name","code":"required","detail":"must not be empty"}`
	case ref.Crime.DomesticAbuse == nil || (!*ref.Crime.DomesticAbuse && ref.Crime.OffenceCode == "46"):
		return `{"pointer":"/crime/offence_code","code":"out_of_scope","detail":"not taken here"}`
	case len(ref.Victim.ContactPoints) > 0 && onlyDigits(ref.Victim.ContactPoints[0].Value) == "":
		return `{"pointer":"/victim/contact_points/0/value","code":"not_a_phone_number","detail":"` + ref.Victim.ContactPoints[0].Value + ` is no number"}`
	}
	return ""
}

func (s *service) order() []Referral {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Referral{}, s.arrived...)
}

func say(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// clock is time that passes only when somebody waits.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) pace() pace {
	return pace{
		now: func() time.Time {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.at
		},
		wait: func(ctx context.Context, d time.Duration) error {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.at = c.at.Add(d)
			c.waits = append(c.waits, d)
			return ctx.Err()
		},
		jitter: func() float64 { return 0.5 },
	}
}

// options are those of an import of a file with this text.
func (s *service) options(t *testing.T, name, text string) (ImportOptions, *clock) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	c := newClock()
	return ImportOptions{File: file, API: s.URL, Token: "secret", pace: c.pace()}, c
}

// reportLines gives the report file as rows without its header.
func reportLines(t *testing.T, r Report) [][]string {
	t.Helper()
	text, err := os.ReadFile(r.Path)
	require.NoError(t, err)
	all, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, reportHeader, all[0])
	require.NoFileExists(t, r.Path+partSuffix)
	return all[1:]
}

func requireBalanced(t *testing.T, r Report, rows int) {
	t.Helper()
	require.Equal(t, rows, r.Rows)
	require.Equal(t, rows, r.Accepted+r.Updated+r.Duplicate+r.Rejected+r.Failed+r.NotSent)
	require.NoError(t, r.balanced(rows))
}
