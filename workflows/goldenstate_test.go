package workflows_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// Every state that any released logic ever wrote is taken up by a run of this build, which
// loses nothing of it and goes on with what is due.
func TestEveryGoldenStateIsCarriedOnByAFreshRun(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../casework/testdata/golden/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			written, err := os.ReadFile(file)
			require.NoError(t, err)
			var in workflows.Input
			require.NoError(t, json.Unmarshal([]byte(`{"case":`+string(written)+`}`), &in))
			was, err := casework.Restore(written)
			require.NoError(t, err)
			from := in.Case.Since.Add(time.Minute)
			if due, ok := in.Case.NextDue(); ok {
				from = due.Add(-time.Second)
			}

			s := setScene(t)
			s.env.SetStartTime(from)
			s.play(in, 181*day)
			now := s.book.newest()
			require.GreaterOrEqual(t, now.Revision, was.Revision)
			if was.Resting() {
				require.NoError(t, s.env.GetWorkflowError())
				require.Equal(t, was.Revision, now.Revision)
				return
			}
			after, err := casework.Restore(now.State)
			require.NoError(t, err)
			require.Equal(t, was.ID, after.ID)
			require.GreaterOrEqual(t, len(after.Tasks)+len(s.book.lines), len(was.Tasks))
			next, ok := s.next()
			require.True(t, ok || after.Resting(), "the run of this build ended in %v", s.env.GetWorkflowError())
			if ok {
				require.GreaterOrEqual(t, next.Case.Revision, was.Revision)
			}
		})
	}
}
