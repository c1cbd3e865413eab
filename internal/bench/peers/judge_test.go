//go:build unix

package peers_test

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging/emulator"
)

// verdict is what became of cases and texts: by the provider's ledger, and by what the
// peer itself holds to be true.
type verdict struct {
	Lost  int `json:"lost"`   // texts that should have left and did not
	Twice int `json:"twice"`  // texts that the provider took more than once
	Stuck int `json:"stuck"`  // cases that were not closed at the end
	Open  int `json:"untold"` // texts that left, of which the peer did not yet say so as it closed the case
}

// taken is when the provider took each text of each case, in the order of the ledger.
type taken map[string]map[string][]time.Time

// judge reads the provider's ledger.
func (r *run) judge(closed map[string]int) (v verdict, all taken) {
	r.t.Helper()
	messages, err := emulator.ReadLedger(r.ledger)
	require.NoError(r.t, err)
	all = taken{}
	for _, m := range messages {
		to, err := url.Parse(m.Callback)
		require.NoError(r.t, err)
		id := r.office.Whose(to.Query().Get("m"), m.To)
		require.NotEmpty(r.t, id, "a text of no case")
		if all[id] == nil {
			all[id] = map[string][]time.Time{}
		}
		all[id][m.Body] = append(all[id][m.Body], m.Accepted)
	}
	for id := range r.lives {
		for _, at := range all[id] {
			v.Twice += len(at) - 1
		}
		v.Lost += max(len(texts)-len(all[id]), 0)
		known, over := closed[id]
		switch {
		case !over:
			v.Stuck++
		case known < len(all[id]):
			v.Open += len(all[id]) - known
		}
	}
	return v, all
}

// quantiles of a few durations, in milliseconds.
type quantiles struct {
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
}

func quantilesOf(all []time.Duration) quantiles {
	if len(all) == 0 {
		return quantiles{}
	}
	slices.Sort(all)
	at := func(share float64) float64 {
		return float64(all[min(int(share*float64(len(all))), len(all)-1)].Microseconds()) / 1000
	}
	return quantiles{at(0.5), at(0.99)}
}

// late is how long each text took: the first from when help was accepted, the second
// from when it was due.
func (r *run) late(all taken) (first, second []time.Duration) {
	for id, bodies := range all {
		var at []time.Time
		for _, when := range bodies {
			at = append(at, when[0])
		}
		slices.SortFunc(at, time.Time.Compare)
		asked, ok := r.asked[id]
		if !ok || len(at) != len(texts) {
			continue
		}
		first = append(first, at[0].Sub(asked))
		second = append(second, at[1].Sub(r.office.Due(id, asked)))
	}
	return first, second
}

// spread is the median of a few figures, and the least and the most of them.
type spread struct {
	Median float64 `json:"median"`
	Least  float64 `json:"least"`
	Most   float64 `json:"most"`
	CV     float64 `json:"cv"` // the standard deviation by the mean
}

func middle[T cmp.Ordered](all []T) T {
	all = slices.Clone(all)
	slices.Sort(all)
	return all[len(all)/2]
}
