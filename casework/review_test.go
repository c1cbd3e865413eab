package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// reviewsIn is a case in support whose reviews will be asked for so long after now.
func reviewsIn(t *testing.T, plan, needs, risk time.Duration) *story {
	s := begin(t, MediumRisk).supporting()
	for _, k := range []Clock{{ID: "plan-review", Kind: PlanReview, Due: s.now.Add(plan)}, {ID: "needs-review", Kind: NeedsReview, Due: s.now.Add(needs)}, {ID: "risk-review", Kind: RiskReview, Due: s.now.Add(risk)}} {
		s.set(k)
	}
	return s
}

func TestReviewsNearEachOtherAreAskedForInOneConversation(t *testing.T) {
	t.Parallel()
	for first, s := range map[string]*story{
		"plan":  reviewsIn(t, 10*day, 12*day, 17*day),
		"needs": reviewsIn(t, 12*day, 10*day, 17*day),
		"risk":  reviewsIn(t, 17*day, 12*day, 10*day),
	} {
		s.passes(10*day - time.Second)
		s.asksNot(ReviewPlan, ReviewNeeds, ReviewRisk)
		s.passes(time.Second)
		due := s.now.Add(s.Policy.ReviewWithin)
		require.Equal(t, []time.Time{due, due, due}, []time.Time{s.asks(ReviewPlan).Due, s.asks(ReviewNeeds).Due, s.asks(ReviewRisk).Due}, first)
		for _, clock := range []string{"plan-review", "needs-review", "risk-review"} {
			s.noClock(clock)
		}
	}
}

func TestAReviewThatIsFarAheadIsLeftToItsDay(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 10*day, 40*day, 17*day+time.Second)
	s.passes(10 * day)
	s.asks(ReviewPlan)
	s.asks(ReviewNeeds) // which is asked about with every plan
	s.asksNot(ReviewRisk)
	require.Equal(t, monday.Add(17*day+time.Second), s.due("risk-review"))

	s = reviewsIn(t, 30*day, 10*day, 30*day)
	s.passes(10 * day)
	s.asks(ReviewNeeds)
	s.asksNot(ReviewPlan, ReviewRisk)
}

func TestAPlanThatIsReviewedEarlierBringsTheNeedsWithItAsEver(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 12*day, 80*day, 10*day)
	s.passes(10 * day)
	s.asks(ReviewRisk)
	s.asks(ReviewPlan)
	s.asks(ReviewNeeds)
}

func TestAReviewThatWasAskedForEarlierIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 10*day, 12*day, 14*day)
	s.passes(10 * day)
	s.takes(s.plan())
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("4")})
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: MediumRisk}})
	require.Equal(t, s.now.Add(28*day), s.due("plan-review"), "what comes next counts from when it was done")
	require.Equal(t, s.now.Add(s.Policy.NeedsReviewEvery), s.due("needs-review"))
	require.Equal(t, s.now.Add(s.Policy.RiskReviewEvery), s.due("risk-review"))
	s.passes(10 * day)
	s.asksNot(ReviewPlan, ReviewNeeds, ReviewRisk)
}

func TestAReviewThatIsAskedForEarlierSaysWhy(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 10*day, 40*day, 14*day)
	s.passes(10 * day)
	require.Equal(t, 1, s.lines("review-together"))
	require.Equal(t, "Asked for now, and not by itself on Monday 16 March 2026, 09:00, so that the victim is asked in one conversation. The risk is to be assessed again.", s.told("review-together"))
}

func TestWithoutTheLengthOfTimeEveryReviewIsAskedForByItself(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 10*day, 40*day, 11*day)
	s.Policy.TogetherWithin = 0
	s.passes(10 * day)
	s.asks(ReviewPlan)
	s.asksNot(ReviewRisk)
	s.passes(day)
	s.asks(ReviewRisk)
}

func TestReviewsThatWereDueInAnOutageAreEachAskedForOnce(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 10*day, 11*day, 12*day)
	s.outage(20 * day)
	s.asks(ReviewPlan)
	s.asks(ReviewNeeds)
	s.asks(ReviewRisk)
	require.Zero(t, s.lines("review-together"), "nothing was made earlier")
}

func TestInAPauseAReviewThatIsAskedForEarlierWaitsForItsEnd(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 14*day, 40*day, 10*day)
	s.passes(8 * day)
	s.takes(PauseContact{Said: s.worker(), Until: s.now.Add(5 * day)})
	s.passes(2 * day)
	s.asks(ReviewRisk)
	require.Equal(t, s.Pause.Until, s.asks(ReviewPlan).NotBefore)
	require.False(t, s.asks(ReviewPlan).Due.After(monday.Add(14*day+s.Policy.ReviewWithin)), "and is not put off")
}
