package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

const (
	childFile = "BEACON_EMBEDDED_TEST_FILE"
	ready     = "ready"
	shortWait = 3 * time.Second
)

// TestMain lets this binary be run again as a process to be killed.
func TestMain(m *testing.M) {
	file := os.Getenv(childFile)
	if file == "" {
		os.Exit(m.Run())
	}
	if err := child(file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child starts two workflows, says so, and goes on until it is killed or its parent has gone. It also says when anything looks up a name
// that is not this machine's.
func child(file string) error {
	ctx := context.Background()
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		fmt.Println("a name was looked up")
		return nil, errors.New("there is no internet here")
	}}
	s, err := Start(ctx, Options{File: file, Namespace: namespace, UIAddr: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	c, err := dial(s)
	if err != nil {
		return err
	}
	if err := newWorker(c).Start(); err != nil {
		return err
	}
	for id, wait := range map[string]time.Duration{"case/long": time.Hour, "case/short": shortWait} {
		run, err := begin(ctx, c, id, wait)
		if err != nil {
			return err
		}
		if err := awaitTimer(ctx, c, run); err != nil {
			return err
		}
	}
	fmt.Println(ready)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func awaitTimer(ctx context.Context, c client.Client, run client.WorkflowRun) error {
	events := c.GetWorkflowHistory(ctx, run.GetID(), run.GetRunID(), true, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil || event.GetEventType() == enums.EVENT_TYPE_TIMER_STARTED {
			return err
		}
	}
	return fmt.Errorf("%s set no timer", run.GetID())
}

func TestKilledAndStartedAgainItCarriesEveryWorkflowOn(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childFile+"="+file)
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	require.NoError(t, err)

	_, err = Start(t.Context(), Options{File: file, Namespace: namespace})
	require.ErrorContains(t, err, "another server is running on it")

	require.NoError(t, cmd.Process.Kill())
	rest, err := io.ReadAll(said)
	require.NoError(t, err)
	require.Error(t, cmd.Wait())
	require.Equal(t, ready+"\n", line+string(rest), "nothing else goes to standard output, and nothing to the internet")

	c := connect(t, start(t, Options{File: file}))
	got, err := c.DescribeWorkflowExecution(t.Context(), "case/long", "")
	require.NoError(t, err)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, got.GetWorkflowExecutionInfo().GetStatus())
	work(t, c)
	require.NoError(t, c.GetWorkflow(t.Context(), "case/short", "").Get(t.Context(), nil), "a timer set before the kill rings after it")
	update(t, c, "case/long", finish, nil)
	require.NoError(t, c.GetWorkflow(t.Context(), "case/long", "").Get(t.Context(), nil))
}
