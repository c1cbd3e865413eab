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

// New makes a worker for cases. It polls only once it is started.
func New(c client.Client, cases *workflows.Cases, desk *activities.Desk) worker.Worker {
	w := worker.New(c, workflows.TaskQueue, worker.Options{WorkerStopTimeout: stopWithin})
	Register(w, cases, desk)
	return w
}

// Register names the workflows and activities on any registry: a worker, or a test
// environment.
func Register(r worker.Registry, cases *workflows.Cases, desk *activities.Desk) {
	r.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	r.RegisterActivity(desk)
}
