package runs_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	batchpb "go.temporal.io/api/batch/v1"
	deploymentpb "go.temporal.io/api/deployment/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"beacon/worker"
	"beacon/workflows"
)

// moves are the commands of the runbook that move cases from one build to another by
// force, and let go of them again, as it has them.
func moves(t *testing.T, from, to string) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/runbook.md")
	require.NoError(t, err)
	var out []string
	for _, m := range regexp.MustCompile("`temporal (workflow update-options [^`]*)`").FindAllStringSubmatch(string(text), -1) {
		out = append(out, strings.NewReplacer("<new>", from, "<old>", to).Replace(m[1]))
	}
	require.Len(t, out, 2)
	return out
}

// move does what Temporal's command line does with such a command.
func (s *site) move(command string) {
	s.Helper()
	flags := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+)(?: ('[^']*'|[^- ]\S*))?`).FindAllStringSubmatch(command, -1) {
		flags[m[1]] = strings.Trim(m[2], "'")
	}
	require.Equal(s, namespace, flags["namespace"])
	require.Contains(s, flags, "yes")
	options := &workflowpb.WorkflowExecutionOptions{}
	if flags["versioning-override-behavior"] == "pinned" {
		options.VersioningOverride = &workflowpb.VersioningOverride{Override: &workflowpb.VersioningOverride_Pinned{Pinned: &workflowpb.VersioningOverride_PinnedOverride{
			Behavior: workflowpb.VersioningOverride_PINNED_OVERRIDE_BEHAVIOR_PINNED,
			Version:  &deploymentpb.WorkerDeploymentVersion{DeploymentName: flags["versioning-override-deployment-name"], BuildId: flags["versioning-override-build-id"]},
		}}}
	} else {
		require.Equal(s, "unspecified", flags["versioning-override-behavior"])
	}
	_, err := s.temporal.WorkflowService().StartBatchOperation(s.Context(), &workflowservice.StartBatchOperationRequest{
		Namespace: namespace, JobId: uuid.NewString(), Reason: "test", VisibilityQuery: flags["query"],
		Operation: &workflowservice.StartBatchOperationRequest_UpdateWorkflowOptionsOperation{UpdateWorkflowOptionsOperation: &batchpb.BatchOperationUpdateWorkflowExecutionOptions{
			Identity: "test", WorkflowExecutionOptions: options, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"versioning_override"}},
		}},
	})
	require.NoError(s, err)
}

func TestACaseThatABuildBlocksIsMovedBackAsTheRunbookSaysAndIsFreeAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.work(worker.OfBuild(deployment, "a"))
	s.promote("a")
	stopB := s.work(worker.OfBuild(deployment, "b"))
	s.promote("b")
	s.refer("blocked")
	s.on("blocked", "b")
	stopB() // nobody carries it on any more
	s.promote("a")

	commands := moves(t, "b", "a")
	s.move(commands[0])
	s.note("blocked", "one")
	s.on("blocked", "a")
	s.move(commands[1])
	require.Eventually(t, func() bool {
		d, err := s.temporal.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID("blocked"), "")
		require.NoError(t, err)
		return d.GetWorkflowExecutionInfo().GetVersioningInfo().GetVersioningOverride() == nil
	}, soon, often)

	s.work(worker.OfBuild(deployment, "c"))
	s.promote("c")
	s.renew("blocked")
	s.on("blocked", "c")
	s.note("blocked", "two")
}
