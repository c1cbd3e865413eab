package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNeedsAreReviewedWithThePlan(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.passes(28 * day)
	require.Equal(t, s.now.Add(s.Policy.ReviewWithin), s.asks(ReviewNeeds).Due)
	s.takes(s.plan())
	s.asks(ReviewNeeds) // a plan is not an assessment
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("4")})
	s.asksNot(ReviewNeeds)
	require.Equal(t, s.now.Add(s.Policy.NeedsReviewEvery), s.due("needs-review"))
}

func TestNeedsAreReviewedTwelveWeeklyEvenWhereThePlanIsPutOff(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	for s.now.Before(monday.Add(s.Policy.NeedsReviewEvery - day)) {
		s.asksNot(ReviewNeeds)
		s.passes(20 * day)
		s.takes(s.plan())
	}
	s.passes(20 * day)
	s.asks(ReviewNeeds)
}

func TestWhatHappensMayChangeWhatIsNeeded(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.referral("crime-2", 1))
	s.asks(ReviewNeeds)

	s = begin(t, MediumRisk).supporting()
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: MediumRisk}})
	s.asksNot(ReviewNeeds)
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	s.asks(ReviewNeeds)

	s = begin(t, MediumRisk)
	s.takes(s.referral("crime-2", 1))
	s.asksNot(ReviewNeeds) // they have not been asked a first time
}

func TestWhoseNeedsAreMetIsAskedHowThingsAreAtTheEnd(t *testing.T) {
	t.Parallel()
	for _, r := range Reasons {
		s := begin(t, MediumRisk).supporting()
		m := s.closing(r.Code)
		if s.Check(m, s.now) != nil {
			continue
		}
		s.takes(m)
		if !r.Scored {
			s.asksNot(AssessEnd)
			continue
		}
		s.asks(AssessEnd)
		s.takes(RecordNeeds{Said: s.worker(), Areas: needs(DeclinedToSay)}) // which is an answer
		s.asksNot(AssessEnd)
		s.passes(s.Policy.ClosingFor)
		require.Equal(t, Closed, s.Stage)
		require.Zero(t, s.lines("needs-not-scored"))
	}
}

func TestAClosureWaitsForNoScoreButSaysThatThereIsNone(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	require.Equal(t, 1, s.lines("needs-not-scored"))

	s = begin(t, MediumRisk).supporting()
	s.takes(RecordNeeds{Said: s.worker(), Moment: AtEnd, Areas: needs("5")})
	s.takes(s.closing("needs_met"))
	s.asksNot(AssessEnd)
}

func TestNobodyWhoCannotBeSafelyCalledIsAskedForScores(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.attempt("unsafe_signal")
	s.decides(Unsafe)
	s.takes(s.closing("needs_met"))
	s.asksNot(AssessEnd)
}
