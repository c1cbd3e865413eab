package casework

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// merging is what ends this case for going on in another.
func (s *story) merging(into string) MergeCase {
	return MergeCase{Said: s.words(), Into: into, Other: Party{Stage: Reaching}}
}

// other is a second case of the same victim, come so far, as it is carried over.
func (s *story) other(come func(*story) *story) *Case {
	s.t.Helper()
	o := beginWith(s.t, func(r *Referral) { r.Ref, r.Risk.Grade = "crime-9", StandardRisk })
	o.ID, o.now, o.keys = "other", s.now, 1000
	come(o)
	return o.ended()
}

// ended ends a case for going on in another, and gives what is carried over.
func (s *story) ended() *Case {
	s.t.Helper()
	s.takes(s.merging("00000000-0000-4000-8000-000000000001"))
	c, err := Restore(s.View().State) // as it is read from SQL
	require.NoError(s.t, err)
	return Carry(c)
}

func (s *story) takesOver(had *Case) {
	s.t.Helper()
	s.takes(TakeOver{Said: s.by(System), From: "other", Had: had})
}

func TestAMergedCaseEndsAtOnceAndSaysWhereItGoesOn(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.takes(s.listing("h", 30*day))
	s.takes(s.merging("another"))
	require.Equal(t, Closed, s.Stage)
	require.Equal(t, "duplicate_merged", s.Closure.Reason)
	require.Equal(t, "another", s.Closure.Into)
	require.Empty(t, s.openTasks())
	require.Empty(t, s.Clocks)
	require.Empty(t, s.leaving(), "and nothing more leaves from it")
	require.Equal(t, 1, s.lines("merged"))
}

func TestAMergedCaseNeverGoesOnByItself(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.takes(s.merging("another"))
	require.Equal(t, []string{"/reason"}, s.refuses(Invalid, ReopenCase{Said: s.worker(), Reason: "closed_in_error"}).pointers())
	s.refuses(CaseClosed, s.referral("crime-2", 1))
}

func TestMergingIsRefusedWithTheFieldAndTheRule(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Crime, r.Victim = "crime", "victim-1" })
	s.takes(RecordFinding{Said: s.by(System), Finding: "counter_allegation", About: "enemy"})
	for _, row := range []struct {
		says   string
		change func(*MergeCase)
		want   []string
	}{
		{"into nothing", func(m *MergeCase) { m.Into = "" }, []string{"/into missing"}},
		{"into itself", func(m *MergeCase) { m.Into = s.ID }, []string{"/into itself"}},
		{"into a closed case", func(m *MergeCase) { m.Other.Stage = Closed }, []string{"/into closed"}},
		{"into one that is not open yet", func(m *MergeCase) { m.Other.Stage = "" }, []string{"/into unknown"}},
		{"across two victims of one crime, by police's own numbers", func(m *MergeCase) {
			m.Other.Crimes = []CrimeVictim{{"crime", "victim-2"}}
		}, []string{"/into two_victims_of_one_crime"}},
		{"across two victims of one crime, by name", func(m *MergeCase) {
			m.Other.Crimes, m.Apart = []CrimeVictim{{"crime", ""}}, true
		}, []string{"/into two_victims_of_one_crime"}},
		{"with a victim who is suspect here", func(m *MergeCase) { m.Into = "enemy" }, []string{"/into opposed"}},
		{"with a victim whose suspect is here", func(m *MergeCase) { m.Other.Opposed = []string{s.ID} }, []string{"/into opposed"}},
		{"without a reason, and more", func(m *MergeCase) { m.Text, m.Into = "", "enemy" }, []string{"/reason missing", "/into opposed"}},
	} {
		m := s.merging("another")
		row.change(&m)
		var got []string
		for _, f := range s.refuses(Invalid, m).Fields {
			got = append(got, f.Pointer+" "+f.Code)
		}
		require.Equal(t, row.want, got, row.says)
	}
	same := s.merging("another")
	same.Other.Crimes = []CrimeVictim{{"crime", "victim-1"}, {"another crime", "victim-2"}}
	s.takes(same)
}

func TestTakingOverIsJudgedByTheSameRules(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Crime, r.Victim = "crime", "victim-1" })
	had := s.other((*story).assessing)
	had.Referrals[0].Crime, had.Referrals[0].Victim = "crime", "victim-2"
	require.Equal(t, []string{"/from"}, s.refuses(Invalid, TakeOver{Said: s.by(System), From: "other", Had: had}).pointers())
	require.Equal(t, []string{"/from"}, s.refuses(Invalid, TakeOver{Said: s.by(System), From: s.ID, Had: s.other((*story).assessing)}).pointers())
	require.Equal(t, []string{"/had"}, s.refuses(Invalid, TakeOver{Said: s.by(System), From: "other"}).pointers())
	s.takesOver(s.other((*story).assessing))
	require.Equal(t, []string{"/from"}, s.refuses(Invalid, TakeOver{Said: s.by(System), From: "other", Had: s.other((*story).assessing)}).pointers(), "twice")
}

func TestTheCaseThatGoesOnHasAllThatMattersOfBoth(t *testing.T) {
	t.Parallel()
	o := beginWith(t, func(r *Referral) { r.Ref, r.Risk.Grade = "crime-9", HighRisk })
	o.ID, o.keys = "other", 1000
	o.attempt("no_answer")
	o.supporting(action("a", 9*day))
	o.takes(o.listing("h", 30*day))
	o.takes(RaiseConcern{Said: o.words(), About: "child"})
	o.replied(func(m *ReplyReceived) {})
	o.decides(ReferMarac)

	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.takesOver(o.ended())
	require.Len(t, s.Referrals, 2)
	require.Equal(t, HighRisk, s.Risk.Grade, "the graver risk")
	require.Len(t, s.Contact.Attempts, 3)
	require.Equal(t, Supporting, s.Stage, "and the victim is asked for nothing twice")
	require.Len(t, s.Needs, 1)
	require.Equal(t, monday.Add(9*day), s.asks(PlanAction).Due)
	require.Equal(t, monday.Add(23*day+hour), s.due("hearing/h/call").Truncate(time.Hour))
	s.asks(Safeguard)
	require.Equal(t, s.Unread[0].ID, s.asks(ReadReply).About)
	require.Equal(t, "caseworker-1", s.Owner)
	s.asksNot(ReferMarac, CallVictim)
	require.Equal(t, []string{"other"}, s.TookOver)
}

func TestALowerRiskIsNotTakenOver(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.takesOver(s.other(func(s *story) *story { return s }))
	require.Equal(t, HighRisk, s.Risk.Grade)
}

func TestFailedAttemptsOfBothCasesCountTogether(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.takesOver(s.other(func(o *story) *story {
		o.attempt("no_answer")
		return o
	}))
	require.Equal(t, 2, s.Contact.Failed)
	s.passes(27 * hour)
	s.attempt("no_answer")
	s.asks(NotReached)
}

func TestAHaltOfEitherCaseStopsTheOneThatGoesOn(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.takesOver(s.other(func(o *story) *story {
		o.attempt("unsafe_signal")
		return o
	}))
	require.NotNil(t, s.Halt)
	s.asks(Unsafe)
	s.asksNot(CallVictim)
}

func TestACaseThatIsEndingGoesOnWithWhatItTakesOver(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.takes(s.closing("other_agency_lead"))
	s.takesOver(s.other((*story).planning))
	require.Equal(t, Planning, s.Stage)
	s.passes(2 * s.Policy.ClosingFor)
	require.Equal(t, Planning, s.Stage)
}

func TestWhereBothHadAPlanSomebodyLooksAtTheOther(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).supporting(action("a", 9*day))
	s.takesOver(s.other(func(o *story) *story { return o.supporting(action("b", 3*day)) }))
	require.Equal(t, "a", s.Plan.Actions[0].ID)
	s.asks(ReviewPlan)
	require.Equal(t, 1, s.lines("plan-left"))
}

func TestOneHearingThatBothHadIsOneHearing(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.takes(s.listing("mine", 30*day))
	s.takesOver(s.other(func(o *story) *story {
		o.takes(o.listing("theirs", 30*day))
		o.takes(o.listing("another", 40*day))
		return o
	}))
	require.Len(t, s.Hearings, 2)
	s.noClock("hearing/theirs/call")
}

func TestEveryFieldOfACaseIsCarriedOrLeftForAReason(t *testing.T) {
	t.Parallel()
	of := reflect.TypeFor[Case]()
	fields := make([]string, of.NumField())
	for i := range fields {
		fields[i], _, _ = strings.Cut(of.Field(i).Tag.Get("json"), ",")
	}
	listed := make([]string, len(CarriedFields))
	for i, f := range CarriedFields {
		require.NotEmpty(t, f.How, f.Field)
		listed[i] = f.Field
	}
	require.ElementsMatch(t, fields, listed, "say in CarriedFields what becomes of a new field when two cases become one, and do it in TakeOver")
}
