package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// remindedOf is a case whose victim has just been reminded, two days ahead, of a
// hearing ten days after the story began.
func remindedOf(t *testing.T) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", 10*day))
	s.passes(8 * day)
	s.arrived()
	require.Equal(t, s.now, s.Hearings[0].Told)
	return s
}

func (s *story) vacating(id string) SetHearing {
	m := s.listing(id, 10*day)
	m.Status = Vacated
	return m
}

func TestAVictimRemindedOfAHearingIsToldThatItHasChanged(t *testing.T) {
	t.Parallel()
	old := monday.Add(10 * day)
	for what, change := range map[string]func(s *story) SetHearing{
		"vacated":        func(s *story) SetHearing { return s.vacating("trial-1") },
		"moved later":    func(s *story) SetHearing { return s.listing("trial-1", 30*day) },
		"moved earlier":  func(s *story) SetHearing { return s.listing("trial-1", 9*day) },
		"not needed now": func(s *story) SetHearing { m := s.listing("trial-1", 10*day); m.Needed = false; return m },
	} {
		s := remindedOf(t)
		s.takes(change(s))
		task := s.asks(TellHearing)
		require.Equal(t, "trial-1", task.About, what)
		require.True(t, task.Due.Before(old), what)
		require.True(t, task.Urgent)
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "no_answer", Task: task.ID})
		s.asks(TellHearing) // a call that nobody answered has told nobody
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: task.ID})
		s.asksNot(TellHearing)
	}
}

func TestAHearingThatChangesAtTheLastMomentIsToldAtOnce(t *testing.T) {
	t.Parallel()
	s := remindedOf(t)
	s.passes(2*day - hour/2)
	s.arrived()
	s.takes(s.vacating("trial-1"))
	require.Equal(t, s.now, s.asks(TellHearing).Due)

	s = remindedOf(t)
	s.passes(2*day - 3*hour)
	s.takes(s.vacating("trial-1"))
	require.Equal(t, s.now.Add(2*hour), s.asks(TellHearing).Due, "an hour before they would have been there")
}

func TestWhoeverKnewNothingOfAHearingIsNotToldThatItHasChanged(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.listing("trial-1", 10*day))
	s.takes(s.listing("trial-1", 12*day))
	s.takes(s.vacating("trial-1"))
	s.asksNot(TellHearing)

	s = remindedOf(t)
	s.takes(s.listing("trial-1", 10*day)) // the same once more
	s.asksNot(TellHearing)
	s.passes(2 * day)
	m := s.vacating("trial-1")
	m.Status = Held
	s.takes(m)
	s.asksNot(TellHearing)
}

func TestAVictimWhoWasCalledAboutAHearingIsToldThatItHasChanged(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.listing("trial-1", 10*day))
	s.passes(4 * day)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})
	s.takes(s.vacating("trial-1"))
	s.asks(TellHearing)
}

func TestAReminderThatLeftForAHearingChangedMeanwhileIsPutRight(t *testing.T) {
	t.Parallel()
	for _, state := range []OutcomeState{Sent, Unclear} {
		s := begin(t, MediumRisk).supporting()
		s.sent()
		s.takes(s.listing("trial-1", 10*day))
		s.passes(8 * day)
		s.takes(s.listing("trial-1", 30*day))
		s.asksNot(TellHearing)
		s.settles(Outcome{State: state}) // it had left before it could be taken back
		require.True(t, s.asks(TellHearing).Due.Before(monday.Add(10*day)))
		require.True(t, s.Hearings[0].Told.IsZero(), "of the new date they know nothing yet")
	}
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", 10*day))
	s.passes(8 * day)
	s.takes(s.closing("deceased"))
	s.settles(Outcome{State: Sent})
	s.asksNot(TellHearing)
}

func TestCallsAboutAHearingAreTooLateWhenItBegins(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.listing("trial-1", 10*day))
	s.passes(4 * day)
	s.asks(CallHearing)
	s.passes(6 * day)
	s.asksNot(aboutHearing...)
	s.asks(ExplainHearing)
}

func TestAReceiptThatComesLateTakesTheCallBack(t *testing.T) {
	t.Parallel()
	late := func() (*story, Effect) {
		s := begin(t, MediumRisk).supporting()
		s.sent()
		s.takes(s.listing("trial-1", 10*day))
		s.passes(8 * day)
		e := s.Outbox[0]
		s.settles(Outcome{State: Sent})
		s.passes(s.Policy.ReceiptWithin)
		s.asks(CallInstead)
		return s, e
	}
	s, e := late()
	s.takes(s.delivered(e))
	s.asksNot(CallInstead)
	i := len(s.Lines) - 1
	require.Equal(t, "task-dropped", s.Lines[i].What)
	require.Contains(t, s.Lines[i].Says, "arrived after all")

	s, e = late()
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallInstead).ID})
	dropped := s.lines("task-dropped")
	s.takes(s.delivered(e))
	require.Equal(t, dropped, s.lines("task-dropped"), "the call has been made")

	s, e = late()
	s.takes(MessageFailed{Said: s.by(System), Template: HearingReminder, About: "trial-1", When: monday.Add(10 * day), Code: "30005", Effect: "another"})
	s.takes(s.delivered(e))
	s.asks(CallInstead) // the other message has not arrived

	s, _ = late()
	s.takes(MessageDelivered{Said: s.by(System), Template: HearingReminder, About: "trial-1", Effect: "another"})
	s.asks(CallInstead)
}
