package bench_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"beacon/activities"
	"beacon/api"
	"beacon/internal/app"
	"beacon/internal/embedded"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// bed is what production is made of, in one process: a Temporal server and Beacon's
// database on the same PostgreSQL, a worker, and the API behind a port. Bare workflows
// run on the same server, by a worker of their own with as many pollers and the same
// encryption.
type bed struct {
	t        *testing.T
	temporal client.Client
	db       *store.DB
	api      string
	http     *http.Client
	serial   atomic.Int64

	databases []string // Beacon's, and Temporal's two
}

// atOnce is how many callers there are, of Beacon and of what it is held against.
const atOnce = 16

func makeBed(t *testing.T) *bed {
	t.Helper()
	b := &bed{t: t, databases: databases(t, 3), http: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}}
	addr := b.server(b.databases[1:])
	by := seal(t, addr)
	b.temporal = dialled(t, by.ordinary)
	require.NoError(t, app.ReadyNamespace(t.Context(), app.Config{TemporalAddr: addr, TemporalNamespace: namespace}, b.temporal, io.Discard))
	var err error
	b.db, err = store.Open(t.Context(), b.databases[0])
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.db.Close() })
	require.NoError(t, b.db.Migrate(t.Context()))
	b.db.SealWith(by.keys)
	b.work(dialled(t, by.works))
	b.serve()
	return b
}

// server starts Temporal on two databases of the same PostgreSQL.
func (b *bed) server(urls []string) string {
	b.t.Helper()
	on := &embedded.Postgres{Shards: 4}
	for i, name := range []*string{&on.Main, &on.Visibility} {
		u, err := url.Parse(urls[i])
		require.NoError(b.t, err)
		on.Addr, on.User, *name = u.Host, u.User.Username(), u.Path[1:]
		on.Password, _ = u.User.Password()
	}
	server, err := embedded.Start(b.t.Context(), embedded.Options{Postgres: on, Namespace: namespace})
	require.NoError(b.t, err)
	b.t.Cleanup(server.Stop)
	return server.Addr()
}

func (b *bed) work(hands client.Client) {
	b.t.Helper()
	w := worker.New(hands, &workflows.Cases{Policy: patient}, &activities.Desk{Sender: taken{}, Book: b.db})
	require.NoError(b.t, w.Start())
	b.t.Cleanup(w.Stop)
	b.bareWork(hands)
}

// bareWork is the worker of bare workflows.
func (b *bed) bareWork(hands client.Client) {
	b.t.Helper()
	pollers := sdkworker.NewPollerBehaviorSimpleMaximum(sdkworker.PollerBehaviorSimpleMaximumOptions{MaximumNumberOfPollers: 8})
	empty := sdkworker.New(hands, bareQueue, sdkworker.Options{WorkflowTaskPollerBehavior: worker.Pollers(), ActivityTaskPollerBehavior: pollers})
	empty.RegisterWorkflow(emptyWorkflow)
	empty.RegisterWorkflow(answering)
	require.NoError(b.t, empty.Start())
	b.t.Cleanup(empty.Stop)
}

// emptyWorkflow ends at once.
func emptyWorkflow(workflow.Context) error { return nil }

// answering takes updates and answers each, as little as can be, until it is told to end.
func answering(ctx workflow.Context) error {
	n := 0
	if err := workflow.SetUpdateHandler(ctx, "add", func(_ workflow.Context, by string) (int, error) { n += len(by); return n, nil }); err != nil {
		return err
	}
	workflow.GetSignalChannel(ctx, "end").Receive(ctx, nil)
	return nil
}

// thing is what a bare update is given: about as much as a command.
const thing = "00000000-0000-4000-8000-000000000001 0000000000000000000000000000000000000000000000000000000000000001 spoke 00000000-0000-4000-8000-000000000002 caseworker 9b2d7c0e"

func (b *bed) serve() {
	b.t.Helper()
	s := httptest.NewUnstartedServer(nil)
	b.api = "http://" + s.Listener.Addr().String()
	c := api.Config{PublicURL: b.api, TwilioTokens: []string{token}, AnswerWithin: workflows.AnswerWithin} // every referral is timed to its case
	a, err := api.New(c, &workflows.Client{Temporal: b.temporal}, b.db, anybody{},
		slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(b.t, err)
	go func() { _ = a.Watch(b.t.Context()) }()
	s.Config.Handler = a.Handler()
	s.Start()
	b.t.Cleanup(s.Close)
}

type object = map[string]any

// ask asks the API; answer may be nil.
func (b *bed) ask(ctx context.Context, as, method, path, key string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, b.api+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+as)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	got, err := b.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = got.Body.Close() }()
	said, err := io.ReadAll(got.Body)
	if err != nil {
		return err
	}
	if !slices.Contains([]int{http.StatusOK, http.StatusCreated, http.StatusAccepted}, got.StatusCode) {
		return fmt.Errorf("%s %s answered %d: %s", method, path, got.StatusCode, said)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(said, answer)
}

// refer refers a victim whom nobody has referred before, and returns the case.
func (b *bed) refer(ctx context.Context) (string, error) {
	return b.referAs(ctx, "referrer:kent-1")
}

func (b *bed) referAs(ctx context.Context, token string) (string, error) {
	n := b.serial.Add(1)
	var answer struct {
		CaseID   string `json:"case_id"`
		Revision int    `json:"revision"`
	}
	err := b.ask(ctx, token, http.MethodPost, "/v1/referrals", "", object{
		"source": object{"force": "kent", "system": "athena", "id": fmt.Sprint("BENCH-", n), "version": 1},
		"crime": object{"reference": fmt.Sprint("46/", n, "/26"), "offence_code": "8U", "offence": "Controlling or coercive behaviour", "domestic_abuse": true,
			"reported_at": time.Now().Add(-time.Hour).Format(time.RFC3339)},
		"victim": object{"person_reference": fmt.Sprint("N", n), "given_name": invented(n, "given"), "family_name": invented(n, "family"),
			"date_of_birth":  time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n*7919%20000)).Format(time.DateOnly),
			"contact_points": []object{{"kind": "email", "value": fmt.Sprintf("victim-%d@example.org", n)}}},
		"risk":    object{"tool": "DASH", "total": 11, "grade": "medium"},
		"officer": object{"collar_number": "1234"},
		"basis":   object{"lawful_basis": "public_task", "victim_informed": true},
	}, &answer)
	for err == nil && answer.Revision == 0 { // it was taken, and its case is begun a moment later
		var row store.CaseRow
		if row, err = b.db.Case(ctx, answer.CaseID); errors.Is(err, store.ErrNotFound) {
			err = ctx.Err()
			<-time.After(time.Millisecond)
		}
		answer.Revision = row.Revision
	}
	return answer.CaseID, err
}

// invented is a name that no two victims share, and none that sounds like another's:
// whoever may be the same person is another matter, and another measurement.
func invented(n int64, which string) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(which, n)))
	name := []byte{}
	for i := range 5 {
		name = append(name, "bdfgklmnprstvz"[sum[2*i]%14], "aeiou"[sum[2*i+1]%5])
	}
	return strings.ToUpper(string(name[:1])) + string(name[1:])
}

// timed is how long each of many calls took, sorted, and all of them together.
type timed struct {
	each []time.Duration
	all  time.Duration
}

func (t timed) rate() float64 { return float64(len(t.each)) / t.all.Seconds() }

func (t timed) p(q float64) float64 { return millis(quantile(t.each, q)) }

// storm has as many callers as there are here each make its share of n calls, one after the other.
func calls(ctx context.Context, n int, one func(ctx context.Context, i int) error) (timed, error) {
	took := make([]time.Duration, n)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	began := time.Now()
	for i := range n {
		g.Go(func() error {
			at := time.Now()
			err := one(ctx, i)
			took[i] = time.Since(at)
			return err
		})
	}
	err := g.Wait()
	all := time.Since(began)
	slices.Sort(took)
	return timed{took, all}, err
}

// listed counts the cases of the read model.
func (b *bed) listed(ctx context.Context, ids []string) (int, error) {
	n := 0
	for _, id := range ids {
		if _, err := b.db.Case(ctx, id); err == nil {
			n++
		}
	}
	return n, ctx.Err()
}
