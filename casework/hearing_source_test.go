package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// says lists a hearing as somebody else says that it is.
func (s *story) says(source string, at time.Time) SetHearing {
	m := s.on("trial-1", at)
	m.Source = source
	return m
}

func TestWhatALesserSourceSaysOtherwiseMovesNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*SetHearing){
		"another date":      func(m *SetHearing) { m.Starts = thursday.AddDate(0, 0, -2) },
		"vacated":           func(m *SetHearing) { m.Status = Vacated },
		"not needed":        func(m *SetHearing) { m.Needed = false },
		"only a window":     func(m *SetHearing) { m.Certainty = WarnedList; m.Starts, m.Until = WindowOf(thursday, thursday) },
		"held already":      func(m *SetHearing) { m.Status, m.Starts = Held, monday },
		"from the CPS, too": func(m *SetHearing) { m.Source, m.Starts = "cps", thursday.AddDate(0, 0, 7) },
	} {
		s := planned(t)
		s.takes(s.says("witness_care", thursday))
		plan := s.steps("trial-1")
		m := s.says("police", thursday)
		change(&m)
		s.takes(m)
		h := s.Hearings[0]
		require.Equal(t, thursday, h.Starts, name)
		require.Equal(t, []any{Listed, true, "witness_care", 0}, []any{h.Status, h.Needed, h.Source, h.Moved}, name)
		require.Equal(t, plan, s.steps("trial-1"), name)
		require.NotNil(t, h.Claim, name)
		require.Equal(t, "trial-1", s.asks(SettleHearing).About)
		require.Equal(t, 1, s.lines("hearing-contradicted"))
	}
}

func TestTwoSourcesThatSayTheSameDoNotContradictEachOther(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.says("witness_care", thursday))
	s.takes(s.says("police", thursday))
	require.Nil(t, s.Hearings[0].Claim)
	require.Equal(t, "witness_care", s.Hearings[0].Source, "who agrees takes no weight from it")
	s.asksNot(SettleHearing)
	s.takes(s.says("court", thursday.AddDate(0, 0, 7))) // its word counts as much, and is later
	require.Equal(t, thursday.AddDate(0, 0, 7), s.Hearings[0].Starts)
	s = planned(t)
	s.takes(s.says("victim", thursday))
	s.takes(s.says("police", thursday.AddDate(0, 0, 7)))
	require.Equal(t, "police", s.Hearings[0].Source, "each stands until a greater one speaks")
	s.takes(s.says("witness_care", thursday.AddDate(0, 0, 14)))
	require.Equal(t, thursday.AddDate(0, 0, 14), s.Hearings[0].Starts)
	s.asksNot(SettleHearing)
}

func TestAContradictionIsSettledByAPersonOrByWhoKnows(t *testing.T) {
	t.Parallel()
	later := thursday.AddDate(0, 0, 7)
	disputed := func() *story {
		s := planned(t)
		s.takes(s.says("witness_care", thursday))
		s.takes(s.says("police", later))
		s.passes(hour)
		return s
	}
	s := disputed()
	s.rules(SettleHearing, "as_it_stands")
	require.Nil(t, s.Hearings[0].Claim)
	require.Equal(t, thursday, s.Hearings[0].Starts)

	s = disputed()
	s.rules(SettleHearing, "other_is_right")
	h := s.Hearings[0]
	require.Equal(t, []any{later, "witness_care", 1}, []any{h.Starts, h.Source, h.Moved}, "the Witness Care Unit was asked")
	require.Equal(t, later.In(London), s.steps("trial-1")["after"])
	old := s.says("witness_care", thursday)
	old.Received = monday
	s.takes(old)
	require.Equal(t, later, s.Hearings[0].Starts, "what they had said before is over")
	require.Equal(t, 1, s.lines("hearing-outdated"))

	s = disputed()
	s.takes(s.says("witness_care", later))
	require.Nil(t, s.Hearings[0].Claim)
	s.asksNot(SettleHearing)

	s = disputed()
	old = s.says("witness_care", thursday)
	old.Received = monday.Add(-hour)
	s.takes(old)
	s.asks(SettleHearing) // the same old word once more settles nothing
	s.takes(s.says("police", thursday))
	s.asksNot(SettleHearing) // they have taken it back
	require.Nil(t, s.Hearings[0].Claim)
}

func TestAContradictionAboutTomorrowCannotWait(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.says("witness_care", monday.Add(30*day)))
	s.takes(s.says("police", monday.Add(5*hour)))
	require.Equal(t, s.now.Add(4*hour), s.asks(SettleHearing).Due)
}

func TestAnOlderWordMovesNothing(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.passes(2 * day)
	s.takes(s.says("witness_care", thursday))
	m := s.says("court", thursday.AddDate(0, 0, -7))
	m.Received = monday
	s.takes(m)
	require.Equal(t, thursday, s.Hearings[0].Starts)
	s.asksNot(SettleHearing)
	held := s.says("witness_care", thursday)
	s.till(thursday.Add(hour))
	held.Status = Held
	s.takes(held)
	m = s.says("court", thursday.AddDate(0, 0, 9))
	m.Received = thursday.Add(-day)
	s.takes(m)
	require.Equal(t, Held, s.Hearings[0].Status, "it was held since")
	s.takes(s.says("police", thursday.AddDate(0, 0, 9)))
	require.Equal(t, Listed, s.Hearings[0].Status, "and may be listed again")
}
