package casework

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryTemplateSpeaksOfOneTopic(t *testing.T) {
	t.Parallel()
	var all []Template
	for _, topic := range Topics {
		all = append(all, topic.Templates...)
	}
	require.ElementsMatch(t, Templates, all)
}

func TestWhatAVictimDoesNotWantToBeToldIsNotWrittenAndTheTimelineSaysWhy(t *testing.T) {
	t.Parallel()
	for _, topic := range Topics {
		for _, template := range topic.Templates {
			s := begin(t, MediumRisk).supporting()
			s.sent()
			s.takes(SetPreferences{Said: s.worker(), Untold: []string{topic.Code}})
			s.message(Message{Template: template, Channel: Text}, s.now)
			require.Empty(t, s.leaving())
			require.Equal(t, 1, s.lines("message-not-wanted"), template)
		}
	}
}

func TestAHearingIsCalledAboutEvenWhereNothingIsToBeWrittenOfIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", 10*day))
	s.takes(SetPreferences{Said: s.worker(), Untold: []string{"hearings"}})
	s.passes(9*day + 23*hour)
	s.asks(CallHearing)
	s.asksNot(CallInstead, CallUnconfirmed)
	require.Equal(t, 2, s.lines("message-not-wanted"))
	require.Empty(t, s.Outbox)
}

func TestWhatIsOnItsWayIsTakenBackWhenItIsNoLongerWanted(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.sent()
	s.takes(s.plan())
	s.settles(Outcome{State: Waiting, Until: s.now.Add(hour), Rule: "quiet_hours"})
	s.takes(SetPreferences{Said: s.worker(), Untold: []string{"support"}})
	require.Empty(t, s.waiting())
}

func TestAVictimIsToldHowThingsStandAsOftenAsTheyAsked(t *testing.T) {
	t.Parallel()
	for _, o := range Oftens {
		s := begin(t, MediumRisk).supporting()
		s.takes(SetPreferences{Said: s.worker(), Often: o.Code})
		if o.Weeks == 0 {
			s.noClock("update")
			continue
		}
		for range 2 {
			s.passes(day * 7 * 4)
			s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(UpdateVictim).ID})
		}
	}
	s := begin(t, MediumRisk)
	s.takes(SetPreferences{Said: s.worker(), Often: "weekly"})
	s.passes(8 * day)
	s.asksNot(UpdateVictim)
	s.takes(SetPreferences{Said: s.worker()})
	s.noClock("update")
}

func TestWhatIsWrongWithPreferencesIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	e := s.refuses(Invalid, SetPreferences{
		Said: s.worker(), Ways: []string{"call", "pigeon", "call"}, Best: []Hours{{From: 700, To: 600}}, Untold: []string{"weather"}, Often: "hourly",
		Others: []Other{{Relation: "suspect", Topics: []string{"weather"}}, {Relation: "friend", Text: "name"}},
	})
	require.ElementsMatch(t, []string{
		"/ways/1", "/ways/2", "/best_times", "/told_about", "/how_often", "/others/0/name", "/others/0/relation", "/others/0/told_about", "/others/1/told_about",
	}, e.pointers())
	s.takes(SetPreferences{Said: s.by(System), Ways: Ways, Others: []Other{{ID: "o", Relation: "friend", Topics: []string{"hearings"}, Text: "name"}}})
	require.Equal(t, Ways, s.Preferences.Ways)
}

func TestAWishForAnotherCaseworkerIsASupervisorsToAnswer(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	require.Equal(t, "no_caseworker", s.refuses(Invalid, AskChangeOfCaseworker{Said: s.worker()}).Fields[0].Code)
	s.supporting()
	was := s.Owner
	s.takes(AskChangeOfCaseworker{Said: s.by(System)})
	require.Equal(t, Supervisor, s.asks(ChangeCaseworker).Role)
	s.rules(ChangeCaseworker, "stays")
	require.Equal(t, was, s.Owner)

	s.takes(AskChangeOfCaseworker{Said: s.worker()})
	s.rules(ChangeCaseworker, "will_change")
	require.True(t, s.onDuty())
	s.asks(Allocate)
	m := s.words()
	m.By = was
	s.takes(RecordAttempt{Said: m, Outcome: "spoke"})
	require.True(t, s.onDuty(), "who is no longer wanted does not get the case back by working on it")
	m = s.words()
	m.By = "caseworker-2"
	s.takes(RecordAttempt{Said: m, Outcome: "spoke"})
	require.Equal(t, "caseworker-2", s.Owner)
	require.False(t, slices.ContainsFunc(s.Tasks, func(k Task) bool { return k.Open() && k.Owner == was }))
}
