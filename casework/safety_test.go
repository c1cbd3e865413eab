package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// halting are the outcomes of a call after which nothing may leave by itself.
var halting = []string{"third_party_answered", "unsafe_signal", "wrong_person"}

func TestAThirdPartyAnsweringStopsAllAutomation(t *testing.T) {
	t.Parallel()
	for _, outcome := range halting {
		s := begin(t, MediumRisk)
		s.attempt(outcome)
		require.Equal(t, &Halt{Since: monday, Why: outcome, Point: "point-1"}, s.Halt)
		task := s.asks(Unsafe)
		require.True(t, task.Urgent)
		require.Equal(t, monday.Add(s.Policy.UrgentWithin), task.Due)
		s.asksNot(CallVictim)
		s.noClock("next-attempt")
		require.Equal(t, 1, s.Contact.Failed)
	}
}

func TestNothingIsPlannedWhileNobodyHasFoundASafeWay(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("third_party_answered")
	s.attempt("no_answer")
	s.noClock("next-attempt")
	s.passes(20 * day)
	s.asksNot(CallVictim)
	require.Greater(t, s.asks(Unsafe).Escalated, 15, "urgent work is asked about every day")
}

func TestNobodyIsCalledAtTheTimeAThirdPartyNamed(t *testing.T) {
	t.Parallel()
	for _, outcome := range halting {
		for _, stage := range []func(*story) *story{func(s *story) *story { return s }, (*story).assessing, func(s *story) *story { return s.supporting() }} {
			s := stage(begin(t, MediumRisk))
			s.takes(RecordAttempt{Said: s.worker(), Outcome: outcome, CallBack: s.now.Add(day)})
			s.asksNot(CallVictim)
			s.noClock("next-attempt")
		}
	}
}

func TestAStopTakesBackEveryMessageThatHasNotLeft(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.settles(Outcome{State: Waiting, Until: s.now.Add(hour), Rule: "quiet_hours"})
	s.takes(s.plan())
	require.Equal(t, []Template{PlanAgreed}, s.leaving())
	s.attempt("unsafe_signal")
	require.Empty(t, s.leaving())
	require.True(t, s.Outbox[0].Withdrawn)
	require.Empty(t, s.waiting())
	s.passes(day)
	require.Len(t, s.Outbox, 1)
}

func TestWhatIsTakenBackIsNeverTriedAgain(t *testing.T) {
	t.Parallel()
	for _, o := range []Outcome{
		{State: Waiting, Until: monday.Add(hour), Rule: "quiet_hours"}, {State: Refused, Rule: "landline"}, {State: Withdrawn},
	} {
		s := begin(t, MediumRisk).assessing()
		s.attempt("unsafe_signal")
		s.settles(o)
		require.Empty(t, s.Outbox, "no other channel")
		require.Empty(t, s.waiting(), "no other time")
		require.Equal(t, 1, s.lines("message-withdrawn"))
	}
}

func TestNoMessageIsAskedForWhileAllAreStopped(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("wrong_person")
	s.assessing()
	require.Empty(t, s.Outbox)
	require.Equal(t, 1, s.lines("message-stopped"))
}

func TestAReminderThatMayNotLeaveBecomesACall(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", 40*hour))
	s.passes(16 * hour)
	require.Equal(t, []Template{HearingReminder}, s.leaving())
	s.settles(Outcome{State: Waiting, Until: s.now.Add(2 * hour), Rule: "quiet_hours"})
	s.attempt("third_party_answered")
	require.Equal(t, "trial-1", s.asks(CallInstead).About, "the hearing is still to be told of, safely")
}

func TestAReminderThatWasTakenBackOrNeverAskedForBecomesACallToo(t *testing.T) {
	t.Parallel()
	onItsWay := heard(t, 20*day)
	onItsWay.passes(18 * day)
	onItsWay.attempt("third_party_answered")
	onItsWay.settles(Outcome{State: Withdrawn})
	onItsWay.asks(CallInstead)

	notYet := heard(t, 20*day)
	notYet.attempt("third_party_answered")
	notYet.passes(18 * day)
	notYet.asks(CallInstead)
}

func TestOnlyAWayTheVictimConfirmedLetsMessagesLeaveAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("third_party_answered")
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-1"})
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Usable: true})
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true})
	require.NotNil(t, s.Halt)
	require.Equal(t, 3, s.lines("contact-point"))
	s.asks(Unsafe)

	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true, Usable: true})
	require.Nil(t, s.Halt)
	s.asksNot(Unsafe)
	require.Equal(t, s.Contact.Next.From, s.due("next-attempt"), "and reaching goes on")
	s.assessing()
	require.Equal(t, []Template{SupportAccepted}, s.leaving())
}

func TestADecisionAboutSafetyLetsPeopleCallButNothingLeaveByItself(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("unsafe_signal")
	s.refuses(Invalid, AddNote{Said: s.words(), Task: s.asks(Unsafe).ID})
	s.rules(Unsafe, "calls_with_care")
	require.NotNil(t, s.Halt)
	s.due("next-attempt")
	s.assessing()
	require.Empty(t, s.Outbox)
}

func TestTheReasonForAStopIsTheFirstOne(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("unsafe_signal")
	s.passes(hour / 2)
	s.attempt("wrong_person")
	require.Equal(t, "unsafe_signal", s.Halt.Why)
	require.Equal(t, monday, s.Halt.Since)
}

func TestASafeguardingConcernIsPutToASupervisorEachTime(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.takes(RaiseConcern{Said: s.words(), About: "child"})
	s.takes(RaiseConcern{Said: s.words(), About: "child"})
	require.Len(t, s.asked(Safeguard), 2)
	require.Len(t, s.Concerns, 2)
	require.Equal(t, Supervisor, s.asked(Safeguard)[0].Role)
	require.Nil(t, s.Halt)
	s.asks(CallVictim)
}

func TestImmediateDangerStopsEveryMessageAndPlannedCall(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	s.takes(RaiseConcern{Said: s.words(), About: "victim", Immediate: true})
	require.Equal(t, "immediate_danger", s.Halt.Why)
	s.noClock("next-attempt")

	s = begin(t, MediumRisk)
	s.takes(RaiseConcern{Said: s.words(), About: "victim", Immediate: true})
	s.asksNot(CallVictim)
	s.asks(Unsafe)
	s.asks(Safeguard)
}

func TestAReferralWithNoSafeWayAsksForOne(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.SafeWay = false })
	require.Equal(t, monday.Add(s.Policy.UrgentWithin), s.asks(FindSafeWay).Due)
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-1", Verified: true, Usable: true})
	s.asksNot(FindSafeWay)
}

func TestSTOPNeverClosesACase(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	m := s.by(System)
	m.Text = "reply-1"
	s.takes(ReplyReceived{Said: m, Stop: true, Point: "point-1"})
	require.Equal(t, Supporting, s.Stage)
	require.True(t, s.asks(ReadReply).Urgent)
	s.passes(365 * day)
	require.Equal(t, Supporting, s.Stage)
}

func TestAReplyIsReadByAPersonAndNeverAnswered(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	m := s.by(System)
	m.Text = "reply-1"
	s.takes(ReplyReceived{Said: m, Point: "point-1"})
	require.Empty(t, s.Outbox)
	require.Equal(t, []Unread{{ID: "reply-1", At: monday}}, s.Unread)
	m = s.by(System)
	m.Text = "reply-2"
	s.takes(ReplyReceived{Said: m, Point: "point-1"})
	require.Len(t, s.asked(ReadReply), 2)
	s.takes(AddNote{Said: s.words(), Task: s.asked(ReadReply)[0].ID})
	require.Equal(t, []Unread{{ID: "reply-2", At: monday}}, s.Unread)
}
