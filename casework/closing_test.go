package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// closing asks that a case be ended, with a supervisor's decision.
func (s *story) closing(reason string) CloseCase {
	said := s.boss()
	said.Text = "why-of-" + said.ID
	return CloseCase{Said: said, Reason: reason, SignedOff: true}
}

func TestACaseEndsADayAfterItWasAsked(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(CloseCase{Said: s.words(), Reason: "needs_met"})
	require.Equal(t, Closing, s.Stage)
	require.Equal(t, []Template{SupportEnded}, s.leaving(), "the victim is told how to come back")
	s.sent()
	s.passes(s.Policy.ClosingFor - time.Second)
	require.Equal(t, Closing, s.Stage)
	require.False(t, s.Resting())
	s.passes(time.Second)
	require.Equal(t, Closed, s.Stage)
	require.Equal(t, s.now, s.Closure.Ended)
	require.True(t, s.Resting())
	require.Empty(t, s.openTasks())
	require.Equal(t, 1, s.lines("return"))
}

func TestAHighRiskCaseNeverClosesWithoutSignOff(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).supporting()
	s.agenciesDecided()
	s.refuses(NeedsSignOff, CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.refuses(NeedsSignOff, CloseCase{Said: s.boss(), Reason: "needs_met"})
	e := s.refuses(Invalid, CloseCase{Said: s.words(), Reason: "needs_met", SignedOff: true})
	require.Equal(t, []string{"/signed_off"}, e.pointers())
	s.takes(s.closing("needs_met"))
	require.Equal(t, "supervisor-1", s.Closure.SignedBy)
}

func TestReasonsThatOnlyASupervisorMayGive(t *testing.T) {
	t.Parallel()
	for _, r := range Reasons {
		s := begin(t, StandardRisk)
		s.attempt("spoke")
		if r.Code == "needs_met" {
			s.supporting()
		}
		for range s.Policy.Standard.Attempts {
			if r.Code == "not_reached_after_protocol" {
				s.tries("no_answer")
			}
		}
		s.takenOn("refuge")
		if !r.SignOff {
			s.takes(CloseCase{Said: s.worker(), Reason: r.Code})
			continue
		}
		s.refuses(NeedsSignOff, CloseCase{Said: s.worker(), Reason: r.Code})
		s.takes(s.closing(r.Code))
	}
}

func TestAGradeRaisedWhileClosingHoldsTheClosureUp(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	r := s.referral("crime-1", 2)
	r.Risk.Grade = HighRisk
	s.takes(r)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Supporting, s.Stage)
	require.Equal(t, 1, s.lines("closure-held"))
	s.asks(DecideNext)
}

func TestNeedsCannotBeMetBeforeThereIsAPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	require.Equal(t, []string{"/reason"}, s.refuses(Invalid, CloseCase{Said: s.worker(), Reason: "needs_met"}).pointers())
}

func TestSomebodyNotReachedHasNotDeclined(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	e := s.refuses(Invalid, CloseCase{Said: s.worker(), Reason: "declined_at_first_contact"})
	require.Equal(t, "contradicts_stage", e.Fields[0].Code)
}

// blocked expects that a case cannot be closed for the one thing named.
func (s *story) blockedBy(pointer, code string) {
	s.t.Helper()
	e := s.refuses(ClosureBlocked, s.closing("declined_later"))
	require.Equal(s.t, []string{pointer}, e.pointers())
	require.Equal(s.t, code, e.Fields[0].Code)
}

func TestACaseWithAHearingToComeIsNotClosed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.listing("trial-1", 30*day))
	s.blockedBy("/hearings/trial-1", "future_hearing")
	s.passes(30 * day)
	s.takes(s.closing("declined_later"))
}

func TestACaseWithAnUnreadReplyIsNotClosed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	m := s.by(System)
	m.Text = "reply-1"
	s.takes(ReplyReceived{Said: m})
	s.blockedBy("/replies", "unread_reply")
	s.refuses(ClosureBlocked, s.closing("duplicate_merged"))
	s.takes(AddNote{Said: s.words(), Task: s.asks(ReadReply).ID})
	s.takes(s.closing("declined_later"))
}

func TestACaseWithAnOpenActionIsNotClosed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", day))
	s.blockedBy("/plan/actions/a", "open_action")
}

func TestACaseWithAnUndecidedQuestionOfSafetyIsNotClosed(t *testing.T) {
	t.Parallel()
	for kind, code := range map[TaskKind]string{
		Unsafe: "contact_unsafe", Safeguard: "safeguarding_undecided", TalkWithdrawal: "withdrawal_not_talked_through",
	} {
		s := begin(t, MediumRisk).supporting()
		held[code].bring(s)
		s.blockedBy("/tasks/"+s.asks(kind).ID, code)
		held[code].lift(s)
		s.takes(s.closing("declined_later"))
	}
	s := begin(t, HighRisk)
	s.passes(2 * day)
	s.refuses(ClosureBlocked, s.closing("other_agency_lead"))
	s.rules(SafeAndWell, "known_safe")
	s.agenciesDecided()
	s.takes(s.closing("other_agency_lead"))
}

func TestEverythingThatHoldsAClosureUpIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", day))
	s.takes(s.listing("trial-1", 30*day))
	s.takes(RaiseConcern{Said: s.words(), About: "child"})
	e := s.refuses(ClosureBlocked, s.closing("needs_met"))
	require.Equal(t, []string{"/hearings/trial-1", "/plan/actions/a", "/tasks/" + s.asks(Safeguard).ID}, e.pointers())
}

func TestUnsafeToContactIsDecidedByClosing(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("third_party_answered")
	s.takes(s.closing("unsafe_to_contact"))
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	require.Empty(t, s.Outbox)
}

func TestADuplicateEndsWhateverIsOpenButNeverAConcern(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", day))
	s.takes(s.listing("trial-1", 30*day))
	s.attempt("unsafe_signal")
	s.takes(RaiseConcern{Said: s.words(), About: "child"})
	e := s.refuses(ClosureBlocked, s.closing("duplicate_merged"))
	require.Equal(t, []string{"/tasks/" + s.asks(Safeguard).ID}, e.pointers())
	s.decides(Safeguard)
	s.takes(s.closing("duplicate_merged"))
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
}

func TestNothingIsWrittenToAVictimWhoHasDied(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.settles(Outcome{State: Waiting, Until: s.now.Add(10 * hour), Rule: "quiet_hours"})
	s.takes(s.plan())
	s.takes(s.listing("trial-1", 30*hour)) // its last reminder is due while the case is closing
	s.takes(s.closing("deceased"))
	require.Empty(t, s.leaving())
	require.Empty(t, s.waiting())
	s.passes(20 * hour)
	require.Empty(t, s.leaving())
	s.asksNot(CallInstead)
	require.Equal(t, 1, s.lines("message-not-needed"))
}

func TestWhoHasGoneIsNotWelcomed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	s.settles(Outcome{State: Waiting, Until: s.now.Add(10 * hour), Rule: "quiet_hours"})
	s.takes(RecordWithdrawal{Said: s.worker(), From: "support", Reason: "no_longer_needed"})
	require.Equal(t, Closing, s.Stage)
	require.Equal(t, []Template{SupportEnded}, s.leaving())
	require.Empty(t, s.waiting())
}

func TestTheLastMessageToAVictimNotReachedOutlivesTheirStage(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).exhausts()
	s.takes(s.closing("not_reached_after_protocol"))
	require.Equal(t, []Template{LeaveOpen}, s.leaving())
}

func TestWhatComesUpWhileClosingHoldsTheClosureUp(t *testing.T) {
	t.Parallel()
	reply := Said{ID: "reply", Role: System, Text: "reply-1"}
	for what, m := range map[string]Command{
		"a concern": RaiseConcern{Said: Said{ID: "k"}, About: "victim"}, "a reply": ReplyReceived{Said: reply},
		"a hearing":     SetHearing{Said: Said{ID: "k"}, Hearing: "h", Type: "trial", Status: Listed, Source: "court", Starts: monday.Add(30 * day)},
		"a withdrawal":  RecordWithdrawal{Said: Said{ID: "k"}, From: "prosecution", Reason: "pressure"},
		"a third party": RecordAttempt{Said: Said{ID: "k"}, Outcome: "third_party_answered"},
	} {
		s := begin(t, MediumRisk).supporting()
		s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
		s.takes(m)
		require.Equal(t, Closing, s.Stage, what)
		s.passes(s.Policy.ClosingFor)
		require.Equal(t, Supporting, s.Stage, what)
		require.Nil(t, s.Closure, what)
		s.asks(DecideNext)
	}
}

func TestAClosureHeldUpAsksWhatNextAtAnyStage(t *testing.T) {
	t.Parallel()
	for _, stage := range []func(*story) *story{func(s *story) *story { return s }, (*story).assessing, (*story).planning} {
		s := stage(begin(t, MediumRisk))
		was := s.Stage
		s.takes(CloseCase{Said: s.worker(), Reason: "other_agency_lead"})
		s.takes(RaiseConcern{Said: s.words(), About: "child"})
		s.passes(s.Policy.ClosingFor)
		require.Equal(t, was, s.Stage)
		require.Equal(t, s.now.Add(s.Policy.DecideWithin), s.asks(DecideNext).Due)
	}
}

func TestEveryTaskThatEndsWithItsCaseIsInTheTimeline(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.raise(ReviewRisk, "", s.now, 5*day)
	id := s.asks(ReviewRisk).ID
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.passes(s.Policy.ClosingFor)
	last := s.Lines[len(s.Lines)-3]
	require.Equal(t, "task-dropped", last.What)
	require.Equal(t, id, last.About)
}

func TestAWithdrawalFromSupportWhileClosingChangesNothingOfTheEnd(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.takes(RecordWithdrawal{Said: s.worker(), From: "support", Reason: "not_said"})
	require.Len(t, s.Withdrew, 1)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	require.Equal(t, "needs_met", s.Closure.Reason)
}

func TestAnAssessmentAtTheEndIsStillTaken(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("5")})
	require.Len(t, s.Needs, 2)
	require.Equal(t, Closing, s.Stage)
}

func TestWhoWithdrawsFromSupportIsNotCalledAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.takes(RecordWithdrawal{Said: s.worker(), From: "support", Reason: "reconciled"})
	require.Equal(t, "declined_later", s.asks(SignOff).About)
	s.asksNot(CallVictim)
	s.passes(30 * day)
	s.asksNot(CallVictim)
	s.rules(SafeAndWell, "known_safe") // not reached in 48 hours, and high risk
	s.agenciesDecided()
	s.takes(s.closing("declined_later"))
	s.asksNot(SignOff)
}

func TestAWithdrawalWithSomethingOpenIsASupervisorsToSettle(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).supporting(action("a", day))
	s.takes(RecordWithdrawal{Said: s.worker(), From: "support", Reason: "delay"})
	require.Equal(t, Supporting, s.Stage)
	require.Equal(t, Supervisor, s.asks(SignOff).Role)
}

func TestWithdrawingFromTheProsecutionIsTalkedThroughAndEndsNothing(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(RecordWithdrawal{Said: s.worker(), From: "prosecution", Reason: "pressure"})
	require.Equal(t, Supporting, s.Stage)
	require.Equal(t, monday.Add(s.Policy.TalkWithin), s.asks(TalkWithdrawal).Due)
	e := s.refuses(Invalid, RecordWithdrawal{Said: s.worker(), From: "life", Reason: "rain"})
	require.Equal(t, []string{"/from", "/reason"}, e.pointers())
}

func TestAClosedCaseTakesOnlyWhatDoesNotNeedItOpen(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	for _, m := range Commands {
		switch m.(type) {
		case Referral, ReopenCase, PlaceLegalHold, LiftLegalHold, SealChanged, ReplyReceived, MessageFailed, MessageDelivered, RecordJusticeEvent, RecordTold:
			require.True(t, WhenClosed(m), m.Name())
			if e := refusal(s.Check(m, s.now)); e != nil {
				require.NotEqual(t, CaseClosed, e.Code)
			}
		default:
			require.False(t, WhenClosed(m), m.Name())
			require.Equal(t, CaseClosed, refusal(s.Check(m, s.now)).Code, m.Name())
		}
	}
}
