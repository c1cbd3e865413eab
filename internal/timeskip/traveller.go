// Package timeskip takes a workflow through years in seconds, on a Temporal server that
// skips the time in which the workflow waits (embedded.Options.TimeSkipping). Everything
// happens that would, and every event is there. For tests only.
package timeskip

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// Traveller is one workflow that travels. Whatever goes wrong fails its test.
type Traveller struct {
	Test      testing.TB
	Temporal  client.Client
	Namespace string
	Workflow  string // its ID

	lost bool
}

// Begin starts the workflow at a time to come, and lets the time until then, and until a
// moment after it, be skipped.
func (g *Traveller) Begin(kind, queue string, input *commonpb.Payloads, at, until time.Time) {
	g.Test.Helper()
	_, err := g.Temporal.WorkflowService().StartWorkflowExecution(g.Test.Context(), &workflowservice.StartWorkflowExecutionRequest{
		Namespace: g.Namespace, RequestId: uuid.NewString(), WorkflowId: g.Workflow, Input: input,
		WorkflowType:       &commonpb.WorkflowType{Name: kind},
		TaskQueue:          &taskqueuepb.TaskQueue{Name: queue},
		WorkflowStartDelay: durationpb.New(time.Until(at)),
		TimeSkippingConfig: forward(time.Until(until), until),
	})
	require.NoError(g.Test, err)
	g.arrives(until)
}

// Travel takes the workflow to a moment, past everything that rings on the way.
func (g *Traveller) Travel(to time.Time) {
	g.Test.Helper()
	g.Leave(to)
	g.arrives(to)
	g.meant(to, g.now())
}

// Leave has the workflow skip time until a moment, and does not wait for it.
func (g *Traveller) Leave(to time.Time) {
	g.Test.Helper()
	_, err := g.Temporal.WorkflowService().UpdateWorkflowExecutionOptions(g.Test.Context(), &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace: g.Namespace, WorkflowExecution: g.execution(),
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{TimeSkippingConfig: forward(to.Sub(g.now()), to)},
		UpdateMask:               &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}},
	})
	require.NoError(g.Test, err)
}

// Lost says that the server was at another moment than it was asked for. Skipping time is
// an experiment of the server's, and now and then it skips more: that says nothing of the
// workflow, which has to live again.
func (g *Traveller) Lost() bool { return g.lost }

func (g *Traveller) meant(asked, is time.Time) {
	g.lost = g.lost || is.Sub(asked).Abs() > time.Minute
}

// forward has a workflow skip time until a moment, and none after it.
func forward(by time.Duration, to time.Time) *commonpb.TimeSkippingConfig {
	return &commonpb.TimeSkippingConfig{Enabled: true, FastForwardConfig: &commonpb.FastForwardConfig{Id: to.String(), Duration: durationpb.New(by)}}
}

func (g *Traveller) execution() *commonpb.WorkflowExecution {
	return &commonpb.WorkflowExecution{WorkflowId: g.Workflow}
}

// now is the time that the workflow lives in.
func (g *Traveller) now() time.Time {
	g.Test.Helper()
	d, err := g.Temporal.WorkflowService().DescribeWorkflowExecution(g.Test.Context(), &workflowservice.DescribeWorkflowExecutionRequest{
		Namespace: g.Namespace, Execution: g.execution(),
	})
	require.NoError(g.Test, err)
	now := d.GetWorkflowExtendedInfo().GetTimeSkippingInfo().GetCurrentTime()
	require.NotNil(g.Test, now, "the workflow lost its own time")
	return now.AsTime()
}

// arrives waits until the workflow has come to a moment.
func (g *Traveller) arrives(at time.Time) {
	g.Test.Helper()
	for {
		p, err := g.Temporal.WorkflowService().PollWorkflowExecutionTimeSkipping(g.Test.Context(), &workflowservice.PollWorkflowExecutionTimeSkippingRequest{
			Namespace: g.Namespace, WorkflowExecution: g.execution(), FastForwardId: at.String(),
		})
		require.NoError(g.Test, err)
		if p.GetFastForwardPollingResult() == enumspb.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT {
			continue
		}
		require.Equal(g.Test, enumspb.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED, p.GetFastForwardPollingResult(), p.GetFailedReason())
		g.meant(at, p.GetFastForwardInfo().GetTargetTime().AsTime())
		return
	}
}
