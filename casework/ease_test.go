package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lowered lowers the grade, as a person does who has looked at the risk again.
func (s *story) lowered(to Grade) {
	s.t.Helper()
	s.takes(AssessRisk{Said: s.words(), RiskMade: RiskMade{Tool: "DASH", Grade: to}})
}

func TestALowerGradePlansTheNextAttemptByItsOwnHours(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(5*day - s.now.Sub(monday)) // a Saturday
	s.tries("no_answer")
	sunday := func() bool { return s.due("next-attempt").In(London).Weekday() == time.Sunday }
	require.True(t, sunday())
	s.lowered(MediumRisk)
	require.False(t, sunday(), "medium risk is not called on a Sunday")
}

func TestALowerGradeAsksWhatNextWhereItsAttemptsHaveAllBeenMade(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	for range s.Policy.Standard.Attempts {
		s.tries("no_answer")
	}
	s.asksNot(NotReached)
	s.lowered(StandardRisk)
	s.asks(NotReached)
	s.asksNot(CallVictim)
	s.noClock("next-attempt")
}

func TestALowerGradeKeepsTheCallThatTheVictimAskedFor(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	at := s.now.Add(6 * day)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: at})
	s.lowered(StandardRisk)
	require.Equal(t, at, s.due("next-attempt"))
	s.noClock("unreached")
}

func TestALowerGradeLeavesTheFirstCallAlone(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	due := s.asks(CallVictim).Due
	s.lowered(MediumRisk)
	require.Equal(t, due, s.asks(CallVictim).Due)
}
