package workflows_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"beacon/casework"
	"beacon/workflows"
)

func TestAMessageWithdrawnBeforeItWasBegunIsSettledAndNeverSent(t *testing.T) {
	t.Parallel()
	c := casework.Open("scene", *opened(casework.StandardRisk).Referral, casework.Ordinary(), casework.LatestLogic, epoch)
	for _, m := range []casework.Command{attempt("yes", "accepted"), attempt("someone else", "third_party_answered")} {
		_, err := c.Do(m, epoch)
		require.NoError(t, err)
	}
	require.True(t, c.Outbox[0].Withdrawn)
	s := setScene(t)
	s.at(time.Minute, func() {
		now, err := casework.Restore(s.view().State)
		require.NoError(t, err)
		require.Empty(t, now.Outbox)
	})
	s.play(workflows.Input{Case: c}, time.Hour)
	require.Contains(t, s.book.whats(), "message-withdrawn")
	require.Zero(t, s.post.tries)
}

// lost is a provider whose answer to a text was lost on the way; asked again, it is
// still being found out what became of it.
func lost(try int, _ casework.Message) (casework.Outcome, error) {
	if try < 3 {
		return casework.Outcome{}, busy(time.Hour)
	}
	return casework.Outcome{State: casework.Sent}, nil
}

// A text is taken back between two tries. Whether one of them left is not for the
// case to guess: the sender is asked once more, for a text that is of no use now.
func TestAMessageTakenBackBetweenTwoTriesIsHeardOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(int, casework.Message) (casework.Outcome, error)
		what   string
		until  time.Duration // from the withdrawal to the line
	}{
		"it had not left": {func(try int, _ casework.Message) (casework.Outcome, error) {
			if try < 2 {
				return casework.Outcome{}, busy(time.Hour)
			}
			return casework.Outcome{State: casework.Missed}, nil
		}, "message-withdrawn", 0},
		"it had left": {func(try int, m casework.Message) (casework.Outcome, error) {
			if try < 2 {
				return casework.Outcome{}, busy(time.Hour)
			}
			return casework.Outcome{State: casework.Sent}, nil
		}, "message-sent", 0},
		"it cannot be settled": {func(try int, _ casework.Message) (casework.Outcome, error) {
			if try < 4 {
				return casework.Outcome{}, busy(time.Hour)
			}
			return casework.Outcome{State: casework.Unclear}, nil
		}, "message-unclear", 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setScene(t)
			var asked []casework.Message
			s.post.settles = true
			s.post.answer = func(try int, m casework.Message) (casework.Outcome, error) {
				asked = append(asked, m)
				return c.answer(try, m)
			}
			s.say(time.Hour, attempt("yes", "accepted"))
			s.say(90*time.Minute, attempt("someone else", "third_party_answered"))
			s.play(opened(casework.StandardRisk), 8*time.Hour)
			require.Contains(t, s.book.whats(), c.what)
			line := s.book.line(c.what)
			require.Equal(t, epoch.Add(90*time.Minute+c.until), line.Noted)
			require.True(t, asked[0].UsefulUntil.After(epoch.Add(12*time.Hour)))
			for _, m := range asked[1:] {
				require.Equal(t, epoch.Add(90*time.Minute), m.UsefulUntil, "nothing may leave any more")
			}
		})
	}
}

func TestAWithdrawnMessageIsTakenBackOnce(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.post.answer, s.post.settles = lost, true
	s.say(time.Hour, attempt("yes", "accepted"))
	s.say(90*time.Minute, attempt("someone else", "third_party_answered"))
	for _, id := range []string{"a", "b", "c"} {
		s.say(100*time.Minute, casework.AddNote{Said: words(worker(id))}) // turns the loop
	}
	s.play(opened(casework.StandardRisk), 8*time.Hour)
	require.Equal(t, 3, s.post.tries, "one before it was taken back, two after")
}

// The test environment gives up after ten tries, as no server does.
func TestWhatAnErrorSaysGoesNowhere(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.post.answer = func(int, casework.Message) (casework.Outcome, error) {
		return casework.Outcome{}, errors.New("07700 900123 is away")
	}
	s.say(time.Hour, attempt("yes", "accepted"))
	s.play(opened(casework.StandardRisk), day)
	require.NotEmpty(t, s.book.line("message-failed"))
	published, err := json.Marshal(s.book.last)
	require.NoError(t, err)
	for _, l := range s.book.lines {
		require.NotContains(t, l.Says, "7700")
	}
	require.NotContains(t, string(published), "7700")
}

// countFar counts the publishings that are activities.
func countFar(s *scene) *int {
	n := new(int)
	s.env.SetOnActivityStartedListener(func(i *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if i.ActivityType.Name == "Publish" {
			*n++
		}
	})
	return n
}

func TestPublishingIsNearWhileItWorks(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	far := countFar(s)
	noted := s.say(time.Hour, casework.AddNote{Said: words(worker("note"))})
	s.play(opened(casework.StandardRisk), 2*time.Hour)
	require.Zero(t, *far)
	require.Equal(t, 2, s.book.tries)
	require.True(t, noted.receipt.Shown)
}

func TestPublishingThatFailsNearIsPatientFar(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	far := countFar(s)
	s.book.away(7) // once near, and six times far
	var noted []*answered
	for _, after := range []time.Duration{time.Second, 2 * time.Second, 3 * time.Second} {
		noted = append(noted, s.say(after, casework.AddNote{Said: words(worker(after.String()))}))
	}
	s.at(4*time.Second, func() { require.Zero(t, s.book.published()) })
	s.play(opened(casework.StandardRisk), time.Hour)
	require.Equal(t, 7, *far)
	for _, n := range noted {
		require.NoError(t, n.refused)
		require.False(t, n.receipt.Shown, "it is taken, and whoever asked is not told that readers see it")
	}
	require.Equal(t, 2+7, s.book.tries)
	require.Equal(t, 2, s.book.published(), "what was said meanwhile is published at once, together")
	require.Equal(t, 4, s.book.last.Revision)
	require.Equal(t, 3, count(s.book.whats(), "note"), "and no line is missing")
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}
