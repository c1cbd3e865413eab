package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// Cases that are open know each other's messages by these names. One may be added;
// none may be changed or taken away.
func TestNamesOnTheWireStay(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Case", workflows.CaseType)
	require.Equal(t, "cases", workflows.TaskQueue)
	require.Equal(t, "view", workflows.ViewQuery)
	require.Equal(t, "renew", workflows.RenewSignal)
	require.Equal(t, "ring", workflows.RingUpdate)
	require.Equal(t, "case/7", workflows.WorkflowID("7"))
	var names []string
	for _, m := range casework.Commands {
		names = append(names, m.Name())
	}
	require.Subset(t, names, []string{
		"refer", "record-attempt", "record-needs", "agree-plan", "set-hearing", "assess-risk", "add-note", "raise-concern",
		"contact-point-changed", "record-withdrawal", "close-case", "reopen-case", "message-failed", "reply-received",
	})
}
