package bench_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
	"beacon/internal/codec"
	"beacon/workflows"
)

// replayReport is how fast histories are replayed.
type replayReport struct {
	measured
	Events int           `json:"events_of_the_history"`
	Rounds []replayRound `json:"rounds"`
	One    spread        `json:"events_a_second_on_one_core"`
	All    spread        `json:"events_a_second_on_all_cores"`
}

// replayRound is each once, in events a second.
type replayRound struct {
	Bare float64 `json:"bare_updates"` // a workflow that does nothing but answer, on one core
	One  float64 `json:"one_core"`
	All  float64 `json:"all_cores"`
}

func TestReplay(t *testing.T) {
	commands, rounds := setting(t, "BENCH_REPLAY", 3, 60, 60), setting(t, "BENCH_ROUNDS", 1, 5, 9)
	long := time.Duration(setting(t, "BENCH_REPLAY_MS", 1, 2000, 5000)) * time.Millisecond
	r := replayReport{measured: begun()}
	of, answers, keys := recorded(t, commands)
	r.Events = len(of.GetEvents())
	for i := range rounds {
		r.round()
		var one replayRound
		turns := []func(){
			func() { one.Bare = replayed(t, answers, keys, 1, long) },
			func() { one.One = replayed(t, of, keys, 1, long) },
			func() { one.All = replayed(t, of, keys, runtime.NumCPU(), long) },
		}
		for k := range turns {
			turns[(k+i)%len(turns)]()
		}
		r.Rounds = append(r.Rounds, one)
	}
	r.One = over(r.Rounds, func(o replayRound) float64 { return o.One })
	r.All = over(r.Rounds, func(o replayRound) float64 { return o.All })
	r.least("events replayed a second on one core, encrypted", 50000, r.One.Median, "")
	r.spreadBy(r.One)
	keep(t, "replay", &r)
}

// recorded are the histories of a case that took many commands, and of a bare workflow
// that answered as many updates.
func recorded(t *testing.T, commands int) (of, answers *historypb.History, keys *codec.Ring) {
	t.Helper()
	g := travel(t)
	do := func(m casework.Command) {
		_, err := g.cases.Do(t.Context(), g.id, m)
		require.NoError(t, err)
	}
	r := referral(time.Now())
	_, err := g.cases.Refer(t.Context(), g.id, r, nil)
	require.NoError(t, err)
	do(casework.RecordAttempt{Said: said("yes"), Outcome: "accepted"})
	for n := range commands {
		s := said(fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
		s.Body, s.Text = fmt.Sprintf("%064x", n), s.ID
		switch n % 3 {
		case 0:
			do(casework.AssessRisk{Said: s, RiskMade: casework.RiskMade{Tool: "DASH", Grade: casework.MediumRisk}})
		case 1:
			do(casework.RecordAttempt{Said: s, Outcome: "spoke"})
		default:
			do(casework.AddNote{Said: s})
		}
	}
	b := &bed{t: t, temporal: g.temporal}
	b.bareWork(dialled(t, g.by.works))
	require.NoError(t, b.bareStart(t.Context(), "answers"))
	for range commands {
		b.updates([]string{"answers"})
	}
	return g.history(workflows.WorkflowID(g.id)), g.history("answers"), g.by.keys
}

// history is that of a workflow's newest run, up to the last workflow task that is over.
func (g *traveller) history(id string) *historypb.History {
	g.Helper()
	h := &historypb.History{}
	events := g.temporal.GetWorkflowHistory(g.Context(), id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		require.NoError(g, err)
		h.Events = append(h.Events, e)
	}
	return h
}

// replayed is how many events of a history are replayed in a second, on so many cores,
// for so long at the least.
func replayed(t *testing.T, h *historypb.History, keys *codec.Ring, cores int, long time.Duration) float64 {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	var mu sync.Mutex
	var all sync.WaitGroup
	events, began := 0, time.Now()
	for range cores {
		all.Go(func() {
			o := sdkworker.WorkflowReplayerOptions{}
			codec.ReplayOptions(keys)(&o)
			var err error
			for err == nil && time.Since(began) <= long {
				var r sdkworker.WorkflowReplayer
				if r, err = sdkworker.NewWorkflowReplayerWithOptions(o); err != nil {
					break
				}
				r.RegisterWorkflowWithOptions((&workflows.Cases{Policy: patient}).Case, workflow.RegisterOptions{Name: workflows.CaseType})
				r.RegisterWorkflow(answering)
				err = r.ReplayWorkflowHistory(silent, h)
				mu.Lock()
				events += len(h.GetEvents())
				mu.Unlock()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return float64(events) / time.Since(began).Seconds()
}

func (r *replayReport) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, `The history of a case that took many commands, %d events with all payloads encrypted, is replayed again and again by the case workflow: decrypted, read, and held against what the workflow asks for. Beside
it, in turn, that of a bare workflow which took as many updates and answered each.

| round | bare updates, one core | the case, one core | the case, all cores |
|---|---|---|---|
`, r.Events)
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d | %.0f events/s | %.0f events/s | %.0f events/s |\n", i+1, o.Bare, o.One, o.All)
	}
	return b.String()
}
