package bench_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

// referralsReport is what a referral costs beside the least that Temporal can do.
type referralsReport struct {
	measured
	AtOnce int             `json:"at_once"`
	Each   int             `json:"each_a_round"`
	Rounds []referralRound `json:"rounds"`
	Rate   spread          `json:"rate_ratio"`
	P99    spread          `json:"p99_ratio"`
}

// referralRound is each of the three once.
type referralRound struct {
	Empty    pacing `json:"empty_workflow"`
	Started  pacing `json:"bare_update_with_start"`
	Referral pacing `json:"referral"`
	Missing  int    `json:"not_listed"` // of the referrals, once they were answered
}

// pacing is how fast many calls went.
type pacing struct {
	Rate float64 `json:"per_second"`
	P50  float64 `json:"p50_ms"`
	P99  float64 `json:"p99_ms"`
}

func pacingOf(t timed) pacing { return pacing{t.rate(), t.p(0.5), t.p(0.99)} }

func TestReferrals(t *testing.T) {
	n, rounds := setting(t, "BENCH_REFERRALS", 8, 300, 1000), setting(t, "BENCH_ROUNDS", 1, 5, 9)
	r := referralsReport{measured: begun(), AtOnce: atOnce, Each: n}
	b := makeBed(t)
	b.warmUp(min(n, 64))
	for i := range rounds {
		r.round()
		var one referralRound
		turns := []func(){
			func() { one.Empty = b.empties(i, n) },
			func() { one.Started = b.bareStarts(i, n) },
			func() { one.Referral, one.Missing = b.referrals(n) },
		}
		for k := range turns {
			turns[(k+i)%len(turns)]()
		}
		require.Zero(t, one.Missing, "a referral was answered and is not listed")
		r.Rounds = append(r.Rounds, one)
	}
	r.sum()
	keep(t, "referrals", &r)
}

// warmUp has everything done a few times before it is measured.
func (b *bed) warmUp(n int) {
	b.t.Helper()
	b.empties(-1, n)
	b.bareStarts(-1, n)
	b.referrals(n)
}

func (b *bed) empties(round, n int) pacing {
	b.t.Helper()
	took, err := calls(b.t.Context(), n, func(ctx context.Context, i int) error {
		run, err := b.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: fmt.Sprintf("empty/%d/%d", round, i), TaskQueue: bareQueue}, emptyWorkflow)
		if err != nil {
			return err
		}
		return run.Get(ctx, nil)
	})
	require.NoError(b.t, err)
	return pacingOf(took)
}

func (b *bed) bareStarts(round, n int) pacing {
	b.t.Helper()
	took, err := calls(b.t.Context(), n, func(ctx context.Context, i int) error {
		return b.bareStart(ctx, fmt.Sprintf("answering/%d/%d", round, i))
	})
	require.NoError(b.t, err)
	return pacingOf(took)
}

// bareStart starts a bare workflow with an update.
func (b *bed) bareStart(ctx context.Context, id string) error {
	h, err := b.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: b.temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: id, TaskQueue: bareQueue, WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		}, answering),
		UpdateOptions: client.UpdateWorkflowOptions{WorkflowID: id, UpdateName: "add", Args: []any{thing}, WaitForStage: client.WorkflowUpdateStageCompleted},
	})
	if err != nil {
		return err
	}
	return h.Get(ctx, nil)
}

func (b *bed) referrals(n int) (pacing, int) {
	b.t.Helper()
	ids := make([]string, n)
	took, err := calls(b.t.Context(), n, func(ctx context.Context, i int) (err error) {
		ids[i], err = b.refer(ctx)
		return err
	})
	require.NoError(b.t, err)
	listed, err := b.listed(b.t.Context(), ids)
	require.NoError(b.t, err)
	return pacingOf(took), n - listed
}

func (r *referralsReport) sum() {
	r.Rate = over(r.Rounds, func(o referralRound) float64 { return o.Referral.Rate / o.Empty.Rate })
	r.P99 = over(r.Rounds, func(o referralRound) float64 { return o.Referral.P99 / o.Started.P99 })
	r.least("rate of referrals over HTTP, by that of empty workflows started and completed", 0.70, r.Rate.Median, "")
	r.spreadBy(r.Rate)
	r.most("p99 of a referral, by that of a bare update-with-start", 2, r.P99.Median, "")
	r.spreadBy(r.P99)
}

func (r *referralsReport) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, `A referral goes over HTTP through the whole API (the token's role, the audit's row, the police's words, matching, one transaction in SQL), starts its case with an update, and is answered once the case is
durable and in the read model; that every one is listed is looked at afterwards. Beside it, in turn, empty workflows are started and waited for, and bare workflows are started with an update that is
answered. All payloads are encrypted, everything is on one PostgreSQL, and %d callers ask at once of each. %d of each a round.

| round | empty: per second | p50 | p99 | update-with-start: per second | p50 | p99 | referral: per second | p50 | p99 |
|---|---|---|---|---|---|---|---|---|---|
`, r.AtOnce, r.Each)
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d |%s|%s|%s|\n", i+1, o.Empty.cells(), o.Started.cells(), o.Referral.cells())
	}
	return b.String()
}

func (p pacing) cells() string {
	return fmt.Sprintf(" %.0f | %.1f ms | %.1f ms ", p.Rate, p.P50, p.P99)
}
