package app

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/server/api/adminservice/v1"
	"google.golang.org/protobuf/proto"
)

func TestTheRequestIsAsTemporalReadsIt(t *testing.T) {
	t.Parallel()
	b, err := proto.Marshal(refreshRequest("the-namespace", "case/1", "run-7"))
	require.NoError(t, err)
	var r adminservice.RefreshWorkflowTasksRequest
	require.NoError(t, proto.Unmarshal(b, &r))
	require.Empty(t, r.ProtoReflect().GetUnknown())
	require.Equal(t, "the-namespace", r.GetNamespaceId())
	require.Equal(t, "case/1", r.GetExecution().GetWorkflowId())
	require.Equal(t, "run-7", r.GetExecution().GetRunId())
	require.Equal(t, refreshMethod, adminservice.AdminService_RefreshWorkflowTasks_FullMethodName)
}
