package app

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"beacon/activities"
	"beacon/api"
	"beacon/casework"
	"beacon/internal/embedded"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// soon is longer than anything here takes on a slow and busy machine.
const soon = 90 * time.Second

// ward is one case on a real Temporal server, and the ledger of its deadlines.
type ward struct {
	t      *testing.T
	file   string // of the server
	tc     client.Client
	cases  *workflows.Client
	db     *store.DB
	late   *prometheus.HistogramVec
	policy casework.Policy
	id     string

	mu       sync.Mutex
	provider error // what it answers; nil: it takes what comes
	readers  error // likewise
	tried    int   // messages
}

// away is an outage whose end is known.
type away time.Duration

func (a away) Error() string             { return "away" }
func (a away) RetryAfter() time.Duration { return time.Duration(a) }

// outage has the provider, and what readers read, fail with this from now on; nil: not.
func (w *ward) outage(provider, readers error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.provider, w.readers = provider, readers
}

func (w *ward) tries() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tried
}

// Publish writes what the case says of itself.
func (w *ward) Publish(ctx context.Context, v casework.View) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.readers != nil {
		return w.readers
	}
	return book{w.db, w.late}.Publish(ctx, v)
}

// newWard has a case whose first clock is due in so long, and all others much later.
func newWard(t *testing.T, firstIn time.Duration) *ward {
	t.Helper()
	w := &ward{t: t, file: filepath.Join(t.TempDir(), "temporal.db"), late: newLate(), policy: casework.Ordinary(), id: "0d0f6a52-7f3c-4a86-9e0e-3f6d0d8c4b02"}
	w.policy.Standard.AllocateWithin = firstIn
	server, err := embedded.Start(t.Context(), embedded.Options{File: w.file, Namespace: "beacon"})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	o := client.Options{HostPort: server.Addr(), Namespace: "beacon", Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))}
	mayAskAnew(&o)
	w.tc, err = client.Dial(o)
	require.NoError(t, err)
	t.Cleanup(w.tc.Close)
	w.cases = &workflows.Client{Temporal: w.tc}
	w.db, err = store.Open(t.Context(), "")
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.db.Close() })
	require.NoError(t, w.db.Migrate(t.Context()))
	return w
}

// Send takes every message, unless there is an outage.
func (w *ward) Send(context.Context, string, string, casework.Message) (casework.Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tried++; w.provider != nil {
		return casework.Outcome{}, w.provider
	}
	return casework.Outcome{State: casework.Sent}, nil
}

// work begins a worker.
func (w *ward) work() (stop func()) {
	w.t.Helper()
	k := worker.New(w.tc, &workflows.Cases{Policy: func() casework.Policy { return w.policy }}, &activities.Desk{Sender: w, Book: w})
	require.NoError(w.t, k.Start())
	return k.Stop
}

// refer opens the case, and waits until the ledger has its clocks.
func (w *ward) refer() {
	w.t.Helper()
	require.Eventually(w.t, func() bool {
		_, err := w.cases.Refer(w.t.Context(), w.id, casework.Referral{
			Said: casework.Said{ID: "referral", Body: "digest", By: "subject-7", Role: casework.Caseworker}, Ref: "ref-1", Version: 1,
			Reported: time.Now().Add(-time.Hour), Offence: "8Q", SafeWay: true, Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
		}, nil)
		return err == nil
	}, soon, time.Second)
	require.Eventually(w.t, func() bool { return len(w.ledger()) > 0 }, soon, 50*time.Millisecond)
}

func (w *ward) ledger() []store.DeadlineRow {
	w.t.Helper()
	rows, err := w.db.Deadlines(context.Background(), w.id)
	require.NoError(w.t, err)
	return rows
}

// first is the clock that is due first.
func (w *ward) first() store.DeadlineRow { return w.ledger()[0] }

// loseTimers takes away every physical timer of the server, which does not notice.
func (w *ward) loseTimers() int64 {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.file+"?_pragma=busy_timeout(20000)")
	require.NoError(w.t, err)
	defer db.Close()
	r, err := db.Exec(`delete from timer_tasks`)
	require.NoError(w.t, err)
	n, err := r.RowsAffected()
	require.NoError(w.t, err)
	return n
}

// watch looks for clocks that have not rung, as every API does, until the test ends.
func (w *ward) watch(every time.Duration) *api.API {
	w.t.Helper()
	c := config(w.t, "BEACON_TEMPORAL_NAMESPACE=beacon")
	c.OverdueAfter, c.OverdueEvery = time.Second, every
	a, err := NewAPI(c, w.db, w.tc, nil, nil, slog.New(slog.DiscardHandler))
	require.NoError(w.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.WatchClocks(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		require.NoError(w.t, <-done)
	})
	return a
}

// rangOnce waits until the first clock has rung, and nothing has rung twice.
func (w *ward) rangOnce() store.DeadlineRow {
	w.t.Helper()
	require.Eventually(w.t, func() bool { return w.first().Outcome == store.Rung }, soon, 50*time.Millisecond)
	rung := slices.DeleteFunc(w.ledger(), func(r store.DeadlineRow) bool { return r.Outcome != store.Rung })
	require.Len(w.t, rung, 1)
	return rung[0]
}

// observed is how often the histogram saw a clock ring late, by what rang it.
func (w *ward) observed() map[string]uint64 {
	w.t.Helper()
	reg := prometheus.NewRegistry()
	reg.MustRegister(w.late)
	all, err := reg.Gather()
	require.NoError(w.t, err)
	out := map[string]uint64{}
	for _, family := range all {
		for _, m := range family.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == "by" && m.GetHistogram().GetSampleCount() > 0 {
					out[l.GetValue()] += m.GetHistogram().GetSampleCount()
				}
			}
		}
	}
	return out
}

// past waits until a moment has long gone by.
func past(at time.Time) { <-time.After(time.Until(at)) }

func TestACaseWhoseTimerWasLostIsFoundAndRingsOnce(t *testing.T) {
	t.Parallel()
	w := newWard(t, 15*time.Second)
	defer w.work()()
	w.refer()
	due := w.first().Due.Time
	require.Greater(t, time.Until(due), time.Second, "this machine is too slow for this test")
	require.Positive(t, w.loseTimers())

	w.watch(0) // it is turned off
	past(due.Add(5 * time.Second))
	require.Equal(t, store.Armed, w.first().Outcome, "the server has lost the timer, and nobody notices")

	w.watch(200 * time.Millisecond)
	w.watch(200 * time.Millisecond) // of another API
	rung := w.rangOnce()
	require.Equal(t, casework.ByWatch, rung.RungBy)
	require.Equal(t, map[string]uint64{"watch": 1}, w.observed())
}

func TestACaseWhoseWorkflowWasTerminatedGoesOn(t *testing.T) {
	t.Parallel()
	w := newWard(t, 5*time.Second)
	defer w.work()()
	w.refer()
	require.NoError(t, w.tc.TerminateWorkflow(t.Context(), workflows.WorkflowID(w.id), "", "by hand"))
	w.watch(0)
	past(w.first().Due.Add(4 * time.Second))
	require.Equal(t, store.Armed, w.first().Outcome)
	w.watch(200 * time.Millisecond)
	w.watch(200 * time.Millisecond)
	w.rangOnce()
	page, err := w.db.Timeline(t.Context(), w.id, "", 500)
	require.NoError(t, err)
	recovered := 0
	for _, l := range page.Items {
		if l.What == "recovered" {
			recovered++
		}
	}
	require.Equal(t, 1, recovered)
	_, err = w.cases.RingBy(t.Context(), w.id, casework.ByWatch)
	require.NoError(t, err, "it is carried again")
}

func TestWhatIsDueWhileNoWorkerLivesRingsLateAndOnce(t *testing.T) {
	t.Parallel()
	w := newWard(t, 5*time.Second)
	stop := w.work()
	w.refer()
	stop()
	w.watch(200 * time.Millisecond) // it asks, and nobody answers
	past(w.first().Due.Add(6 * time.Second))
	require.Equal(t, store.Armed, w.first().Outcome)
	defer w.work()()
	rung := w.rangOnce()
	require.Greater(t, rung.Ended.Sub(rung.Due.Time), 5*time.Second)
	seen := w.observed()
	require.Equal(t, uint64(1), seen["timer"]+seen["watch"]+seen["other"], seen)
}

var _ api.Cases = (*workflows.Client)(nil)
