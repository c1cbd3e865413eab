package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// The price of a case is counted in events, which fill its history, and in state
// transitions, which fill the server. Both are exact, and only a change of the
// keeper changes them.
func TestWhatACaseCostsTemporal(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	do := func(m casework.Command) func() error {
		return func() error { _, err := s.cases.Do(t.Context(), id, m); return err }
	}
	var events, transitions int64
	for _, step := range []struct {
		what                string
		say                 func() error
		events, transitions int64
		settled             string // the line to wait for
	}{
		// Started, a workflow task (3), the logic and its attribute, the policy, the
		// update (2), the stage, the timer, and that nothing was hindered from being told.
		{"a referral", func() error {
			_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
			return err
		}, 12, 3, "referred"},
		{"a claim, which moves the timer", do(casework.Claim{Said: worker("claim")}), 5 + 2, 1, "task-done"},
		{"a command", do(casework.AddNote{Said: words(worker("note"))}), 5, 1, "note"},
		{"a repeat", do(casework.AddNote{Said: words(worker("note"))}), 0, 0, "note"},
		{"a refusal", func() error { _ = do(casework.AddNote{Said: worker("empty")})(); return nil }, 0, 0, "note"},
		{"a command that moves the timer", do(casework.RaiseConcern{Said: words(worker("c")), About: "child"}), 5 + 2, 1, "concern"},
		{"a command, a stage and a text", do(attempt("yes", "accepted")), 5 + 1 + 6, 1 + 4, "message-sent"},
	} {
		require.NoError(t, step.say(), step.what)
		s.awaitLine(t, id, step.settled, 1)
		var grownEvents, grownTransitions int64
		require.Eventually(t, func() bool { // what is published is recorded a moment later
			d, err := s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
			info := d.GetWorkflowExecutionInfo()
			grownEvents, grownTransitions = info.GetHistoryLength()-events, info.GetStateTransitionCount()-transitions
			return err == nil && grownEvents >= step.events
		}, soon, often, step.what)
		require.Equal(t, step.events, grownEvents, "events of %s", step.what)
		require.LessOrEqual(t, grownTransitions, step.transitions, "state transitions of %s", step.what)
		events, transitions = events+grownEvents, transitions+grownTransitions
	}
}
