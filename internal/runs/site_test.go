package runs_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	sdkworker "go.temporal.io/sdk/worker"

	"beacon/activities"
	"beacon/casework"
	"beacon/internal/embedded"
	"beacon/internal/runs"
	"beacon/worker"
	"beacon/workflows"
)

const (
	namespace = "beacon"
	soon      = 30 * time.Second // longer than anything here takes on a slow machine
	often     = 50 * time.Millisecond
)

// site is a Temporal server of a test's own, and what was published and sent.
type site struct {
	*testing.T
	temporal client.Client
	cases    *workflows.Client
	runs     runs.Runs
	office   *office
}

func open(t *testing.T) *site {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{Namespace: namespace})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	tc, err := client.Dial(client.Options{HostPort: server.Addr(), Namespace: namespace, Identity: "test", Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(tc.Close)
	return &site{
		T: t, temporal: tc, cases: &workflows.Client{Temporal: tc}, runs: runs.Runs{Temporal: tc, Namespace: namespace},
		office: &office{last: map[string]casework.View{}, sent: map[string]int{}},
	}
}

// work begins a worker, which may be stopped before the test ends.
func (s *site) work(with ...func(*sdkworker.Options)) (stop func()) {
	s.Helper()
	w := worker.New(s.temporal, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{Sender: s.office, Book: s.office}, with...)
	require.NoError(s, w.Start())
	stop = sync.OnceFunc(w.Stop)
	s.Cleanup(stop)
	return stop
}

func (s *site) refer(id string) {
	s.Helper()
	r := casework.Referral{
		Said: casework.Said{ID: "referral-" + id, Body: "digest-" + id, By: "force/athena", Role: casework.Referrer}, Ref: "crime-" + id, Version: 1,
		Reported: time.Now().Add(-time.Hour), Offence: "8N", DomesticAbuse: true, SafeWay: true, Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
	}
	require.Eventually(s, func() bool {
		_, err := s.cases.Refer(s.Context(), id, r, nil)
		return err == nil
	}, soon, often)
}

// note has a case take something, so that it has something to do.
func (s *site) note(id, key string) {
	s.Helper()
	m := casework.AddNote{Said: casework.Said{ID: key, Body: "digest-" + key, By: "worker-1", Role: casework.Caseworker, Text: "text-" + key}}
	require.Eventually(s, func() bool {
		_, err := s.cases.Do(s.Context(), id, m)
		return err == nil
	}, soon, often)
}

// run is the run of a case that goes on now.
func (s *site) run(id string) string {
	s.Helper()
	d, err := s.temporal.DescribeWorkflow(s.Context(), workflows.WorkflowID(id), "")
	require.NoError(s, err)
	return d.WorkflowExecution.RunID
}

// listed waits until Temporal lists so many open cases.
func (s *site) listed(cases int64) runs.Census {
	s.Helper()
	var c runs.Census
	require.Eventually(s, func() bool {
		var err error
		c, err = s.runs.Census(s.Context())
		require.NoError(s, err)
		return c.Open == cases && len(c.Logics) == 1 && c.Logics[0].Cases == cases // each is counted by itself, and cases begin meanwhile
	}, soon, often)
	return c
}

// office publishes into memory, and sends to nobody.
type office struct {
	mu   sync.Mutex
	last map[string]casework.View
	sent map[string]int // how often each message was handed over
}

func (o *office) Publish(_ context.Context, v casework.View) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last[v.ID] = v
	return nil
}

func (o *office) Send(_ context.Context, caseID, effectID string, _ casework.Message) (casework.Outcome, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent[caseID+" "+effectID]++
	return casework.Outcome{State: casework.Sent}, nil
}
