// Package worker registers the workflows and activities and runs the Temporal
// worker that carries cases on. It knows what is registered under which name, and
// nothing of what it does.
package worker

import (
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/activities"
	"beacon/workflows"
)

// stopWithin is how long a stopping worker lets an activity finish.
const stopWithin = 15 * time.Second

// pollers is how many tasks of a kind are asked for at once. The SDK's two spend most of
// a storm waiting for the server's answer.
const pollers = 8

// New makes a worker for cases. It polls only once it is started.
func New(c client.Client, cases *workflows.Cases, desk *activities.Desk) worker.Worker {
	w := worker.New(c, workflows.TaskQueue, worker.Options{
		WorkerStopTimeout:          stopWithin,
		WorkflowTaskPollerBehavior: worker.NewPollerBehaviorSimpleMaximum(worker.PollerBehaviorSimpleMaximumOptions{MaximumNumberOfPollers: pollers}),
		ActivityTaskPollerBehavior: worker.NewPollerBehaviorSimpleMaximum(worker.PollerBehaviorSimpleMaximumOptions{MaximumNumberOfPollers: pollers}),
	})
	Register(w, cases, desk)
	return w
}

// Register names the workflows and activities on any registry: a worker, or a test
// environment.
func Register(r worker.Registry, cases *workflows.Cases, desk *activities.Desk) {
	r.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	r.RegisterActivity(desk)
}
