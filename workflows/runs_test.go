package workflows_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/activities"
	"beacon/casework"
	beaconworker "beacon/worker"
	"beacon/workflows"
)

// book keeps what was published, as SQL would: lines once each, the newest state, and
// nothing that the newest does not know of.
type book struct {
	mu    sync.Mutex
	lines []casework.Line
	last  casework.View
	fails int                        // publishings to fail before any is taken
	falls func(v casework.View) bool // or this one fails
	tries int                        // publishings asked for
	times int                        // publishings taken
}

func (b *book) Publish(_ context.Context, v casework.View) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tries++
	if b.fails > 0 {
		b.fails--
		return errors.New("no database")
	}
	if b.falls != nil && b.falls(v) {
		return errors.New("no database")
	}
	b.times++
	if b.times > 1 && !later(v, b.last) {
		return nil
	}
	b.lines = slices.DeleteFunc(b.lines, func(l casework.Line) bool { return l.Revision > v.Told })
	for _, l := range v.Lines {
		known := slices.ContainsFunc(b.lines, func(o casework.Line) bool { return o.Revision == l.Revision && o.N == l.N })
		if !known {
			b.lines = append(b.lines, l)
		}
	}
	b.last = v
	return nil
}

// later says which of two views a store takes for the true one.
func later(v, than casework.View) bool {
	return v.AsOf.After(than.AsOf) || v.AsOf.Equal(than.AsOf) && v.Revision > than.Revision
}

// world answers messages as a story says, and counts them.
type world struct {
	story story
	now   func() time.Time
	mu    sync.Mutex
	asked []string // message IDs, in the order asked
	fails int      // outages before each first answer
	tried map[string]int
}

func (w *world) Send(_ context.Context, _, id string, m casework.Message) (casework.Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tried == nil {
		w.tried = map[string]int{}
	}
	if w.tried[id]++; w.tried[id] <= w.fails {
		return casework.Outcome{}, errors.New("provider away")
	}
	if !w.now().Before(m.UsefulUntil) {
		return casework.Outcome{State: casework.Missed}, nil
	}
	w.asked = append(w.asked, id)
	return w.story.answer(m, w.now()), nil
}

// pure tells a story on the bare case.
func pure(t *testing.T, s story) []casework.Line {
	t.Helper()
	var lines []casework.Line
	c := casework.Open("story", s.referral(), casework.Ordinary(), casework.LatestLogic, epoch)
	turn := func(now time.Time) {
		for len(c.Outbox) > 0 {
			e := c.Outbox[0]
			out := s.answer(*e.Message, now)
			if e.Withdrawn {
				out = casework.Outcome{State: casework.Withdrawn, Reason: "withdrawn"}
			}
			c.Settle(e.ID, out, now)
		}
		lines = append(lines, c.Lines...)
		c.Published(c.Revision)
	}
	until := func(moment time.Time) {
		for due, ok := c.NextDue(); ok && !due.After(moment); due, ok = c.NextDue() {
			c.Wake(due)
			turn(due)
		}
	}
	turn(epoch)
	for _, st := range s.steps {
		until(epoch.Add(st.after))
		_, err := c.Do(st.say, epoch.Add(st.after))
		require.NoError(t, err, st.say.Name())
		turn(epoch.Add(st.after))
	}
	until(s.end())
	return lines
}

// run is one telling of a story through the workflow.
type run struct {
	hops     bool // continue-as-new at every quiet moment
	outages  int  // failures before each message is answered
	bookAway int  // publishings that fail at first
}

// told is what became of a telling.
type told struct {
	lines []casework.Line
	runs  int
	asked []string
}

// tell runs a story through the workflow, over as many runs as it takes.
func tell(t *testing.T, s story, how run) told {
	t.Helper()
	b := &book{fails: how.bookAway}
	w := &world{story: s, fails: how.outages}
	r := s.referral()
	in, now, out := workflows.Input{Referral: &r}, epoch, told{}
	end := s.end()
	for now.Before(end) {
		out.runs++
		next, at := oneRun(t, s, how, b, w, in, now, end)
		if next == nil {
			break
		}
		in, now = *next, at
	}
	out.lines, out.asked = b.lines, w.asked
	return out
}

// oneRun runs the workflow until it ends, continues as new or the story is over.
func oneRun(t *testing.T, s story, how run, b *book, w *world, in workflows.Input, from, end time.Time) (*workflows.Input, time.Time) {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(silent)
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(from)
	env.SetTestTimeout(time.Minute)
	env.SetWorkerOptions(sdkworker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	env.SetContinueAsNewSuggested(how.hops)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: workflows.WorkflowID("story")})
	w.now = func() time.Time { return env.Now().UTC() }
	cases := &workflows.Cases{Policy: casework.Ordinary}
	beaconworker.Register(env, cases, &activities.Desk{Sender: w, Book: b})
	for _, st := range s.steps {
		if at := epoch.Add(st.after); !at.Before(from) {
			env.RegisterDelayedCallback(func() { update(t, env, st.say) }, at.Sub(from))
		}
	}
	env.RegisterDelayedCallback(env.CancelWorkflow, end.Sub(from))
	env.ExecuteWorkflow(workflows.CaseType, in)
	require.True(t, env.IsWorkflowCompleted())
	var again *workflow.ContinueAsNewError
	if !errors.As(env.GetWorkflowError(), &again) {
		ended(t, env.GetWorkflowError())
		return nil, env.Now()
	}
	next := &workflows.Input{}
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(again.Input, next))
	return next, env.Now()
}

// ended: a run that did not continue either came to rest or was cut off by the
// end of the story.
func ended(t *testing.T, err error) {
	t.Helper()
	var cut *temporal.CanceledError
	if err != nil && !errors.As(err, &cut) {
		t.Fatalf("the run failed: %v", err)
	}
}

// answered hears what a case says to an update.
type answered struct {
	refused error
	receipt casework.Receipt
	err     error
}

func (a *answered) Accept()          {}
func (a *answered) Reject(err error) { a.refused = err }
func (a *answered) Complete(success any, err error) {
	a.err = err
	if r, ok := success.(casework.Receipt); ok {
		a.receipt = r
	}
}

func update(t *testing.T, env *testsuite.TestWorkflowEnvironment, m casework.Command) *answered {
	t.Helper()
	a := &answered{}
	env.UpdateWorkflow(m.Name(), m.Key(), a, m)
	return a
}

func TestAStoryIsTheSameWhateverTheRuns(t *testing.T) {
	t.Parallel()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want := log(pure(t, s))
			straight := tell(t, s, run{})
			require.Equal(t, want, log(straight.lines), "straight")
			hopped := tell(t, s, run{hops: true})
			require.Equal(t, want, log(hopped.lines), "across every continue-as-new")
			require.Greater(t, hopped.runs, straight.runs)
			require.Equal(t, straight.asked, hopped.asked)
		})
	}
}

func TestAnOutageChangesNothingButTheHour(t *testing.T) {
	t.Parallel()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			quiet, rough := tell(t, s, run{}), tell(t, s, run{outages: 2, bookAway: 3})
			require.Equal(t, messages(quiet.lines), messages(rough.lines))
		})
	}
}

// messages counts what became of messages.
func messages(lines []casework.Line) map[string]int {
	n := map[string]int{}
	for _, l := range lines {
		if strings.HasPrefix(l.What, "message-") {
			n[l.Says]++
		}
	}
	return n
}
