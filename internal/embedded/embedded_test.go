package embedded

import (
	"bytes"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
)

func TestAServerInMemory(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	s := start(t, Options{Log: slog.New(slog.NewTextHandler(&said, nil))})
	c := connect(t, s)
	work(t, c)
	t.Run("takes updates and update-with-start", func(t *testing.T) { takesUpdates(t, c) })
	t.Run("finds a case by its search attributes", func(t *testing.T) { findsByAttributes(t, c) })
	t.Run("keeps closed cases for 90 days", func(t *testing.T) { keepsFor90Days(t, c) })
	s.Stop()
	require.Empty(t, said.String(), "a healthy server says nothing")
	require.Empty(t, s.Failed())
}

func takesUpdates(t *testing.T, c client.Client) {
	t.Helper()
	for want := 1; want <= 2; want++ { // the second finds it running
		startOp := c.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: "case/1", TaskQueue: queue, WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		}, waiting, time.Hour)
		u, err := c.UpdateWithStartWorkflow(t.Context(), client.UpdateWithStartWorkflowOptions{
			StartWorkflowOperation: startOp,
			UpdateOptions:          client.UpdateWorkflowOptions{UpdateName: note, WaitForStage: client.WorkflowUpdateStageCompleted},
		})
		require.NoError(t, err)
		var notes int
		require.NoError(t, u.Get(t.Context(), &notes))
		require.Equal(t, want, notes)
	}
	var notes int
	update(t, c, "case/1", note, &notes)
	require.Equal(t, 3, notes)
	update(t, c, "case/1", finish, nil)
	require.NoError(t, c.GetWorkflow(t.Context(), "case/1", "").Get(t.Context(), &notes))
	require.Equal(t, 3, notes)
}

func findsByAttributes(t *testing.T, c client.Client) {
	t.Helper()
	_, err := begin(t.Context(), c, "case/2", time.Hour)
	require.NoError(t, err)
	due := epoch.Add(time.Hour)
	query := "WorkflowId = 'case/2' AND CaseStage = 'reaching' AND CaseNextDue > '" + due.Add(-time.Second).Format(time.RFC3339) +
		"' AND CaseNextDue < '" + due.Add(time.Second).Format(time.RFC3339) + "'"
	require.Eventually(t, func() bool {
		found, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Query: query})
		return err == nil && found.GetCount() == 1
	}, 10*time.Second, 50*time.Millisecond)
}

func keepsFor90Days(t *testing.T, c client.Client) {
	t.Helper()
	got, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	require.NoError(t, err)
	require.Equal(t, 90*24*time.Hour, got.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration())
}

func TestTheFileIsInWriteAheadModeAndForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "made for it", "odd ?#% name.db")
	s := start(t, Options{File: file})
	header, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, []byte{2, 2}, header[18:20], "SQLite writes 2, 2 here in WAL mode and 1, 1 otherwise")
	for _, name := range []string{file, file + "-wal", file + "-shm", file + ".lock"} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
	s.Stop()
	wal, err := os.Stat(file + "-wal")
	require.NoError(t, err)
	require.Zero(t, wal.Size(), "after a stop, everything is in the file itself")
}

func TestStartedAgainEverythingIsStillThere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	var before string
	for round := range 3 {
		s := start(t, Options{File: file})
		c := connect(t, s)
		if round == 0 {
			_, err := begin(t.Context(), c, "case/1", time.Hour)
			require.NoError(t, err)
		}
		got, err := c.DescribeWorkflowExecution(t.Context(), "case/1", "")
		require.NoError(t, err)
		require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, got.GetWorkflowExecutionInfo().GetStatus())
		ns, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
		require.NoError(t, err)
		if round > 0 {
			require.Equal(t, before, ns.GetNamespaceInfo().GetId())
		}
		before = ns.GetNamespaceInfo().GetId()
		c.Close()
		s.Stop()
		s.Stop() // harmless
	}
}

func TestATakenPortIsNamedWithWhatWantedIt(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	addr := taken.Addr().String()
	file := filepath.Join(t.TempDir(), "temporal.db")
	for want, o := range map[string]Options{
		"the Temporal frontend wants it": {File: file, FrontendAddr: addr, Namespace: namespace},
		"the Temporal web UI wants it":   {File: file, UIAddr: addr, Namespace: namespace},
	} {
		_, err := Start(t.Context(), o)
		require.ErrorContains(t, err, addr+" is taken by another program; "+want)
	}
	require.NoFileExists(t, file, "nothing is begun")
}

func TestAnAddressBeyondTheLoopbackInterfaceIsRefused(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{FrontendAddr: "0.0.0.0:0"}, {UIAddr: "192.0.2.1:8233"}, {UIAddr: "example.com:80"}, {FrontendAddr: "[::]:0"}} {
		o.Namespace = namespace
		_, err := Start(t.Context(), o)
		require.ErrorContains(t, err, "loopback")
	}
	_, err := Start(t.Context(), Options{UIAddr: "no port", Namespace: namespace})
	require.ErrorContains(t, err, "missing port")
}

func TestTheGivenPortIsUsed(t *testing.T) {
	t.Parallel()
	free, err := listenFree(loopback)
	require.NoError(t, err)
	addr := free.Addr().String()
	require.NoError(t, free.Close())
	s := start(t, Options{FrontendAddr: strings.Replace(addr, loopback, "localhost", 1)})
	require.Equal(t, addr, s.Addr())
	require.Empty(t, s.UIURL())
}

func TestWithTimeSkippingAMonthPassesAtOnce(t *testing.T) {
	t.Parallel()
	c := connect(t, start(t, Options{TimeSkipping: true}))
	work(t, c)
	input, err := converter.GetDefaultDataConverter().ToPayloads(30 * 24 * time.Hour)
	require.NoError(t, err)
	_, err = c.WorkflowService().StartWorkflowExecution(t.Context(), &workflowservice.StartWorkflowExecutionRequest{
		Namespace: namespace, RequestId: uuid.NewString(), WorkflowId: "case/1", Input: input,
		WorkflowType:       &commonpb.WorkflowType{Name: "waiting"},
		TaskQueue:          &taskqueuepb.TaskQueue{Name: queue},
		TimeSkippingConfig: &commonpb.TimeSkippingConfig{Enabled: true},
	})
	require.NoError(t, err)
	require.NoError(t, c.GetWorkflow(t.Context(), "case/1", "").Get(t.Context(), nil))
}

func TestANamespaceNeedsAName(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{})
	require.ErrorContains(t, err, "namespace")
}
