package bench_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/bench/rounds"
)

// spread is what the rounds of one measurement came to.
type spread struct {
	Median float64   `json:"median"`
	CV     float64   `json:"cv_percent"` // the standard deviation by the mean
	Raw    []float64 `json:"raw"`        // in the order of the rounds
}

func spreadOf(raw []float64) spread {
	s := spread{Raw: raw}
	if len(raw) == 0 {
		return s
	}
	sorted := slices.Sorted(slices.Values(raw))
	s.Median = (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	s.CV = 100 * rounds.Apart(raw)
	return s
}

// over is the spread of one figure of every round.
func over[R any](rounds []R, figure func(R) float64) spread {
	raw := make([]float64, 0, len(rounds))
	for _, r := range rounds {
		raw = append(raw, figure(r))
	}
	return spreadOf(raw)
}

// quantile of what is sorted.
func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func TestASpreadIsOfTheRounds(t *testing.T) {
	t.Parallel()
	s := spreadOf([]float64{4, 2, 6})
	require.InDelta(t, 4, s.Median, 0)
	require.InDelta(t, 50, s.CV, 0.001)
	require.InDelta(t, 3, spreadOf([]float64{4, 2}).Median, 0)
	require.Zero(t, spreadOf(nil).Median)
}
