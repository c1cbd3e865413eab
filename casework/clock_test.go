package casework

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLateClocksRingInOrderAndAtTheTrueTime(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("no_answer")
	s.outage(20 * day)
	var rang []string
	for _, l := range s.Lines {
		duties := strings.HasPrefix(l.What, "duty-") || strings.HasPrefix(l.About, string(ChaseDuty))
		if l.Revision > 2 && !duties {
			rang = append(rang, l.What+" "+l.About)
			require.Equal(t, s.now, l.At, "an outage is not hidden")
		}
	}
	require.Equal(t, []string{
		"task-overdue " + s.asks(Allocate).ID, "task-overdue " + s.asks(ReferIdva).ID, "task-overdue " + s.asks(ReferMarac).ID, "attempt-planned-again ", "attempt-planned ", "task-raised " + s.asks(SafeAndWell).ID,
	}, rang)
}

func TestAfterAnOutageAnOverdueTaskIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.outage(60 * day)
	require.Equal(t, 1, s.asks(ReferMarac).Escalated)
	require.Equal(t, s.now.Add(s.Policy.UrgentClimb.ManagerAfter), s.due("task/"+s.asks(ReferMarac).ID))
}

func TestAClockDueExactlyNowRings(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	due, ok := s.NextDue()
	require.True(t, ok)
	s.Wake(due.Add(-1))
	require.Equal(t, 1, s.Revision)
	s.Wake(due)
	require.Equal(t, 2, s.Revision)
}

func TestClocksDueTogetherRingInOneOrder(t *testing.T) {
	t.Parallel()
	c := &Case{Clocks: []Clock{{ID: "b", Due: monday}, {ID: "c", Due: monday}, {ID: "a", Due: monday}, {ID: "d", Due: monday.Add(-1)}}}
	var order []string
	for len(c.Clocks) > 0 {
		k, _ := c.next()
		order = append(order, k.ID)
		c.stop(k.ID)
	}
	require.Equal(t, []string{"d", "a", "b", "c"}, order)
}

func TestOrdinaryWorkIsAskedAboutLessAndLessOften(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(s.Policy.Medium.FirstWithin)
	for _, days := range []time.Duration{1, 2, 4, 8, 16, 16, 16} {
		require.Equal(t, s.now.Add(days*day), s.due("task/"+s.asks(CallVictim).ID))
		s.passes(days * day)
	}
}

func TestAnOpenCaseIsNeverLeftWithNothingAhead(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.Clocks = nil
	s.takes(AddNote{Said: s.words()})
	require.Equal(t, s.now.Add(s.Policy.IdleAtMost), s.due("idle"))
	s.passes(s.Policy.IdleAtMost)
	s.asks(DecideNext)
}

func TestTheEarlierOfTwoDeadlinesStands(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	id := s.asks(CallVictim).ID
	s.raise(CallVictim, "", s.now, 3*day)
	require.Equal(t, monday.Add(2*day), s.asks(CallVictim).Due)
	s.raise(CallVictim, "", s.now, day)
	require.Equal(t, monday.Add(day), s.asks(CallVictim).Due)
	require.Equal(t, monday.Add(day/100*80), s.due("task/"+id), "and it climbs by that")
}

func TestAClockOfNoKnownKindBlocksRatherThanBeingSkipped(t *testing.T) {
	t.Parallel()
	c := &Case{Clocks: []Clock{{ID: "x", Kind: "new", Due: monday}}}
	require.Panics(t, func() { c.Wake(monday) })
	c = &Case{Stage: "new"}
	require.Panics(t, func() { c.arrive(monday) })
}

func TestOnlyAPatientClockIsLeftToWhoeverRingsThem(t *testing.T) {
	t.Parallel()
	c := &Case{Policy: Ordinary()}
	_, ok := c.NextTurn()
	require.False(t, ok)
	c.set(Clock{ID: "patient", Kind: HearingRemind, Due: monday})
	c.set(Clock{ID: "other", Kind: TaskOverdue, Due: monday.Add(time.Hour)})
	next, ok := c.NextTurn()
	require.True(t, ok)
	require.Equal(t, monday, next, "nobody rings it: it rings by itself")

	c.Policy.PatientFor = 10 * time.Minute
	next, _ = c.NextTurn()
	require.Equal(t, monday.Add(10*time.Minute), next, "and where nobody has after all")
	due, _ := c.NextDue()
	require.Equal(t, monday, due, "it is due all the same")
	c.set(Clock{ID: "other", Kind: TaskOverdue, Due: monday.Add(time.Minute)})
	next, _ = c.NextTurn()
	require.Equal(t, monday.Add(time.Minute), next, "what cannot wait never does")
}
