package casework

import (
	"testing"

	"beacon/victimscode"
)

// trialMovedSixTimesTo2029: the victim is told of each change they knew the date of, the
// trial is ineffective once more on its day, and the victim stays.
func trialMovedSixTimesTo2029(t *testing.T) *story {
	s := planned(t)
	s.takes(SetPreferences{Said: s.worker(), Morning: true})
	s.justice(victimscode.Charged)
	m := s.on("trial-1", thursday)
	s.takes(m)
	s.till(thursday.Add(-2 * day))
	s.arrived()
	for range 6 {
		m = s.on("trial-1", m.Starts.AddDate(0, 6, 0))
		s.takes(m)
	}
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(TellHearing).ID})
	s.withdraws("delay")
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(TalkWithdrawal).ID})
	s.passes(2 * day)
	s.takes(TakeBackWithdrawal{Said: s.words()})
	for s.now.Before(m.Starts.Add(hour)) {
		s.passes(min(day, m.Starts.Add(hour).Sub(s.now)))
		s.arrived()
		s.Published(s.Revision) // three years are long: what was published is not kept here
	}
	o := s.outcome("trial-1")
	o.Outcome, o.Why, o.Measures, o.Failed = "ineffective", "equipment_failed", "failed", []string{"live_link"}
	s.takes(o)
	return s
}

// warnedListFixedTheDayBefore: the Witness Care Unit gives a trial its day the afternoon
// before, police say otherwise, and in the evening the victim is no longer needed.
func warnedListFixedTheDayBefore(t *testing.T) *story {
	s := planned(t)
	s.takes(s.warned("trial-1", april(20, 0), april(30, 0)))
	s.till(april(15, 12))
	s.rules(CheckMeasures, "in_place")
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})
	s.till(april(21, 15))
	s.arrived()
	s.takes(s.on("trial-1", april(22, 10)))
	s.takes(s.says("police", april(23, 10)))
	s.passes(hour / 2)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(TellHearing).ID})
	s.rules(SettleHearing, "as_it_stands")
	s.till(april(21, 19))
	m := s.on("trial-1", april(22, 10))
	m.Needed = false
	s.takes(m)
	s.till(april(22, 12))
	return s
}
