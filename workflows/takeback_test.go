package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// A text is taken back while a worker has it in its hands: what came of that attempt
// decides, and where it was an error the sender is asked once more.
func TestATextTakenBackWhileItLeavesIsHeardOf(t *testing.T) {
	t.Parallel()
	lost := func() (casework.Outcome, error) { return casework.Outcome{}, busy(day) }
	left := func() (casework.Outcome, error) { return casework.Outcome{State: casework.Sent}, nil }
	for name, c := range map[string]struct {
		first, then func() (casework.Outcome, error)
		tries       int
		what        string
	}{
		"it left":                          {left, nil, 1, "message-sent"},
		"its answer was lost, and it left": {lost, left, 2, "message-sent"},
		"its answer was lost for good": {lost, func() (casework.Outcome, error) {
			return casework.Outcome{State: casework.Unclear}, nil
		}, 2, "message-unclear"},
		"it had not left": {lost, func() (casework.Outcome, error) {
			return casework.Outcome{State: casework.Missed}, nil
		}, 2, "message-withdrawn"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, id := shared(t), caseID(t)
			begun, goOn := make(chan struct{}), make(chan struct{})
			p := s.office.post(id)
			p.settles = true
			p.answer = func(try int, _ casework.Message) (casework.Outcome, error) {
				if try > 1 {
					return c.then()
				}
				close(begun)
				<-goOn
				return c.first()
			}
			_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
			require.NoError(t, err)
			_, err = s.cases.Do(t.Context(), id, attempt("yes", "accepted"))
			require.NoError(t, err)
			<-begun
			_, err = s.cases.Do(t.Context(), id, attempt("someone else", "third_party_answered"))
			require.NoError(t, err)
			require.NotContains(t, s.office.book(id).whats(), c.what, "nothing is said before it is known")
			close(goOn)
			s.awaitLine(t, id, c.what, 1)
			require.Equal(t, c.tries, p.tried())
		})
	}
}

// Between two tries nobody has the text in hand: the server gives it up at once, and
// knows nothing of the tries that were. The sender is asked.
func TestATextTakenBackBetweenTwoTriesIsHeardOf(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	p := s.office.post(id)
	p.settles = true
	p.answer = func(try int, _ casework.Message) (casework.Outcome, error) {
		if try == 1 {
			return casework.Outcome{}, busy(day)
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	_, err = s.cases.Do(t.Context(), id, attempt("yes", "accepted"))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		d, err := s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
		under := d.GetPendingActivities()
		return err == nil && len(under) == 1 && under[0].GetAttempt() == 2
	}, soon, often, "the next try waits for a day")
	_, err = s.cases.Do(t.Context(), id, attempt("someone else", "third_party_answered"))
	require.NoError(t, err)
	s.awaitLine(t, id, "message-sent", 1)
	require.Equal(t, 2, p.tried())
}
