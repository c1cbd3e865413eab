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

// Pollers are those of workflow tasks: as many for cases that this worker knows as for
// those that it does not. A fixed number of pollers for both all go to the cases that it
// knows once the server has said that some of these wait, and stay there until they hear
// of one: a new referral then waits for as long, up to the minute of a poll.
func Pollers() worker.PollerBehavior {
	return worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{
		InitialNumberOfPollers: pollers, MinimumNumberOfPollers: pollers, MaximumNumberOfPollers: pollers,
	})
}

// New makes a worker for cases. It polls only once it is started.
func New(c client.Client, cases *workflows.Cases, desk *activities.Desk, with ...func(*worker.Options)) worker.Worker {
	o := worker.Options{
		WorkerStopTimeout:          stopWithin,
		DeadlockDetectionTimeout:   stuckAfter,
		WorkflowTaskPollerBehavior: Pollers(),
		ActivityTaskPollerBehavior: worker.NewPollerBehaviorSimpleMaximum(worker.PollerBehaviorSimpleMaximumOptions{MaximumNumberOfPollers: pollers}),
	}
	for _, more := range with {
		more(&o)
	}
	w := worker.New(c, workflows.TaskQueue, o)
	Register(w, cases, desk)
	return w
}

// CachedCases is how many open cases a worker keeps in memory unless it is told otherwise:
// those of several counties.
const CachedCases = 20000

// CacheCases says how many open cases this process keeps in memory, for all its workers:
// it is said before the first is made, and so before a Temporal server is started in this
// process, which has workers of its own. Where cases fall due in the order in which they
// came, one too many has every one of them read again.
func CacheCases(most int) { worker.SetStickyWorkflowCacheSize(most) }

// OfBuild makes a worker one of a build of a deployment. It then carries on only the cases
// of that build: a case stays on it until its run ends, and goes to the current build with
// the next.
func OfBuild(deployment, build string) func(*worker.Options) {
	return func(o *worker.Options) {
		o.DeploymentOptions = worker.DeploymentOptions{
			UseVersioning:             true,
			Version:                   worker.WorkerDeploymentVersion{DeploymentName: deployment, BuildID: build},
			DefaultVersioningBehavior: workflow.VersioningBehaviorPinned,
		}
	}
}

// Register names the workflows and activities on any registry: a worker, or a test
// environment. Cases that do not say how they tell their readers do it at the desk.
func Register(r worker.Registry, cases *workflows.Cases, desk *activities.Desk) {
	if cases.Tell == nil {
		telling := *cases
		telling.Tell = Telling(desk.Publish, nil)
		cases = &telling
	}
	r.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	r.RegisterActivity(desk)
}
