package bench_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// report is what docs/bench holds.
type report struct {
	At        time.Time `json:"at"`
	Go        string    `json:"go"`
	CPUs      int       `json:"cpus"`
	Load      string    `json:"load"` // of the machine before it began: one, five and fifteen minutes
	Reminders int       `json:"reminders"`
	Deadlines int       `json:"deadlines"`
	Rounds    []round   `json:"rounds"`
	Ratio     float64   `json:"ratio"` // of the rates; the median of the rounds
	P99       float64   `json:"p99_late_seconds"`
}

// round is one storm and the bare workflows beside it.
type round struct {
	Bare     drained `json:"bare"`
	Storm    drained `json:"reminders"`
	Ratio    float64 `json:"ratio"`
	Deadline late    `json:"deadlines"`
}

// setting reads a number from the environment: make bench sets them.
func setting(t *testing.T, name string, ordinary int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return ordinary
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// Without settings this is a small storm, which shows that everything is in its
// place; make bench makes it a large one and has it written down.
func TestStorm(t *testing.T) {
	n, rounds := setting(t, "BENCH_STORM", 20), setting(t, "BENCH_ROUNDS", 1)
	r := report{At: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(), CPUs: runtime.NumCPU(), Load: load(), Reminders: n, Deadlines: max(n/10, 10)}
	h := build(t, n)
	for i := range rounds {
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
	t.Log("\n" + r.table())
	if out := os.Getenv("BENCH_OUT"); out != "" {
		r.write(t, out)
	}
}

func (r *report) sum() {
	var ratios []float64
	for _, one := range r.Rounds {
		ratios = append(ratios, one.Ratio)
		r.P99 = max(r.P99, one.Deadline.P99)
	}
	slices.Sort(ratios)
	r.Ratio = ratios[len(ratios)/2]
}

// load is what Linux says of it; "" elsewhere.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

func (r *report) table() string {
	var b strings.Builder
	b.WriteString("| round | bare: acted | bare: settled | per second | reminders: accepted | reminders: settled | per second | ratio | deadlines late: p50 | p99 | most |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|\n")
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d | %.2f s | %.2f s | %.0f | %.2f s | %.2f s | %.0f | %.2f | %.2f s | %.2f s | %.2f s |\n", i+1,
			o.Bare.Acted, o.Bare.Settled, o.Bare.Rate, o.Storm.Acted, o.Storm.Settled, o.Storm.Rate, o.Ratio, o.Deadline.P50, o.Deadline.P99, o.Deadline.Most)
	}
	return b.String()
}

func (r *report) write(t *testing.T, folder string) {
	t.Helper()
	whole, err := json.MarshalIndent(r, "", "  ")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(folder, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "latest.json"), append(whole, '\n'), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "README.md"), []byte(r.page()), 0o600))
}

func (r *report) page() string {
	verdict := "met"
	if r.Ratio < 0.9 || r.P99 > 5 {
		verdict = "not met"
	}
	return fmt.Sprintf(`# The storm

Written by %[1]smake bench%[1]s; %[1]slatest.json%[1]s has the same figures.

%[2]d reminders fall due in the same second, on the Temporal server that is built into the standalone. Each goes the whole way: the case workflow, the worker, the courier and its ledger, Twilio's SDK, the provider
emulator on loopback, and back by signed reports. Beside them as many bare workflows (timer, one activity that does nothing, end) run on the same server in the same run, in turn before and after.
*Acted* is when the last activity had run, *settled* when the last workflow knew and, for a case, when its read model showed it. Everything, with both databases on files, is in one process.
Deadlines are %[3]d tasks of other cases that fall due within the minute; how late is measured to the moment the read model shows it. There are no brakes and no limit on texts a second.
The cases of a storm of more than 1,000 share the 1,000 numbers that Ofcom keeps for drama.

%[4]s, %[5]s, %[6]d CPUs, load before it began %[7]s.

%[8]s
Ratio (median of the rounds): **%.2[9]f**. Deadlines, p99 of the worst round: **%.2[10]f s**. What is asked is a ratio of 0.9 and 5 s: **%[11]s** in this run.
`, "`", r.Reminders, r.Deadlines, r.At.Format(time.DateTime), r.Go, r.CPUs, r.Load, r.table(), r.Ratio, r.P99, verdict)
}
