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

// outcomeRound is each once.
type outcomeRound struct {
	Update   pacing `json:"bare_update"`
	Outcome  pacing `json:"outcome"`          // nobody answered
	Accepted pacing `json:"outcome_accepted"` // by which a case is in another stage, and a message leaves

	Own float64 `json:"read_own_write_percent"` // whose worklist showed it as soon as it was answered
}

func TestOutcomes(t *testing.T) {
	n, rounds := setting(t, "BENCH_OUTCOMES", 8, 300, 1000), setting(t, "BENCH_ROUNDS", 1, 5, 9)
	r := outcomesReport{measured: begun(), AtOnce: atOnce, Each: n}
	b := makeBed(t)
	for i := -1; i < rounds; i++ { // the first is not measured
		cases, bare := b.open(n), b.answerers(i, n)
		b.atWork(i, n)
		load := load()
		var one outcomeRound
		turns := []func(){func() { one.Update = b.updates(bare) }, func() {
			one.Outcome = b.outcomes(i, cases, "no_answer")
			one.Accepted = b.outcomes(i, cases, "accepted")
		}}
		for k := range turns {
			turns[(k+i+1)%len(turns)]()
		}
		one.Own = b.ownWrites(i, n)
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

// outcomes has as many caseworkers each record what came of a call, until that is
// answered.
func (b *bed) outcomes(round int, cases []string, outcome string) pacing {
	b.t.Helper()
	took, err := calls(b.t.Context(), len(cases), func(ctx context.Context, i int) error {
		return b.ask(ctx, caller(round, i), http.MethodPost, "/v1/cases/"+cases[i]+"/contact-attempts", fmt.Sprint(outcome, "-", round, "-", i), object{"outcome": outcome}, nil)
	})
	require.NoError(b.t, err)
	return pacingOf(took)
}

// atWork has every caseworker look at their worklist, as they have who record a call: that
// they are seen at work is written down once an hour.
func (b *bed) atWork(round, n int) {
	b.t.Helper()
	_, err := calls(b.t.Context(), n, func(ctx context.Context, i int) error {
		return b.ask(ctx, caller(round, i), http.MethodGet, "/v1/worklist", "", nil, nil)
	})
	require.NoError(b.t, err)
}

// caller is a caseworker with one case.
func caller(round, i int) string { return fmt.Sprintf("caseworker:worker-%d-%d", round, i) }

// ownWrites has some caseworkers record that help was accepted, and look at their
// worklists at once when that is answered: how many of these show what follows, in percent.
func (b *bed) ownWrites(round, n int) float64 {
	b.t.Helper()
	fresh := b.open(min(n, 2*atOnce))
	var shown atomic.Int64
	_, err := calls(b.t.Context(), len(fresh), func(ctx context.Context, i int) error {
		err := b.ask(ctx, caller(round, -1-i), http.MethodPost, "/v1/cases/"+fresh[i]+"/contact-attempts", fmt.Sprint("own-", round, "-", i), object{"outcome": "accepted"}, nil)
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
		if err := b.ask(ctx, caller(round, -1-i), http.MethodGet, "/v1/worklist", "", nil, &list); err != nil {
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
	fmt.Fprintf(&b, `A caseworker records over HTTP that nobody answered, which is what comes of most calls, and it is this that is judged; then that the victim was spoken to and accepted help, by which the case moves on and a
message leaves. The caseworkers have looked at their worklists before. Either is answered once the case has taken it and the read model shows it: some of them look at their worklists at once afterwards, which then have the next task. Beside it, in turn, bare workflows
take an update of about the same size and answer it. All payloads are encrypted, everything is on one PostgreSQL, and %d callers ask at once of each, every one of another case or workflow. %d of each a round.

| round | bare update: per second | p50 | p99 | no answer: per second | p50 | p99 | accepted: per second | p50 | p99 | own writes read |
|---|---|---|---|---|---|---|---|---|---|---|
`, r.AtOnce, r.Each)
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d |%s|%s|%s| %.0f %% |\n", i+1, o.Update.cells(), o.Outcome.cells(), o.Accepted.cells(), o.Own)
	}
	return b.String()
}
