package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// goodbye begins to close a case that is being supported, for a reason of which the
// victim is to be told.
func (s *story) goodbye() *story {
	s.t.Helper()
	s.supporting()
	s.sent()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	return s
}

func TestAMessageThatLeftHasToldTheVictim(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).goodbye()
	require.Nil(t, s.Closure.Told)
	s.sent()
	require.Equal(t, toldByMessage, s.Closure.Told.How)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	require.Equal(t, 1, s.lines("ending-told"))
}

func TestWhoeverCannotBeWrittenToIsCalledOnceMoreAndTheCaseWaits(t *testing.T) {
	t.Parallel()
	for how, settle := range map[string][]Outcome{
		"refused twice": {{State: Refused, Rule: "not_verified"}, {State: Refused, Rule: "not_verified"}},
		"no safe time":  {{State: Waiting, Until: monday.Add(9 * day)}},
		"unclear":       {{State: Unclear}},
		"broken":        {{State: Broken, Reason: "x"}},
	} {
		s := begin(t, StandardRisk).goodbye()
		for _, o := range settle {
			s.settles(o)
		}
		task := s.asks(TellEnding)
		require.Equal(t, s.now.Add(s.Policy.TalkWithin), task.Due, how)
		s.passes(3 * s.Policy.ClosingFor)
		require.Equal(t, Closing, s.Stage, how)
		require.Equal(t, 1, s.lines("closure-waits"))
		require.Equal(t, Supervisor, s.asks(TellEnding).Role, "a supervisor has been told")
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: task.ID})
		require.Equal(t, toldInPerson, s.Closure.Told.How)
		require.Equal(t, "caseworker-1", s.Closure.Told.By)
		s.passes(s.Policy.UrgentWithin)
		require.Equal(t, Closed, s.Stage, how)
	}
}

func TestALastCallThatReachesNobodyIsEnough(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).goodbye()
	s.settles(Outcome{State: Broken})
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "no_answer", Task: s.asks(TellEnding).ID})
	require.Equal(t, toldLastCall, s.Closure.Told.How)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
}

func TestSomebodyMayDecideThatTheVictimIsNotTold(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).goodbye()
	s.settles(Outcome{State: Broken})
	s.rules(TellEnding, toldNotAtAll)
	require.Equal(t, toldNotAtAll, s.Closure.Told.How)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
}

func TestWhoeverWasToldInPersonIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).supporting()
	s.sent()
	s.refuses(Invalid, CloseCase{Said: s.worker(), Reason: "needs_met", Told: "somehow"})
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met", Told: "in_person"})
	require.Empty(t, s.leaving())
	require.Equal(t, toldInPerson, s.Closure.Told.How)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
}

func TestNobodyIsToldWhereContactIsNotSafe(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("third_party_answered")
	m := s.closing("unsafe_to_contact")
	m.Told = "in_person"
	require.Equal(t, []string{"/told"}, s.refuses(Invalid, m).pointers())
	s.takes(s.closing("unsafe_to_contact"))
	require.Empty(t, s.leaving())
	s.asksNot(TellEnding)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	require.Nil(t, s.Closure.Told)
}

func TestWhoeverHasJustSaidNoIsNotCalledOnceMore(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("declined")
	s.settles(Outcome{State: Refused, Rule: "not_verified"})
	s.settles(Outcome{State: Refused, Rule: "no_point"})
	s.asksNot(TellEnding)
	require.Equal(t, toldSpokenTo, s.Closure.Told.How)
}

func TestAGoodbyeThatCameBackHasToldNobody(t *testing.T) {
	t.Parallel()
	failed := func(s *story) MessageFailed {
		return MessageFailed{Said: s.by(System), Template: SupportEnded, Code: "30005", Effect: "e"}
	}
	s := begin(t, StandardRisk).goodbye()
	s.sent()
	s.takes(failed(s))
	require.Nil(t, s.Closure.Told)
	s.asks(TellEnding)

	s = begin(t, StandardRisk).goodbye()
	s.sent()
	s.passes(s.Policy.ClosingFor)
	s.takes(failed(s))
	require.Equal(t, Closed, s.Stage)
	require.Equal(t, toldNotArrived, s.Closure.Told.How)
	require.True(t, s.Resting())
}

func TestAClosureTakenBackTellsNobody(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).goodbye()
	s.settles(Outcome{State: Broken})
	s.asks(TellEnding)
	s.reopened("closed_in_error")
	s.asksNot(TellEnding)
	s.passes(time.Hour)
	require.Equal(t, Supporting, s.Stage)
}

func TestEveryWayOfTellingSaysWhatItMeans(t *testing.T) {
	t.Parallel()
	for _, how := range []string{toldByMessage, toldInPerson, toldSpokenTo, toldLastCall, toldNotAtAll, toldNotArrived} {
		require.NotEmpty(t, TellingOf(how))
	}
	require.Empty(t, TellingOf("rumour"))
	require.Len(t, Tellings, 6)
}
