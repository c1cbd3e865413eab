package bench_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
)

// outcomesReport is what a caseworker's command costs beside a bare update.
type outcomesReport struct {
	measured
	AtOnce int            `json:"at_once"`
	Each   int            `json:"each_a_round"`
	Rounds []outcomeRound `json:"rounds"`
	P50    spread         `json:"p50_ratio"`
	P99    spread         `json:"p99_ratio"`
	Own    spread         `json:"read_own_write_percent"`
}

// outcomeRound is both once.
type outcomeRound struct {
	Update  pacing  `json:"bare_update"`
	Outcome pacing  `json:"outcome"`
	Own     float64 `json:"read_own_write_percent"` // whose worklist showed it as soon as it was answered
}

func TestOutcomes(t *testing.T) {
	n, rounds := setting(t, "BENCH_OUTCOMES", 8, 300, 1000), setting(t, "BENCH_ROUNDS", 1, 5, 9)
	r := outcomesReport{measured: begun(), AtOnce: atOnce, Each: n}
	b := makeBed(t)
	for i := -1; i < rounds; i++ { // the first is not measured
		cases, bare := b.open(n), b.answerers(i, n)
		load := load()
		var one outcomeRound
		turns := []func(){func() { one.Update = b.updates(bare) }, func() { one.Outcome, one.Own = b.outcomes(i, cases) }}
		for k := range turns {
			turns[(k+i+1)%len(turns)]()
		}
		if i >= 0 {
			r.Rounds, r.Load = append(r.Rounds, one), append(r.Load, load)
		}
	}
	r.sum()
	keep(t, "outcomes", &r)
}

// open refers as many victims.
func (b *bed) open(n int) []string {
	b.t.Helper()
	ids := make([]string, n)
	_, err := calls(b.t.Context(), n, func(ctx context.Context, i int) (err error) {
		ids[i], err = b.refer(ctx)
		return err
	})
	require.NoError(b.t, err)
	return ids
}

// answerers starts as many bare workflows.
func (b *bed) answerers(round, n int) []string {
	b.t.Helper()
	ids := make([]string, n)
	_, err := calls(b.t.Context(), n, func(ctx context.Context, i int) error {
		ids[i] = fmt.Sprintf("answerer/%d/%d", round, i)
		return b.bareStart(ctx, ids[i])
	})
	require.NoError(b.t, err)
	return ids
}

func (b *bed) updates(ids []string) pacing {
	b.t.Helper()
	took, err := calls(b.t.Context(), len(ids), func(ctx context.Context, i int) error {
		h, err := b.temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{WorkflowID: ids[i], UpdateName: "add", Args: []any{thing}, WaitForStage: client.WorkflowUpdateStageCompleted})
		if err != nil {
			return err
		}
		return h.Get(ctx, nil)
	})
	require.NoError(b.t, err)
	return pacingOf(took)
}

// outcomes has as many caseworkers each record that their victim accepted help, until
// that is answered; what follows from it is then on their worklists.
func (b *bed) outcomes(round int, cases []string) (pacing, float64) {
	b.t.Helper()
	who := func(i int) string { return fmt.Sprintf("caseworker:worker-%d-%d", round, i) }
	took, err := calls(b.t.Context(), len(cases), func(ctx context.Context, i int) error {
		return b.ask(ctx, who(i), http.MethodPost, "/v1/cases/"+cases[i]+"/contact-attempts", fmt.Sprint("outcome-", round, "-", i), object{"outcome": "accepted"}, nil)
	})
	require.NoError(b.t, err)
	return pacingOf(took), b.ownWrites(who, round, len(cases))
}

// ownWrites asks some caseworkers for a second outcome, each with their worklist at
// once after it, and says how many of these showed what follows: in percent.
func (b *bed) ownWrites(who func(int) string, round, n int) float64 {
	b.t.Helper()
	fresh := b.open(min(n, 2*atOnce))
	var shown atomic.Int64
	_, err := calls(b.t.Context(), len(fresh), func(ctx context.Context, i int) error {
		err := b.ask(ctx, who(-1-i), http.MethodPost, "/v1/cases/"+fresh[i]+"/contact-attempts", fmt.Sprint("own-", round, "-", i), object{"outcome": "accepted"}, nil)
		if err != nil {
			return err
		}
		var list struct {
			Items []struct {
				Task struct {
					Kind string `json:"kind"`
				} `json:"task"`
			} `json:"items"`
		}
		if err := b.ask(ctx, who(-1-i), http.MethodGet, "/v1/worklist", "", nil, &list); err != nil {
			return err
		}
		for _, w := range list.Items {
			if w.Task.Kind == "assess_needs" {
				shown.Add(1)
			}
		}
		return nil
	})
	require.NoError(b.t, err)
	return 100 * float64(shown.Load()) / float64(len(fresh))
}

func (r *outcomesReport) sum() {
	r.P50 = over(r.Rounds, func(o outcomeRound) float64 { return o.Outcome.P50 / o.Update.P50 })
	r.P99 = over(r.Rounds, func(o outcomeRound) float64 { return o.Outcome.P99 / o.Update.P99 })
	r.Own = over(r.Rounds, func(o outcomeRound) float64 { return o.Own })
	r.most("p50 of an outcome, committed and on the worklist, by that of a bare update", 1.5, r.P50.Median, "")
	r.spreadBy(r.P50)
	r.most("p99 of an outcome, by that of a bare update", 2.5, r.P99.Median, "")
	r.spreadBy(r.P99)
	r.least("worklists that showed what was just recorded", 100, r.Own.Median, "%")
}

func (r *outcomesReport) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, `A caseworker records over HTTP that the victim was spoken to and accepted help. It is answered once the case has taken it and the read model shows it: their worklist, asked for at once
afterwards by some of them, then has the next task. Beside it, in turn, bare workflows take an update of about the same size and answer it. All payloads are encrypted, everything is on one PostgreSQL, and
%d callers ask at once of each, every one of another case or workflow. %d of each a round.

| round | bare update: per second | p50 | p99 | outcome: per second | p50 | p99 | own writes read |
|---|---|---|---|---|---|---|---|
`, r.AtOnce, r.Each)
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d |%s|%s| %.0f %% |\n", i+1, o.Update.cells(), o.Outcome.cells(), o.Own)
	}
	return b.String()
}
