package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// ErrLost is said where what a case waits for was lost, and whoever asked may not have
// Temporal make it anew.
var ErrLost = errors.New("what the case waits for was lost, and cannot be made anew")

// taskTimeout is how long Temporal gives a worker for a workflow task, where nobody says
// otherwise.
const taskTimeout = 10 * time.Second

// Waiting is what a case waits for in Temporal beside its clocks: its workflow task, and
// what it does to the world.
type Waiting struct {
	Lost bool      // something should have gone on by then, and has not
	Next time.Time // when the next of it is to go on, or is given up; zero: nothing is
	run  string
	acts []string // the activities of those that are lost
}

// Waits looks at what a case waits for: that is lost which should have gone on before a
// moment. It needs no worker, and changes nothing.
func (c *Client) Waits(ctx context.Context, caseID string, before time.Time) (Waiting, error) {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	d, err := c.Temporal.DescribeWorkflowExecution(ctx, WorkflowID(caseID), "")
	if err != nil {
		return Waiting{}, plain(err)
	}
	if d.GetWorkflowExecutionInfo().GetStatus() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return Waiting{}, ErrNotFound
	}
	return waiting(d, before), nil
}

// waiting is what the workflow waits for: that is lost which should have gone on before a
// moment.
func waiting(d *workflowservice.DescribeWorkflowExecutionResponse, before time.Time) Waiting {
	w := Waiting{run: d.GetWorkflowExecutionInfo().GetExecution().GetRunId()}
	if t := d.GetPendingWorkflowTask(); t != nil {
		_ = w.see(goesOn(t.GetScheduledTime(), t.GetStartedTime(), taskTimeout), before)
	}
	for _, a := range d.GetPendingActivities() {
		switch a.GetState() {
		case enumspb.PENDING_ACTIVITY_STATE_PAUSED, enumspb.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED:
			continue // somebody did that by hand
		}
		if w.see(goesOn(a.GetScheduledTime(), startOf(a), patient.StartToCloseTimeout), before) {
			w.acts = append(w.acts, a.GetActivityId())
		}
	}
	return w
}

// startOf is when an activity was begun that a worker has; nil: none has it.
func startOf(a *workflowpb.PendingActivityInfo) *timestamppb.Timestamp {
	if a.GetState() == enumspb.PENDING_ACTIVITY_STATE_SCHEDULED {
		return nil
	}
	return a.GetLastStartedTime()
}

// goesOn is when something is handed out, or is given up that a worker has.
func goesOn(scheduled, started *timestamppb.Timestamp, within time.Duration) time.Time {
	if started.AsTime().Unix() > 0 {
		return started.AsTime().Add(within)
	}
	return scheduled.AsTime()
}

// see takes note of something that goes on at a moment, and says whether it is lost.
func (w *Waiting) see(at, before time.Time) (lost bool) {
	if lost = at.Before(before); lost {
		w.Lost = true
	} else if w.Next.IsZero() || at.Before(w.Next) {
		w.Next = at
	}
	return lost
}

// Anew has Temporal make every task and timer of a run anew, from what it knows of it.
type Anew func(ctx context.Context, workflowID, runID string) error

// Refresh has Temporal bring again what a case waits for and what was lost. What was not
// lost comes once. Where Temporal lets nobody ask for that, as in Temporal Cloud, the
// activities that no worker has are begun anew; ErrLost: that was not all.
func (c *Client) Refresh(ctx context.Context, caseID string, w Waiting) error {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	if c.Anew == nil {
		return c.resetActivities(ctx, caseID, w)
	}
	err := c.Anew(ctx, WorkflowID(caseID), w.run)
	var unknown *serviceerror.Unimplemented
	var denied *serviceerror.PermissionDenied
	if errors.As(err, &unknown) || errors.As(err, &denied) {
		return c.resetActivities(ctx, caseID, w)
	}
	return plain(err)
}

// resetActivities begins those anew that are lost. One that a worker has, or had, is left
// as it is, and so is a workflow task: for those there is no such request.
func (c *Client) resetActivities(ctx context.Context, caseID string, w Waiting) error {
	if len(w.acts) == 0 {
		return ErrLost
	}
	for _, id := range w.acts {
		_, err := c.Temporal.WorkflowService().ResetActivity(ctx, &workflowservice.ResetActivityRequest{
			Namespace: c.Namespace,
			Execution: &commonpb.WorkflowExecution{WorkflowId: WorkflowID(caseID), RunId: w.run},
			Activity:  &workflowservice.ResetActivityRequest_Id{Id: id},
		})
		var gone *serviceerror.NotFound
		if err != nil && !errors.As(err, &gone) {
			return fmt.Errorf("%w: %w", ErrLost, err)
		}
	}
	return nil
}
