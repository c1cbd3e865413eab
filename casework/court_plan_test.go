package casework

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// thursday is the day of a trial, more than five weeks after the story began, at ten in
// the morning of the London clock.
var thursday = time.Date(2026, time.April, 23, 9, 0, 0, 0, time.UTC)

// on lists a trial at a moment.
func (s *story) on(id string, at time.Time) SetHearing {
	m := s.listing(id, 0)
	m.Starts = at
	return m
}

// warned lists a trial in a warned list, from the first day to the last.
func (s *story) warned(id string, first, last time.Time) SetHearing {
	m := s.listing(id, 0)
	m.Certainty = WarnedList
	m.Starts, m.Until = WindowOf(first, last)
	return m
}

// till lets time go by until a moment.
func (s *story) till(at time.Time) { s.passes(at.Sub(s.now)) }

// planned is a case in support of which nothing is on its way.
func planned(t *testing.T) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	return s
}

func april(day, hour int) time.Time { return time.Date(2026, time.April, day, hour, 0, 0, 0, London) }

// steps are the clocks of a hearing, by step.
func (s *story) steps(hearing string) map[string]time.Time {
	found := map[string]time.Time{}
	for _, step := range CourtPlan {
		if i := s.clock(hearingClock(hearing, step.Code)); i >= 0 {
			found[step.Code] = s.Clocks[i].Due.In(London)
		}
	}
	return found
}

func TestEveryStepOfTheCourtPlanHasItsTime(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	march := func(day int) time.Time { return time.Date(2026, time.March, day, 10, 0, 0, 0, London) }
	require.Equal(t, map[string]time.Time{
		"measures":  march(26), // 28 days
		"practical": april(9, 10),
		"call":      april(16, 10),
		"early":     april(21, 10),
		"late":      april(22, 10),
		"after":     april(23, 10),
	}, s.steps("trial-1"))
}

func TestDaysBeforeAHearingAreDaysOnWhichTheServiceCalls(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", april(7, 10))) // the Tuesday after Easter
	require.Equal(t, map[string]time.Time{
		"measures": time.Date(2026, time.March, 10, 10, 0, 0, 0, London), "practical": time.Date(2026, time.March, 24, 10, 0, 0, 0, London),
		"call":  time.Date(2026, time.March, 31, 10, 0, 0, 0, London),
		"early": april(1, 10), // two working days, and neither Good Friday nor Easter Monday is one
		"late":  april(4, 10), // the Saturday, as nobody calls on Easter Sunday or Monday
		"after": april(7, 10),
	}, s.steps("trial-1"))
}

func TestEachStepIsOnlyForTheHearingsItSays(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]struct {
		do   func(*SetHearing)
		want []string
	}{
		"not needed":  {func(m *SetHearing) { m.Needed = false }, []string{"after"}},
		"no evidence": {func(m *SetHearing) { m.Type = "sentence" }, []string{"practical", "call", "early", "late", "after"}},
		"warned list": {func(m *SetHearing) {
			m.Certainty = WarnedList
			m.Starts, m.Until = WindowOf(thursday, thursday.AddDate(0, 0, 8))
		}, []string{"measures", "practical", "call", "warned", "after"}},
		"floating":     {func(m *SetHearing) { m.Certainty = Floating; m.Starts, m.Until = WindowOf(thursday, thursday) }, []string{"measures", "practical", "call", "warned", "after"}},
		"another type": {func(m *SetHearing) { m.Type = "s28_recording" }, []string{"measures", "practical", "call", "early", "late", "after"}},
	} {
		s := planned(t)
		m := s.on("trial-1", thursday)
		change.do(&m)
		s.takes(m)
		var got []string
		for _, step := range CourtPlan {
			if _, set := s.steps("trial-1")[step.Code]; set {
				got = append(got, step.Code)
			}
		}
		require.Equal(t, change.want, got, name)
	}
}

func TestEveryStepFires(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(SetPreferences{Said: s.worker(), Morning: true})
	s.takes(s.on("trial-1", thursday))
	s.till(april(9, 9).AddDate(0, 0, -9))
	require.Equal(t, "trial-1", s.asks(CheckMeasures).About)
	s.rules(CheckMeasures, "in_place")
	s.till(april(9, 10))
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "no_answer", Task: s.asks(CheckPractical).ID})
	s.asks(CheckPractical) // nobody was asked
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CheckPractical).ID})
	s.till(april(16, 10))
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})
	for _, at := range []time.Time{april(21, 10), april(22, 10), april(23, 7)} {
		require.Empty(t, s.leaving())
		s.till(at)
		require.Equal(t, []Template{HearingReminder}, s.leaving())
		require.Equal(t, thursday, s.Outbox[0].Message.When)
		s.arrived()
	}
	s.till(april(23, 10))
	require.Equal(t, april(24, 23).Add(59*time.Minute+59*time.Second).UTC(), s.asks(ExplainHearing).Due, "a working day")
	s.asksNot(CheckMeasures, CheckPractical, CallHearing)
}

func TestAFridaysHearingIsExplainedByTheEndOfMonday(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", april(17, 10)))
	s.till(april(17, 10))
	require.Equal(t, "Monday 20 April 2026, 23:59", inLondon(s.asks(ExplainHearing).Due))
}

func TestAReminderOnTheMorningIsOnlyForWhoWantsIt(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	require.NotContains(t, s.steps("trial-1"), "morning")
	s.takes(SetPreferences{Said: s.worker(), Morning: true})
	require.Equal(t, april(23, 7), s.steps("trial-1")["morning"])
	s.takes(SetPreferences{Said: s.worker()})
	require.NotContains(t, s.steps("trial-1"), "morning")
}

func TestAtShortNoticeTheCallComesAtOnceAndNothingBursts(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", monday.Add(26*hour)))
	before := len(s.asked(CallHearing))
	s.passes(0)
	require.Zero(t, before)
	s.asks(CallHearing)
	s.asksNot(CheckMeasures, CheckPractical)
	require.Empty(t, s.leaving())
	require.Equal(t, []string{"late", "after"}, codesOf(s.steps("trial-1")))

	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})
	s.takes(s.on("trial-1", monday.Add(26*hour))) // the same once more
	s.passes(0)
	s.asksNot(CallHearing, TellHearing)
}

func codesOf(steps map[string]time.Time) (codes []string) {
	for _, s := range CourtPlan {
		if _, set := steps[s.Code]; set {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

func TestWhatWasLookedAtIsNotLookedAtAgainForANearDate(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	s.till(april(10, 10))
	s.rules(CheckMeasures, "in_place")
	s.rules(CheckPractical, "nothing_needed")
	s.takes(s.on("trial-1", thursday.AddDate(0, 0, 7)))
	s.till(april(29, 9))
	s.asksNot(CheckMeasures, CheckPractical)

	s = planned(t)
	s.takes(s.on("trial-1", thursday))
	s.till(april(10, 10))
	s.rules(CheckMeasures, "in_place")
	s.takes(s.on("trial-1", thursday.AddDate(2, 0, 0)))
	s.asksNot(CheckPractical) // of the old date
	s.till(thursday.AddDate(2, 0, -10))
	s.asks(CheckMeasures)
	s.asks(CheckPractical)
}

func TestNothingPlannedForAnOldDateFires(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	s.till(april(16, 11))
	s.asks(CallHearing)
	s.asks(CheckPractical)
	s.takes(s.on("trial-1", thursday.AddDate(0, 3, 0)))
	s.asksNot(CallHearing, CheckPractical, CheckMeasures)
	s.till(april(30, 9))
	require.Empty(t, s.Outbox)
	s.asksNot(CallHearing, CheckPractical, CheckMeasures, ExplainHearing, CallUnconfirmed)
}

func TestATrialMovedSixTimesIntoTheYear2029GrowsByOneLineEachTime(t *testing.T) {
	t.Parallel()
	s := planned(t)
	m := s.on("trial-1", thursday)
	s.takes(m)
	size := func() int {
		b, err := json.Marshal(s.Hearings)
		require.NoError(t, err)
		return len(b)
	}
	before, clocks := size(), len(s.Clocks)
	for range 6 {
		lines := s.lines("hearing-listed")
		m = s.on("trial-1", m.Starts.AddDate(0, 6, 0))
		s.takes(m)
		require.Equal(t, lines+1, s.lines("hearing-listed"), "besides what is owed because of it")
		require.Equal(t, clocks, len(s.Clocks))
	}
	require.Equal(t, 2029, m.Starts.Year())
	require.Equal(t, 6, s.Hearings[0].Moved)
	require.Less(t, size()-before, 20, "and nothing else")
	s.till(m.Starts.AddDate(0, 0, -1))
	require.Contains(t, s.leaving(), HearingReminder)
}
