package workflows

import (
	"context"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"beacon/casework"
)

// Where tasks wait for a worker, Temporal hands out those of the smallest key first:
// those of a high-risk case overtake a batch of others. A case's workflow has the key of
// its grade from its start, in every run that follows, and for its timers and the
// commands it is sent; its activities have the key of the grade as it is when they begin.
func priorityOf(g casework.Grade) temporal.Priority {
	return temporal.Priority{PriorityKey: 1 + g.Place()}
}

// priority is what a case begins with.
func (in Input) priority() temporal.Priority {
	p := priorityOf(casework.StandardRisk)
	if in.Case != nil {
		p = priorityOf(in.Case.Risk.Grade)
	}
	if in.Referral != nil {
		p.PriorityKey = min(p.PriorityKey, priorityOf(in.Referral.Gravity()).PriorityKey)
	}
	return p
}

// placeWithin is how long it may take to give a case another priority.
const placeWithin = time.Second

// place gives the workflow of a case the priority of another grade. Where that cannot be
// done it keeps the one it has: nothing is lost by that but its place among those that
// wait. Where it has it already, its history holds nothing of it.
func (c *Client) place(ctx context.Context, caseID string, g casework.Grade) {
	if c.Namespace == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), placeWithin)
	defer cancel()
	_, _ = c.Temporal.WorkflowService().UpdateWorkflowExecutionOptions(ctx, &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace:                c.Namespace,
		WorkflowExecution:        &commonpb.WorkflowExecution{WorkflowId: WorkflowID(caseID)},
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{Priority: &commonpb.Priority{PriorityKey: int32(priorityOf(g).PriorityKey)}}, //nolint:gosec // 1 to 3
		UpdateMask:               &fieldmaskpb.FieldMask{Paths: []string{"priority"}},
	})
}
