package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryOutcomeDoesToTheProtocolWhatItsRowSays(t *testing.T) {
	t.Parallel()
	for _, o := range AttemptOutcomes {
		s := begin(t, MediumRisk)
		s.attempt(o.Code)
		require.Equal(t, o.Counts, s.Contact.Failed == 1, o.Code)
		require.Equal(t, o.Counts, s.Contact.Attempts[0].Counted, o.Code)
		require.Equal(t, o.Halts, s.Halt != nil, o.Code)
		require.Equal(t, o.Halts, s.open(Unsafe), o.Code)
		require.Equal(t, o.Spoke, !s.Contact.Reached.IsZero(), o.Code)
		require.Equal(t, o.Officer, s.open(AskOfficer), o.Code)
		require.Equal(t, o.Interpreter, s.open(FindInterpreter), o.Code)
		require.Equal(t, o.AtOnce, s.open(CallVictim), o.Code)
		tried := o.Code != "accepted" && o.Code != "declined" && !o.Halts && !o.AtOnce
		require.Equal(t, tried, s.clock("next-attempt") >= 0, o.Code)
		require.NotEmpty(t, o.Then)
	}
}

func TestWhoWasCutOffIsCalledBackAtOnceByTheSamePerson(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("cut_off")
	task := s.asks(CallVictim)
	require.Equal(t, "caseworker-1", task.Owner)
	require.Equal(t, s.now, task.NotBefore)
	require.Equal(t, s.now.Add(s.Policy.CutOffWithin), task.Due)
	require.Equal(t, AtOnce, s.Contact.Next.Part)

	s.attempt("cut_off")
	s.asksNot(CallVictim)
	require.Equal(t, 1, s.Contact.Failed, "both were one attempt")
	require.NotEqual(t, AtOnce, s.Contact.Next.Part, "nobody is called back again and again")
}

func TestACallCutOffWhileNobodyKnowsASafeWayIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	for _, stage := range []func(*story) *story{func(s *story) *story { return s }, (*story).assessing} {
		s := stage(begin(t, MediumRisk))
		s.attempt("unsafe_signal")
		s.attempt("cut_off")
		s.asksNot(CallVictim)
	}
}

func TestAnInterpreterIsBookedBeforeTheNextAttempt(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("language_barrier")
	require.False(t, s.asks(FindInterpreter).Due.After(s.Contact.Next.From))
	s.takes(AddNote{Said: s.words(), Task: s.asks(FindInterpreter).ID})
	s.asksNot(FindInterpreter)
}

func TestTheOfficerIsAskedForANumberUntilOneIsKnownOrTheVictimWasSpokenTo(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("number_dead")
	s.asks(AskOfficer)
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true, Usable: true})
	s.asksNot(AskOfficer)

	s = begin(t, MediumRisk)
	s.attempt("number_dead")
	s.tries("spoke")
	s.asksNot(AskOfficer)
}

func TestACaseRemembersItsLastAttemptsAndHowManyThereWere(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	for range mostAttempts + 5 {
		s.tries("not_safe_now")
	}
	require.Len(t, s.Contact.Attempts, mostAttempts)
	require.Equal(t, mostAttempts+5, s.Contact.Made)
	require.Equal(t, mostAttempts+5, s.Contact.Attempts[mostAttempts-1].N)
	require.Equal(t, mostAttempts+5, s.lines("attempt"), "the timeline has all of them")
}
