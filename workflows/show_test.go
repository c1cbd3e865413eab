package workflows

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
)

func TestAViewFilledInLateIsOfTheRevisionThatIsTold(t *testing.T) {
	t.Parallel()
	for _, at := range []struct {
		says      string
		since     int // revisions that the case has gone on since it was told of
		shown     int // the revision of the view; 0: Publish refuses it, and the case tells it as it is
		alreadyIs int
	}{
		{says: "the case is as it was", shown: 7},
		{says: "the case has gone on, as when a worker died in between", since: 1},
		{says: "it is filled in already", since: 1, alreadyIs: 7, shown: 7},
	} {
		t.Run(at.says, func(t *testing.T) {
			t.Parallel()
			var s testsuite.WorkflowTestSuite
			env := s.NewTestWorkflowEnvironment()
			env.ExecuteWorkflow(func(ctx workflow.Context) error {
				k := &keeper{c: &casework.Case{ID: "c1", Revision: 7 + at.since}}
				k.telling = &telling{revision: 7, view: &casework.View{Revision: at.alreadyIs}}
				k.show(ctx)
				require.Equal(t, at.shown, k.telling.view.Revision)
				return nil
			})
			require.NoError(t, env.GetWorkflowError())
		})
	}
}
