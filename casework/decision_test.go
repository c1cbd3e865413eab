package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryDecisionEndsItsTaskAndSaysWhatWasDecided(t *testing.T) {
	t.Parallel()
	for _, d := range Decisions {
		require.Contains(t, d.Task.Rule().EndedFor, RecordDecision{}.Name(), "%s", d.Task)
		require.NotEmpty(t, d.Says)
	}
	s := begin(t, HighRisk)
	s.passes(s.Policy.High.WelfareWithin)
	s.rules(SafeAndWell, "check_requested")
	s.asksNot(SafeAndWell)
	require.Equal(t, 1, s.lines("decision"))
}

func TestADecisionNeedsItsTaskAReasonAndAuthority(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(s.Policy.High.WelfareWithin)
	id := s.asks(SafeAndWell).ID
	e := s.refuses(Invalid, RecordDecision{Said: s.boss(), Decision: "check_requested"})
	require.Equal(t, []string{"/reason", "/task"}, e.pointers())
	e = s.refuses(Invalid, RecordDecision{Said: s.words(), Task: id, Decision: "check_requested"})
	require.Equal(t, "not_a_supervisor", e.Fields[0].Code)
	m := s.boss()
	m.Text = "reason"
	e = s.refuses(Invalid, RecordDecision{Said: m, Task: id, Decision: "try_again"})
	require.Equal(t, []string{"/decision"}, e.pointers())
	s.asks(SafeAndWell)
}
