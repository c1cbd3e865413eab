package runs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
	"beacon/workflows"
)

// Verdict says how Temporal and the read model stand to each other in one case.
type Verdict string

// The verdicts. To add one, add a line.
const (
	Alike   Verdict = "alike"    // both know the same
	Gone    Verdict = "gone"     // it is open, and Temporal has no open workflow of it
	Behind  Verdict = "behind"   // the read model knows less, or nothing, of it
	SetBack Verdict = "set_back" // its workflow stands at an earlier moment than the read model
	Unread  Verdict = "unread"   // its workflow could not be read, or nobody has carried it yet
)

// Verdicts lists every verdict.
var Verdicts = []Verdict{Alike, Gone, Behind, SetBack, Unread}

// Known is what the read model has of a case.
type Known struct {
	Revision int
	Open     bool
	State    json.RawMessage
}

// Shelf is the read model.
type Shelf interface {
	Book
	// Known reads a case; found says whether it has been published at all.
	Known(ctx context.Context, caseID string) (known Known, found bool, err error)
	Publish(ctx context.Context, v casework.View) error
	// ForgetRedrive: what was found of a case that stood still no longer matters.
	ForgetRedrive(ctx context.Context, caseID string) error
}

// Recoverer begins a workflow for a case that has none.
type Recoverer interface {
	Recover(ctx context.Context, caseID string, state json.RawMessage, as casework.Recovered) error
}

// Finding is one case that is not alike.
type Finding struct {
	CaseID         string
	Verdict        Verdict
	Temporal, Book int  // the revisions at which it stands; 0: it is not known there
	Mended         bool // both know the same now
}

// Reconciliation compares every case that is open on either side, without a worker: what
// Temporal recorded is replayed by this program. It changes something only where it is to
// repair. It is for the time after a restore, before workers begin: a worker would ring at
// once all that has come due in a case that was set back, a second time.
type Reconciliation struct {
	Runs    Runs
	Options worker.WorkflowReplayerOptions // what the payloads are read with
	Policy  func() casework.Policy
	Shelf   Shelf
	Cases   Recoverer
	Repair  bool
	Found   func(f Finding) error // each that is not alike, as it is found; its error ends the comparison
}

// Compare looks at all of them, and counts the verdicts.
func (n Reconciliation) Compare(ctx context.Context) (map[Verdict]int, error) {
	counts, seen := map[Verdict]int{}, map[string]bool{}
	look := func(id string) error {
		if seen[id] {
			return nil
		}
		seen[id] = true
		f, err := n.one(ctx, id)
		if err != nil {
			return fmt.Errorf("compare case %s: %w", id, err)
		}
		if counts[f.Verdict]++; f.Verdict == Alike {
			return nil
		}
		return n.Found(f)
	}
	if err := n.Runs.Each(ctx, Filter{}, func(r Run) error { return look(r.CaseID) }); err != nil {
		return counts, err
	}
	for after := ""; ; {
		ids, err := n.Shelf.OpenCases(ctx, after, pageOf)
		if err != nil || len(ids) == 0 {
			return counts, err
		}
		for _, id := range ids {
			if err := look(id); err != nil {
				return counts, err
			}
		}
		after = ids[len(ids)-1]
	}
}

func (n Reconciliation) one(ctx context.Context, id string) (Finding, error) {
	known, found, err := n.Shelf.Known(ctx, id)
	if err != nil {
		return Finding{}, err
	}
	running, stands, err := n.recorded(ctx, id)
	if err != nil {
		return Finding{}, err
	}
	f := Finding{CaseID: id, Book: known.Revision}
	switch {
	case stands == nil && running:
		f.Verdict = Unread
		return f, nil
	case stands == nil:
		f.Verdict = Gone
	default:
		f.Temporal = stands.Revision
		f.Verdict = verdict(running, stands.Revision, known, found)
	}
	if n.Repair && f.Verdict != Alike {
		f.Mended = true
		err = n.mend(ctx, f, known, running, stands)
	}
	return f, err
}

func verdict(running bool, revision int, known Known, found bool) Verdict {
	switch {
	case !found || revision > known.Revision:
		return Behind
	case !running && known.Open:
		return Gone
	case running && revision < known.Revision:
		return SetBack
	}
	return Alike
}

// mend makes both know the same: what either knows more is kept.
func (n Reconciliation) mend(ctx context.Context, f Finding, known Known, running bool, stands *casework.Case) error {
	as := casework.Recovered{Why: casework.LostWorkflow, After: known.Revision}
	switch f.Verdict {
	case Behind:
		v := stands.View()
		if err := n.Shelf.Publish(ctx, v); err != nil {
			return err
		}
		known = Known{v.Revision, !v.Resting, v.State}
		if as.After = v.Revision; running {
			known.Open = false // somebody carries it
		}
	case SetBack:
		as.Why = casework.LostLater
		if err := n.Runs.Temporal.TerminateWorkflow(ctx, workflows.WorkflowID(f.CaseID), "", "set back: the case goes on from the read model"); err != nil {
			return err
		}
	}
	if known.Open {
		if err := n.Cases.Recover(ctx, f.CaseID, known.State, as); err != nil {
			return err
		}
	}
	return n.Shelf.ForgetRedrive(ctx, f.CaseID)
}

// recorded is the case as Temporal recorded it in its newest run; nil where there is no
// such run, or it cannot be read.
func (n Reconciliation) recorded(ctx context.Context, id string) (running bool, c *casework.Case, err error) {
	d, err := n.Runs.Temporal.DescribeWorkflowExecution(ctx, workflows.WorkflowID(id), "")
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	running = d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	r, err := worker.NewWorkflowReplayerWithOptions(n.Options)
	if err != nil {
		return running, nil, err
	}
	cases := &workflows.Cases{Policy: n.Policy, Seen: func(at *casework.Case) { c = at }}
	r.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	run := d.GetWorkflowExecutionInfo().GetExecution()
	err = r.ReplayWorkflowExecution(ctx, n.Runs.Temporal.WorkflowService(), nothing{}, n.Runs.Namespace, workflow.Execution{ID: run.GetWorkflowId(), RunID: run.GetRunId()})
	if err != nil && ctx.Err() == nil && !errors.As(err, &none) {
		return running, nil, nil // what was recorded is not what this program would do
	}
	return running, c, ctx.Err()
}

// Says is a finding in one line.
func (f Finding) Says() string {
	words := []string{f.CaseID, string(f.Verdict), fmt.Sprintf("Temporal at revision %d, the database at %d", f.Temporal, f.Book)}
	if f.Mended {
		words = append(words, "mended")
	}
	return strings.Join(slices.Clip(words), "\t")
}
