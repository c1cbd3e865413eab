package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rests has the victim ask for a pause of so long.
func (s *story) rests(d time.Duration) PauseContact {
	return PauseContact{Said: s.words(), Until: s.now.Add(d)}
}

func TestNothingLeavesAndNobodyCallsDuringAPause(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.takes(s.rests(10 * day))
	require.Empty(t, s.leaving(), "what was on its way is taken back")
	for len(s.Outbox) > 0 {
		s.settles(Outcome{State: Withdrawn})
	}
	require.False(t, s.asks(MakePlan).NotBefore.Before(s.now.Add(10*day)))
	s.takes(s.plan())
	require.Empty(t, s.leaving())
	require.Equal(t, 1, s.lines("message-paused"))
	s.passes(9 * day)
	for _, task := range s.Tasks {
		require.False(t, task.Open() && task.Due.Before(s.now) && task.Kind != PlanAction, "%s is due in a pause", task.Kind)
	}
}

func TestAfterAPauseAPersonIsAskedAndNothingBurstsOut(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", 9*day+12*hour))
	s.takes(s.rests(8 * day))
	s.passes(8*day - time.Second)
	require.Empty(t, s.leaving())
	s.asks(CallHearing) // a hearing is called about all the same
	s.passes(time.Second)
	require.Nil(t, s.Pause)
	s.asks(AfterPause)
	require.Empty(t, s.leaving())
	s.outage(0)
	require.Empty(t, s.leaving())
}

func TestDuringAPauseWhatSafetyDemandsGoesOn(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(s.rests(20 * day))
	s.takes(RaiseConcern{Said: s.words(), About: "child"})
	require.Equal(t, s.now.Add(s.Policy.UrgentWithin), s.asks(Safeguard).Due)
	s.replied(func(m *ReplyReceived) { m.Distress = true })
	require.Equal(t, s.now, s.asks(HelpReply).Due)
}

func TestANewIncidentOrAGraverRiskEndsAPause(t *testing.T) {
	t.Parallel()
	for _, happens := range []func(*story){
		func(s *story) { s.takes(s.referral("crime-2", 1)) },
		func(s *story) {
			s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
		},
	} {
		s := begin(t, MediumRisk).planning()
		s.takes(s.rests(20 * day))
		happens(s)
		require.Nil(t, s.Pause)
		s.noClock("pause-ends")
		require.Equal(t, 1, s.lines("pause-ended"))
		require.Equal(t, s.now.Add(s.Policy.TalkWithin), s.asks(MakePlan).Due)
	}
}

func TestAtHighRiskASupervisorDecidesOnAPause(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).supporting()
	s.takes(s.rests(5 * day))
	require.Nil(t, s.Pause)
	s.rules(DecidePause, "pause_refused")
	require.Nil(t, s.Pause)
	require.Nil(t, s.PauseAsked)
	s.takes(s.rests(5 * day))
	s.rules(DecidePause, "pause_allowed")
	require.NotNil(t, s.Pause)

	m := s.rests(6 * day)
	m.Role, m.Text = Supervisor, ""
	require.Equal(t, []string{"/text"}, s.refuses(Invalid, m).pointers())
	m.Text = "why it is safe"
	s.takes(m)
	require.Equal(t, m.Until, s.Pause.Until)
}

func TestAPauseAllowedTooLateDoesNotBegin(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).supporting()
	s.takes(s.rests(hour))
	s.passes(2 * hour)
	s.rules(DecidePause, "pause_allowed")
	require.Nil(t, s.Pause)
	require.Nil(t, s.PauseAsked)
}

func TestAPauseIsNeitherPastNorEndless(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	for _, until := range []time.Time{{}, s.now, s.now.Add(-day), s.now.Add(s.Policy.PauseAtMost + time.Second)} {
		require.Equal(t, []string{"/until"}, s.refuses(Invalid, PauseContact{Said: s.worker(), Until: until}).pointers())
	}
	s.takes(s.rests(s.Policy.PauseAtMost))
}

func TestAPauseCanBeTakenBackAtAnyTime(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	e := s.refuses(Invalid, ResumeContact{Said: s.worker()})
	require.Equal(t, "not_paused", e.Fields[0].Code)
	s.takes(s.rests(5 * day))
	s.passes(day)
	s.takes(ResumeContact{Said: s.by(System)}) // some day the victim says so themselves
	require.Nil(t, s.Pause)
	require.Equal(t, s.now.Add(s.Policy.TalkWithin), s.asks(MakePlan).Due)
	s.passes(5 * day)
	s.asksNot(AfterPause)
}

func TestWhoIsBeingReachedAndAsksForAPauseIsCalledAfterIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("spoke")
	s.takes(s.rests(12 * day))
	until := s.now.Add(12 * day)
	for s.now.Before(until) {
		for _, task := range s.asked(CallVictim) {
			require.False(t, task.NotBefore.Before(until))
		}
		s.passes(day)
	}
	s.passes(2 * day)
	s.asks(CallVictim)
}
