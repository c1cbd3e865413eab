package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"beacon/api"
	"beacon/casework"
	"beacon/workflows"
)

// pause is in which a provider is not tried again, and long enough to see that something
// does not happen.
const pause = 8 * time.Second

func (w *ward) describe() *workflowservice.DescribeWorkflowExecutionResponse {
	w.t.Helper()
	d, err := w.tc.DescribeWorkflowExecution(w.t.Context(), workflows.WorkflowID(w.id), "")
	require.NoError(w.t, err)
	return d
}

// awaitTry waits until what the case does to the world is about to be tried for this
// time, and answers with it.
func (w *ward) awaitTry(n int32) (a *workflowpb.PendingActivityInfo) {
	w.t.Helper()
	require.Eventually(w.t, func() bool {
		all := w.describe().GetPendingActivities()
		if len(all) == 0 || all[0].GetAttempt() < n || all[0].GetState() != enumspb.PENDING_ACTIVITY_STATE_SCHEDULED {
			return false
		}
		a = all[0]
		return true
	}, soon, 20*time.Millisecond)
	require.Equal(w.t, n, a.GetAttempt())
	require.Greater(w.t, time.Until(a.GetNextAttemptScheduleTime().AsTime()), time.Second, "this machine is too slow for this test")
	return a
}

func (w *ward) do(m casework.Command) {
	w.t.Helper()
	_, err := w.cases.Do(w.t.Context(), w.id, m)
	require.NoError(w.t, err)
}

func said(id string) casework.Said {
	return casework.Said{ID: id, Body: "digest-" + id, By: "subject-7", Role: casework.Caseworker}
}

// text has a text decided on, which the provider does not take, and is to be tried again
// after a pause.
func (w *ward) text() *workflowpb.PendingActivityInfo {
	w.t.Helper()
	w.outage(away(pause), nil)
	w.do(casework.RecordAttempt{Said: said("attempt"), Outcome: "accepted", Point: "point-1"})
	a := w.awaitTry(2)
	w.outage(nil, nil)
	return a
}

// refreshed says whether the watch had anything brought again.
func refreshed(t *testing.T, a *api.API) bool {
	t.Helper()
	r := httptest.NewRecorder()
	a.Handler().ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, r.Body.String(), `beacon_redrives_total{came="refreshed"}`)
	return !strings.Contains(r.Body.String(), `beacon_redrives_total{came="refreshed"} 0`)
}

func TestATextWhoseRetryWasLostIsTriedAgainOnce(t *testing.T) {
	t.Parallel()
	w := newWard(t, time.Hour)
	defer w.work()()
	w.refer()
	a := w.text()
	require.Positive(t, w.loseTimers())
	past(a.GetNextAttemptScheduleTime().AsTime().Add(pause))
	require.Equal(t, 1, w.tries(), "Temporal has lost it, and nobody notices")

	watch := w.watch(200 * time.Millisecond)
	other := w.watch(200 * time.Millisecond)
	require.Eventually(t, func() bool { return w.tries() == 2 && len(w.describe().GetPendingActivities()) == 0 }, soon, 50*time.Millisecond)
	past(time.Now().Add(pause / 2))
	require.Equal(t, 2, w.tries())
	require.True(t, refreshed(t, watch) || refreshed(t, other))
}

func TestWhereTemporalMayNotBeAskedATextIsBegunAnew(t *testing.T) {
	t.Parallel()
	w := newWard(t, time.Hour)
	defer w.work()()
	w.refer()
	a := w.text()
	require.Positive(t, w.loseTimers())
	past(a.GetNextAttemptScheduleTime().AsTime().Add(2 * time.Second))
	cases := &workflows.Client{Temporal: w.tc, Namespace: "beacon", Anew: func(context.Context, string, string) error {
		return serviceerror.NewPermissionDenied("Request unauthorized.", "")
	}}
	waits, err := cases.Waits(t.Context(), w.id, time.Now().Add(-time.Second))
	require.NoError(t, err)
	require.True(t, waits.Lost)
	require.NoError(t, cases.Refresh(t.Context(), w.id, waits))
	require.Eventually(t, func() bool { return w.tries() == 2 && len(w.describe().GetPendingActivities()) == 0 }, soon, 50*time.Millisecond)
}

func TestWaitingForAProviderThatIsAwayIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWard(t, time.Hour)
	defer w.work()()
	w.refer()
	watch := w.watch(200 * time.Millisecond)
	a := w.text()
	past(a.GetNextAttemptScheduleTime().AsTime().Add(-time.Second))
	require.Equal(t, 1, w.tries())
	require.False(t, refreshed(t, watch))
	require.Eventually(t, func() bool { return w.tries() == 2 }, soon, 50*time.Millisecond)
}

func TestWhatReadersWereNotToldIsToldThoughItsRetryWasLost(t *testing.T) {
	t.Parallel()
	w := newWard(t, time.Hour)
	defer w.work()()
	w.refer()
	w.outage(nil, away(0))
	w.do(casework.AddNote{Said: casework.Said{ID: "note", Body: "digest", By: "subject-7", Role: casework.Caseworker, Text: "text-1"}})
	a := w.awaitTry(5)
	require.Positive(t, w.loseTimers())
	w.outage(nil, nil)
	past(a.GetNextAttemptScheduleTime().AsTime().Add(pause))
	row, err := w.db.Case(t.Context(), w.id)
	require.NoError(t, err)
	require.Equal(t, 1, row.Revision, "Temporal has lost it, and nobody notices")
	w.watch(200 * time.Millisecond)
	require.Eventually(t, func() bool {
		row, err := w.db.Case(t.Context(), w.id)
		return err == nil && row.Revision == 2
	}, soon, 50*time.Millisecond)
}

// fallen is a worker that takes the next workflow task, and then is no more.
func (w *ward) fallen() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), soon)
	defer cancel()
	taken := make(chan error, 1)
	go func() {
		for {
			r, err := w.tc.WorkflowService().PollWorkflowTaskQueue(ctx, &workflowservice.PollWorkflowTaskQueueRequest{
				Namespace: "beacon", Identity: "fallen", TaskQueue: &taskqueuepb.TaskQueue{Name: workflows.TaskQueue, Kind: enumspb.TASK_QUEUE_KIND_NORMAL},
			})
			if err != nil || len(r.GetTaskToken()) > 0 {
				taken <- err
				return
			}
		}
	}()
	require.NoError(w.t, w.tc.SignalWorkflow(w.t.Context(), workflows.WorkflowID(w.id), "", "unheard", nil))
	require.NoError(w.t, <-taken)
}

func TestACaseWhoseTaskWasLostWithItsWorkerGoesOn(t *testing.T) {
	t.Parallel()
	w := newWard(t, time.Hour)
	stop := w.work()
	w.refer()
	stop()
	w.fallen()
	require.Positive(t, w.loseTimers())
	defer w.work()()
	past(time.Now().Add(12 * time.Second))
	require.NotNil(t, w.describe().GetPendingWorkflowTask(), "Temporal waits for the one that is no more")
	_, err := w.cases.RingBy(t.Context(), w.id, casework.ByWatch)
	require.ErrorIs(t, err, workflows.ErrUnavailable)

	w.watch(200 * time.Millisecond)
	require.Eventually(t, func() bool { return w.describe().GetPendingWorkflowTask() == nil }, soon, 50*time.Millisecond)
	w.do(casework.AddNote{Said: casework.Said{ID: "note", Body: "digest", By: "subject-7", Role: casework.Caseworker, Text: "text-1"}})
}
