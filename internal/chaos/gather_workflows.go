package chaos

import (
	"context"
	"strings"
	"sync"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"beacon/workflows"
)

// gatherWorkflows asks Temporal which cases there are, and each how it stands.
func (w *world) gatherWorkflows(ctx context.Context, e *Evidence) error {
	e.Workflows = map[string]Workflow{}
	chains := map[string]map[string]bool{}
	var next []byte
	for {
		page, err := w.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Query: "WorkflowType = '" + workflows.CaseType + "'", PageSize: 500, NextPageToken: next,
		})
		if err != nil {
			return err
		}
		for _, run := range page.Executions {
			id := strings.TrimPrefix(run.Execution.WorkflowId, workflows.WorkflowID(""))
			if chains[id] == nil {
				chains[id] = map[string]bool{}
			}
			chains[id][run.GetFirstRunId()] = true
			f := e.Workflows[id]
			switch run.Status {
			case enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:
				f.Open++
			case enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW:
			default:
				f.Broken = run.Status.String()
			}
			e.Workflows[id] = f
		}
		if next = page.NextPageToken; len(next) == 0 {
			break
		}
	}
	for id, all := range chains {
		f := e.Workflows[id]
		f.Chains = len(all)
		e.Workflows[id] = f
	}
	w.askCases(ctx, e.Workflows)
	return nil
}

// askCases asks every open case, a few at a time.
func (w *world) askCases(ctx context.Context, all map[string]Workflow) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	turn := make(chan struct{}, 8)
	asked := &workflows.Client{Temporal: w.temporal}
	for id, f := range all {
		if f.Open == 0 {
			continue
		}
		wg.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			v, err := asked.View(ctx, id)
			if err != nil {
				v, err = asked.View(ctx, id)
			}
			if f.Revision = v.Revision; err != nil {
				f.Revision, f.Why = -1, err.Error()
			}
			if d, err := w.temporal.DescribeWorkflowExecution(ctx, workflows.WorkflowID(id), ""); err == nil {
				f.Attempts = int(d.GetPendingWorkflowTask().GetAttempt())
				for _, a := range d.PendingActivities {
					f.Failure = a.GetActivityType().GetName() + ": " + a.GetLastFailure().GetMessage()
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all[id] = f
		})
	}
	wg.Wait()
}
