package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// from is what a command carries when this person gives it.
func (s *story) from(subject string, r Role) Said {
	m := s.by(r)
	m.By = subject
	return m
}

func TestFromItsOpeningACaseIsTheDutyDesks(t *testing.T) {
	t.Parallel()
	for _, g := range Grades {
		s := begin(t, g)
		require.Equal(t, Desks[0].Owner, s.Owner)
		require.Equal(t, Desks[0].Team, s.Team)
		ask := s.asks(Allocate)
		require.Equal(t, Desks[0].Answers, ask.Role, "who answers for the desk is asked")
		require.Equal(t, monday.Add(s.protocol().AllocateWithin), ask.Due)
		require.True(t, ask.Due.Before(s.asks(CallVictim).Due), "before the first call is due")
		require.Empty(t, s.asks(CallVictim).Owner, "until then it is for anybody of the team")
	}
}

func TestWhoAnswersForTheDeskIsAskedUntilSomebodyHasTheCase(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(20 * day)
	require.Greater(t, s.asks(Allocate).Escalated, 3)
	s.takes(Claim{Said: s.worker()})
	s.asksNot(Allocate)
	require.Equal(t, "caseworker-1", s.Owner)
	require.Equal(t, "caseworker-1", s.asks(CallVictim).Owner)
}

func TestAGraverGradeAsksForANamedCaseworkerSooner(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.passes(hour)
	s.takes(AssessRisk{Said: s.boss(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	require.Equal(t, s.now.Add(s.Policy.High.AllocateWithin), s.asks(Allocate).Due)
}

func TestOnlySupervisorsTakeWhatSomebodyHas(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	call, ask := s.asks(CallVictim).ID, s.asks(Allocate).ID
	s.takes(Claim{Said: s.worker(), Task: call})
	require.Equal(t, "caseworker-1", s.asks(CallVictim).Owner)
	require.Equal(t, "duty", s.Owner, "a task is not the case")
	for _, c := range []struct {
		m       Claim
		pointer string
		rule    string
	}{
		{Claim{Said: s.from("caseworker-2", Caseworker), Task: call}, "/task", "has_an_owner"},
		{Claim{Said: s.worker(), Task: call}, "/task", "already_yours"},
		{Claim{Said: s.worker(), Task: ask}, "/task", "not_a_supervisor"},
		{Claim{Said: s.worker(), Task: "none-1"}, "/task", "unknown"},
		{Claim{Said: s.by(WitnessCare)}, "", "no_role"},
	} {
		require.Equal(t, []Field{{c.pointer, c.rule, s.refuses(Invalid, c.m).Fields[0].Detail}}, s.refuses(Invalid, c.m).Fields)
	}
	s.takes(Claim{Said: s.worker()})
	require.Equal(t, "has_an_owner", s.refuses(Invalid, Claim{Said: s.from("caseworker-2", Caseworker)}).Fields[0].Code)
	require.Equal(t, "already_yours", s.refuses(Invalid, Claim{Said: s.worker()}).Fields[0].Code)
	s.takes(Claim{Said: s.boss()})
	require.Equal(t, "supervisor-1", s.Owner)
	require.Equal(t, "supervisor-1", s.asks(CallVictim).Owner)
}

func TestAClosedCaseKeepsWhoHadItLast(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	require.Equal(t, "caseworker-1", s.Owner)
	s.takes(ReopenCase{Said: s.boss(), Reason: "victim_returned"})
	require.Equal(t, "caseworker-1", s.Owner, "and it is theirs again")
}

func TestAWorklistPutsRiskFirst(t *testing.T) {
	t.Parallel()
	var before int
	for _, urgent := range []bool{true, false} {
		for _, g := range append(Grades, "") {
			now := Task{Urgent: urgent}.priority(g)
			require.GreaterOrEqual(t, now, before)
			before = now + 1
		}
	}
	s := begin(t, StandardRisk)
	was := s.asks(CallVictim).Priority
	s.takes(AssessRisk{Said: s.boss(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	require.Less(t, s.asks(CallVictim).Priority, was, "a graver case's tasks come sooner")
}
