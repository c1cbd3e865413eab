package bench_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// listsReport is what docs/bench/lists.json holds.
type listsReport struct {
	At      time.Time `json:"at"`
	CPUs    int       `json:"cpus"`
	Load    string    `json:"load"` // of the machine before it began
	Samples int       `json:"samples"`
	Sizes   []size    `json:"sizes"`
	Growth  []growth  `json:"growth"`
}

// size is everything measured among so many open cases.
type size struct {
	Cases  int        `json:"open_cases"`
	Filled float64    `json:"filled_seconds"`
	Reads  []measured `json:"reads"`
}

// measured is one read: milliseconds, and as a multiple of a read by primary key.
type measured struct {
	Read    string  `json:"read"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Ratio50 float64 `json:"p50_ratio"`
	Ratio99 float64 `json:"p99_ratio"`
}

// growth is how much longer a read takes among ten times as many cases, of which a
// read by primary key tells how much is the machine's.
type growth struct {
	Read string  `json:"read"`
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
}

func cpus() int { return runtime.NumCPU() }

func (r *listsReport) compare() {
	small, large := r.Sizes[0].Reads, r.Sizes[1].Reads
	for i := range small {
		r.Growth = append(r.Growth, growth{small[i].Read, large[i].P50 / small[i].P50, large[i].P99 / small[i].P99})
	}
}

func (r *listsReport) table() string {
	var b strings.Builder
	small, large := r.Sizes[0], r.Sizes[1]
	fmt.Fprintf(&b, "| read | %d cases: p50 | p99 | %d cases: p50 | p99 | p50 by primary key's | growth of p50 | growth of p99 |\n|---|---|---|---|---|---|---|---|\n", small.Cases, large.Cases)
	for i, g := range r.Growth {
		s, l := small.Reads[i], large.Reads[i]
		fmt.Fprintf(&b, "| %s | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %.1f | %.2f | %.2f |\n", g.Read, s.P50, s.P99, l.P50, l.P99, l.Ratio50, g.P50, g.P99)
	}
	return b.String()
}

func (r *listsReport) write(t *testing.T, folder string) {
	t.Helper()
	whole, err := json.MarshalIndent(r, "", "  ")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(folder, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "lists.json"), append(whole, '\n'), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "lists.md"), []byte(r.page()), 0o600))
}

func (r *listsReport) page() string {
	return fmt.Sprintf(`# Worklists and the board

Written by %[1]smake bench%[1]s; %[1]slists.json%[1]s has the same figures.

PostgreSQL holds so many open cases with one or two open tasks each, and a quarter as many closed cases; every case has its state and two tasks that have ended. Each read goes through the whole API in
this process: the token's roles, the audit's row, the queries, the JSON. Beside them, in turn and on the same database, a case's stage is read by primary key, with the same driver and nothing around it.
A team has 20 caseworkers of 80 cases each. %[2]d samples of each.

%[3]s, %[4]d CPUs, load before it began %[5]s. What is asked is a p99 of at most 20 ms, and a growth of at most 1.3.

%[6]s
Filling took %.0[7]f s and %.0[8]f s.
`, "`", r.Samples, r.At.Format(time.DateTime), r.CPUs, r.Load, r.table(), r.Sizes[0].Filled, r.Sizes[1].Filled)
}
