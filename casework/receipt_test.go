package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAReminderWithoutAReceiptBecomesACall(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.sent()
	s.passes(s.Policy.ReceiptWithin - time.Second)
	s.asksNot(CallInstead)
	s.passes(time.Second)
	require.Equal(t, "trial-1", s.asks(CallInstead).About)
	require.Equal(t, 1, s.lines("message-no-receipt"))
}

func TestAReceiptStopsTheWaitForIt(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.arrived()
	s.passes(day - time.Second)
	s.asksNot(CallInstead)
	require.Equal(t, 1, s.lines("message-delivered"))
}

func TestAReceiptMayBeFasterThanTheNewsThatItLeft(t *testing.T) {
	t.Parallel()
	for _, state := range []OutcomeState{Sent, Unclear} {
		s := heard(t, 20*day)
		s.passes(18 * day)
		s.takes(s.delivered(s.Outbox[0]))
		s.settles(Outcome{State: state})
		s.passes(s.Policy.ReceiptWithin)
		s.asksNot(CallInstead)
		require.Zero(t, s.lines("message-unclear"), "a receipt settles what was in doubt")
	}
}

func TestAReceiptIsOfOneMessageOnly(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.arrived()
	s.passes(day)
	early := MessageDelivered{Said: s.by(System), Template: HearingReminder, About: "trial-1", Effect: "the first"}
	s.sent()
	s.takes(early)
	s.drop(CallUnconfirmed, s.now)
	s.passes(s.Policy.ReceiptWithin)
	s.asks(CallInstead)
}

func TestNobodyIsCalledForAReceiptOfWhatNoLongerStands(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.sent()
	s.takes(s.listing("trial-1", 30*day))
	s.passes(day)
	s.asksNot(CallInstead)

	s = heard(t, 20*day)
	s.passes(18 * day)
	s.arrived()
	s.passes(2*day - hour)
	s.sent() // an hour before it begins
	s.passes(day)
	s.asksNot(CallInstead)
}

func TestOfAnOrdinaryMessageNoReceiptIsAwaited(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	s.sent()
	for _, k := range s.Clocks {
		require.NotEqual(t, NoReceipt, k.Kind)
	}
	e := s.refuses(Invalid, MessageDelivered{Said: s.by(System), Template: PlanAgreed})
	require.Equal(t, []string{"/template", "/effect"}, e.pointers())
}

func TestWhatCameBackIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	id := s.Outbox[0].ID
	s.sent()
	s.takes(MessageFailed{Said: s.by(System), Template: HearingReminder, About: "trial-1", When: monday.Add(20 * day), Code: "30003", Effect: id})
	s.noClock(receipt(id))
	s.asks(CallInstead)
}
