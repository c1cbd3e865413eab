package workflows_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/activities"
	"beacon/casework"
	beaconworker "beacon/worker"
	"beacon/workflows"
)

// victimOf tells this binary, run again as a process to be killed, where the server is.
const victimOf = "BEACON_WORKFLOWS_TEST_SERVER"

// stall says which revision it is to publish, and stays there from the second on.
type stall struct{}

func (stall) Publish(ctx context.Context, v casework.View) error {
	fmt.Println(v.Revision)
	if v.Revision > 1 {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	return nil
}

// workUntilKilled is a worker that ends with the test which began it, if nobody
// kills it before.
func workUntilKilled(addr string) int {
	c, err := connect(addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	w := beaconworker.New(c, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{Sender: &post{}, Book: stall{}})
	if err := w.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

func TestAWorkerKilledWithACommandInItsHandsLosesNothing(t *testing.T) {
	t.Parallel()
	s, id := own(t), caseID(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimOf+"="+s.server.Addr())
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := bufio.NewScanner(out)

	_, err = s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	require.True(t, said.Scan())
	require.Equal(t, "1", said.Text())
	note := casework.AddNote{Said: words(worker("note"))}
	first := make(chan error, 1)
	go func() { _, err := s.cases.Do(t.Context(), id, note); first <- err }()
	require.True(t, said.Scan())
	require.Equal(t, "2", said.Text(), "it has taken the command, and told nobody")
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())

	s.work(t, casework.Ordinary)
	require.ErrorIs(t, <-first, workflows.ErrUnavailable)
	var got casework.Receipt
	require.Eventually(t, func() bool { got, err = s.cases.Do(t.Context(), id, note); return err == nil }, soon, often)
	require.Equal(t, 2, got.Revision)
	s.awaitLine(t, id, "note", 1)
	require.Equal(t, 2, s.office.book(id).newest().Revision)
	require.Equal(t, 1, count(s.office.book(id).whats(), "note"))
}
