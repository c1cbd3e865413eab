package workflows_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"

	"beacon/casework"
	"beacon/workflows"
)

// While no worker runs a caller is told what is durable, and nothing more; what was
// sent then and is sent again later is taken once.
func TestWithoutAWorkerOnlyAStartIsPromised(t *testing.T) {
	t.Parallel()
	s := own(t)
	stop := s.work(t, swift)
	closed, resting := atRest(t, s)
	opened, unopened := caseID(t)+"-opened", caseID(t)+"-unopened"
	_, err := s.cases.Refer(t.Context(), opened, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	stop()

	first, graver := referred("one", 1, casework.StandardRisk), referred("two", 2, casework.HighRisk)
	note := casework.AddNote{Said: words(worker("note"))}
	reopen := casework.ReopenCase{Said: worker("reopen"), Reason: "victim_returned"}
	refer := func() (casework.Receipt, error) { return s.cases.Refer(t.Context(), unopened, first, nil) }
	calls := map[string]func() (casework.Receipt, error){
		"a referral":   refer,
		"a reopening":  func() (casework.Receipt, error) { return s.cases.Reopen(t.Context(), closed, reopen, resting) },
		"a command":    func() (casework.Receipt, error) { return s.cases.Do(t.Context(), opened, note) },
		"a second one": func() (casework.Receipt, error) { return s.cases.Refer(t.Context(), unopened, graver, nil) },
	}
	started, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = s.cases.Refer(started, unopened, first, nil)
	require.ErrorIs(t, err, workflows.ErrUnavailable, "the caller did not wait to hear more")
	said := atOnce(calls)
	require.ErrorIs(t, said["a referral"], workflows.ErrPending)
	require.ErrorIs(t, said["a reopening"], workflows.ErrPending)
	require.ErrorIs(t, said["a command"], workflows.ErrUnavailable)
	// The workflow that it was sent to is durable, and it itself is not. Whoever was
	// told otherwise would not send it again.
	require.ErrorIs(t, said["a second one"], workflows.ErrUnavailable)
	require.NotErrorIs(t, said["a second one"], workflows.ErrPending)

	s.work(t, swift)
	s.awaitView(t, unopened, func(v casework.View) bool { return v.Revision > 0 })
	s.awaitView(t, closed, func(v casework.View) bool { return v.Stage == casework.Reaching })
	revisions := map[string]int{}
	for name, call := range calls {
		require.Eventually(t, func() bool { r, err := call(); revisions[name] = r.Revision; return err == nil }, soon, often, name)
	}
	require.Equal(t, 1, revisions["a referral"])
	require.Equal(t, 2, revisions["a second one"])
	require.Equal(t, 2, revisions["a command"])
	for id, what := range map[string]string{opened: "note", unopened: "referral-changed", closed: "reopened"} {
		s.awaitLine(t, id, what, 1)
		require.Equal(t, 1, count(s.office.book(id).whats(), what), what)
	}
	require.Equal(t, casework.HighRisk, s.office.book(unopened).newest().Grade)
}

// atOnce makes calls at the same time and gathers their errors.
func atOnce(calls map[string]func() (casework.Receipt, error)) map[string]error {
	var mu sync.Mutex
	var all sync.WaitGroup
	said := map[string]error{}
	for name, call := range calls {
		all.Go(func() {
			_, err := call()
			mu.Lock()
			defer mu.Unlock()
			said[name] = err
		})
	}
	all.Wait()
	return said
}

func TestWithoutAServerNothingIsPromised(t *testing.T) {
	t.Parallel()
	s, id := own(t), caseID(t)
	require.NoError(t, s.cases.Ready(t.Context()))
	s.server.Stop()
	none := casework.Receipt{}
	begun := time.Now()
	said := atOnce(map[string]func() (casework.Receipt, error){
		"refer": func() (casework.Receipt, error) {
			return s.cases.Refer(t.Context(), id, referred("one", 1, casework.HighRisk), nil)
		},
		"do":    func() (casework.Receipt, error) { return s.cases.Do(t.Context(), id, attempt("a", "no_answer")) },
		"view":  func() (casework.Receipt, error) { _, err := s.cases.View(t.Context(), id); return none, err },
		"renew": func() (casework.Receipt, error) { return none, s.cases.Renew(t.Context(), id) },
		"ready": func() (casework.Receipt, error) { return none, s.cases.Ready(t.Context()) },
	})
	require.Less(t, time.Since(begun), 2*workflows.AnswerWithin, "nobody waits for ever")
	for name, err := range said {
		require.ErrorIs(t, err, workflows.ErrUnavailable, name)
		require.NotErrorIs(t, err, workflows.ErrPending, name)
	}
}

// What falls due while no worker runs rings when one does, and a text that could
// not leave leaves once.
func TestAnotherWorkerCarriesTheCaseOn(t *testing.T) {
	t.Parallel()
	s, id := own(t), caseID(t)
	hurried := func() casework.Policy {
		p := casework.Ordinary().Hurried(4 * 86400)
		p.MessageUseful = time.Hour
		return p
	}
	var back atomic.Bool
	s.office.post(id).answer = func(int, casework.Message) (casework.Outcome, error) {
		if !back.Load() {
			return casework.Outcome{}, errors.New("away")
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	stop := s.work(t, hurried)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	_, err = s.cases.Do(t.Context(), id, attempt("yes", "accepted")) // a text, and a task due in a second
	require.NoError(t, err)
	require.Eventually(t, func() bool { return s.office.post(id).tried() > 0 }, soon, often)
	stop()
	due := s.office.book(id).newest().NextDue
	require.Eventually(t, func() bool { return time.Now().After(due) }, soon, often)
	require.NotContains(t, s.office.book(id).whats(), "task-overdue")

	back.Store(true)
	s.work(t, hurried)
	s.awaitLine(t, id, "task-overdue", 1)
	s.awaitLine(t, id, "message-sent", 1)
	require.Equal(t, 1, s.office.post(id).left())
}

func (p *post) tried() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tries
}

func (p *post) left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sent)
}

// A panic is a bug of ours. It holds a case up until it is mended; it never ends it.
func TestABugHoldsACaseUpAndNeverEndsIt(t *testing.T) {
	t.Parallel()
	s, id := own(t), caseID(t)
	var turns atomic.Int32
	s.work(t, func() casework.Policy {
		if turns.Add(1) == 1 {
			panic("a bug")
		}
		return casework.Ordinary()
	})
	got, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	require.Equal(t, casework.Receipt{Revision: 1, Stage: casework.Reaching, Shown: true}, got)
	require.Greater(t, turns.Load(), int32(1))
	require.True(t, s.heldUp(t, id))
}

// heldUp says that a turn of the case failed, and that it still runs.
func (s *site) heldUp(t *testing.T, id string) bool {
	t.Helper()
	d, err := s.temp.DescribeWorkflow(t.Context(), workflows.WorkflowID(id), "")
	require.NoError(t, err)
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, d.Status)
	return slices.ContainsFunc(s.history(t, id).GetEvents(), func(e *historypb.HistoryEvent) bool {
		return e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED
	})
}

// A build that cannot read what an earlier one wrote must leave the case to one that can.
func TestAnInputThatCannotBeReadHoldsACaseUpAndNeverEndsIt(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	for _, unreadable := range []any{map[string]any{"case": map[string]any{"revision": "many"}}, "nonsense"} {
		_, err := s.temp.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
			ID: workflows.WorkflowID(id), TaskQueue: workflows.TaskQueue,
		}, workflows.CaseType, unreadable)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return s.heldUp(t, id) }, soon, often)
		require.NoError(t, s.temp.TerminateWorkflow(t.Context(), workflows.WorkflowID(id), "", "the test is over"))
	}
}
