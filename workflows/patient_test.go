package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An attempt whose worker could tell nobody of it ends by its timeout, and the next one
// follows by the policy, whatever number of tries an outage has made before.
func TestWhatNobodyHeardOfIsTriedAgainWithinTwoMinutes(t *testing.T) {
	t.Parallel()
	p := patient.RetryPolicy
	require.Positive(t, p.MaximumInterval, "none would be a hundred times the first")
	require.LessOrEqual(t, patient.StartToCloseTimeout+p.MaximumInterval, 2*time.Minute)
	require.Zero(t, p.MaximumAttempts, "no outage ends a case")
}
