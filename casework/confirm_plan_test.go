package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAReminderThatNobodyConfirmsBecomesACallOnADayOnWhichThereIsSomebody(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.takes(s.on("trial-1", april(27, 10))) // a Monday
	s.till(april(20, 10))
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "no_answer", Task: s.asks(CallHearing).ID})
	s.till(april(23, 10)) // two working days before
	s.arrived()
	require.Equal(t, april(25, 10).UTC(), s.due(unconfirmed("trial-1")), "the Saturday, as nobody calls on Sundays")
	s.till(april(25, 10))
	s.arrived()
	s.asks(CallUnconfirmed)
	s.replied(one)
	s.asksNot(CallUnconfirmed)

	s = planned(t)
	s.till(april(24, 12))
	s.takes(s.on("trial-1", april(27, 10))) // listed on the Friday
	s.till(april(25, 10))
	s.arrived()
	require.Equal(t, april(26, 10).UTC(), s.due(unconfirmed("trial-1")), "no such day is left")
}

func TestAHearingLearntOfTooLateForAReminderIsCalledAboutAndNotConfirmed(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.till(april(22, 16))
	s.takes(s.on("trial-1", april(23, 10)))
	s.till(april(23, 9))
	require.Empty(t, s.leaving())
	s.asks(CallHearing)
	s.noClock(unconfirmed("trial-1"))
}
