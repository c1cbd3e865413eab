package extract

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnInterruptedImportAccountsForAllAndRepeatingItGoesOn(t *testing.T) {
	t.Parallel()
	s := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.before = func(_ http.ResponseWriter, _ *http.Request, n int) bool {
		if n == 40 {
			cancel() // while this row and others are on their way
		}
		return false
	}
	text, _ := generate(t, GenerateOptions{Referrals: 350, Seed: 7})
	o, _ := s.options(t, "day.csv", text)
	r, err := Import(ctx, o)
	require.NoError(t, err)
	requireBalanced(t, r, 350)
	require.True(t, r.Interrupted)
	require.False(t, r.Unread)
	require.Zero(t, r.Failed, "what was on its way could finish")
	require.Greater(t, r.NotSent, 250)
	require.Equal(t, 1, r.ExitCode())
	done := len(s.order())
	require.GreaterOrEqual(t, done, 40)
	require.Less(t, done, 40+20)
	require.GreaterOrEqual(t, len(reportLines(t, r)), 350)

	s.before = nil
	again, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, again, 350)
	require.False(t, again.Interrupted)
	require.Zero(t, again.ExitCode())
	require.Equal(t, 350, again.Accepted+again.Updated+again.Duplicate+again.Rejected)
	require.GreaterOrEqual(t, again.Duplicate, r.Accepted+r.Updated)

	whole := newService(t)
	straight := o
	straight.API = whole.URL
	_, err = Import(t.Context(), straight)
	require.NoError(t, err)
	require.Equal(t, whole.versions, s.versions, "in two goes or in one, the same is known")
}

func TestWhatNeverAnswersIsCutOffAfterTheGrace(t *testing.T) {
	t.Parallel()
	s := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.before = func(_ http.ResponseWriter, r *http.Request, _ int) bool {
		cancel()
		<-r.Context().Done()
		return true
	}
	o, _ := s.options(t, "two.ndjson", write(t, NDJSON, ref("ATH-1", "N1"), ref("ATH-2", "N1")))
	o.Grace = time.Millisecond
	r, err := Import(ctx, o)
	require.NoError(t, err)
	requireBalanced(t, r, 2)
	require.True(t, r.Interrupted)
	require.Equal(t, []int{1, 1}, []int{r.Failed, r.NotSent})
	require.Equal(t, "interrupted", reportLines(t, r)[0][5])
}

func TestARowWaitingForItsNextAttemptIsNotSentWhenInterrupted(t *testing.T) {
	t.Parallel()
	s := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.before = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		say(w, http.StatusServiceUnavailable, "")
		return true
	}
	o, c := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
	patient := c.pace()
	o.pace.wait = func(ctx context.Context, d time.Duration) error {
		cancel()
		return patient.wait(ctx, d)
	}
	r, err := Import(ctx, o)
	require.NoError(t, err)
	requireBalanced(t, r, 1)
	require.Equal(t, 1, r.NotSent)
	require.True(t, r.Interrupted)
	require.Len(t, s.order(), 1)
}

func TestAnImportCancelledBeforeItBeginsSendsNothing(t *testing.T) {
	t.Parallel()
	s := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o, _ := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
	r, err := Import(ctx, o)
	require.NoError(t, err)
	requireBalanced(t, r, 1)
	require.Equal(t, 1, r.NotSent)
	require.Empty(t, s.order())
}
