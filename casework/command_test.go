package casework

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARepeatGetsTheSameReceipt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := RecordAttempt{Said: s.worker(), Outcome: "no_answer"}
	first := s.takes(m)
	s.passes(10 * day)
	before := asJSON(t, s.Case)
	require.Equal(t, first, s.takes(m))
	require.NoError(t, s.Check(m, s.now))
	require.Equal(t, before, asJSON(t, s.Case))
	require.Len(t, s.Contact.Attempts, 1)
}

func TestARepeatIsRecognisedEvenWhenItCouldNoLongerBeTaken(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := RecordAttempt{Said: s.worker(), Outcome: "declined"}
	first := s.takes(m)
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	require.Equal(t, first, s.takes(m))
}

func TestAKeyUsedForSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := RecordAttempt{Said: s.worker(), Outcome: "no_answer"}
	s.takes(m)
	m.Body = "another digest"
	s.refuses(KeyReused, m)
}

func TestWhatComesWithoutAKeyIsNeverTakenForARepeat(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := RecordAttempt{Outcome: "no_answer"}
	s.takes(m)
	s.takes(m)
	require.Len(t, s.Contact.Attempts, 2)
	require.Len(t, s.Recent, 1)
}

func TestTheReferralThatOpenedTheCaseIsRememberedForGood(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	opened := s.Recent[0]
	for range 3 * remembered {
		s.takes(AddNote{Said: s.words()})
	}
	require.Len(t, s.Recent, remembered)
	require.Equal(t, opened, s.Recent[0])
	require.Equal(t, "key-"+strconv.Itoa(s.keys), s.Recent[remembered-1].Key)
	r := s.referral("crime-1", 1)
	r.ID, r.Body = opened.Key, opened.Digest
	require.Equal(t, opened.Receipt, s.takes(r))
}

func TestACommandOutOfItsStageIsRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.refuses(WrongStage, RecordNeeds{Said: s.worker(), Areas: needs("3")})
	s.refuses(WrongStage, s.plan())
	s.refuses(WrongStage, ReopenCase{Said: s.worker(), Reason: "victim_returned"})
	s.assessing()
	s.refuses(WrongStage, s.plan())
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("3")})
	s.takes(s.plan())
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.refuses(WrongStage, CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.refuses(WrongStage, s.plan())
}

func TestNothingHappensInTheFutureOrBeforeTheReferral(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	for at, code := range map[time.Time]string{monday.Add(clockSkew + 1): "in_the_future", monday.Add(-clockSkew - 1): "before_the_referral"} {
		said := s.worker()
		said.At = at
		for _, m := range []Command{
			RecordAttempt{Said: said, Outcome: "no_answer"}, AddNote{Said: said}, AssessRisk{Said: said}, RaiseConcern{Said: said},
			ContactPointChanged{Said: said}, RecordWithdrawal{Said: said}, CloseCase{Said: said}, SetHearing{Said: said},
			RecordNeeds{Said: said}, AgreePlan{Said: said},
		} {
			e := s.refuses(Invalid, m)
			require.Equal(t, "/at", e.Fields[0].Pointer, m.Name())
			require.Equal(t, code, e.Fields[0].Code, m.Name())
		}
	}
	for _, at := range []time.Time{monday.Add(clockSkew), monday.Add(-clockSkew)} {
		said := s.worker()
		said.At = at
		s.takes(RecordAttempt{Said: said, Outcome: "no_answer"})
	}
}

func TestAProvidersTimeThatCannotBeMeantIsRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	said := s.by(System)
	said.Text, said.At = "reply-1", time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC) // JSON cannot write it
	for _, m := range []Command{ReplyReceived{Said: said}, MessageFailed{Said: said, Template: LeaveOpen}} {
		require.Equal(t, []string{"/at"}, s.refuses(Invalid, m).pointers())
	}
}

func TestEverythingWrongWithAnAttemptIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	e := s.refuses(Invalid, RecordAttempt{Said: s.worker(), Outcome: "rain", CallBack: monday, Task: "none-1"})
	require.Equal(t, []string{"/outcome", "/call_back_at", "/task"}, e.pointers())
	e = s.refuses(Invalid, RecordAttempt{Said: s.worker(), Outcome: "spoke", CallBack: monday.AddDate(1, 0, 0)})
	require.Equal(t, "too_late", e.Fields[0].Code)
}

func TestEverythingElseThatCanBeWrongIsNamed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	for want, m := range map[string]Command{
		"/about":    RaiseConcern{Said: s.worker(), About: "dog"},
		"/id":       ContactPointChanged{Said: s.worker()},
		"/text":     ReplyReceived{Said: s.by(System)},
		"/reason":   CloseCase{Said: s.boss(), Reason: "rain"},
		"/template": MessageFailed{Said: s.by(System)},
	} {
		require.Equal(t, []string{want}, s.refuses(Invalid, m).pointers())
	}
	e := s.refuses(Invalid, AddNote{Said: s.worker(), Task: s.asks(CallVictim).ID})
	require.Equal(t, []string{"/text", "/task"}, e.pointers())
	require.Equal(t, "not_ended_by_this", e.Fields[1].Code)
}

func TestATaskNamedInACommandIsAnOpenOneOfThisCase(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	id := s.asks(ReferMarac).ID
	s.decides(ReferMarac)
	m := s.boss()
	m.Text = "text"
	e := s.refuses(Invalid, AddNote{Said: m, Task: id})
	require.Equal(t, "unknown", e.Fields[0].Code)
}
