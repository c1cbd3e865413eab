package api

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/codec"
	"beacon/internal/telemetry"
	"beacon/store"
	"beacon/workflows"
)

// monday is when every test begins.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

const (
	issuer   = "https://id.example.org/realms/beacon"
	audience = "beacon-api"
	ourURL   = "https://beacon.example.org"
)

// clock is the time of a test, which stands still unless it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// sink keeps what was logged.
type sink struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// world is an API with a database in memory and cases that live in this process.
type world struct {
	t     testing.TB
	api   *API
	db    *store.DB
	realm *realm
	cases *cases
	clock *clock
	logs  *sink
	reg   *prometheus.Registry
}

// cases is what the API believes to be Temporal; each field may be replaced.
type cases struct {
	refer  func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error)
	do     func(context.Context, string, casework.Command) (casework.Receipt, error)
	reopen func(context.Context, string, casework.ReopenCase, json.RawMessage) (casework.Receipt, error)
	ready  func(context.Context) error
	rouse  func(context.Context, string, casework.Command, json.RawMessage) (casework.Receipt, error)
	ring   func(context.Context, string) (bool, error)
	stands func(context.Context, string) (workflows.Standing, error)
	lost   func(context.Context, string, json.RawMessage, casework.Recovered) error
	waits  func(id string) (workflows.Waiting, error)
	anew   func(id string) error
	doubt  func(id string) error // told once more how it stands; nil: as it is rung
}

func (c *cases) Waits(_ context.Context, id string, _ time.Time) (workflows.Waiting, error) {
	return c.waits(id)
}

func (c *cases) Refresh(_ context.Context, id string, _ workflows.Waiting) error { return c.anew(id) }

func (c *cases) RingBy(ctx context.Context, id string, by casework.Bell) (bool, error) {
	if by == casework.ByDoubt && c.doubt != nil {
		return true, c.doubt(id)
	}
	return c.ring(ctx, id)
}

func (c *cases) Stands(ctx context.Context, id string) (workflows.Standing, error) {
	return c.stands(ctx, id)
}

func (c *cases) Recover(ctx context.Context, id string, state json.RawMessage, as casework.Recovered) error {
	return c.lost(ctx, id, state, as)
}

func (c *cases) Refer(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
	return c.refer(ctx, id, r, resting)
}

func (c *cases) Do(ctx context.Context, id string, m casework.Command) (casework.Receipt, error) {
	return c.do(ctx, id, m)
}

func (c *cases) Reopen(ctx context.Context, id string, m casework.ReopenCase, resting json.RawMessage) (casework.Receipt, error) {
	return c.reopen(ctx, id, m, resting)
}

func (c *cases) Rouse(ctx context.Context, id string, m casework.Command, resting json.RawMessage) (casework.Receipt, error) {
	return c.rouse(ctx, id, m, resting)
}

func (c *cases) Ready(ctx context.Context) error { return c.ready(ctx) }

func waitsForNothing(string) (workflows.Waiting, error) { return workflows.Waiting{}, nil }

func setup(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{at: monday}, logs: &sink{}, reg: prometheus.NewRegistry()}
	db, err := store.Open(t.Context(), ":memory:")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	keys, err := codec.ParseRing(codec.NewKey("test"))
	require.NoError(t, err)
	db.SealWith(keys)
	w.db = db
	w.realm = &realm{t: t, db: db, clock: w.clock, open: map[string]*casework.Case{}}
	w.cases = &cases{w.realm.refer, w.realm.do, w.realm.reopen, func(context.Context) error { return nil }, w.realm.rouse, w.realm.ring, w.realm.stands, w.realm.recover, waitsForNothing, nil, nil}

	cfg := Config{
		PublicURL: ourURL, TwilioTokens: []string{"primary", "secondary"}, SendGridKey: sendgridPublic(), Version: "1.2.3", Commit: "abc",
		AnswerWithin: time.Hour, Now: w.clock.now,
	}
	for _, c := range change {
		c(&cfg)
	}
	verifier, err := NewTokens(TokenConfig{Issuer: issuer, Audience: audience, Keys: []crypto.PublicKey{&issuerKey.PublicKey}, Now: w.clock.now})
	require.NoError(t, err)
	log := slog.New(telemetry.Log(slog.NewJSONHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug})))
	w.api, err = New(cfg, w.cases, db, verifier, log, w.reg)
	require.NoError(t, err)
	return w
}

var (
	issuerKey = newKey()
	otherKey  = newKey()
)

func newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

// claims are what a good token of somebody with these roles says.
func (w *world) claims(subject string, roles ...casework.Role) map[string]any {
	now := w.clock.now()
	return map[string]any{
		"iss": issuer, "aud": audience, "sub": subject, "roles": roles, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

func sign(t testing.TB, alg jose.SignatureAlgorithm, key any, claims any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, nil)
	require.NoError(t, err)
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	require.NoError(t, err)
	return token
}

// as is a good token of somebody with these roles.
func (w *world) as(roles ...casework.Role) string {
	subject := "nobody"
	if len(roles) > 0 {
		subject = string(roles[0]) + "-1"
	}
	return sign(w.t, jose.ES256, issuerKey, w.claims(subject, roles...))
}

// call is one request as a test makes it.
type call struct {
	method, path, token string
	body                any // string and []byte as they are; anything else as JSON
	header              http.Header
}

func (c call) request(t testing.TB) *http.Request {
	t.Helper()
	var body io.Reader
	h := http.Header{}
	switch b := c.body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	case []byte:
		body = bytes.NewReader(b)
	case io.Reader:
		body = b
	default:
		j, err := json.Marshal(b)
		require.NoError(t, err)
		body = bytes.NewReader(j)
	}
	if c.body != nil {
		h.Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
	}
	if c.token != "" {
		h.Set(echo.HeaderAuthorization, "Bearer "+c.token)
	}
	if c.method == http.MethodPost {
		h.Set("Idempotency-Key", uuid.NewString())
	}
	for name, values := range c.header {
		h.Del(name)
		for _, v := range values {
			h.Add(name, v)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, body)
	r.Header = h
	return r
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

func (a answer) json(into any) {
	a.t.Helper()
	require.NoError(a.t, json.Unmarshal(a.body, into), string(a.body))
}

func (a answer) problem() Problem {
	a.t.Helper()
	require.Equal(a.t, "application/problem+json", a.header.Get(echo.HeaderContentType), string(a.body))
	var p Problem
	a.json(&p)
	require.Equal(a.t, a.status, p.Status)
	return p
}

// refused asserts a problem and gives its fields as "pointer code".
func (a answer) refused(status int, code casework.Code) []string {
	a.t.Helper()
	require.Equal(a.t, status, a.status, string(a.body))
	p := a.problem()
	require.Equal(a.t, code, p.Code, string(a.body))
	out := make([]string, len(p.Errors))
	for i, f := range p.Errors {
		require.NotEmpty(a.t, f.Detail)
		out[i] = f.Pointer + " " + f.Code
	}
	return out
}

func (a answer) is(status int) answer {
	a.t.Helper()
	require.Equal(a.t, status, a.status, string(a.body))
	return a
}

// send makes a request and holds it, and what comes back, against openapi.yaml.
func (w *world) send(c call) answer {
	w.t.Helper()
	r := c.request(w.t)
	seen := &seenBody{}
	if r.Body != nil {
		r.Body = seen.of(r.Body)
	}
	rec := httptest.NewRecorder()
	w.api.Handler().ServeHTTP(rec, r)
	out := answer{t: w.t, status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
	checkAgainstDescription(w.t, r, seen.bytes(), out)
	return out
}

// seenBody remembers what the handler read.
type seenBody struct{ b bytes.Buffer }

func (s *seenBody) of(r io.ReadCloser) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{io.TeeReader(r, &s.b), r}
}

func (s *seenBody) bytes() []byte { return s.b.Bytes() }

func (w *world) get(path string, roles ...casework.Role) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodGet, path: path, token: w.as(roles...)})
}

func (w *world) post(path string, body any, roles ...casework.Role) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPost, path: path, token: w.as(roles...), body: body})
}

// postAs posts with a given Idempotency-Key.
func (w *world) postAs(key, path string, body any, roles ...casework.Role) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPost, path: path, token: w.as(roles...), body: body, header: http.Header{"Idempotency-Key": {key}}})
}

func (w *world) put(path string, body any, roles ...casework.Role) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPut, path: path, token: w.as(roles...), body: body})
}
