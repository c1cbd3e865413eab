package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// finds tells a case of something found.
func (s *story) finds(what, about string) {
	s.t.Helper()
	s.takes(RecordFinding{Said: s.by(System), Finding: what, About: about})
}

func TestAProbableMatchIsAskedAboutUntilItIsDecided(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.finds("match_found", "match-1")
	s.finds("match_found", "match-2")
	require.Len(t, s.asked(ReviewMatch), 2)
	require.Equal(t, Caseworker, s.asked(ReviewMatch)[0].Role)
	s.finds("match_settled", "match-1")
	require.Equal(t, "match-2", s.asks(ReviewMatch).About)
	require.Len(t, s.Referrals, 1, "and nothing was joined")
}

func TestAConflictIsAskedAboutAtOnceWherePoliceSayDoNotUse(t *testing.T) {
	t.Parallel()
	for what, within := range map[string]int64{"conflict_found": int64(Ordinary().DecideWithin), "conflict_urgent": int64(Ordinary().UrgentWithin)} {
		s := begin(t, StandardRisk)
		s.finds(what, "conflict-1")
		require.Equal(t, within, int64(s.asks(ResolveConflict).Due.Sub(s.now)))
		s.finds("conflict_settled", "conflict-1")
		s.asksNot(ResolveConflict)
	}
}

func TestACounterAllegationIsASupervisorsAndNamesNobody(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.finds("counter_allegation", "the-other-case")
	task := s.asks(KeepApart)
	require.Equal(t, Supervisor, task.Role)
	require.True(t, task.Urgent)
	require.Empty(t, task.About)
	for _, l := range s.Lines {
		require.NotContains(t, l.Says+l.About, "the-other-case")
	}
	require.Equal(t, []string{"the-other-case"}, s.Opposed)
	s.rules(KeepApart, "not_so")
	require.Equal(t, []string{"the-other-case"}, s.Opposed, "what was decided parts nobody less")
}

func TestWhatCannotBeFoundIsRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	require.Equal(t, []string{"/finding", "/about"}, s.refuses(Invalid, RecordFinding{Said: s.by(System), Finding: "gossip"}).pointers())
}
