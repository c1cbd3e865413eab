package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// scored scores one area so, by the victim and by the worker, and every other three.
func scored(a Area, victim, worker Score) map[Area]Scores {
	areas := needs("3")
	areas[a] = Scores{Victim: victim, Worker: worker}
	return areas
}

func TestDistanceIsTheDifferenceOfTwoNumbersAndTheTwoJudgesAreNeverMixed(t *testing.T) {
	t.Parallel()
	from := NeedsRecord{At: monday, Moment: AtStart, Areas: scored("finance", "1", "4")}
	to := NeedsRecord{At: monday.Add(day), Moment: AtEnd, Areas: scored("finance", "5", "2")}
	d := DistanceBetween(from, to)
	require.Equal(t, Travelled{Compared: 8, Sum: 4, Better: 1, Same: 7}, d.Victim)
	require.Equal(t, Travelled{Compared: 8, Sum: -2, Same: 7, Worse: 1}, d.Worker)
	require.Equal(t, AtEnd, d.Moment)
	for _, a := range d.Areas {
		if a.Area == "finance" {
			require.Equal(t, 4, *a.Victim)
			require.Equal(t, -2, *a.Worker)
		}
	}
}

func TestAnAnswerThatIsNotANumberIsNeverCountedAsZero(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ from, to Score }{
		{DeclinedToSay, "5"}, {"1", DeclinedToSay}, {NotApplicable, "4"}, {"2", NotApplicable}, {DeclinedToSay, DeclinedToSay}, {"", "3"},
	} {
		d := DistanceBetween(NeedsRecord{Areas: scored("health", row.from, "3")}, NeedsRecord{Areas: scored("health", row.to, "4")})
		require.Equal(t, Travelled{Compared: 7, Same: 7}, d.Victim, row)
		require.Nil(t, d.Areas[0].Victim, row)
		require.Equal(t, 1, *d.Areas[0].Worker)
	}
	d := DistanceBetween(NeedsRecord{Areas: needs(DeclinedToSay)}, NeedsRecord{Areas: needs("5")})
	require.Zero(t, d.Victim, "nothing could be compared, and that is said")
}

func TestDistanceIsFromTheStartToTheLatestAndToTheEnd(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	latest, end := DistanceOf(s.Needs)
	require.Nil(t, latest)
	require.Nil(t, end)
	s.takes(RecordNeeds{Said: s.worker(), Moment: AtReview, Areas: needs("4")})
	latest, end = DistanceOf(s.Needs)
	require.Equal(t, 8, latest.Victim.Sum)
	require.Equal(t, latest, s.View().Distance)
	require.Nil(t, end)
	s.takes(RecordNeeds{Said: s.worker(), Moment: AtEnd, Areas: needs("5")})
	s.takes(RecordNeeds{Said: s.worker(), Moment: AtReview, Areas: needs("2")})
	latest, end = DistanceOf(s.Needs)
	require.Equal(t, -8, latest.Worker.Sum)
	require.Equal(t, 16, end.Worker.Sum)
}

func TestWhoReturnsAfterANewIncidentBeginsANewDistance(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	s.takes(s.referral("crime-2", 1))
	s.attempt("accepted")
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("2")})
	require.Equal(t, AtStart, s.Needs[len(s.Needs)-1].Moment)
	latest, _ := DistanceOf(s.Needs)
	require.Nil(t, latest)
	s.takes(s.plan())
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("5")})
	latest, _ = DistanceOf(s.Needs)
	require.Equal(t, 24, latest.Victim.Sum, "from two, not from what was before")
}

func TestTheMomentOfAnAssessmentFitsTheStage(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		stage   func(*story) *story
		allowed []Moment
	}{
		{(*story).assessing, []Moment{"", AtStart}},
		{(*story).planning, []Moment{"", AtReview}},
		{func(s *story) *story { return s.supporting() }, []Moment{"", AtReview, AtEnd}},
		{func(s *story) *story { s.supporting().takes(s.closing("needs_met")); return s }, []Moment{"", AtEnd}},
	} {
		for _, m := range []Moment{"", AtStart, AtReview, AtEnd, "middle"} {
			s := row.stage(begin(t, MediumRisk))
			asked := RecordNeeds{Said: s.worker(), Moment: m, Areas: needs("3")}
			allowed := false
			for _, a := range row.allowed {
				allowed = allowed || a == m
			}
			if allowed {
				s.takes(asked)
				continue
			}
			require.Equal(t, []string{"/moment"}, s.refuses(Invalid, asked).pointers(), "%s in %s", m, s.Stage)
		}
	}
}
