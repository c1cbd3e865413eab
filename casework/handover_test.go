package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// owned is a case that caseworker-1 has.
func owned(t *testing.T) *story {
	s := begin(t, MediumRisk)
	s.takes(Claim{Said: s.worker()})
	return s
}

// reasoned is what this person says, with a reason.
func (s *story) reasoned(subject string, r Role) Said {
	m := s.from(subject, r)
	m.Text = "reason"
	return m
}

// mate is another caseworker.
func mate() Receiver { return Receiver{To: "caseworker-2", ToRole: Caseworker} }

func (s *story) answers(subject string, accept bool) {
	s.t.Helper()
	s.takes(AnswerHandOver{Said: s.reasoned(subject, Caseworker), Accept: accept})
}

// fault is the one thing wrong with a command.
func (s *story) fault(pointer, rule string, m Command) {
	s.t.Helper()
	e := s.refuses(Invalid, m)
	require.Len(s.t, e.Fields, 1, e.Error())
	require.Equal(s.t, []string{pointer, rule}, []string{e.Fields[0].Pointer, e.Fields[0].Code})
}

func TestUntilItIsAcceptedACaseStaysWithWhoHasIt(t *testing.T) {
	t.Parallel()
	s := owned(t)
	s.takes(HandOverCase{Said: s.reasoned("caseworker-1", Caseworker), Receiver: mate()})
	require.Equal(t, "caseworker-1", s.Owner)
	require.Equal(t, "caseworker-2", s.asks(AnswerOffer).Owner)
	s.answers("caseworker-2", true)
	require.Equal(t, "caseworker-2", s.Owner)
	require.Equal(t, "caseworker-2", s.asks(CallVictim).Owner, "its open tasks go with it")
	s.asksNot(AnswerOffer, SettleOffer)
	last := s.Lines[len(s.Lines)-1]
	require.Equal(t, []string{"hand-over-accepted", "caseworker-2", "caseworker-1"}, []string{last.What, last.By, last.About})
}

func TestWhatIsDeclinedOrNotAnsweredGoesToASupervisorAndClimbs(t *testing.T) {
	t.Parallel()
	for _, declined := range []bool{true, false} {
		s := owned(t)
		s.takes(HandOverCase{Said: s.reasoned("caseworker-1", Caseworker), Receiver: mate()})
		if declined {
			s.answers("caseworker-2", false)
		} else {
			s.passes(s.Policy.AcceptWithin)
			require.Equal(t, 1, s.lines("hand-over-lapsed"))
		}
		require.Equal(t, "caseworker-1", s.Owner)
		s.asksNot(AnswerOffer)
		require.Equal(t, Supervisor, s.asks(SettleOffer).Role)
		s.passes(s.Policy.DecideWithin + s.Policy.DecisionClimb.ManagerAfter)
		require.Equal(t, ForManager, s.asks(SettleOffer).Rung)
		s.rules(SettleOffer, "stays")
		s.asksNot(SettleOffer)
		require.Nil(t, s.Offer)
	}
}

func TestAnOfferThatLapsedMayStillBeAccepted(t *testing.T) {
	t.Parallel()
	s := owned(t)
	s.takes(HandOverCase{Said: s.reasoned("supervisor-1", Supervisor), Receiver: mate()})
	s.passes(s.Policy.AcceptWithin)
	s.answers("caseworker-2", true)
	require.Equal(t, "caseworker-2", s.Owner)
	s.asksNot(SettleOffer)
}

func TestASupervisorGivesACaseOfTheDeskToANamedCaseworkerWhoMustAccept(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.takes(AssignCase{Said: s.boss(), Receiver: mate()})
	require.Equal(t, "duty", s.Owner)
	s.asks(Allocate)
	s.answers("caseworker-2", false)
	s.asks(Allocate)
	s.asksNot(SettleOffer) // the supervisor is being asked already
	s.takes(AssignCase{Said: s.boss(), Receiver: mate()})
	s.answers("caseworker-2", true)
	require.Equal(t, "caseworker-2", s.Owner)
	s.asksNot(Allocate)
	s.takes(AssignCase{Said: s.boss(), Receiver: Receiver{To: "duty"}})
	require.Equal(t, "duty", s.Owner)
	require.Empty(t, s.asks(CallVictim).Owner)
	s.asks(Allocate)
}

func TestANewOfferTakesTheOldOneBack(t *testing.T) {
	t.Parallel()
	s := owned(t)
	s.takes(HandOverCase{Said: s.reasoned("caseworker-1", Caseworker), Receiver: mate()})
	s.takes(AssignCase{Said: s.boss(), Receiver: Receiver{To: "caseworker-3", ToRole: Caseworker}})
	require.Equal(t, "caseworker-3", s.asks(AnswerOffer).Owner)
	s.fault("", "not_yours", AnswerHandOver{Said: s.from("caseworker-2", Caseworker), Accept: true})
}

func TestAHandOverForATimeReturnsByItself(t *testing.T) {
	t.Parallel()
	s := owned(t)
	s.takes(HandOverCase{Said: s.reasoned("caseworker-1", Caseworker), Receiver: mate(), Until: s.now.Add(day)})
	s.answers("caseworker-2", true)
	require.Equal(t, "caseworker-1", s.Owner)
	require.Equal(t, "caseworker-2", s.asks(CallVictim).Owner)
	s.attempt("accepted")
	require.Equal(t, "caseworker-2", s.asks(AssessNeeds).Owner, "new tasks, too")
	s.passes(day)
	require.Equal(t, "caseworker-1", s.asks(AssessNeeds).Owner)
	require.Nil(t, s.Cover)
}

func TestWhoIsAwayIsCoveredAndEverythingReturns(t *testing.T) {
	t.Parallel()
	s := owned(t)
	away := CoverOwner{Said: s.boss(), Absence: "absence-1", Owner: "caseworker-1", Cover: "caseworker-2", CoverRole: Caseworker, From: s.now.Add(hour), Until: s.now.Add(5 * day)}
	s.takes(away)
	require.Equal(t, "caseworker-1", s.asks(CallVictim).Owner)
	s.passes(hour)
	require.Equal(t, "caseworker-2", s.asks(CallVictim).Owner)
	s.attempt("no_answer")
	s.passes(2*day + 3*hour)
	require.Equal(t, "caseworker-2", s.asks(CallVictim).Owner, "new tasks go to who covers")
	require.Equal(t, "caseworker-1", s.Owner, "the case does not")
	s.passes(3 * day)
	require.Equal(t, "caseworker-1", s.asks(CallVictim).Owner)
	require.Nil(t, s.Cover)
	require.Equal(t, 1, s.lines("cover-ended"))
}

func TestWhoIsBackEarlyHasTheirTasksAtOnce(t *testing.T) {
	t.Parallel()
	s := owned(t)
	s.takes(CoverOwner{Said: s.boss(), Absence: "a", Owner: "caseworker-1", Cover: "caseworker-2", CoverRole: Caseworker, From: s.now, Until: s.now.Add(5 * day)})
	require.Equal(t, "caseworker-2", s.asks(CallVictim).Owner)
	s.fault("/absence", "unknown", CoverOwner{Said: s.boss(), Absence: "b", Owner: "caseworker-1"})
	s.takes(CoverOwner{Said: s.boss(), Absence: "a", Owner: "caseworker-1"})
	require.Equal(t, "caseworker-1", s.asks(CallVictim).Owner)
	s.noClock("cover")
}

func TestAHandOverWhileAwayTakesEverythingAlong(t *testing.T) {
	t.Parallel()
	s := owned(t)
	s.takes(CoverOwner{Said: s.boss(), Absence: "a", Owner: "caseworker-1", Cover: "caseworker-2", CoverRole: Caseworker, From: s.now, Until: s.now.Add(5 * day)})
	s.takes(AssignCase{Said: s.boss(), Receiver: Receiver{To: "caseworker-3", ToRole: Caseworker}})
	s.answers("caseworker-3", true)
	require.Equal(t, "caseworker-3", s.asks(CallVictim).Owner)
	s.noClock("cover")
}

func TestOneTaskGoesToSomebodyElse(t *testing.T) {
	t.Parallel()
	s := owned(t)
	id := s.asks(CallVictim).ID
	s.takes(ReassignTask{Said: s.worker(), Receiver: mate(), Task: id})
	require.Equal(t, "caseworker-2", s.asks(CallVictim).Owner)
	require.Equal(t, "caseworker-1", s.Owner)
	s.fault("/task", "not_yours", ReassignTask{Said: s.from("caseworker-3", Caseworker), Receiver: Receiver{To: "caseworker-4", ToRole: Caseworker}, Task: id})
	s.fault("/to", "has_it_already", ReassignTask{Said: s.worker(), Receiver: mate(), Task: id})
	s.fault("/task", "unknown", ReassignTask{Said: s.worker(), Receiver: mate(), Task: "none-1"})
	s.raise(SignOff, "", s.now, day)
	s.fault("/to", "not_a_supervisor", ReassignTask{Said: s.boss(), Receiver: mate(), Task: s.asks(SignOff).ID})
	s.takes(AssignCase{Said: s.boss(), Receiver: mate()})
	s.fault("/task", "not_reassigned", ReassignTask{Said: s.boss(), Receiver: Receiver{To: "caseworker-3", ToRole: Caseworker}, Task: s.asks(AnswerOffer).ID})
}

func TestAHandOverThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	s := owned(t)
	mine := func() Said { return s.reasoned("caseworker-1", Caseworker) }
	for _, c := range []struct {
		pointer, rule string
		m             Command
	}{
		{"/to", "no_role", HandOverCase{Said: mine(), Receiver: Receiver{To: "stranger"}}},
		{"/to", "no_role", HandOverCase{Said: mine(), Receiver: Receiver{To: "auditor-1", ToRole: Auditor}}},
		{"/to", "missing", HandOverCase{Said: mine()}},
		{"/to", "not_a_person", HandOverCase{Said: mine(), Receiver: Receiver{To: "duty"}}},
		{"/to", "away_without_cover", HandOverCase{Said: mine(), Receiver: Receiver{To: "caseworker-2", ToRole: Caseworker, ToAway: true}}},
		{"/reason", "missing", HandOverCase{Said: s.worker(), Receiver: mate()}},
		{"/until", "in_the_past", HandOverCase{Said: mine(), Receiver: mate(), Until: s.now}},
		{"", "not_the_owner", HandOverCase{Said: s.reasoned("caseworker-3", Caseworker), Receiver: mate()}},
		{"", "not_a_supervisor", AssignCase{Said: mine(), Receiver: mate()}},
		{"/to", "oneself", AssignCase{Said: s.boss(), Receiver: Receiver{To: "supervisor-1", ToRole: Supervisor}}},
		{"/to", "has_it_already", AssignCase{Said: s.boss(), Receiver: Receiver{To: "caseworker-1", ToRole: Caseworker}}},
		{"", "no_offer", AnswerHandOver{Said: s.worker(), Accept: true}},
		{"/cover", "oneself", CoverOwner{Said: s.boss(), Absence: "a", Owner: "caseworker-1", Cover: "caseworker-1", CoverRole: Caseworker, Until: s.now.Add(day)}},
		{"/cover", "no_role", CoverOwner{Said: s.boss(), Absence: "a", Owner: "caseworker-1", Cover: "x", Until: s.now.Add(day)}},
		{"/owner", "not_the_owner", CoverOwner{Said: s.boss(), Absence: "a", Owner: "caseworker-3", Cover: "x", CoverRole: Caseworker, Until: s.now.Add(day)}},
	} {
		s.fault(c.pointer, c.rule, c.m)
	}
	own := s.refuses(Invalid, HandOverCase{Said: mine(), Receiver: Receiver{To: "caseworker-1", ToRole: Caseworker}})
	require.Equal(t, []string{"/to", "/to"}, own.pointers(), "to oneself")
	s.takes(HandOverCase{Said: mine(), Receiver: mate()})
	s.fault("", "not_yours", AnswerHandOver{Said: s.worker(), Accept: true})
	s.fault("/reason", "missing", AnswerHandOver{Said: s.from("caseworker-2", Caseworker)})
	s.takes(HandOverCase{Said: mine(), Receiver: mate(), Until: s.now.Add(time.Hour)})
	s.passes(hour)
	s.fault("/accept", "over", AnswerHandOver{Said: s.from("caseworker-2", Caseworker), Accept: true})
}

func TestWhoCoversAnswersForWhoIsAway(t *testing.T) {
	t.Parallel()
	s := owned(t)
	r := mate()
	r.ToCover = "caseworker-3"
	s.takes(HandOverCase{Said: s.reasoned("caseworker-1", Caseworker), Receiver: r})
	require.Equal(t, "caseworker-3", s.asks(AnswerOffer).Owner)
	s.answers("caseworker-3", true)
	require.Equal(t, "caseworker-2", s.Owner)
}
