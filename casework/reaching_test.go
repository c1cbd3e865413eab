package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheFirstCallIsDueAsSoonAsTheGradeSays(t *testing.T) {
	t.Parallel()
	for grade, within := range map[Grade]time.Duration{HighRisk: day, MediumRisk: 2 * day, StandardRisk: 3*day + 15*hour - time.Second} {
		s := begin(t, grade)
		require.Equal(t, Reaching, s.Stage)
		require.Equal(t, monday.Add(within), s.asks(CallVictim).Due, grade)
		require.Equal(t, monday, s.asks(CallVictim).NotBefore, grade)
		require.Equal(t, Caseworker, s.asks(CallVictim).Role)
	}
}

func TestACallNotMadeInTimeGoesToASupervisor(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(2*day - time.Second)
	require.Zero(t, s.asks(CallVictim).Escalated)
	s.passes(time.Second)
	task := s.asks(CallVictim)
	require.Equal(t, Supervisor, task.Role)
	require.True(t, task.Urgent)
	require.Equal(t, 1, task.Escalated)
	require.Equal(t, s.now.Add(s.Policy.AskAgainEvery), s.due("task/"+task.ID), "and it is asked about again")
}

func TestAFailedAttemptIsFollowedByTheNext(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.asksNot(CallVictim)
	next := *s.Contact.Next
	require.Equal(t, next.From, s.due("next-attempt"))
	s.tillCall()
	require.Equal(t, next.From, s.asks(CallVictim).NotBefore)
	require.Equal(t, next.Until, s.asks(CallVictim).Due)
}

func TestNotSafeToTalkDoesNotUseUpAnAttempt(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	for range 2 * s.Policy.Standard.Attempts {
		s.tries("not_safe_now")
	}
	require.Zero(t, s.Contact.Failed)
	s.asksNot(NotReached)
	require.NotNil(t, s.Contact.Next)
}

func TestSeveralFailedAttemptsAreReviewedByASupervisor(t *testing.T) {
	t.Parallel()
	for grade, after := range map[Grade]int{HighRisk: 2, MediumRisk: 3} {
		s := begin(t, grade)
		for range after - 1 {
			s.tries("no_answer")
		}
		s.asksNot(ReachReview)
		s.tries("voicemail_none_left")
		require.Equal(t, Supervisor, s.asks(ReachReview).Role, grade)
	}
}

func TestAHighRiskVictimNotReachedIn48HoursIsPutToASupervisor(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(48*hour - time.Second)
	s.asksNot(SafeAndWell)
	s.passes(time.Second)
	task := s.asks(SafeAndWell)
	require.Equal(t, Supervisor, task.Role)
	require.True(t, task.Urgent)
	require.Equal(t, s.now.Add(s.Policy.UrgentWithin), task.Due)
}

func TestASafeAndWellCheckIsAskedAboutEveryDayUntilSomebodyDecides(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(2*day + s.Policy.UrgentWithin)
	for n := 1; n <= 10; n++ {
		require.Equal(t, n, s.asks(SafeAndWell).Escalated)
		s.passes(s.Policy.AskAgainEvery)
	}
	s.decides(SafeAndWell)
	s.asksNot(SafeAndWell)
}

func TestThreeFailedAttemptsOnHighRiskAskForASafeAndWellCheck(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.tries("no_answer")
	s.outage(3 * hour)
	s.attempt("no_answer")
	s.asksNot(SafeAndWell)
	s.outage(3 * hour)
	s.attempt("number_dead")
	s.asks(SafeAndWell)
}

func TestNobodyAsksForASafeAndWellCheckOnceTheVictimWasSpokenTo(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{"spoke", "call_back"} {
		s := begin(t, HighRisk)
		s.attempt(outcome)
		s.noClock("unreached")
		s.passes(5 * day)
		s.asksNot(SafeAndWell)
	}
}

func TestNobodyAsksForASafeAndWellCheckOnceTheRiskWasLowered(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(day)
	s.takes(AssessRisk{Said: s.words(), RiskMade: RiskMade{Tool: "DARA", Grade: StandardRisk}})
	s.noClock("unreached")
	s.passes(5 * day)
	s.asksNot(SafeAndWell)
	s.asks(CallVictim)
}

func TestASupervisorDecidesWhenTheProtocolIsExhausted(t *testing.T) {
	t.Parallel()
	for _, grade := range Grades {
		s := begin(t, grade)
		s.exhausts()
		require.Equal(t, Supervisor, s.asks(NotReached).Role)
		s.noClock("next-attempt")
	}
}

func TestHighRiskIsNeverGivenUpByItself(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).exhausts()
	s.passes(365 * day)
	require.Equal(t, Reaching, s.Stage)
	require.Greater(t, s.asks(NotReached).Escalated, 20)
}

func TestADecisionToGoOnBeginsAnotherRoundOfAttempts(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).exhausts()
	s.decides(NotReached)
	require.Zero(t, s.Contact.Failed)
	require.Equal(t, 2, s.Contact.Round)
	require.NotNil(t, s.Contact.Next)
	s.exhausts()
	s.asks(NotReached)
}

func TestOnlyASupervisorEndsWhatASupervisorIsToDecide(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).exhausts()
	note := s.words()
	e := s.refuses(Invalid, RecordDecision{Said: note, Task: s.asks(NotReached).ID, Decision: "try_again"})
	require.Equal(t, "not_a_supervisor", e.Fields[0].Code)
	e = s.refuses(Invalid, RecordAttempt{Said: s.worker(), Outcome: "no_answer", Task: s.asks(NotReached).ID})
	require.Equal(t, "not_a_supervisor", e.Fields[0].Code)
	s.takes(RecordAttempt{Said: s.boss(), Outcome: "spoke", Task: s.asks(NotReached).ID})
	s.asksNot(NotReached)
}

func TestTheDoorIsLeftOpenOnceAndOnlyForStandardRisk(t *testing.T) {
	t.Parallel()
	for _, grade := range Grades {
		s := begin(t, grade)
		s.exhausts()
		s.attempt("no_answer")
		s.attempt("no_answer")
		if grade == StandardRisk {
			require.Equal(t, []Template{LeaveOpen}, s.leaving())
		} else {
			require.Empty(t, s.leaving())
		}
	}
}

func TestALastMessageIsTakenBackWhenTheVictimIsReachedAfterAll(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).exhausts()
	s.attempt("spoke")
	require.Empty(t, s.leaving())
	s.asksNot(NotReached, ReachReview)
}

func TestWhatWasAskedAboutAVictimNotReachedEndsWhenTheyAreSpokenTo(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).exhausts()
	s.asks(ReachReview)
	s.asks(NotReached)
	s.attempt("spoke")
	s.asksNot(ReachReview, NotReached)
	require.Equal(t, s.Contact.Next.From, s.due("next-attempt"))
}

func TestTheVictimIsCalledBackWhenTheyAsked(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	at := monday.Add(30 * hour)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: at})
	require.Equal(t, at, s.due("next-attempt"))
	require.Equal(t, AskedFor, s.Contact.Next.Part)
	s.asksNot(CallVictim)
	s.passes(30 * hour)
	require.Equal(t, at.Add(s.Policy.UrgentWithin), s.asks(CallVictim).Due)
}

func TestATimeToCallBackDoesNotHideAFailedAttempt(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	for range s.Policy.Standard.Attempts {
		at := s.now.Add(day)
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "cut_off", CallBack: at})
		require.Equal(t, at, s.due("next-attempt"))
		s.tillCall()
	}
	s.asks(NotReached)
}

func TestLaterACallBackIsATaskThatIsNotYetLateWhenItsTimeComes(t *testing.T) {
	t.Parallel()
	for _, stage := range []func(*story) *story{(*story).assessing, (*story).planning} {
		s := stage(begin(t, MediumRisk))
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: monday.Add(5 * hour)})
		require.Equal(t, monday.Add(5*hour).Add(s.Policy.UrgentWithin), s.asks(CallVictim).Due)
		s.passes(5 * hour)
		require.Zero(t, s.asks(CallVictim).Escalated)
		s.passes(s.Policy.UrgentWithin)
		require.Equal(t, 1, s.asks(CallVictim).Escalated)
		s.attempt("spoke")
		s.asksNot(CallVictim)
	}
}

func TestACallBackAgreedWithTheFirstYesIsKept(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "accepted", CallBack: monday.Add(day)})
	require.Equal(t, Assessing, s.Stage)
	s.asks(CallVictim)
}

func TestSayingYesBeginsTheAssessment(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.tries("no_answer")
	s.tries("no_answer")
	s.asks(ReachReview)
	s.attempt("accepted")
	require.Equal(t, Assessing, s.Stage)
	require.Equal(t, s.now, s.Contact.Reached)
	require.True(t, s.Contact.Accepted)
	require.Equal(t, []Template{SupportAccepted}, s.leaving())
	require.Equal(t, s.now.Add(s.Policy.AssessWithin), s.asks(AssessNeeds).Due)
	s.asksNot(CallVictim, ReachReview, NotReached)
	s.noClock("next-attempt")
	s.noClock("unreached")
}

func TestSayingNoEndsTheCaseUnlessTheRiskIsHigh(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("declined")
	require.Equal(t, Closing, s.Stage)
	require.Equal(t, "declined_at_first_contact", s.Closure.Reason)

	s = begin(t, HighRisk)
	s.attempt("no_answer")
	s.attempt("declined")
	require.Equal(t, Reaching, s.Stage)
	require.Equal(t, "declined_at_first_contact", s.asks(SignOff).About)
	s.noClock("next-attempt")
	s.passes(30 * day)
	s.asksNot(CallVictim)
}

func TestWhoSaysYesAfterAllIsNoLongerUpForSignOff(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("declined")
	s.asks(SignOff)
	s.attempt("accepted")
	s.asksNot(SignOff)
}

func TestASupervisorWhoDoesNotCloseMaySendTheCaseBackToReaching(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("declined")
	s.rules(SignOff, "try_again")
	require.False(t, s.due("next-attempt").Before(s.now.Add(s.protocol().every())), "who said no is not called again at once")
}

func TestARaisedGradeHurriesTheNextCall(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	s.noClock("next-attempt")
	require.Equal(t, s.now.Add(s.Policy.High.FirstWithin), s.asks(CallVictim).Due)
	require.Equal(t, s.now.Add(s.Policy.High.WelfareWithin), s.due("unreached"))
}

func TestARaisedGradeCountsTheAttemptsThatHadFailedBefore(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	for range 3 {
		s.tries("no_answer")
	}
	s.asksNot(SafeAndWell)
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	s.asks(SafeAndWell)
	s.asks(ReachReview)
}

func TestACallOnACaseOutOfReachingNeverSaysYesOrNoToHelp(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	for _, outcome := range []string{"accepted", "declined"} {
		e := s.refuses(Invalid, RecordAttempt{Said: s.worker(), Outcome: outcome})
		require.Equal(t, "contradicts_stage", e.Fields[0].Code)
	}
}

func TestWhoSpeaksToTheVictimBecomesTheirNamedCaseworker(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	require.Equal(t, "duty", s.Owner)
	s.attempt("accepted")
	require.Equal(t, "caseworker-1", s.Owner)
	require.Equal(t, "caseworker-1", s.asks(AssessNeeds).Owner)
	s.takes(RecordAttempt{Said: Said{ID: "k", By: "caseworker-2", Role: Caseworker}, Outcome: "spoke"})
	require.Equal(t, "caseworker-1", s.Owner, "and stays it")
}

func TestASupervisorWhoDecidesDoesNotTakeTheCaseOn(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.decides(ReferMarac)
	require.Equal(t, "duty", s.Owner)
	s.takes(AddNote{Said: s.words()})
	require.Equal(t, "caseworker-1", s.Owner)
	require.Equal(t, "caseworker-1", s.asks(CallVictim).Owner, "with what was open before")
}
