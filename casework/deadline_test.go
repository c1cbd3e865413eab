package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAClockThatIsMovedOrSetAgainIsAnotherDeadline(t *testing.T) {
	t.Parallel()
	c := &Case{Revision: 1, Policy: Ordinary()}
	c.set(Clock{ID: "a", Kind: Idle, Due: monday})
	c.Revision = 2
	c.set(Clock{ID: "a", Kind: Idle, Due: monday})
	require.Equal(t, 1, c.Clocks[0].Set, "set to the same time it is the same deadline")
	c.set(Clock{ID: "a", Kind: Idle, Due: monday.Add(time.Hour)})
	require.Equal(t, 2, c.Clocks[0].Set)
}

func TestWhatRangIsToldOnceAndHowLate(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.Published(s.Revision)
	due, ok := s.NextDue()
	require.True(t, ok)
	standing := s.View().Deadlines
	require.Len(t, standing, len(s.Clocks))
	s.WakeBy(due.Add(time.Minute), ByWatch)
	var rang []Deadline
	for _, d := range s.View().Deadlines {
		if !d.Rung.IsZero() {
			rang = append(rang, d)
		}
	}
	require.NotEmpty(t, rang)
	require.Equal(t, time.Minute, rang[0].Late())
	require.Equal(t, ByWatch, rang[0].By)
	again, err := Restore(s.View().State)
	require.NoError(t, err)
	require.Empty(t, again.Rung, "the state is without what only this publishing tells")
	s.Published(s.Revision)
	require.Len(t, s.View().Deadlines, len(s.Clocks))
}

func TestACaseThatWasLostGoesOnAndSaysSo(t *testing.T) {
	t.Parallel()
	for _, r := range []Recovered{{Why: LostWorkflow}, {Why: LostLater, After: 40}} {
		s := begin(t, StandardRisk)
		tasks := len(s.Tasks)
		known := max(s.Revision, r.After)
		s.Recover(r, s.now)
		require.Equal(t, known+1, s.Revision, "after every revision that anybody has seen")
		require.Equal(t, "recovered", s.Lines[len(s.Lines)-1-(len(s.Tasks)-tasks)].What)
		require.Equal(t, r.Why == LostLater, len(s.Tasks) > tasks, "where something may be missing, a person looks")
		lawsOfOwnership(t, s.Case)
	}
}
