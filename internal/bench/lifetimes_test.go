package bench_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/simulate"
)

// lifetimesReport is how many cases are lived through from referral to the end of a year
// in a second of one machine.
type lifetimesReport struct {
	measured
	Runs []pace `json:"runs"`
}

func (r *lifetimesReport) section() string {
	var b strings.Builder
	b.WriteString("A year of services with 350 referrals a month each, on the bare rules: no Temporal, no database, no network.\n\n")
	b.WriteString("| cores | the laws looked at after every step | cases | steps | seconds | lifetimes a second |\n|---|---|---|---|---|---|\n")
	for _, p := range r.Runs {
		fmt.Fprintf(&b, "| %d | %t | %d | %d | %.1f | %.0f |\n", p.Cores, p.Invariants, p.Cases, p.Steps, p.Seconds, p.PerSecond)
	}
	return b.String()
}

// pace is one measurement.
type pace struct {
	Cores      int     `json:"cores"`
	Invariants bool    `json:"invariants"` // looked at after every step
	Cases      int     `json:"cases"`
	Steps      int     `json:"steps"` // of all cases: commands, clocks and outcomes
	Seconds    float64 `json:"seconds"`
	PerSecond  float64 `json:"lifetimes_per_second"`
}

// aMonth is how many referrals one simulated service has.
const aMonth = 350

// Without settings this is one service a run, which shows that everything is in its
// place; make bench asks for 10,000 cases and has the figures written down. Not
// parallel: it sets how many cores there are.
func TestLifetimes(t *testing.T) {
	cases := setting(t, "BENCH_LIFETIMES", 1, 10000, 10000)
	r := lifetimesReport{measured: begun()}
	cores := []int{1}
	if r.CPUs > 1 {
		cores = append(cores, r.CPUs)
	}
	for _, n := range cores {
		for _, invariants := range []bool{false, true} {
			r.round()
			one := live(t, n, cases, invariants)
			t.Logf("%+v", one)
			r.Runs = append(r.Runs, one)
		}
	}
	keep(t, "lifetimes", &r)
}

// live lives through the years of as many services as have so many cases together, on
// so many cores. A service is lived through on one of them.
func live(t *testing.T, cores, cases int, invariants bool) pace {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	var lived, steps, violated, seed atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for range cores {
		all.Go(func() {
			for lived.Load() < int64(cases) {
				r, err := simulate.Run(simulate.Options{Referrals: aMonth, Seed: uint64(seed.Add(1)), Unchecked: !invariants})
				if err != nil {
					panic(err)
				}
				lived.Add(int64(r.Cases.Opened))
				steps.Add(int64(r.Steps))
				violated.Add(int64(r.Violated))
			}
		})
	}
	all.Wait()
	took := time.Since(begin).Seconds()
	require.Zero(t, violated.Load())
	return pace{
		Cores: cores, Invariants: invariants, Cases: int(lived.Load()), Steps: int(steps.Load()),
		Seconds: took, PerSecond: float64(int(float64(lived.Load())/took*10)) / 10,
	}
}
