package workflows_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
	"beacon/workflows"
)

// recorded are the golden histories, by file.
func recorded(t *testing.T) map[string]*historypb.History {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json.gz")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), len(golden), "go test ./workflows -run TestMakeHistories -histories")
	all := map[string]*historypb.History{}
	for _, file := range files {
		h, err := client.HistoryFromJSON(bytes.NewReader(unpacked(t, file)), client.HistoryJSONOptions{})
		require.NoError(t, err, file)
		all[strings.TrimSuffix(filepath.Base(file), ".json.gz")] = h
	}
	return all
}

func unpacked(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	return text
}

type caseWorkflow func(workflow.Context, workflows.Input) (casework.Receipt, error)

// replay runs a workflow against what was recorded. It is under another policy than
// it was: what was decided then must not depend on today's.
func replay(t *testing.T, h *historypb.History, w caseWorkflow, changes ...interceptor.WorkerInterceptor) error {
	t.Helper()
	r, err := sdkworker.NewWorkflowReplayerWithOptions(sdkworker.WorkflowReplayerOptions{Interceptors: changes})
	require.NoError(t, err)
	r.RegisterWorkflowWithOptions(w, workflow.RegisterOptions{Name: workflows.CaseType})
	return r.ReplayWorkflowHistory(silent, h)
}

func asItIs() caseWorkflow { return (&workflows.Cases{Policy: casework.Ordinary}).Case }

func TestEveryHistoryReplays(t *testing.T) {
	t.Parallel()
	for name, h := range recorded(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, replay(t, h, asItIs()))
		})
	}
}

func TestEveryGoldenStoryIsRecorded(t *testing.T) {
	t.Parallel()
	all := slices.Collect(maps.Keys(recorded(t)))
	for name := range golden {
		require.True(t, slices.ContainsFunc(all, func(file string) bool { return strings.HasPrefix(file, latest(name)) }), name)
	}
}

// latest is the history of a story under the latest logic.
func latest(story string) string { return fmt.Sprintf("logic-%d-%s", casework.LatestLogic, story) }

// An unchanged identity is "pid@machine".
func TestNoMachineIsInAHistory(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json.gz")
	require.NoError(t, err)
	for _, file := range files {
		require.NotContains(t, string(unpacked(t, file)), "@", file)
	}
}

// changed is the workflow with something more at its start, done only where it says.
func changed(where func(workflow.Context) bool) caseWorkflow {
	return func(ctx workflow.Context, in workflows.Input) (casework.Receipt, error) {
		if where(ctx) {
			if err := workflow.Sleep(ctx, time.Second); err != nil {
				return casework.Receipt{}, err
			}
		}
		return asItIs()(ctx, in)
	}
}

// ungated are changes which somebody might make without thinking of the cases that
// are open, as seen from what the keeper asks of Temporal.
var ungated = map[string]*change{
	"a text becomes an email": {emails: true},
	"nothing is tagged":       {noTags: true},
	"each publishing is told": {records: true},
}

// outOfStep is how the SDK says that a history was not made by this workflow.
const outOfStep = "TMPRL1100"

func TestAnUngatedChangeIsSeen(t *testing.T) {
	t.Parallel()
	all := recorded(t)
	for what, c := range ungated {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, replay(t, all[latest("seen-through")], asItIs(), c), outOfStep)
		})
	}
	for name, h := range all {
		always := func(workflow.Context) bool { return true }
		require.ErrorContains(t, replay(t, h, changed(always)), outOfStep, name)
	}
}

func TestAGatedChangePasses(t *testing.T) {
	t.Parallel()
	gated := func(ctx workflow.Context) bool {
		return workflow.GetVersion(ctx, "logic", casework.OldestLogic, casework.LatestLogic+1) > casework.LatestLogic
	}
	for name, h := range recorded(t) {
		require.NoError(t, replay(t, h, changed(gated)), name)
	}
}

func TestALogicGivenUpTooEarlyIsNamed(t *testing.T) {
	t.Parallel()
	given := func(ctx workflow.Context) bool {
		return workflow.GetVersion(ctx, "logic", casework.LatestLogic+1, casework.LatestLogic+1) > 0
	}
	for name, h := range recorded(t) {
		require.ErrorContains(t, replay(t, h, changed(given)), `"logic"`, name)
	}
}

// change stands between the keeper and Temporal and changes what is asked.
type change struct {
	interceptor.WorkerInterceptorBase
	emails  bool
	noTags  bool
	records bool
}

func (c *change) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &changedIn{interceptor.WorkflowInboundInterceptorBase{Next: next}, c}
}

type changedIn struct {
	interceptor.WorkflowInboundInterceptorBase
	change *change
}

func (i *changedIn) Init(out interceptor.WorkflowOutboundInterceptor) error {
	return i.Next.Init(&changedOut{interceptor.WorkflowOutboundInterceptorBase{Next: out}, i.change})
}

type changedOut struct {
	interceptor.WorkflowOutboundInterceptorBase
	change *change
}

func (o *changedOut) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if o.change.emails {
		name = strings.Replace(name, "SMS", "Email", 1)
	}
	return o.Next.ExecuteActivity(ctx, name, args...)
}

func (o *changedOut) MutableSideEffect(ctx workflow.Context, id string, f func(workflow.Context) any, equals func(a, b any) bool) converter.EncodedValue {
	if o.change.records && id == "fallen" {
		return o.Next.SideEffect(ctx, f)
	}
	return o.Next.MutableSideEffect(ctx, id, f, equals)
}

func (o *changedOut) UpsertTypedSearchAttributes(ctx workflow.Context, tags ...temporal.SearchAttributeUpdate) error {
	if o.change.noTags {
		return nil
	}
	return o.Next.UpsertTypedSearchAttributes(ctx, tags...)
}
