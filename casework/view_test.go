package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAViewShowsTheCaseAsItStands(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("third_party_answered")
	v := s.View()
	require.Equal(t, s.Revision, v.Revision)
	require.Equal(t, HighRisk, v.Grade)
	require.True(t, v.Halted)
	require.True(t, v.DomesticAbuse)
	require.Equal(t, TaskOverdue, v.NextKind)
	require.Equal(t, monday.Add(s.Policy.UrgentWithin), v.NextDue)
	require.Zero(t, v.Reached)
	require.False(t, v.Resting)

	s = begin(t, MediumRisk).closed()
	s.sent()
	v = s.View()
	require.True(t, v.Resting)
	require.Equal(t, "needs_met", v.ClosedFor)
	require.Equal(t, s.now, v.Closed)
	require.Zero(t, v.NextDue)
}

func TestACaseIsTakenUpAgainFromItsView(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", 3*day))
	s.takes(s.listing("trial-1", 20*day))
	again, err := Restore(s.View().State)
	require.NoError(t, err)
	s.Published(s.Revision)
	require.Equal(t, asJSON(t, s.Case), asJSON(t, again))

	_, err = Restore([]byte(`{"stage":`))
	require.ErrorContains(t, err, "restore case")
}

func TestAViewSharesNoMemoryWithItsCase(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	v := s.View()
	before := v.Tasks[0]
	s.passes(5 * day)
	s.attempt("accepted")
	require.Equal(t, before, v.Tasks[0])
	require.Len(t, v.Lines, len(begin(t, MediumRisk).Lines))
}

func TestWhatWasPublishedIsForgottenAndNothingElse(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	v := s.View()
	s.attempt("accepted") // while the first view is carried to the readers
	s.Published(v.Revision)
	for _, l := range s.Lines {
		require.Equal(t, 2, l.Revision)
	}
	require.NotEmpty(t, s.Lines)
	ended := 0
	for _, task := range s.Tasks {
		if !task.Open() {
			ended++
		}
	}
	require.Equal(t, 2, ended, "the call that was made, and who makes it from now on, are still to be told")
	s.Published(s.Revision)
	require.Empty(t, s.Lines)
	require.Zero(t, cap(s.Lines), "thousands of cases are in memory")
	require.Len(t, s.Tasks, 1)
}

func TestALineIsNumberedWithinItsRevisionAndSaysWhenItHappened(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(10 * hour)
	m := s.words()
	m.At = monday.Add(hour)
	s.takes(AddNote{Said: m})
	l := s.Lines[len(s.Lines)-3]
	require.Equal(t, Line{Revision: 2, N: 0, At: monday.Add(hour), Noted: s.now, What: "note", Says: "Note.", By: "caseworker-1", Text: m.Text}, l)
	require.Equal(t, 2, s.Lines[len(s.Lines)-1].N)
}

func TestStaffReadLondonTime(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Monday 2 March 2026, 09:00", inLondon(monday))
	require.Equal(t, "Monday 1 June 2026, 10:00", inLondon(monday.AddDate(0, 3, -1)))
}
