package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func (s *story) reopened(reason string) {
	s.t.Helper()
	s.takes(ReopenCase{Said: s.worker(), Reason: reason})
}

func TestAReopenedCaseGoesOnAtTheFurthestStageTheVictimHadReached(t *testing.T) {
	t.Parallel()
	for stage, come := range map[Stage]func(*story) *story{
		Reaching: func(s *story) *story { return s }, Assessing: (*story).assessing, Planning: (*story).planning,
		Supporting: func(s *story) *story { return s.supporting() },
	} {
		for _, wait := range []bool{false, true} {
			s := come(begin(t, StandardRisk))
			s.takes(CloseCase{Said: s.worker(), Reason: "other_agency_lead"})
			if wait {
				s.passes(400 * day)
				require.Equal(t, Closed, s.Stage)
			}
			s.reopened("victim_returned")
			require.Equal(t, stage, s.Stage)
			require.Nil(t, s.Closure)
			require.NotEmpty(t, s.openTasks(), "somebody is asked to do something")
			require.Equal(t, wait, s.Reopened == 1)
		}
	}
}

func TestReachingBegunAgainCountsAttemptsFromNothing(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.attempt("no_answer")
	s.takes(s.closing("other_agency_lead"))
	s.reopened("information_received")
	s.attempt("no_answer")
	s.asksNot(NotReached)
}

func TestAClosureTakenBackSendsNoGoodbye(t *testing.T) {
	t.Parallel()
	for _, o := range []Outcome{{State: Waiting, Until: monday.Add(10 * hour), Rule: "quiet_hours"}, {State: Refused, Rule: "landline"}} {
		s := begin(t, MediumRisk).supporting()
		s.sent()
		s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
		s.reopened("closed_in_error")
		require.Empty(t, s.leaving())
		s.settles(o)
		s.passes(day)
		require.Empty(t, s.Outbox)
	}
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.settles(Outcome{State: Waiting, Until: monday.Add(10 * hour)})
	s.reopened("closed_in_error")
	s.passes(day)
	require.Empty(t, s.Outbox)
}

func TestANewIncidentIsAReasonToLookAtTheRiskAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).closed()
	s.reopened("new_incident")
	require.Equal(t, s.now.Add(s.Policy.High.FirstWithin), s.asks(ReviewRisk).Due)
}

func TestARiskAssessedLongAgoIsLookedAtAsSoonAsTheCaseIsReopened(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	s.passes(200 * day)
	s.reopened("victim_returned")
	s.passes(0)
	s.asks(ReviewRisk)
}

func TestAPlanWhoseReviewHasPassedIsReviewedAsSoonAsTheCaseIsReopened(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	s.passes(60 * day)
	s.reopened("victim_returned")
	s.passes(0)
	s.asks(ReviewPlan)
}

func TestAReopenedCaseKnowsItsHearingsAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.listing("past", 12*hour))
	s.takes(s.listing("meanwhile", 3*day))
	s.takes(s.listing("ahead", 22*day))
	s.takes(s.closing("opened_in_error"))
	s.passes(5 * day)
	require.Equal(t, Closed, s.Stage)
	s.reopened("closed_in_error")
	require.Equal(t, monday.Add(15*day), s.due("hearing/ahead/call"))
	require.Equal(t, monday.Add(21*day), s.due("hearing/ahead/late"))
	s.passes(0)
	require.Equal(t, "meanwhile", s.asks(ExplainHearing).About, "and what came of one held meanwhile is found out")
}

func TestAReopenedCaseIsAsUnsafeToContactAsItWas(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("third_party_answered")
	s.takes(s.closing("unsafe_to_contact"))
	s.passes(30 * day)
	s.asksNot(Unsafe)
	s.takes(s.referral("crime-2", 1))
	require.Equal(t, Reaching, s.Stage)
	require.NotNil(t, s.Halt)
	s.asks(Unsafe)
	s.asksNot(CallVictim)
}

func TestAnOldPlanHoldsNothingUpWhereNobodyCanChangeIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", 30*day))
	s.takes(s.closing("opened_in_error"))
	s.passes(day)
	s.takes(s.referral("crime-2", 1))
	require.Equal(t, Reaching, s.Stage)
	s.takes(s.closing("other_agency_lead"))
	require.Equal(t, Closing, s.Stage)
}

func TestAReasonToReopenIsOneOfTheListed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	require.Equal(t, []string{"/reason"}, s.refuses(Invalid, ReopenCase{Said: s.worker(), Reason: "rain"}).pointers())
	s.reopened("information_received")
	s.refuses(WrongStage, ReopenCase{Said: s.worker(), Reason: "victim_returned"})
}
