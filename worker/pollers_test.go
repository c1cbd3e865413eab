package worker_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"google.golang.org/grpc"

	"beacon/activities"
	"beacon/casework"
	"beacon/worker"
	"beacon/workflows"
)

// behind is a server that has said once that cases which the worker knows wait, and then
// has none of them.
type behind struct {
	said, fresh chan struct{} // it has not said so yet; closed once it has, and there are cases that the worker does not know
	asked       chan struct{} // such a task is asked for
}

func (b *behind) answer(ctx context.Context, _ string, in, out any, _ *grpc.ClientConn, _ grpc.UnaryInvoker, _ ...grpc.CallOption) error {
	switch in := in.(type) {
	case *workflowservice.PollWorkflowTaskQueueRequest:
		if in.TaskQueue.Kind == enumspb.TASK_QUEUE_KIND_STICKY {
			return b.known(ctx, out.(*workflowservice.PollWorkflowTaskQueueResponse))
		}
		return b.unknown(ctx, out.(*workflowservice.PollWorkflowTaskQueueResponse))
	case *workflowservice.PollActivityTaskQueueRequest, *workflowservice.PollNexusTaskQueueRequest:
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

func (b *behind) known(ctx context.Context, out *workflowservice.PollWorkflowTaskQueueResponse) error {
	select {
	case <-b.said:
		task(out)
		out.BacklogCountHint = 5
		close(b.fresh)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *behind) unknown(ctx context.Context, out *workflowservice.PollWorkflowTaskQueueResponse) error {
	select {
	case <-b.fresh:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case b.asked <- struct{}{}:
		task(out)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// task is one that can be looked at; nobody need be able to do it.
func task(out *workflowservice.PollWorkflowTaskQueueResponse) {
	out.TaskToken, out.StartedEventId = []byte("task"), 3
	out.WorkflowExecution = &commonpb.WorkflowExecution{WorkflowId: "w", RunId: "r"}
	out.WorkflowType = &commonpb.WorkflowType{Name: "of nobody"}
	out.History = &historypb.History{Events: []*historypb.HistoryEvent{{
		EventId: 1, EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{
			WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{WorkflowType: out.WorkflowType},
		},
	}}}
}

func TestNewCasesAreAskedForThoughKnownOnesWereSaidToWait(t *testing.T) {
	t.Parallel()
	b := &behind{said: make(chan struct{}, 1), fresh: make(chan struct{}), asked: make(chan struct{})}
	b.said <- struct{}{}
	c, err := client.NewLazyClient(client.Options{
		HostPort: "127.0.0.1:1", Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{grpc.WithUnaryInterceptor(b.answer)}},
	})
	require.NoError(t, err)
	defer c.Close()
	w := worker.New(c, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{})
	require.NoError(t, w.Start())
	defer w.Stop()
	for i := range 100 {
		select {
		case <-b.asked:
		case <-time.After(10 * time.Second):
			require.Fail(t, "nobody asks for new cases", "after %d of them", i)
		}
	}
}
