package bench_test

import (
	"fmt"
	"strings"
)

// listsReport is how long lists take.
type listsReport struct {
	measured
	Samples int      `json:"samples"`
	Sizes   []size   `json:"sizes"`
	Growth  []growth `json:"growth"`
}

// size is everything measured among so many open cases.
type size struct {
	Cases  int         `json:"open_cases"`
	Filled float64     `json:"filled_seconds"`
	Reads  []readTimes `json:"reads"`
}

// readTimes is one read: milliseconds, and as a multiple of a read by primary key.
type readTimes struct {
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

// asked judges every read but the first, which is what they are held against, and the
// last, which is only for comparison.
func (r *listsReport) asked() {
	var slowest, grown float64
	large := r.Sizes[len(r.Sizes)-1]
	for i := 1; i < len(large.Reads)-1; i++ {
		slowest, grown = max(slowest, large.Reads[i].P99), max(grown, r.Growth[i].P50/r.Growth[0].P50)
	}
	r.most(fmt.Sprintf("slowest page among %d cases, p99", large.Cases), 20, slowest, "ms")
	r.most("growth of the p50 of a page from a tenth as many cases, by that of a read by primary key", 1.3, grown, "")
}

func (r *listsReport) section() string {
	return fmt.Sprintf(`PostgreSQL holds so many open cases with one or two open tasks each, and a quarter as many closed cases; every case has its state and two tasks that have ended. Each read goes through the whole API in
this process: the token's roles, the audit's row, the queries, the JSON. It begins once what filling wrote is vacuumed and on disk. Beside them, in turn and on the same database, a case's stage is read by primary key, with the same driver and nothing around it.
A team has 20 caseworkers of 80 cases each. %d samples of each.

%s
Filling took %.0f s and %.0f s.
`, r.Samples, r.table(), r.Sizes[0].Filled, r.Sizes[1].Filled)
}
