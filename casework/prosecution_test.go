package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// happened tells the case of a justice event.
func (s *story) hears(id string, kind victimscode.Trigger, at time.Time, facts ...string) {
	s.t.Helper()
	s.takes(RecordJusticeEvent{Said: s.by(WitnessCare), Event: id, Kind: kind, Occurred: at, Source: "police", Facts: facts})
}

func (s *story) withdraws(why string) {
	s.t.Helper()
	s.takes(RecordWithdrawal{Said: s.worker(), From: "prosecution", Reason: why})
}

func TestAWithdrawalAfterTheChargeIsToldFromOneBefore(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.passes(day)
	s.withdraws("delay")
	require.Zero(t, s.Prosecution())
	s.takes(TakeBackWithdrawal{Said: s.worker()})
	s.passes(day)
	s.hears("charge", victimscode.Charged, s.now)
	require.Equal(t, Prosecution{Charged: s.now}, s.Prosecution(), "that was before")
	s.passes(day)
	s.takes(s.on("trial-1", thursday))
	s.withdraws("fear")
	s.withdraws("pressure")
	p := s.Prosecution()
	require.Equal(t, Prosecution{Charged: s.now.Add(-day), Needed: true, Withdrew: s.now, Why: "fear"}, p, "the first reason given")
	require.True(t, p.WithdrewAfterCharge())
	require.Equal(t, p, s.View().Prosecution)

	s.passes(day)
	s.takes(TakeBackWithdrawal{Said: s.words()})
	p = s.Prosecution()
	require.True(t, p.TakenBack)
	require.False(t, p.WithdrewAfterCharge())
	require.Equal(t, s.now, s.Withdrew[2].Back)
	s.asksNot(TalkWithdrawal)
	s.asks(TellSupports)
	s.refuses(Invalid, TakeBackWithdrawal{Said: s.worker()})
	s.passes(hour)
	s.withdraws("process")
	require.True(t, s.Prosecution().WithdrewAfterCharge(), "and once more")
}

func TestAChargeHeardOfLateCountsFromWhenItWas(t *testing.T) {
	t.Parallel()
	s := planned(t)
	s.passes(5 * day)
	s.withdraws("fear")
	s.passes(20 * day)
	s.hears("charge", victimscode.Charged, monday.Add(2*day))
	require.True(t, s.Prosecution().WithdrewAfterCharge())
}

func TestNobodyWithdrawsFromAProsecutionThatIsOver(t *testing.T) {
	t.Parallel()
	for kind, facts := range map[victimscode.Trigger][]string{victimscode.NotProsecutedCPS: {"discontinued"}, victimscode.Verdict: {"guilty"}} {
		s := planned(t)
		s.hears("charge", victimscode.Charged, s.now)
		s.passes(day)
		s.hears("end", kind, s.now, facts...)
		s.passes(day)
		s.withdraws("delay")
		require.False(t, s.Prosecution().WithdrewAfterCharge(), kind)
	}
	s := planned(t)
	s.hears("charge", victimscode.Charged, s.now)
	s.passes(day)
	s.hears("altered", victimscode.NotProsecutedCPS, s.now, "charge_altered")
	s.passes(day)
	s.withdraws("delay")
	require.True(t, s.Prosecution().WithdrewAfterCharge(), "it goes on with another charge")
}

func TestWhatCameOfHearingsIsCounted(t *testing.T) {
	t.Parallel()
	s := tried(t)
	m := s.outcome("trial-1")
	m.Outcome, m.Why, m.Attended, m.Measures = "ineffective", "victim_absent", "did_not_attend", "no"
	s.takes(m)
	require.Equal(t, Prosecution{Needed: true, Trials: 1, Ineffective: 1, Absent: 1, Unmeasured: 1}, s.Prosecution())
}
