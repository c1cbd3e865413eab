package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// declinedOnce is a victim who declined help, with a hearing to come that holds the closure
// up; a supervisor keeps the case open.
func declinedOnce(t *testing.T) *story {
	t.Helper()
	s := begin(t, MediumRisk)
	s.takes(s.listing("trial-1", 60*day))
	s.attempt("declined")
	s.decides(SignOff)
	return s
}

func TestWhoHasSaidNoIsNotCalledAgainBecauseTheCaseStaysOpen(t *testing.T) {
	t.Parallel()
	s := declinedOnce(t)
	s.asksNot(CallVictim)
	s.noClock("next-attempt")
	require.Equal(t, s.now.Add(s.Policy.IdleAtMost), s.asks(DecideNext).Due, "a person decides, now and then")
	s.rules(DecideNext, "wait")
	s.asksNot(CallVictim)
	s.asks(DecideNext)
	s.passes(60 * day)
	s.takes(CloseCase{Said: s.words(), Reason: "declined_at_first_contact"})
}

func TestWhoHasSaidNoIsNotCalledAgainBecauseTheClosureWasHeldUp(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("declined")
	s.replied(func(*ReplyReceived) {})
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Reaching, s.Stage)
	s.asksNot(CallVictim)
	s.noClock("next-attempt")
	s.asks(DecideNext)
}

func TestWhoHasSaidNoAndIsSpokenToAgainIsCalledOnlyIfTheyAskForIt(t *testing.T) {
	t.Parallel()
	s := declinedOnce(t)
	s.attempt("spoke")
	s.noClock("next-attempt")
	s.asks(DecideNext)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: s.now.Add(day)})
	require.Equal(t, s.now.Add(day), s.due("next-attempt"))
	s.assessing()
	require.False(t, s.Contact.Declined)
}

func TestANewIncidentAGraverRiskOrAReturnOffersHelpAgain(t *testing.T) {
	t.Parallel()
	s := declinedOnce(t)
	s.takes(s.referral("crime-2", 1))
	s.asks(CallVictim)

	s = declinedOnce(t)
	r := s.referral("crime-1", 2)
	r.Risk.Grade = HighRisk
	s.takes(r)
	s.asks(CallVictim)

	s = declinedOnce(t)
	s.takes(AssessRisk{Said: s.words(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	s.asksNot(CallVictim) // whoever assesses it decides what next

	s = begin(t, StandardRisk)
	s.attempt("declined")
	s.passes(s.Policy.ClosingFor)
	s.takes(ReopenCase{Said: s.worker(), Reason: "victim_returned"})
	s.asks(CallVictim)
}
