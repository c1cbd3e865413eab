package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// climbed is a case whose caseworker has one task of a kind, due so much later.
func climbed(t *testing.T, kind TaskKind, within time.Duration) *story {
	s := begin(t, MediumRisk)
	s.takes(Claim{Said: s.worker()})
	s.drop(CallVictim, s.now)
	s.drop(kind, s.now)
	s.raise(kind, "", s.now, within)
	s.rank()
	return s
}

func TestATaskThatIsNotDoneClimbsRungByRung(t *testing.T) {
	t.Parallel()
	s := climbed(t, AssessNeeds, 10*day)
	for _, rung := range []struct {
		at    time.Duration
		rung  Rung
		role  Role
		lines string
	}{
		{5*day - 1, "", Caseworker, ""},
		{5 * day, Reminder, Caseworker, "task-reminder"},
		{8 * day, Warning, Caseworker, "task-warning"},
		{10 * day, Overdue, Supervisor, "task-overdue"},
		{11 * day, ForManager, Supervisor, "task-manager"},
	} {
		s.passes(monday.Add(rung.at).Sub(s.now))
		now := s.asks(AssessNeeds)
		require.Equal(t, rung.rung, now.Rung)
		require.Equal(t, rung.role, now.Role)
		require.Equal(t, "caseworker-1", now.Owner, "who has it still answers for it")
		if rung.lines != "" {
			require.Equal(t, 1, s.linesAbout(rung.lines, now.ID))
		}
	}
	require.True(t, s.asks(AssessNeeds).Urgent)
	s.passes(2 * day)
	require.Equal(t, 2, s.linesAbout("task-manager", s.asks(AssessNeeds).ID), "and it is asked about again")
}

// linesAbout counts the lines with this name about one thing.
func (s *story) linesAbout(what, about string) (n int) {
	for _, l := range s.Lines {
		if l.What == what && l.About == about {
			n++
		}
	}
	return n
}

func TestShortTasksClimbInSilenceUntilTheyAreDue(t *testing.T) {
	t.Parallel()
	for kind, within := range map[TaskKind]time.Duration{AssessNeeds: 7 * hour, SignOff: 7 * hour, Safeguard: 30 * day} {
		s := climbed(t, kind, within)
		s.passes(within - 1)
		require.Empty(t, s.asks(kind).Rung, kind)
		s.passes(1)
		require.Equal(t, Overdue, s.asks(kind).Rung, kind)
	}
}

func TestAfterAnOutageOnlyTheRungThatIsReachedIsTold(t *testing.T) {
	t.Parallel()
	s := climbed(t, AssessNeeds, 10*day)
	s.outage(9 * day)
	require.Equal(t, Warning, s.asks(AssessNeeds).Rung)
	require.Zero(t, s.lines("task-reminder"))
	s = climbed(t, AssessNeeds, 10*day)
	s.outage(100 * day)
	id := s.asks(AssessNeeds).ID
	require.Equal(t, Overdue, s.asks(AssessNeeds).Rung)
	require.Zero(t, s.linesAbout("task-warning", id))
	require.Equal(t, s.now.Add(s.Policy.WorkClimb.ManagerAfter), s.due("task/"+id), "counted from now")
}

func TestWhatIsOverdueComesBeforeWhatIsNot(t *testing.T) {
	t.Parallel()
	s := climbed(t, AssessNeeds, 10*day)
	s.passes(10 * day)
	require.Less(t, s.asks(AssessNeeds).Priority, Task{}.priority(HighRisk))
	require.Greater(t, s.asks(AssessNeeds).Priority, Task{Urgent: true}.priority(HighRisk), "risk comes before it")
}

func TestAPlanThatPutsAnActionOffBeginsItsLadderAnew(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("locks", 3*day))
	s.passes(3*day + hour)
	require.Equal(t, Overdue, s.asks(PlanAction).Rung)
	s.takes(s.plan(action("locks", 30*day)))
	require.Empty(t, s.asks(PlanAction).Rung)
	require.Equal(t, Caseworker, s.asks(PlanAction).Role)
}

func TestTheLadderIsInOrder(t *testing.T) {
	t.Parallel()
	for _, c := range constants(t, "Rung") {
		require.True(t, len(Ladder) > 0 && c.value != "")
	}
	require.Len(t, Ladder, len(constants(t, "Rung")))
	for i, r := range Ladder[1:] {
		require.Greater(t, r.Percent, Ladder[i].Percent)
	}
}
