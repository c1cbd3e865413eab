package casework

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAMessageThatMustWaitIsTriedAtThatMoment(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	first := s.Outbox[0].ID
	at := s.now.Add(12 * hour)
	s.settles(Outcome{State: Waiting, Until: at, Rule: "quiet_hours"})
	s.passes(12*hour - time.Second)
	require.Empty(t, s.Outbox)
	s.passes(time.Second)
	require.Equal(t, []Template{SupportAccepted}, s.leaving())
	require.NotEqual(t, first, s.Outbox[0].ID, "as an effect of its own")
	require.Equal(t, monday.Add(day), s.Outbox[0].Message.UsefulUntil, "useful no longer than before")
}

func TestAMessageWhoseMomentHasJustPassedIsTriedAfterABreath(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	s.settles(Outcome{State: Waiting, Until: s.now, Rule: "quiet_hours"})
	require.Empty(t, s.Outbox)
	s.passes(aBreath)
	require.Equal(t, []Template{SupportAccepted}, s.leaving())
}

func TestAMessageNeverWaitsPastItsUse(t *testing.T) {
	t.Parallel()
	for _, until := range []time.Time{{}, monday.Add(day), monday.Add(2 * day)} {
		s := begin(t, MediumRisk).assessing()
		s.settles(Outcome{State: Waiting, Until: until, Rule: "quiet_hours"})
		require.Empty(t, s.waiting())
		require.Equal(t, 1, s.lines("message-missed"))
	}
	s := begin(t, MediumRisk).assessing()
	s.now = monday.Add(day - time.Millisecond)
	s.settles(Outcome{State: Waiting, Until: monday.Add(hour), Rule: "quiet_hours"})
	require.Empty(t, s.waiting())
}

func TestATextThatIsRefusedIsTriedOnceByEmail(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	require.Equal(t, Text, s.settles(Outcome{State: Refused, Rule: "landline"}).Channel)
	require.Equal(t, Email, s.Outbox[0].Message.Channel)
	require.True(t, s.Outbox[0].Message.Alternative)
	s.settles(Outcome{State: Refused, Rule: "no_point"})
	require.Empty(t, s.Outbox)
}

func TestARefusedReminderBecomesACall(t *testing.T) {
	t.Parallel()
	for _, o := range []Outcome{{State: Refused, Rule: "no_point"}, {State: Unclear}, {State: Missed}, {State: Broken, Reason: "template"}} {
		s := heard(t, 20*day)
		s.passes(18 * day)
		s.settles(o)
		if o.State == Refused {
			s.asksNot(CallInstead)
			s.settles(o)
		}
		require.Equal(t, "trial-1", s.asks(CallInstead).About)
		require.Equal(t, s.now.Add(s.Policy.TalkWithin), s.asks(CallInstead).Due)
		s.attempt("spoke")
		s.asks(CallInstead) // not every call is this one
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallInstead).ID})
		s.asksNot(CallInstead)
	}
}

func TestACallInsteadOfAReminderComesBeforeTheHearing(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.arrived()
	s.replied(func(m *ReplyReceived) { m.Confirms = true })
	s.passes(day + 20*hour)
	s.settles(Outcome{State: Unclear})
	require.Equal(t, monday.Add(20*day), s.asks(CallInstead).Due)
}

func TestAMessageOfNoConsequenceIsNotCalledAbout(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	s.settles(Outcome{State: Unclear})
	s.asksNot(CallInstead)
	require.Equal(t, 1, s.lines("message-unclear"))
}

func TestWhatCameOfAMessageIsInTheTimeline(t *testing.T) {
	t.Parallel()
	for state, what := range map[OutcomeState]string{
		Sent: "message-sent", Refused: "message-refused", Unclear: "message-unclear", Missed: "message-missed",
		Withdrawn: "message-withdrawn", Broken: "message-failed", "from a newer build": "message-failed",
	} {
		s := begin(t, MediumRisk).assessing()
		s.settles(Outcome{State: state, Rule: "rule"})
		require.Equal(t, 1, s.lines(what), state)
	}
}

func TestAReminderThatWasNotDeliveredAfterAllBecomesACall(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.sent()
	m := MessageFailed{Said: s.by(System), Template: HearingReminder, About: "trial-1", When: monday.Add(20 * day), Code: "30003"}
	s.takes(m)
	s.asks(CallInstead)
	require.Equal(t, 1, s.lines("message-undelivered"))

	s = heard(t, 20*day)
	s.takes(s.listing("trial-1", 25*day))
	m.When = monday.Add(20 * day)
	s.takes(m)
	s.asksNot(CallInstead) // it spoke of a date that no longer stands
	e := s.refuses(Invalid, MessageFailed{Said: s.by(System), Template: "poem"})
	require.Equal(t, []string{"/template"}, e.pointers())
}

func TestSettlingTwiceIsSettlingOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	id := s.Outbox[0].ID
	s.Settle(id, Outcome{State: Sent}, s.now)
	before := asJSON(t, s.Case)
	s.Settle(id, Outcome{State: Refused}, s.now)
	s.Settle("no/such/effect", Outcome{State: Sent}, s.now)
	require.Equal(t, before, asJSON(t, s.Case))
}

func TestAnEffectSaysNothingButWhichCaseAndMessage(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	require.True(t, strings.HasPrefix(s.Outbox[0].ID, s.ID+"/2/text-support_accepted-"), s.Outbox[0].ID)
}

func TestAClosedCaseTriesNoMessageAtALaterTime(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.passes(s.Policy.ClosingFor)
	require.False(t, s.Resting(), "the last message is still on its way")
	s.settles(Outcome{State: Waiting, Until: s.now.Add(hour)})
	require.True(t, s.Resting())
}
