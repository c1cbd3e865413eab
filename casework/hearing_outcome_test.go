package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// outcome is what came of a hearing: it went ahead, and the victim was there.
func (s *story) outcome(hearing string) RecordHearingOutcome {
	return RecordHearingOutcome{Said: s.by(WitnessCare), Hearing: hearing, Outcome: "effective", Attended: "attended", Measures: "yes"}
}

// tried is a case on the day of the trial, an hour after it began.
func tried(t *testing.T) *story {
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	s.till(thursday.Add(hour))
	s.arrived()
	return s
}

func TestWhatCameOfAHearingIsKept(t *testing.T) {
	t.Parallel()
	s := tried(t)
	m := s.outcome("trial-1")
	m.Outcome, m.Why, m.Attended, m.Measures, m.Failed = "ineffective", "special_measures_not_ready", "attended", "failed", []string{"live_link"}
	s.takes(m)
	h := s.Hearings[0]
	require.Equal(t, Held, h.Status)
	require.Equal(t, thursday, h.Outcomes[0].Held)
	require.Equal(t, 1, s.IneffectiveTrials())
	require.Contains(t, s.told("hearing-outcome"), "did not go ahead and is to be listed again (special measures were not in place); the victim was there; some special measures failed")
	s.asks(ExplainHearing)
	s.noClock("hearing/trial-1/after")

	m = s.outcome("trial-1") // put right
	s.takes(m)
	require.Len(t, s.Hearings[0].Outcomes, 1)
	require.Zero(t, s.IneffectiveTrials())
	require.Len(t, s.asked(ExplainHearing), 1)
}

func TestEachDayOfAHearingHasItsOutcome(t *testing.T) {
	t.Parallel()
	s := tried(t)
	again := s.on("trial-1", thursday.AddDate(0, 2, 0))
	s.takes(again) // listed again before anybody said what had come of it
	m := s.outcome("trial-1")
	m.Outcome, m.Why, m.Held = "ineffective", "no_court_time", thursday
	s.takes(m)
	require.Equal(t, Listed, s.Hearings[0].Status)
	require.Equal(t, again.Starts, s.Hearings[0].Starts)
	s.till(again.Starts.Add(hour))
	m.Said, m.Held = s.by(WitnessCare), again.Starts
	s.takes(m)
	require.Equal(t, 2, s.IneffectiveTrials(), "each is counted")
	require.Len(t, s.Hearings[0].Outcomes, 2)
}

func TestAnOutcomeIsExplainedOnce(t *testing.T) {
	t.Parallel()
	s := tried(t)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(ExplainHearing).ID})
	s.takes(s.outcome("trial-1"))
	held := s.on("trial-1", thursday)
	held.Status = Held
	s.takes(held)
	s.asksNot(ExplainHearing)
}

func TestNothingComesOfAHearingThatNeverWasOrHasNotBegun(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", thursday))
	s.takes(s.warned("trial-2", april(20, 0), april(30, 0)))
	for want, m := range map[string]RecordHearingOutcome{
		"unknown":   s.outcome("trial-9"),
		"not_begun": s.outcome("trial-1"),
		"missing":   s.outcome("trial-2"),
	} {
		require.Contains(t, fieldCodes(s.refuses(Invalid, m)), want)
	}
	early := s.outcome("trial-1")
	early.Held = monday
	require.Equal(t, []string{"before_the_start"}, fieldCodes(s.refuses(Invalid, early)))
	s.till(april(21, 11))
	m := s.outcome("trial-2")
	m.Held = april(21, 10)
	s.takes(m)
	h, _ := s.hearing("trial-2")
	require.Equal(t, []any{Held, FixedDate, april(21, 10).UTC()}, []any{h.Status, h.Certainty, h.Starts}, "it was held on a day")

	vacated := s.on("trial-1", thursday)
	vacated.Status = Vacated
	s.takes(vacated)
	s.till(thursday.Add(hour))
	require.Equal(t, []string{"vacated"}, fieldCodes(s.refuses(Invalid, s.outcome("trial-1"))))
}

func TestWhatIsWrongWithAnOutcomeIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	s := tried(t)
	require.Equal(t, []string{"/outcome", "/attended", "/special_measures", "/id"}, s.refuses(Invalid, RecordHearingOutcome{Said: s.by(WitnessCare)}).pointers())
	for want, change := range map[string]func(*RecordHearingOutcome){
		"/why missing":          func(m *RecordHearingOutcome) { m.Outcome = "ineffective" },
		"/why contradicts":      func(m *RecordHearingOutcome) { m.Why = "other" },
		"/why not_listed":       func(m *RecordHearingOutcome) { m.Outcome, m.Why = "adjourned", "weather" },
		"/attended contradicts": func(m *RecordHearingOutcome) { m.Outcome, m.Why = "ineffective", "victim_absent" },
		"/failed contradicts":   func(m *RecordHearingOutcome) { m.Measures = "failed" },
		"/failed not_listed":    func(m *RecordHearingOutcome) { m.Measures, m.Failed = "failed", []string{"the lift"} },
	} {
		m := s.outcome("trial-1")
		change(&m)
		e := s.refuses(Invalid, m)
		require.Equal(t, want, e.Fields[0].Pointer+" "+e.Fields[0].Code)
	}
}

func TestOnlyTrialsAreCountedAsIneffective(t *testing.T) {
	t.Parallel()
	s := planned(t)
	mention := s.on("mention-1", thursday)
	mention.Type = "mention"
	s.takes(mention)
	s.till(thursday.Add(hour))
	m := s.outcome("mention-1")
	m.Outcome, m.Why = "ineffective", "defendant_absent"
	s.takes(m)
	require.Zero(t, s.IneffectiveTrials())
}
