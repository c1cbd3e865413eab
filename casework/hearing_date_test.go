package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAWindowIsNeverToldAsADate(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.warned("trial-1", april(20, 0), april(30, 0)))
	require.Contains(t, s.told("hearing-listed"), "from Monday 20 April 2026 to Thursday 30 April 2026, on any day of a warned list")
	s.till(april(17, 12))
	require.Equal(t, []Template{HearingWarned}, s.leaving())
	s.arrived()
	s.till(april(30, 12))
	require.Empty(t, s.leaving(), "no date, and no second message")
	s.asksNot(ExplainHearing, CallUnconfirmed)
	s.refuses(ClosureBlocked, s.closing("needs_met"))
	s.till(time.Date(2026, time.May, 1, 0, 0, 0, 0, London))
	require.Equal(t, "trial-1", s.asks(ExplainHearing).About, "when the list has passed somebody finds out")
}

func TestAWarnedListThatBecomesFixedTheAfternoonBeforeIsOneCallAtOnce(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.warned("trial-1", april(20, 0), april(30, 0)))
	s.till(april(15, 12))
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})
	s.till(april(21, 15))
	s.arrived()
	s.takes(s.on("trial-1", april(22, 10)))
	s.passes(0)
	require.Equal(t, s.now.Add(s.Policy.UrgentWithin), s.asks(TellHearing).Due, "it is tomorrow")
	s.asksNot(CallHearing)
	require.Empty(t, s.leaving())
	require.Equal(t, 0, s.Hearings[0].Moved, "it was given its day")
	require.Equal(t, []string{"after"}, codesOf(s.steps("trial-1")))

	s = planned(t) // and where nobody has told the victim of the list
	s.takes(s.warned("trial-1", april(20, 0), april(30, 0)))
	s.till(april(21, 15))
	s.settles(Outcome{State: Refused, Rule: "call_only"})
	s.settles(Outcome{State: Refused, Rule: "no_point"})
	s.takes(s.on("trial-1", april(22, 10)))
	s.passes(0)
	s.asks(CallHearing)
	s.asksNot(TellHearing)
}

func TestADeWarningTheEveningBeforeTakesEverythingBack(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	s.till(april(22, 18))
	s.arrived()
	s.asks(CallHearing)
	m := s.on("trial-1", thursday)
	m.Needed = false
	s.takes(m)
	s.asks(TellHearing)
	s.asksNot(CallHearing, CallUnconfirmed, CallInstead, CheckMeasures, CheckPractical)
	require.Equal(t, []string{"after"}, codesOf(s.steps("trial-1")))
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(TellHearing).ID})
	s.takes(s.on("trial-1", thursday)) // and needed after all
	s.asks(TellHearing)
	s.asksNot(CallHearing)
}

func TestAReminderOnItsWayIsTakenBackWhenTheVictimIsNoLongerNeeded(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*SetHearing){
		"de-warned": func(m *SetHearing) { m.Needed = false },
		"vacated":   func(m *SetHearing) { m.Status = Vacated },
		"moved":     func(m *SetHearing) { m.Starts = m.Starts.AddDate(0, 0, 7) },
		"warned":    func(m *SetHearing) { m.Certainty = WarnedList; m.Starts, m.Until = WindowOf(thursday, thursday) },
	} {
		s := planned(t)
		s.takes(s.on("trial-1", thursday))
		s.till(april(21, 10))
		require.Len(t, s.leaving(), 1)
		m := s.on("trial-1", thursday)
		change(&m)
		s.takes(m)
		require.Empty(t, s.leaving(), name)
		s.settles(Outcome{State: Waiting, Until: s.now.Add(hour)})
		require.Empty(t, s.waiting(), name)
	}
}

func TestAVictimIsToldThatTheCourtIsAnother(t *testing.T) {
	t.Parallel()
	s := planned(t)
	m := s.on("trial-1", thursday)
	m.Text = "st-albans"
	s.takes(m)
	s.till(april(22, 11))
	s.arrived()
	m = s.on("trial-1", thursday)
	m.Text = "st-albans"
	s.takes(m)
	s.asksNot(TellHearing)
	m = s.on("trial-1", thursday)
	m.Text = "luton"
	s.takes(m)
	s.asks(TellHearing)
}

func TestWhatIsWrongWithAWindowIsSaid(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*SetHearing){
		"/certainty not_listed":   func(m *SetHearing) { m.Certainty = "perhaps" },
		"/until missing":          func(m *SetHearing) { m.Until = time.Time{} },
		"/until before_the_start": func(m *SetHearing) { m.Until = m.Starts.Add(-hour) },
		"/until too_late":         func(m *SetHearing) { m.Until = m.Starts.AddDate(0, 5, 0) },
		"/until contradicts":      func(m *SetHearing) { m.Certainty = FixedDate },
		"/received in_the_future": func(m *SetHearing) { m.Received = monday.Add(day) },
	} {
		s := planned(t)
		m := s.warned("trial-1", april(20, 0), april(30, 0))
		change(&m)
		e := s.refuses(Invalid, m)
		require.Contains(t, e.Fields[0].Pointer+" "+e.Fields[0].Code, want)
	}
	s := planned(t)
	s.takes(s.warned("trial-1", april(20, 0), april(30, 0)))
	s.till(april(21, 12))
	m := s.warned("trial-1", april(20, 0), april(30, 0))
	m.Status = Held
	require.Equal(t, []string{"contradicts"}, fieldCodes(s.refuses(Invalid, m)))
	s.takes(s.warned("trial-1", april(20, 0), april(27, 0))) // a list that has begun can be shortened
}
