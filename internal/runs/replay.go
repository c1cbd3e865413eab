package runs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"

	"beacon/workflows"
)

// Replayed is what replaying came to.
type Replayed struct {
	Open       int64 // open cases there are
	Replayed   int
	Events     int64
	Gone       int // had ended, or begun another run, before they were read
	Mismatches []Mismatch
}

// Mismatch is a run that this program would not carry on as it was.
type Mismatch struct {
	Run  Run
	Says string // how the SDK says it, in one line; no contents of a case
}

// Replay reads what was recorded of open cases and runs this program's workflow against
// it. It changes nothing. Options bring what the payloads are read with. Without cases it
// takes about so many as are wanted of all open cases, spread evenly over the youngest
// and the oldest; all of them where most is 0.
func (r Runs) Replay(ctx context.Context, o worker.WorkflowReplayerOptions, cases *workflows.Cases, most int, ids []string) (Replayed, error) {
	p := &replaying{runs: r, options: o, cases: cases, ledger: &counting{WorkflowServiceClient: r.Temporal.WorkflowService()}}
	var err error
	if p.out.Open, err = r.count(ctx, open()); err != nil {
		return p.out, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(replaysAtOnce)
	replay := func(run Run) error {
		g.Go(func() error { return p.one(ctx, run) })
		return ctx.Err()
	}
	if len(ids) > 0 {
		err = r.each(ctx, ids, replay)
	} else {
		err = r.sample(ctx, p.out.Open, most, replay)
	}
	err = errors.Join(g.Wait(), err)
	p.out.Events = p.ledger.events
	slices.SortFunc(p.out.Mismatches, func(a, b Mismatch) int { return strings.Compare(a.Run.CaseID, b.Run.CaseID) })
	return p.out, err
}

const replaysAtOnce = 4

// sample takes every so manieth run.
func (r Runs) sample(ctx context.Context, open int64, most int, do func(Run) error) error {
	every := int64(1)
	if most > 0 {
		every = max(1, open/int64(most))
	}
	n := int64(0)
	return r.Each(ctx, Filter{}, func(run Run) error {
		if n++; (n-1)%every != 0 {
			return nil
		}
		return do(run)
	})
}

// each finds the newest runs of the cases given.
func (r Runs) each(ctx context.Context, ids []string, do func(Run) error) error {
	for _, id := range ids {
		d, err := r.Temporal.DescribeWorkflowExecution(ctx, workflows.WorkflowID(id), "")
		if err != nil {
			return fmt.Errorf("look at case %s: %w", id, err)
		}
		if err := do(runOf(d.GetWorkflowExecutionInfo())); err != nil {
			return err
		}
	}
	return nil
}

// replaying is one such look.
type replaying struct {
	runs    Runs
	options worker.WorkflowReplayerOptions
	cases   *workflows.Cases
	ledger  *counting

	mu  sync.Mutex
	out Replayed
}

func (p *replaying) one(ctx context.Context, run Run) error {
	r, err := worker.NewWorkflowReplayerWithOptions(p.options)
	if err != nil {
		return fmt.Errorf("make a replayer: %w", err)
	}
	r.RegisterWorkflowWithOptions(p.cases.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	err = r.ReplayWorkflowExecution(ctx, p.ledger, nothing{}, p.runs.Namespace, workflow.Execution{ID: workflows.WorkflowID(run.CaseID), RunID: run.RunID})
	p.mu.Lock()
	defer p.mu.Unlock()
	var gone *serviceerror.NotFound
	switch asked := (*notRead)(nil); {
	case errors.As(err, &gone):
		p.out.Gone++
	case errors.As(err, &asked), ctx.Err() != nil:
		return err
	case err != nil:
		p.out.Replayed++
		p.out.Mismatches = append(p.out.Mismatches, Mismatch{Run: run, Says: oneLine(err)})
	default:
		p.out.Replayed++
	}
	return nil
}

// oneLine is what an error says first: a panic brings its stack with it.
func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// notRead is a history that could not be read, whatever is in it.
type notRead struct{ error }

func (e *notRead) Unwrap() error { return e.error }

// counting counts the events that are read.
type counting struct {
	workflowservice.WorkflowServiceClient
	mu     sync.Mutex
	events int64
}

// GetWorkflowExecutionHistory reads a page of a history.
func (c *counting) GetWorkflowExecutionHistory(ctx context.Context, in *workflowservice.GetWorkflowExecutionHistoryRequest, o ...grpc.CallOption) (*workflowservice.GetWorkflowExecutionHistoryResponse, error) {
	in.HistoryEventFilterType = enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT
	page, err := c.WorkflowServiceClient.GetWorkflowExecutionHistory(ctx, in, o...)
	if err != nil {
		return nil, &notRead{err}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events += int64(len(page.GetHistory().GetEvents()))
	return page, nil
}

// nothing hears what the SDK says of a replay, which Mismatch says too.
type nothing struct{}

func (nothing) Debug(string, ...any) {}
func (nothing) Info(string, ...any)  {}
func (nothing) Warn(string, ...any)  {}
func (nothing) Error(string, ...any) {}

var _ log.Logger = nothing{}
