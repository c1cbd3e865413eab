package bench_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"beacon/casework"
	"beacon/messaging"
	"beacon/workflows"
)

// starters is how many workflows are started at once.
const starters = 32

// bare is the least that a durable timer can do: wait, do one thing, end. It notes
// when, as the read model does for a case: before the server has heard of it.
type bare struct{ acted, ended count }

// count is how often something happened, and when it last did.
type count struct {
	n    atomic.Int64
	last atomic.Int64 // nanoseconds of the epoch
}

func (c *count) up() {
	c.last.Store(time.Now().UnixNano())
	c.n.Add(1)
}

func (c *count) at() time.Time { return time.Unix(0, c.last.Load()) }

func (b *bare) act(context.Context) error {
	b.acted.up()
	return nil
}

func (b *bare) wait(ctx workflow.Context, due time.Time) error {
	if err := workflow.Sleep(ctx, due.Sub(workflow.Now(ctx))); err != nil {
		return err
	}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 30 * time.Second})
	if err := workflow.ExecuteActivity(ctx, b.act).Get(ctx, nil); err != nil {
		return err
	}
	if !workflow.IsReplaying(ctx) {
		b.ended.up()
	}
	return nil
}

const bareQueue = "bare"

// drained is how long it took from the second in which all were due.
type drained struct {
	Acted   float64 `json:"acted_seconds"`   // until the last one's activity had run
	Settled float64 `json:"settled_seconds"` // until the last workflow knew of it
	Rate    float64 `json:"per_second"`      // by the latter
}

func drain(n int, due, acted, settled time.Time) drained {
	d := drained{Acted: acted.Sub(due).Seconds(), Settled: settled.Sub(due).Seconds()}
	d.Rate = float64(n) / d.Settled
	return d
}

// bareStorm lets n bare workflows fall due at once.
func (h *house) bareStorm(round, n int) drained {
	h.t.Helper()
	b := &bare{}
	w := sdkworker.New(h.temporal, bareQueue, sdkworker.Options{})
	w.RegisterWorkflow(b.wait)
	w.RegisterActivity(b.act)
	require.NoError(h.t, w.Start())
	defer w.Stop()
	due := h.start(n, perStart, func(ctx context.Context, i int, due time.Time) error {
		o := client.StartWorkflowOptions{ID: fmt.Sprintf("bare/%d/%d", round, i), TaskQueue: bareQueue}
		_, err := h.temporal.ExecuteWorkflow(ctx, o, b.wait, due)
		return err
	})
	require.Eventually(h.t, func() bool { return b.ended.n.Load() == int64(n) }, 30*time.Minute, 100*time.Millisecond)
	require.EqualValues(h.t, n, b.acted.n.Load())
	return drain(n, due, b.acted.at(), b.ended.at())
}

// start starts n workflows that are all due at one whole second, and answers with it.
// It fails where the machine could not start them in time.
func (h *house) start(n int, each time.Duration, one func(ctx context.Context, i int, due time.Time) error) time.Time {
	h.t.Helper()
	within := lead + time.Duration(n)*each
	due := time.Now().Add(within).Truncate(time.Second)
	g, ctx := errgroup.WithContext(h.t.Context())
	g.SetLimit(starters)
	for i := range n {
		g.Go(func() error { return one(ctx, i, due) })
	}
	require.NoError(h.t, g.Wait())
	require.True(h.t, time.Now().Before(due), "this machine is too slow to start %d workflows in %s", n, within)
	return due
}

// How long it may take to start workflows before they are due: the bare ones, and a
// case beside how long it took a few of them.
const (
	lead     = 5 * time.Second
	perStart = 25 * time.Millisecond
	pilots   = 100
	slower   = 2 // there are thousands of others
)

// aCase is how long this machine takes to start a case and to have it at rest.
func (h *house) aCase(round int) time.Duration {
	h.t.Helper()
	begun := time.Now()
	names := ids("pilot", round, pilots)
	g, ctx := errgroup.WithContext(h.t.Context())
	g.SetLimit(starters)
	for _, id := range names {
		g.Go(func() error { return h.open(ctx, id, remindedAt(id, begun.AddDate(0, 1, 0))) })
	}
	require.NoError(h.t, g.Wait())
	require.Eventually(h.t, func() bool { return h.book.has(names) }, 10*time.Minute, 10*time.Millisecond)
	return max(slower*time.Since(begun)/pilots, perStart)
}

// late is how late clocks rang, in seconds after they were due.
type late struct {
	Clocks int     `json:"clocks"`
	P50    float64 `json:"p50_seconds"`
	P99    float64 `json:"p99_seconds"`
	Most   float64 `json:"most_seconds"`
}

// storm lets the reminders of n cases fall due at once, and in the minute after it
// the deadlines of other cases.
func (h *house) storm(round, n, deadlines int) (drained, late) {
	h.t.Helper()
	reminded, others := ids("reminded", round, n), ids("deadline", round, deadlines)
	dues := make([]time.Time, deadlines)
	dice := rand.New(rand.NewPCG(uint64(round), 1))
	offsets := make([]time.Duration, deadlines)
	for i := range offsets {
		offsets[i] = time.Duration(dice.Int64N(int64(minute(n))))
	}
	due := h.start(n+deadlines, h.aCase(round), func(ctx context.Context, i int, due time.Time) error {
		if i < n {
			return h.open(ctx, reminded[i], remindedAt(reminded[i], due))
		}
		dues[i-n] = due.Add(offsets[i-n])
		return h.open(ctx, others[i-n], dueAt(others[i-n], dues[i-n]))
	})
	require.Eventually(h.t, func() bool { return h.book.has(reminded) && h.book.has(others) }, 10*time.Minute, 100*time.Millisecond)
	require.True(h.t, time.Now().Before(due), "this machine is too slow to have %d cases at rest in time", n+deadlines)
	h.await("message-sent", reminded)
	h.await("task-overdue", others)
	acted := h.accepted(reminded)
	return drain(n, due, acted, slices.MaxFunc(h.book.seen("message-sent", reminded), time.Time.Compare)), h.lateness(others, dues)
}

// minute is the time after the storm's second in which deadlines fall due: a second
// where the storm is only there to show that it works.
func minute(n int) time.Duration {
	if n < 100 {
		return time.Second
	}
	return time.Minute
}

func ids(of string, round, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("%s-%d-%d", of, round, i)
	}
	return all
}

// numberIn is the number at the end of a case's ID.
func numberIn(id string) int {
	n, _ := strconv.Atoi(id[strings.LastIndex(id, "-")+1:])
	return n
}

func (h *house) open(ctx context.Context, id string, c *casework.Case) error {
	o := client.StartWorkflowOptions{ID: workflows.WorkflowID(id), TaskQueue: workflows.TaskQueue}
	_, err := h.temporal.ExecuteWorkflow(ctx, o, workflows.CaseType, workflows.Input{Case: c})
	return err
}

// await returns once every case was seen to say something.
func (h *house) await(what string, ids []string) {
	h.t.Helper()
	require.Eventually(h.t, func() bool { return len(h.book.seen(what, ids)) == len(ids) }, 30*time.Minute, 500*time.Millisecond, what)
}

// accepted is when the provider took the last reminder. Each was taken once.
func (h *house) accepted(ids []string) (last time.Time) {
	h.t.Helper()
	taken := map[string]int{}
	for _, m := range h.emulator.Messages() {
		_, id, _ := strings.Cut(m.Callback, "m=")
		taken[id]++
		if m.Accepted.After(last) {
			last = m.Accepted
		}
	}
	for _, id := range ids {
		rows, err := h.db.Deliveries(h.t.Context(), id)
		require.NoError(h.t, err)
		require.Len(h.t, rows, 1, id)
		require.Equal(h.t, 1, taken[rows[0].MessageID], "a reminder was lost or left twice")
		require.True(h.t, rows[0].State.Left(), rows[0].State)
		require.Equal(h.t, messaging.MessageID(rows[0].EffectID), rows[0].MessageID)
	}
	return last
}

func (h *house) lateness(ids []string, dues []time.Time) late {
	h.t.Helper()
	var after []float64
	for i, at := range h.book.seen("task-overdue", ids) {
		after = append(after, at.Sub(dues[i]).Seconds())
	}
	slices.Sort(after)
	at := func(share float64) float64 { return after[max(int(math.Ceil(share*float64(len(after))))-1, 0)] }
	return late{Clocks: len(after), P50: at(0.5), P99: at(0.99), Most: at(1)}
}

// remindedAt is a case that is supported, with a hearing whose last reminder is due
// at a moment. It goes on from an earlier run, as long cases do.
func remindedAt(id string, due time.Time) *casework.Case {
	now := time.Now()
	c := casework.Open(id, referral(now.Add(-2*time.Hour)), casework.Ordinary(), casework.LatestLogic, now.Add(-2*time.Hour))
	must(c.Do(casework.RecordAttempt{Said: said("yes"), Outcome: "accepted"}, now.Add(-time.Hour)))
	for len(c.Outbox) > 0 {
		c.Settle(c.Outbox[0].ID, casework.Outcome{State: casework.Sent}, now.Add(-time.Hour))
	}
	must(c.Do(casework.SetPreferences{Said: said("wishes"), Morning: true}, now))
	must(c.Do(casework.SetHearing{
		Said: said("hearing"), Hearing: "h1", Type: "trial", Starts: due.Add(3 * time.Hour), Status: casework.Listed, Needed: true, Source: "court",
	}, now)) // its reminder on the morning is due three hours before, whatever the day of the week
	c.Wake(now)
	c.Published(c.Revision)
	return c
}

// dueAt is a case whose victim must have been called by a moment.
func dueAt(id string, due time.Time) *casework.Case {
	referred := due.Add(-casework.Ordinary().Medium.FirstWithin)
	c := casework.Open(id, referral(referred), casework.Ordinary(), casework.LatestLogic, referred)
	must(c.Do(casework.Claim{Said: said("claim")}, referred))
	c.Wake(time.Now())
	c.Published(c.Revision)
	return c
}

func referral(at time.Time) casework.Referral {
	return casework.Referral{
		Said: said("referral"), Ref: "ref-1", Version: 1, Reported: at.Add(-time.Hour), Offence: "8Q", DomesticAbuse: true, SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: casework.MediumRisk},
	}
}

func said(id string) casework.Said {
	return casework.Said{ID: id, Body: id, By: "caseworker-1", Role: casework.Caseworker}
}

func must(_ casework.Receipt, err error) {
	if err != nil {
		panic(err)
	}
}

func TestARemindedCaseIsDueWhenTheStormIs(t *testing.T) {
	t.Parallel()
	due := time.Now().Add(time.Minute).Truncate(time.Second)
	for _, c := range []*casework.Case{remindedAt("c-1", due), dueAt("c-1", due)} {
		next, ok := c.NextDue()
		require.True(t, ok)
		require.WithinDuration(t, due, next, 0)
	}
}
