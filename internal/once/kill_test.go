//go:build unix

package once_test

import (
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging/emulator"
)

// shop is a world whose workers are processes over one file of SQLite.
type shop struct {
	*world
	wall     wallClock
	database string
	dice     *rand.Rand
	all      []decided
	outcomes map[string]casework.Outcome
}

func openShop(t *testing.T, faults ...emulator.Fault) *shop {
	t.Helper()
	s := &shop{
		wall: hang(t), database: filepath.Join(t.TempDir(), "beacon.db"), dice: rand.New(rand.NewPCG(11, 11)),
		outcomes: map[string]casework.Outcome{},
	}
	s.world = newWorld(t, making{now: s.wall.now, database: s.database, victims: 30})
	for _, f := range faults {
		_, err := s.emulator.AddFault(f)
		require.NoError(t, err)
	}
	return s
}

// batch is how many new messages each worker is given.
const batch = 24

// errand is a batch of new messages and everything that is still open, in any order.
func (s *shop) errand() errand {
	var open []decided
	for _, d := range s.all {
		if _, ended := s.outcomes[d.Effect]; !ended {
			open = append(open, d)
		}
	}
	s.dice.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	var fresh []decided
	for range batch {
		fresh = append(fresh, s.decide(len(s.all)))
		s.all = append(s.all, fresh[len(fresh)-1])
	}
	return errand{
		Database: s.database, Providers: s.outside.url, Public: s.public, Clock: s.wall.file, Signal: syscall.SIGKILL,
		Messages: append(open[:min(len(open), batch)], fresh...),
	}
}

func (s *shop) later(d time.Duration) { require.NoError(s.t, s.wall.set(s.wall.now().Add(d))) }

// kill lets two workers send the same messages and kills both: at a point, or at
// any moment. It says how many of them were at work then.
func (s *shop) kill(p point) (kills int) {
	s.t.Helper()
	e := s.errand()
	e.Point, e.Passing = p, int64(1+s.dice.IntN(8))
	workers := []*worker{employ(s.t, e), employ(s.t, e)}
	for _, w := range workers {
		if p == anywhere {
			wait := time.NewTimer(time.Duration(s.dice.IntN(40_000)) * time.Microsecond)
			<-wait.C
			require.NoError(s.t, w.cmd.Process.Kill())
		}
	}
	for _, w := range workers {
		if killed, done := w.rest(s.outcomes); killed && !done {
			kills++
		}
	}
	s.outside.calm()
	s.later(time.Duration(10+s.dice.IntN(120)) * time.Second)
	return kills
}

// drain is the last run, of a worker that nobody kills.
func (s *shop) drain() {
	s.t.Helper()
	courier, err := s.post().courier()
	require.NoError(s.t, err)
	for range mostRounds {
		for _, d := range s.all {
			if _, ended := s.outcomes[d.Effect]; ended {
				continue
			}
			if out, err := courier.Send(s.t.Context(), d.Case, d.Effect, d.Message); err == nil {
				s.outcomes[d.Effect] = out
			}
		}
		if len(s.outcomes) == len(s.all) {
			break
		}
		s.outside.calm()
		s.later(time.Minute)
	}
	require.NoError(s.t, s.emulator.Settle(s.t.Context()))
}

// points are where workers are killed, by turns.
var points = []point{anywhere, afterLedger, afterPost, beforeID, beforePost}

// kills is how many each of the two shops below takes.
func kills() int {
	if testing.Short() {
		return 10
	}
	return 100
}

func (s *shop) survives(t *testing.T) {
	t.Helper()
	at := map[point]int{}
	for total, turn := 0, 0; total < kills(); turn++ {
		require.Less(t, turn, 4*kills(), "workers are done before they can be killed")
		n := s.kill(points[turn%len(points)])
		at[points[turn%len(points)]] += n
		total += n
	}
	s.drain()
	v := judge(t, s.ledger, s.all, s.outcomes)
	t.Logf("SIGKILLs %v; %v", at, v)
	v.kept(t)
	require.Zero(t, v.unclearTexts, "Twilio can be asked")
	sum := 0
	for _, p := range points {
		require.Positive(t, at[p], "nobody was killed at %q", p)
		sum += at[p]
	}
	require.LessOrEqual(t, v.unclear, sum*handful+len(s.all)/20, "more is left to people than was under way")
}

func TestAWorkerKilledAtAnyPointSendsNothingTwiceAndForgetsNothing(t *testing.T) {
	t.Parallel()
	openShop(t).survives(t)
}

func TestAWorkerKilledWhileTheProvidersFailSendsNothingTwice(t *testing.T) {
	t.Parallel()
	openShop(t, fault(emulator.AcceptThenDrop, 0.1), fault(emulator.Error500, 0.05), fault(emulator.Error500AfterAccept, 0.05),
		fault(emulator.Error429, 0.05), fault(emulator.CallbackMissing, 0.3), fault(emulator.CallbackReorder, 0.2),
		fault(emulator.ListLag, 0.2, taking(45*time.Second))).survives(t)
}
