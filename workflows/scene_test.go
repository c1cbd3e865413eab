package workflows_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/activities"
	"beacon/casework"
	beaconworker "beacon/worker"
	"beacon/workflows"
)

// scene is one run of a case in the SDK's test environment, from the epoch on. What
// is to happen is said before it is played.
type scene struct {
	t      *testing.T
	env    *testsuite.TestWorkflowEnvironment
	book   *book
	post   *post
	policy casework.Policy // what the worker would say now
	timers timers
}

// timers counts what a run asks of Temporal.
type timers struct {
	set   []time.Duration
	ended int // rung or taken back
}

func (t timers) running() int { return len(t.set) - t.ended }

// silent hears what Temporal says of outages that a test makes on purpose.
var silent = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))

func setScene(t *testing.T) *scene {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(silent)
	s := &scene{t: t, env: suite.NewTestWorkflowEnvironment(), book: &book{}, post: &post{}, policy: casework.Ordinary()}
	s.post.now = s.env.Now
	s.env.SetStartTime(epoch)
	s.env.SetTestTimeout(time.Minute)
	s.env.SetWorkerOptions(sdkworker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	s.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: workflows.WorkflowID("scene")})
	s.env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { s.timers.set = append(s.timers.set, d) })
	s.env.SetOnTimerFiredListener(func(string) { s.timers.ended++ })
	s.env.SetOnTimerCanceledListener(func(string) { s.timers.ended++ })
	cases := &workflows.Cases{Policy: func() casework.Policy { return s.policy }}
	beaconworker.Register(s.env, cases, &activities.Desk{Sender: s.post, Book: s.book})
	return s
}

func (s *scene) at(after time.Duration, do func()) { s.env.RegisterDelayedCallback(do, after) }

// say gives a command to the case at a time. Each has an update ID of its own, so
// that it is the case which knows a repeat, and not Temporal.
func (s *scene) say(after time.Duration, m casework.Command) *answered {
	a := &answered{}
	s.at(after, func() { s.env.UpdateWorkflow(m.Name(), "", a, m) })
	return a
}

// play begins the run with an input and cuts it off in the end, if it still runs.
func (s *scene) play(in workflows.Input, lasts time.Duration) {
	s.t.Helper()
	s.at(lasts, s.env.CancelWorkflow)
	s.env.ExecuteWorkflow(workflows.CaseType, in)
	require.True(s.t, s.env.IsWorkflowCompleted())
}

// view is what the case answers when it is asked how it stands.
func (s *scene) view() (v casework.View) {
	s.t.Helper()
	answer, err := s.env.QueryWorkflow(workflows.ViewQuery)
	require.NoError(s.t, err)
	require.NoError(s.t, answer.Get(&v))
	return v
}

// next is the input of the run that follows, if there is one.
func (s *scene) next() (in workflows.Input, ok bool) {
	s.t.Helper()
	var again *workflow.ContinueAsNewError
	if !errors.As(s.env.GetWorkflowError(), &again) {
		return in, false
	}
	require.NoError(s.t, converter.GetDefaultDataConverter().FromPayloads(again.Input, &in))
	return in, true
}

// post takes messages to the victim as a test says, and none that comes too late.
type post struct {
	answer func(try int, m casework.Message) (casework.Outcome, error) // nil: everything leaves

	settles bool // what answer says of a message that comes too late is true of the past

	now   func() time.Time
	mu    sync.Mutex
	tries int
	sent  []casework.Message // those that left
}

func (p *post) Send(_ context.Context, _, _ string, m casework.Message) (out casework.Outcome, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	out = casework.Outcome{State: casework.Sent}
	if p.answer != nil {
		out, err = p.answer(p.tries, m)
	}
	if err == nil && !p.settles && !p.now().Before(m.UsefulUntil) {
		out = casework.Outcome{State: casework.Missed}
	}
	if err == nil && out.State == casework.Sent {
		p.sent = append(p.sent, m)
	}
	return out, err
}

// busy is a provider that asks to be left alone for a while.
type busy time.Duration

func (b busy) Error() string             { return "provider busy" }
func (b busy) RetryAfter() time.Duration { return time.Duration(b) }

// away answers like a provider that cannot be reached for a long time. The test
// environment gives up after ten tries; so they are far apart.
func away(int, casework.Message) (casework.Outcome, error) {
	return casework.Outcome{}, busy(30 * day)
}

// opened is the input of a case that begins with a referral.
func opened(grade casework.Grade) workflows.Input {
	r := story{grade: grade}.referral()
	return workflows.Input{Referral: &r}
}

// carried is the input of a case that goes on from an earlier run, in which
// commands were taken and what they led to was settled and published.
func carried(t *testing.T, said ...casework.Command) workflows.Input {
	t.Helper()
	before := epoch.Add(-30 * time.Minute)
	c := casework.Open("scene", *opened(casework.StandardRisk).Referral, casework.Ordinary(), casework.LatestLogic, before)
	for _, m := range said {
		_, err := c.Do(m, before)
		require.NoError(t, err)
	}
	for len(c.Outbox) > 0 {
		c.Settle(c.Outbox[0].ID, casework.Outcome{State: casework.Sent}, before)
	}
	c.Published(c.Revision)
	return workflows.Input{Case: c}
}

func inputOf(r casework.Referral) workflows.Input { return workflows.Input{Referral: &r} }

// clocks are those of the case as it stands.
func clocks(t *testing.T, s *scene) []casework.Clock {
	t.Helper()
	c, err := casework.Restore(s.view().State)
	require.NoError(t, err)
	return c.Clocks
}

// whats are the timeline's events, in order.
func (b *book) whats() (all []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lines {
		all = append(all, l.What)
	}
	return all
}

// published is how often the book was written.
func (b *book) published() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.times
}

// copyOf is a case that shares nothing with the one given.
func copyOf(t *testing.T, c *casework.Case) *casework.Case {
	t.Helper()
	same, err := casework.Restore(c.View().State)
	require.NoError(t, err)
	return same
}

// away makes the next writings fail.
func (b *book) away(times int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails = times
}

// line is the first of a kind.
func (b *book) line(what string) casework.Line {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lines {
		if l.What == what {
			return l
		}
	}
	return casework.Line{}
}
