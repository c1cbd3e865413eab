package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// reminded1 is a case in support whose first text about a trial has left.
func reminded1(t *testing.T) *story {
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.arrived()
	return s
}

func one(m *ReplyReceived) { m.Confirms = true }

func TestAOneConfirmsTheReminderAndNobodyNeedsToReadIt(t *testing.T) {
	t.Parallel()
	s := reminded1(t)
	s.passes(hour)
	s.replied(one)
	h, _ := s.hearing("trial-1")
	require.Equal(t, s.now, h.Confirmed)
	require.Equal(t, 1, s.lines("hearing-confirmed"))
	require.Empty(t, s.Unread)
	s.asksNot(ReadReply)
	s.passes(2 * day)
	s.asksNot(CallUnconfirmed)
}

func TestAReminderThatNobodyConfirmsBecomesACallBeforeTheHearing(t *testing.T) {
	t.Parallel()
	s := reminded1(t)
	s.passes(day - time.Second)
	s.asksNot(CallUnconfirmed)
	s.passes(time.Second)
	task := s.asks(CallUnconfirmed)
	require.Equal(t, "trial-1", task.About)
	require.Equal(t, monday.Add(20*day), task.Due)
	s.replied(one)
	s.asksNot(CallUnconfirmed)
}

func TestOnlyATextThatLeftAsksForAnAnswer(t *testing.T) {
	t.Parallel()
	for name, settle := range map[string]func(*story){
		"none left": func(s *story) { s.settles(Outcome{State: Missed}) },
		"an email left": func(s *story) {
			s.settles(Outcome{State: Refused, Rule: "not_a_mobile"})
			s.arrived()
		},
	} {
		s := heard(t, 20*day)
		s.passes(18 * day)
		settle(s)
		s.passes(day + hour)
		s.asksNot(CallUnconfirmed)
		s.replied(one)
		require.Len(t, s.asked(ReadReply), 1, name)
	}
}

func TestAOneThatNothingAskedForIsReadByAPerson(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.replied(one)
	s.asks(ReadReply)
	require.Len(t, s.Unread, 1)

	s = reminded1(t)
	s.replied(one)
	s.replied(one) // and a second one is more than the answer
	s.asks(ReadReply)
}

func TestAOneAnswersTheLatestReminder(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.takes(s.listing("plea-1", 20*day+2*hour))
	s.passes(18*day + 3*hour)
	s.arrived()
	s.replied(one)
	plea, _ := s.hearing("plea-1")
	trial, _ := s.hearing("trial-1")
	require.False(t, plea.Asked.IsZero() || trial.Asked.IsZero())
	require.Equal(t, 1, len(s.Hearings)-len(unanswered(s)), "one of them, whichever was asked last")
}

func unanswered(s *story) (found []string) {
	for _, h := range s.Hearings {
		if h.Confirmed.IsZero() {
			found = append(found, h.ID)
		}
	}
	return found
}

func TestAStopOrACallForHelpIsNeverTakenForAConfirmation(t *testing.T) {
	t.Parallel()
	for _, also := range []func(*ReplyReceived){func(m *ReplyReceived) { m.Stop = true }, func(m *ReplyReceived) { m.Distress = true }} {
		s := reminded1(t)
		s.replied(func(m *ReplyReceived) { one(m); also(m) })
		s.asks(ReadReply)
		require.Len(t, unanswered(s), 1)
	}
}

func TestAMovedHearingIsConfirmedAnew(t *testing.T) {
	t.Parallel()
	s := reminded1(t)
	s.replied(one)
	same := s.listing("trial-1", 20*day)
	same.Needed = false
	s.takes(same)
	require.Empty(t, unanswered(s), "the date is the same")
	s.takes(s.listing("trial-1", 30*day))
	require.Len(t, unanswered(s), 1)
	s.noClock(unconfirmed("trial-1"))
	s.passes(10 * day)
	s.arrived()
	require.Equal(t, monday.Add(29*day), s.due(unconfirmed("trial-1")))
	s.passes(day)
	s.asks(CallUnconfirmed)
	s.takes(s.listing("trial-1", 40*day))
	s.asksNot(CallUnconfirmed)
}

func TestAVacatedHearingIsNotCalledAboutForWantOfAnAnswer(t *testing.T) {
	t.Parallel()
	s := reminded1(t)
	m := s.listing("trial-1", 20*day)
	m.Status = Vacated
	s.takes(m)
	s.passes(3 * day)
	s.asksNot(CallUnconfirmed)
}

func TestOneCallIsEnough(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.sent() // and no receipt comes
	s.passes(day)
	s.asks(CallInstead)
	s.asksNot(CallUnconfirmed)
}

func TestACallForHelpGoesToASupervisorAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.replied(func(m *ReplyReceived) { m.Distress = true })
	help := s.asks(HelpReply)
	require.Equal(t, Supervisor, help.Role)
	require.True(t, help.Urgent)
	require.Equal(t, s.now, help.Due)
	require.Equal(t, Caseworker, s.asks(ReadReply).Role, "and whoever knows the victim reads it too")
	require.Equal(t, help.About, s.asks(ReadReply).About)
}

func TestACaseDoesNotEndOverACallForHelp(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.replied(func(m *ReplyReceived) { m.Distress = true })
	s.takes(AddNote{Said: s.words(), Task: s.asks(ReadReply).ID})
	e := s.refuses(ClosureBlocked, CloseCase{Said: s.worker(), Reason: "needs_met"})
	require.Equal(t, []string{"/tasks/" + s.asks(HelpReply).ID}, e.pointers())
	s.decides(HelpReply)
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
}
