// Package runs knows under which logic, and on which build of the workers, the runs of
// open cases are, and moves them on: it asks cases to begin a fresh run, says what may be
// retired, lets a build be promoted, and replays what was recorded with the build at hand.
// After a restore it compares how cases stand there with how the read model has them. It
// decides nothing about a case.
package runs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"beacon/workflows"
)

// Runs are the runs of one namespace.
type Runs struct {
	Temporal  client.Client
	Namespace string
}

// Search attributes that Temporal keeps by itself of every run.
const (
	logicTag = "TemporalChangeVersion"
	buildTag = "TemporalWorkerDeploymentVersion"
)

// logicName is how a run says that it is under a logic.
func logicName(n int) string { return fmt.Sprintf("%s-%d", workflows.LogicChange, n) }

// open is the query of every open case, and of what else is asked for.
func open(more ...string) string {
	all := append([]string{"WorkflowType = " + quoted(workflows.CaseType), "ExecutionStatus = 'Running'"}, more...)
	return strings.Join(all, " AND ")
}

func under(logic int) string { return logicTag + " = " + quoted(logicName(logic)) }

func on(build string) string { return buildTag + " = " + quoted(build) }

func begunBefore(at time.Time) string {
	return "StartTime < " + quoted(at.UTC().Format(time.RFC3339Nano))
}

// quoted writes a word so that nothing in it can end it.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", "''") + "'" }

// count is how many runs a query finds.
func (r Runs) count(ctx context.Context, query string) (int64, error) {
	answer, err := r.Temporal.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: r.Namespace, Query: query})
	if err != nil {
		return 0, fmt.Errorf("count open cases: %w", err)
	}
	return answer.GetCount(), nil
}
