package workflows

import (
	"context"
	"encoding/json"
	"errors"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"beacon/casework"
)

// Recover begins a workflow for a case that has none, from the state given: the case then
// says of itself that it was lost. Where one runs after all it is left alone, and that is
// no error.
func (c *Client) Recover(ctx context.Context, caseID string, state json.RawMessage, as casework.Recovered) error {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	from, err := casework.Restore(state)
	if err != nil {
		return err
	}
	_, err = c.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: WorkflowID(caseID), TaskQueue: TaskQueue,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
	}, CaseType, Input{Case: from, Recovered: &as})
	var runs *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &runs) {
		return nil
	}
	return plain(err)
}

// Standing is how Temporal has a case.
type Standing struct {
	Found   bool // Temporal knows a workflow of it; the rest is of the newest
	Running bool
	View    casework.View
}

// Stands asks how Temporal has a case, whether its workflow runs or has ended. That needs
// a worker: where none answers it is ErrUnavailable.
func (c *Client) Stands(ctx context.Context, caseID string) (s Standing, err error) {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	d, err := c.Temporal.DescribeWorkflow(ctx, WorkflowID(caseID), "")
	if err = plain(err); errors.Is(err, ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Found, s.Running = true, d.Status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	s.View, err = c.View(ctx, caseID)
	return s, err
}
