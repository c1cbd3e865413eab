package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// unreached is a high-risk case in which a supervisor is asked about a check.
func unreached(t testing.TB) *story {
	s := begin(t, HighRisk)
	s.passes(s.Policy.High.WelfareWithin)
	s.asks(SafeAndWell)
	return s
}

func TestACheckThatWasAskedForIsFollowedToItsResult(t *testing.T) {
	t.Parallel()
	s := unreached(t)
	s.rules(SafeAndWell, "check_requested")
	task := s.asks(CheckResult)
	require.True(t, task.Urgent)
	require.Equal(t, s.now.Add(s.Policy.CheckWithin), task.Due)
	s.passes(s.Policy.CheckWithin)
	require.Equal(t, 1, s.asks(CheckResult).Escalated)
	s.asksNot(SafeAndWell)
}

func TestWhatFollowsEachResultOfACheck(t *testing.T) {
	t.Parallel()
	for result, asked := range map[string][]TaskKind{"seen_safe": nil, "not_found": {SafeAndWell}, "concern": {SafeAndWell, Safeguard}} {
		s := unreached(t)
		s.rules(SafeAndWell, "check_requested")
		s.rules(CheckResult, result)
		s.asksNot(CheckResult)
		for _, kind := range asked {
			s.asks(kind)
		}
		if asked == nil {
			s.asksNot(SafeAndWell, Safeguard)
		}
		s.asks(CallVictim)
	}
}

func TestWhoIsKnownToBeSafeIsNotAskedAboutAgainInThatRound(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"known_safe", "check_requested"} {
		s := unreached(t)
		s.rules(SafeAndWell, how)
		for range 4 {
			s.tries("no_answer")
			s.asksNot(SafeAndWell)
		}
		require.Greater(t, s.Contact.Failed, s.Policy.High.WelfareAfter)
	}
}

func TestNoCheckIsAskedAboutAgainAfterTheNextFailedAttempt(t *testing.T) {
	t.Parallel()
	s := unreached(t)
	for range 3 {
		s.rules(SafeAndWell, "no_check")
		s.asksNot(SafeAndWell)
		s.tries("no_answer")
		s.asks(SafeAndWell)
	}
	s.tries("accepted")
	require.Equal(t, Assessing, s.Stage)
}

func TestTheIDVAAndTheOfficerAreToldAfterTwoFailedAttemptsOnHighRisk(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.tries("no_answer")
	s.asksNot(TellPartners)
	s.tries("no_answer")
	s.takes(AddNote{Said: s.words(), Task: s.asks(TellPartners).ID})
	s.asksNot(TellPartners)
}

func TestWhatFollowsEachDecisionAboutAVictimNotReached(t *testing.T) {
	t.Parallel()
	for how, then := range map[string]TaskKind{"ask_officer": AskOfficer, "other_way": FindOtherWay} {
		s := begin(t, MediumRisk).exhausts()
		s.rules(NotReached, how)
		s.asksNot(NotReached, CallVictim)
		s.noClock("next-attempt")
		s.takes(AddNote{Said: s.words(), Task: s.asks(then).ID})
		require.Equal(t, 2, s.Contact.Round)
		s.due("next-attempt")
	}
	s := begin(t, MediumRisk).exhausts()
	s.rules(NotReached, "close")
	require.Equal(t, Closing, s.Stage)
	require.Equal(t, "not_reached_after_protocol", s.Closure.Reason)
	require.Equal(t, "supervisor-1", s.Closure.SignedBy, "signed off in one go")
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
}

func TestADecisionToCloseIsHeldUpByWhatHoldsUpAClosure(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).exhausts()
	m := s.boss()
	m.Text = "reason"
	e := s.refuses(ClosureBlocked, RecordDecision{Said: m, Task: s.asks(NotReached).ID, Decision: "close"})
	require.Contains(t, e.pointers(), "/tasks/"+s.asks(SafeAndWell).ID)
	s.asks(NotReached)
}

func TestNotReachedIsNoReasonToCloseBeforeEveryAttemptWasMade(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	for range s.Policy.Medium.Attempts {
		e := s.refuses(Invalid, s.closing("not_reached_after_protocol"))
		require.Equal(t, []string{"/reason"}, e.pointers())
		s.tries("no_answer")
	}
	s.takes(s.closing("not_reached_after_protocol"))

	s = begin(t, MediumRisk)
	for range s.Policy.Medium.SupervisorAfter {
		s.tries("no_answer")
	}
	s.rules(ReachReview, "go_on")
	s.asksNot(NotReached)
	s.refuses(Invalid, s.closing("not_reached_after_protocol"))

	s = begin(t, HighRisk)
	s.tries("no_answer")
	s.tries("no_answer")
	s.rules(ReachReview, "stop_trying")
	s.asksNot(CallVictim)
	s.noClock("next-attempt")
	s.asks(NotReached)
	require.Equal(t, ClosureBlocked, refusal(s.Check(s.closing("not_reached_after_protocol"), s.now)).Code, "only what is undecided holds it up")
}

func TestTheLastUsableWayWithdrawnAsksForAnother(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-1"})
	s.asksNot(FindSafeWay)
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", NoneLeft: true})
	require.Equal(t, s.now.Add(s.Policy.UrgentWithin), s.asks(FindSafeWay).Due)
	e := s.refuses(Invalid, ContactPointChanged{Said: s.worker(), Point: "point-2", NoneLeft: true, Usable: true})
	require.Equal(t, []string{"/usable"}, e.pointers())
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-3", Usable: true})
	s.asksNot(FindSafeWay)
}

func TestASafeWayIsFoundOnlyByReachingTheVictimThroughOne(t *testing.T) {
	t.Parallel()
	for _, m := range []RecordAttempt{
		{Outcome: "no_answer", Point: "point-1"}, {Outcome: "spoke"}, {Outcome: "spoke", Point: "point-1", Unusable: true},
	} {
		s := beginWith(t, func(r *Referral) { r.SafeWay = false })
		m.Said = s.worker()
		s.takes(m)
		s.asks(FindSafeWay)
	}
	s := beginWith(t, func(r *Referral) { r.SafeWay = false })
	s.attempt("spoke")
	s.asksNot(FindSafeWay)
}

func TestAnAttemptByAWayNotToBeUsedIsKeptAndSaysSo(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "no_answer", Point: "point-1", Unusable: true})
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.What == "attempt" })
	require.Contains(t, s.Lines[i].Says, "not to be used")
}

func TestWhenCallsAreSafeMovesTheNextCall(t *testing.T) {
	t.Parallel()
	thursday := []Hours{{Days: []time.Weekday{time.Thursday}, From: 10 * 60, To: 11 * 60}}
	safe := func(s *story) ContactPointChanged {
		return ContactPointChanged{Said: s.worker(), Point: "point-1", Verified: true, Usable: true, Told: true, Hours: thursday}
	}
	s := begin(t, MediumRisk)
	s.takes(safe(s))
	require.Equal(t, inMarch(t, "Thu 5 10:00"), s.asks(CallVictim).NotBefore, "though it is later than the protocol says")
	s.passes(3 * day)
	s.attempt("no_answer")
	require.Equal(t, inMarch(t, "Thu 12 10:00"), s.Contact.Next.From)

	s = begin(t, MediumRisk)
	s.attempt("no_answer")
	s.takes(safe(s))
	require.Equal(t, inMarch(t, "Thu 5 10:00"), s.Contact.Next.From)
	require.Equal(t, 1, s.lines("safe-hours"))
	s.takes(safe(s))
	require.Equal(t, 1, s.lines("safe-hours"), "nothing has changed")

	s = begin(t, MediumRisk)
	at := s.now.Add(5 * hour)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: at})
	s.takes(safe(s))
	require.Equal(t, at, s.due("next-attempt"), "what the victim asked for stands")

	bad := safe(s)
	bad.Hours = []Hours{{From: 10, To: 5}}
	require.Equal(t, []string{"/windows"}, s.refuses(Invalid, bad).pointers())
}

func TestTryingAgainWaitsForASafeWay(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).exhausts()
	s.attempt("third_party_answered")
	s.rules(NotReached, "try_again")
	s.asks(Unsafe)
	s.asksNot(CallVictim)
	s.noClock("next-attempt")
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true, Usable: true})
	require.GreaterOrEqual(t, s.clock("next-attempt"), 0, "and then the attempts begin again")
}
