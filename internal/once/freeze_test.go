//go:build unix

package once_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// freeze stops a worker for a while when everything that it has in hand is at a
// point, lets another send all of that, and wakes it. Nothing is then in the middle
// of a transaction, which on SQLite would hold up everybody.
func (s *shop) freeze(p point, endless bool, asleep time.Duration) {
	s.t.Helper()
	e := s.errand()
	e.Point, e.Passing, e.Together, e.Signal, e.Endless = p, handful, true, syscall.SIGSTOP, endless
	w := employ(s.t, e)
	w.awaitStop()
	s.later(asleep)
	s.takeOver(e.Messages)
	require.NoError(s.t, w.cmd.Process.Signal(syscall.SIGCONT))
	killed, done := w.rest(s.outcomes)
	require.True(s.t, done && !killed, "a worker that wakes goes on")
	s.outside.calm()
	s.later(time.Minute)
}

// awaitStop returns once the worker's process stands still.
func (w *worker) awaitStop() {
	w.t.Helper()
	var status syscall.WaitStatus
	pid, err := syscall.Wait4(w.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
	require.NoError(w.t, err)
	require.Equal(w.t, w.cmd.Process.Pid, pid)
	require.True(w.t, status.Stopped(), "the worker ended before it could be frozen")
}

// takeOver sends messages for as long as a provider may be asked about them.
func (s *shop) takeOver(messages []decided) {
	s.t.Helper()
	courier, err := s.post().courier()
	require.NoError(s.t, err)
	for range 4 {
		for _, d := range messages {
			_, _ = courier.Send(s.t.Context(), d.Case, d.Effect, d.Message)
		}
		s.later(messaging.OrdinaryTiming.SettleAfter / 3)
	}
}

func TestAWorkerFrozenForAMinuteAndWokenSendsNothingAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	times := 6
	if testing.Short() {
		times = 1
	}
	for range times {
		for _, p := range []point{afterLedger, beforePost, beforeID} {
			s.freeze(p, false, time.Minute)
		}
	}
	s.drain()
	v := judge(t, s.ledger, s.all, s.outcomes)
	t.Logf("%d attempts frozen; %v", 3*times*handful, v)
	v.kept(t)
	require.Zero(t, v.unclearTexts)
}

// Without the lease a frozen worker does send again: the test above can fail.
func TestWithoutTheLeaseAFrozenWorkerSendsAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for range 3 {
		s.freeze(beforePost, true, time.Minute)
	}
	require.NotEmpty(t, judge(t, s.ledger, s.all, s.outcomes).twice)
}
