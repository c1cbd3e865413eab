package embedded

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const (
	namespace = "beacon"
	queue     = "cases"
	note      = "note"
	finish    = "finish"
)

var (
	epoch   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	stage   = temporal.NewSearchAttributeKeyKeyword(AttributeStage)
	nextDue = temporal.NewSearchAttributeKeyTime(AttributeNextDue)
)

// waiting stands for a case: it counts notes, and ends when its time has passed or it is told to finish.
func waiting(ctx workflow.Context, wait time.Duration) (int, error) {
	notes, finished := 0, false
	err := workflow.SetUpdateHandler(ctx, note, func(workflow.Context) (int, error) { notes++; return notes, nil })
	if err != nil {
		return 0, err
	}
	err = workflow.SetUpdateHandler(ctx, finish, func(workflow.Context) error { finished = true; return nil })
	if err != nil {
		return 0, err
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, stage.ValueSet("reaching"), nextDue.ValueSet(epoch.Add(wait))); err != nil {
		return 0, err
	}
	_, err = workflow.AwaitWithTimeout(ctx, wait, func() bool { return finished })
	return notes, err
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	o.Namespace = namespace
	s, err := Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(s.Stop)
	return s
}

func dial(s *Server) (client.Client, error) {
	silent := sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
	return client.Dial(client.Options{HostPort: s.Addr(), Namespace: namespace, Logger: silent})
}

func connect(t *testing.T, s *Server) client.Client {
	t.Helper()
	c, err := dial(s)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func newWorker(c client.Client) worker.Worker {
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflow(waiting)
	return w
}

func work(t *testing.T, c client.Client) {
	t.Helper()
	w := newWorker(c)
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
}

func begin(ctx context.Context, c client.Client, id string, wait time.Duration) (client.WorkflowRun, error) {
	return c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: queue}, waiting, wait)
}

func update(t *testing.T, c client.Client, id, name string, got any) {
	t.Helper()
	u, err := c.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: name, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	require.NoError(t, err)
	require.NoError(t, u.Get(t.Context(), got))
}
