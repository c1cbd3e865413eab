package workflows_test

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/interceptor"
	sdkworker "go.temporal.io/sdk/worker"
	"golang.org/x/sync/errgroup"

	"beacon/activities"
	"beacon/casework"
	beaconworker "beacon/worker"
	"beacon/workflows"
)

// drained is how long it may take, from the moment a good build runs again, until every
// case that a bad one blocked has gone on.
const drained = time.Minute

// The drill: a build with a change that nobody gated, which replay catches (see
// TestAnUngatedChangeIsSeen), is deployed all the same. DRILL_BLOCKED says for how long, as
// a server asks a blocked case again more and more seldom.
func TestABadBuildBlocksCasesAndFailsNoneAndRolledBackEveryOneGoesOn(t *testing.T) {
	t.Parallel()
	blocked := 3 * time.Second
	if long, err := time.ParseDuration(os.Getenv("DRILL_BLOCKED")); err == nil {
		blocked = long
	}
	s := own(t)
	d := &drill{T: t, site: s}
	hurried := casework.Ordinary().Hurried(int64(day / aDay))
	hurried.MessageUseful = time.Hour
	policy := func() casework.Policy { return hurried }

	stopGood := s.work(t, policy)
	for i := range 12 {
		d.begin(fmt.Sprint("drill-", i))
	}
	stopGood()

	stopBad := d.deploy(policy, &change{noTags: true})
	d.everybodySaysSomething()
	d.awaitBlocked()
	time.Sleep(blocked) //nolint:forbidigo // what is waited for is that nothing happens
	d.noneHasEnded()
	stopBad()

	s.work(t, policy)
	began := time.Now()
	d.everyOneGoesOn()
	took := time.Since(began)
	t.Logf("rolled back after %s, all %d cases had gone on after %s", blocked, len(d.ids), took.Round(time.Millisecond))
	require.Less(t, took, drained)
	d.nothingIsLostOrDoubled()
}

type drill struct {
	*testing.T
	*site
	ids []string
}

// begin opens a case that has a text on its way, which the provider does not take at once.
func (d *drill) begin(id string) {
	d.Helper()
	d.ids = append(d.ids, id)
	d.office.post(id).answer = func(try int, _ casework.Message) (casework.Outcome, error) {
		if try == 1 {
			return casework.Outcome{}, busy(2 * time.Second)
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	_, err := d.cases.Refer(d.Context(), id, referred("one", 1, casework.MediumRisk), nil)
	require.NoError(d, err)
	_, err = d.cases.Do(d.Context(), id, attempt("1", "accepted"))
	require.NoError(d, err)
	require.Eventually(d, func() bool { return d.office.post(id).tried() == 1 }, soon, often)
}

// deploy begins a worker of a build that is changed.
func (d *drill) deploy(policy func() casework.Policy, c *change) (stop func()) {
	d.Helper()
	w := beaconworker.New(d.temp, &workflows.Cases{Policy: policy}, &activities.Desk{Sender: d.office, Book: d.office},
		func(o *sdkworker.Options) { o.Interceptors = []interceptor.WorkerInterceptor{c} })
	require.NoError(d, w.Start())
	stop = sync.OnceFunc(w.Stop)
	d.Cleanup(stop)
	return stop
}

func noted() casework.AddNote { return casework.AddNote{Said: words(worker("during"))} }

// everybodySaysSomething, and nobody is told that it was taken.
func (d *drill) everybodySaysSomething() {
	d.Helper()
	var g errgroup.Group
	for _, id := range d.ids {
		g.Go(func() error {
			if _, err := d.cases.Do(d.Context(), id, noted()); !errors.Is(err, workflows.ErrUnavailable) {
				return fmt.Errorf("%s answered: %w", id, err)
			}
			return nil
		})
	}
	require.NoError(d, g.Wait())
}

// awaitBlocked waits until each has failed a step for being out of step with its history.
func (d *drill) awaitBlocked() {
	d.Helper()
	for _, id := range d.ids {
		require.Eventually(d, func() bool {
			for _, e := range d.history(d.T, id).GetEvents() {
				if e.GetWorkflowTaskFailedEventAttributes().GetCause() == enumspb.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR {
					return true
				}
			}
			return false
		}, soon, often, id)
	}
}

func (d *drill) noneHasEnded() {
	d.Helper()
	for _, id := range d.ids {
		is, err := d.temp.DescribeWorkflow(d.Context(), workflows.WorkflowID(id), "")
		require.NoError(d, err)
		require.Equal(d, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, is.Status, id)
		require.Len(d, runs(d.T, d.site, id), 1)
	}
}

// everyOneGoesOn sends again what was not answered, as whoever sent it does.
func (d *drill) everyOneGoesOn() {
	d.Helper()
	var g errgroup.Group
	for _, id := range d.ids {
		g.Go(func() error {
			for until := time.Now().Add(2 * drained); ; {
				_, err := d.cases.Do(d.Context(), id, noted())
				if err == nil || time.Now().After(until) {
					return err
				}
			}
		})
	}
	require.NoError(d, g.Wait())
}

// nothingIsLostOrDoubled: what was said is in each case once, its text left once, and what
// fell due meanwhile has rung.
func (d *drill) nothingIsLostOrDoubled() {
	d.Helper()
	d.noneHasEnded()
	for _, id := range d.ids {
		d.awaitLine(d.T, id, "message-sent", 1)
		d.awaitLine(d.T, id, "task-overdue", 1)
		require.Equal(d, 1, count(d.office.book(id).whats(), "note"), id)
		p := d.office.post(id)
		p.mu.Lock()
		left := map[casework.Template]int{}
		for _, m := range p.sent {
			left[m.Template]++
		}
		p.mu.Unlock()
		for template, times := range left {
			require.Equal(d, 1, times, "%s of %s", template, id)
		}
		require.NotEmpty(d, left, id)
	}
}
