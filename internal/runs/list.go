package runs

import (
	"context"
	"fmt"
	"slices"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"beacon/workflows"
)

// Run is the run of an open case.
type Run struct {
	CaseID string
	RunID  string
	Begun  time.Time
	Logics []string // such as "logic-3"; none until its first step is done
	Build  string   // "deployment:build"; empty where the workers have no versions
}

// Filter says which runs are meant. The zero value means all.
type Filter struct {
	OlderThan   int       // only those under a logic older than this one, or under none yet
	NotOn       string    // only those that are not on this "deployment:build"
	BegunBefore time.Time // only those that began before
}

// query finds every run that is meant, and may find others.
func (f Filter) query() string {
	if f.BegunBefore.IsZero() {
		return open()
	}
	return open(begunBefore(f.BegunBefore))
}

// means says whether a run is meant.
func (f Filter) means(r Run) bool {
	newer := f.OlderThan > 0 && slices.ContainsFunc(r.Logics, func(name string) bool {
		var n int
		_, err := fmt.Sscanf(name, workflows.LogicChange+"-%d", &n)
		return err == nil && n >= f.OlderThan
	})
	there := f.NotOn != "" && r.Build == f.NotOn
	late := !f.BegunBefore.IsZero() && !r.Begun.Before(f.BegunBefore)
	return !newer && !there && !late
}

// pageOf is how many runs are asked for at once.
const pageOf = 1000

// Each does something with every run that a filter means, the youngest first, until that fails.
func (r Runs) Each(ctx context.Context, f Filter, do func(Run) error) error {
	ask := &workflowservice.ListWorkflowExecutionsRequest{Namespace: r.Namespace, Query: f.query(), PageSize: pageOf}
	for {
		page, err := r.Temporal.ListWorkflow(ctx, ask)
		if err != nil {
			return fmt.Errorf("list open cases: %w", err)
		}
		for _, info := range page.GetExecutions() {
			run := runOf(info)
			if !f.means(run) {
				continue
			}
			if err := do(run); err != nil {
				return err
			}
		}
		if ask.NextPageToken = page.GetNextPageToken(); len(ask.NextPageToken) == 0 {
			return nil
		}
	}
}

func runOf(info *workflowpb.WorkflowExecutionInfo) Run {
	tags := info.GetSearchAttributes().GetIndexedFields()
	return Run{
		CaseID: workflows.CaseOf(info.GetExecution().GetWorkflowId()), RunID: info.GetExecution().GetRunId(),
		Begun: info.GetStartTime().AsTime(), Logics: words(tags[logicTag]), Build: first(words(tags[buildTag])),
	}
}

// words reads a search attribute, which may hold one word or several.
func words(p *commonpb.Payload) []string {
	var many []string
	var one string
	from := converter.GetDefaultDataConverter()
	switch {
	case p == nil:
		return nil
	case from.FromPayload(p, &many) == nil:
		return many
	case from.FromPayload(p, &one) == nil:
		return []string{one}
	}
	return nil
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
