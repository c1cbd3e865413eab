package workflows

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlySoManySpeakToACaseAtOnce(t *testing.T) {
	t.Parallel()
	var line turns
	var now, most, served atomic.Int32
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			done, err := line.take(t.Context(), "one")
			if err != nil {
				return
			}
			defer done()
			n := now.Add(1)
			for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
			}
			served.Add(1)
			now.Add(-1)
		})
	}
	all.Wait()
	require.EqualValues(t, 50, served.Load())
	require.LessOrEqual(t, most.Load(), int32(atOnce))
	require.Empty(t, line.cases, "nothing is kept of a case that nobody speaks to")
}

func TestACaseWithALineHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	var line turns
	var busy []func()
	for range atOnce {
		done, err := line.take(t.Context(), "one")
		require.NoError(t, err)
		busy = append(busy, done)
	}
	done, err := line.take(t.Context(), "two")
	require.NoError(t, err)
	done()

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = line.take(gone, "one")
	require.ErrorIs(t, err, ErrUnavailable)
	require.ErrorIs(t, err, context.Canceled)

	busy[0]()
	done, err = line.take(t.Context(), "one")
	require.NoError(t, err)
	done()
	for _, done := range busy[1:] {
		done()
	}
	require.Empty(t, line.cases)
}
