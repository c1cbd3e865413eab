package bench_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"google.golang.org/protobuf/proto"

	"beacon/activities"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/internal/embedded"
	"beacon/internal/timeskip"
	"beacon/worker"
	"beacon/workflows"
)

// traveller is one case on a server which skips the time in which the case waits, so
// that a year and a half is over in seconds, and every event is there that would be.
type traveller struct {
	*testing.T
	temporal client.Client
	by       sealed
	cases    *workflows.Client
	book     *newest
	id       string
	skips    *timeskip.Traveller
}

// sealed are the options of two clients with the same key: an ordinary one, and that of a
// worker.
type sealed struct {
	keys            *codec.Ring
	ordinary, works client.Options
}

func seal(t testing.TB, addr string) sealed {
	t.Helper()
	return sealedBy(t, addr, codec.NewKey("bench"))
}

func sealedBy(t testing.TB, addr, key string) sealed {
	t.Helper()
	keys, err := codec.ParseRing(key)
	require.NoError(t, err)
	o := client.Options{HostPort: addr, Namespace: namespace, Identity: "bench", Logger: silent}
	s := sealed{keys, o, o}
	codec.Options(keys)(&s.ordinary)
	codec.WorkerOptions(keys)(&s.works)
	return s
}

var silent = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))

// dialled is a client for as long as a test lasts.
func dialled(t testing.TB, o client.Options) client.Client {
	t.Helper()
	c, err := client.Dial(o)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// travel starts a server that skips time, and a worker on it that writes to nobody.
func travel(t *testing.T) *traveller {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{Namespace: namespace, TimeSkipping: true})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	by := seal(t, server.Addr())
	temporal := dialled(t, by.ordinary)
	book := &newest{}
	w := worker.New(dialled(t, by.works), &workflows.Cases{Policy: patient}, &activities.Desk{Sender: taken{}, Book: book})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	const id = "reference"
	return &traveller{
		T: t, temporal: temporal, by: by, cases: &workflows.Client{Temporal: temporal}, book: book, id: id,
		skips: &timeskip.Traveller{Test: t, Temporal: temporal, Namespace: namespace, Workflow: workflows.WorkflowID(id)},
	}
}

// taken is a provider that takes every message.
type taken struct{}

func (taken) Send(context.Context, string, string, casework.Message) (casework.Outcome, error) {
	return casework.Outcome{State: casework.Sent, Point: "7b1f2a55-0c2e-4b0e-9d5e-6a3d0e6f7a10"}, nil
}

// newest is a read model that keeps the newest view.
type newest struct {
	mu   sync.Mutex
	view casework.View
}

func (b *newest) Publish(_ context.Context, v casework.View) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if v.Revision > b.view.Revision {
		b.view = v
	}
	return nil
}

func (b *newest) last() casework.View {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.view
}

// begin starts a case at a time to come.
func (g *traveller) begin(r casework.Referral, at time.Time) {
	g.Helper()
	input, err := g.by.ordinary.DataConverter.ToPayloads(workflows.Input{Referral: &r})
	require.NoError(g, err)
	g.skips.Begin(workflows.CaseType, workflows.TaskQueue, input, at, at.Add(time.Minute))
}

// referred is what it costs that a case is begun as the API does, now: with an update,
// which no case can be that is to begin at another time.
func (g *traveller) referred(r casework.Referral) cost {
	g.Helper()
	now := *g
	now.id, now.book.view = "now", casework.View{}
	r.Reported = time.Now().Add(-time.Hour)
	_, err := g.cases.Refer(g.Context(), now.id, r, nil)
	require.NoError(g, err)
	require.True(g, now.rests(1))
	d, err := g.temporal.DescribeWorkflow(g.Context(), workflows.WorkflowID(now.id), "")
	require.NoError(g, err)
	return costOf(g.T, g.temporal, now.id, d.WorkflowExecution.RunID)
}

// idle says that nothing is under way in the case.
func (g *traveller) idle() bool {
	d, err := g.temporal.DescribeWorkflowExecution(g.Context(), workflows.WorkflowID(g.id), "")
	return err == nil && d.GetPendingWorkflowTask() == nil && len(d.GetPendingActivities()) == 0
}

// cost is what Temporal keeps of a case, over all of its runs.
type cost struct {
	Runs        int `json:"runs"`
	Events      int `json:"events"`
	Transitions int `json:"state_transitions"`
	Bytes       int `json:"history_bytes"`
	Carried     int `json:"of_which_carried_bytes"` // by which a run begins where the last one ended
}

// instead has a begin of another way take the place of one.
func (c *cost) instead(of, other cost) {
	c.Events += other.Events - of.Events
	c.Transitions += other.Transitions - of.Transitions
	c.Bytes += other.Bytes - of.Bytes
}

// costOf adds up all runs of a case, without what skipping time adds.
func costOf(t *testing.T, c client.Client, id, run string) cost {
	t.Helper()
	var sum cost
	for run != "" {
		d, err := c.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), run)
		require.NoError(t, err)
		sum.Runs++
		sum.Transitions += int(d.GetWorkflowExecutionInfo().GetStateTransitionCount())
		events := c.GetWorkflowHistory(t.Context(), workflows.WorkflowID(id), run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		run = ""
		for events.HasNext() {
			e, err := events.Next()
			require.NoError(t, err)
			run = e.GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId()
			sum.add(e)
		}
	}
	return sum
}

func (c *cost) add(e *historypb.HistoryEvent) {
	if e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED {
		return // the server says that it has skipped
	}
	if e.GetWorkflowExecutionOptionsUpdatedEventAttributes().GetTimeSkippingConfigUpdated() {
		c.Transitions-- // it was told to
		return
	}
	size := proto.Size(e)
	c.Events++
	c.Bytes += size
	if e.GetWorkflowExecutionContinuedAsNewEventAttributes() != nil || e.GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId() != "" {
		c.Carried += size
	}
}

// rests waits until the read model shows a revision, and all that was decided has left.
func (g *traveller) rests(revision int) bool {
	g.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) { //nolint:forbidigo // the server has no channel that says it is idle
		v := g.book.last()
		if v.Revision == revision && !v.Sending && g.idle() {
			return true
		}
		if v.Revision > revision {
			break
		}
	}
	g.Logf("revision %d, not %d", g.book.last().Revision, revision)
	return false
}
