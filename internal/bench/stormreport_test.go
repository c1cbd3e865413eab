package bench_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stormReport is what came of the storms.
type stormReport struct {
	measured
	Reminders int     `json:"reminders"`
	Deadlines int     `json:"deadlines"`
	Rounds    []round `json:"rounds"`
	Ratio     spread  `json:"ratio"` // of the rates
	P99       float64 `json:"p99_late_seconds"`
}

// round is one storm and the bare workflows beside it.
type round struct {
	Bare     drained `json:"bare"`
	Storm    drained `json:"reminders"`
	Ratio    float64 `json:"ratio"`
	Deadline late    `json:"deadlines"`
}

// Without settings this is a small storm, which shows that everything is in its
// place; make bench makes it a large one and has it written down.
func TestStorm(t *testing.T) {
	n, rounds := setting(t, "BENCH_STORM", 20, 1000, 10000), setting(t, "BENCH_ROUNDS", 1, 5, 5)
	r := stormReport{measured: begun(), Reminders: n, Deadlines: max(n/10, 10)}
	h := build(t, n)
	for i := range rounds {
		r.round()
		var one round
		bare := func() { one.Bare = h.bareStorm(i, n) }
		storm := func() { one.Storm, one.Deadline = h.storm(i, n, r.Deadlines) }
		order := []func(){bare, storm}
		if i%2 == 1 {
			slices.Reverse(order)
		}
		for _, part := range order {
			part()
		}
		one.Ratio = one.Storm.Rate / one.Bare.Rate
		r.Rounds = append(r.Rounds, one)
		t.Logf("round %d: %+v", i+1, one)
	}
	r.sum()
	keep(t, "storm", &r)
}

func (r *stormReport) sum() {
	r.Ratio = over(r.Rounds, func(o round) float64 { return o.Ratio })
	for _, one := range r.Rounds {
		r.P99 = max(r.P99, one.Deadline.P99)
	}
	r.least("rate of reminders, by that of bare workflows", 0.9, r.Ratio.Median, "")
	r.spreadBy(r.Ratio)
	r.most("deadlines late meanwhile, p99 of the worst round", 5, r.P99, "s")
}

func (r *stormReport) table() string {
	var b strings.Builder
	b.WriteString("| round | bare: acted | bare: settled | per second | reminders: accepted | reminders: settled | per second | ratio | deadlines late: p50 | p99 | most |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|\n")
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d | %.2f s | %.2f s | %.0f | %.2f s | %.2f s | %.0f | %.2f | %.2f s | %.2f s | %.2f s |\n", i+1,
			o.Bare.Acted, o.Bare.Settled, o.Bare.Rate, o.Storm.Acted, o.Storm.Settled, o.Storm.Rate, o.Ratio, o.Deadline.P50, o.Deadline.P99, o.Deadline.Most)
	}
	return b.String()
}

func (r *stormReport) section() string {
	return fmt.Sprintf(`%[1]d reminders fall due in the same second, on the Temporal server that is built into the standalone. Each goes the whole way: the case workflow, the worker, the courier and its ledger, Twilio's SDK, the provider
emulator on loopback, and back by signed reports. Beside them as many bare workflows (timer, one activity that does nothing, end) run on the same server in the same run, in turn before and after.
*Acted* is when the last activity had run, *settled* when the last workflow knew and, for a case, when its read model showed it. Everything, with both databases on files, is in one process.
Deadlines are %[2]d tasks of other cases that fall due within the minute; how late is measured to the moment the read model shows it. There are no brakes and no limit on texts a second.
The cases of a storm of more than 1,000 share the 1,000 numbers that Ofcom keeps for drama.

%[3]s
Ratio, median of the rounds: %.2[4]f (spread %.0[5]f %%). Deadlines late, p99 of the worst round: %.2[6]f s.
`, r.Reminders, r.Deadlines, r.table(), r.Ratio.Median, r.Ratio.CV, r.P99)
}
