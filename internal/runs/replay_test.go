package runs_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/interceptor"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
	"beacon/workflows"
)

func TestOpenCasesReplayAndABuildThatWouldDecideOtherwiseIsSeen(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.work()
	for i := range 6 {
		s.refer(fmt.Sprint("case-", i))
		s.note(fmt.Sprint("case-", i), "note")
	}
	s.listed(6)
	cases := &workflows.Cases{Policy: casework.Ordinary}
	all, err := s.runs.Replay(t.Context(), sdkworker.WorkflowReplayerOptions{}, cases, 0, nil)
	require.NoError(t, err)
	require.EqualValues(t, 6, all.Open)
	require.Equal(t, 6, all.Replayed)
	require.Empty(t, all.Mismatches)
	require.Greater(t, all.Events, int64(6*10))

	some, err := s.runs.Replay(t.Context(), sdkworker.WorkflowReplayerOptions{}, cases, 3, nil)
	require.NoError(t, err)
	require.Equal(t, 3, some.Replayed)

	changed := sdkworker.WorkflowReplayerOptions{Interceptors: []interceptor.WorkerInterceptor{&ungated{}}}
	wrong, err := s.runs.Replay(t.Context(), changed, cases, 0, []string{"case-2", "case-1"})
	require.NoError(t, err)
	require.Equal(t, 2, wrong.Replayed)
	require.Len(t, wrong.Mismatches, 2)
	require.Equal(t, "case-1", wrong.Mismatches[0].Run.CaseID)
	require.Contains(t, wrong.Mismatches[0].Says, "TMPRL1100")
	require.NotContains(t, wrong.Mismatches[0].Says, "\n")

	_, err = s.runs.Replay(t.Context(), sdkworker.WorkflowReplayerOptions{}, cases, 0, []string{"nobody"})
	require.ErrorContains(t, err, "nobody")
}

// ungated is a build that does something more at the start of each run.
type ungated struct {
	interceptor.WorkerInterceptorBase
}

func (*ungated) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &sleepy{interceptor.WorkflowInboundInterceptorBase{Next: next}}
}

type sleepy struct {
	interceptor.WorkflowInboundInterceptorBase
}

func (s *sleepy) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	if err := workflow.Sleep(ctx, time.Second); err != nil {
		return nil, err
	}
	return s.Next.ExecuteWorkflow(ctx, in)
}
