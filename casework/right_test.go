package casework

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// happens tells the case of a justice event that has just happened.
func (s *story) happens(id string, kind victimscode.Trigger, facts ...string) RecordJusticeEvent {
	s.t.Helper()
	m := RecordJusticeEvent{Said: s.worker(), Event: id, Kind: kind, Occurred: s.now, Received: s.now, Source: "police", Facts: facts}
	s.takes(m)
	return m
}

// isTold says that the victim was told of an event.
func (s *story) isTold(event string) {
	s.t.Helper()
	s.takes(RecordTold{Said: s.worker(), Event: event, How: "by_phone", Teller: "police"})
}

// right takes one step with a right.
func (s *story) right(r Right, step string, facts ...string) {
	s.t.Helper()
	s.takes(s.stepOf(r, step, facts...))
}

func (s *story) stepOf(r Right, step string, facts ...string) RecordRight {
	return RecordRight{Said: s.worker(), Right: r, Step: step, Facts: facts}
}

// holds is the newest right of a kind, and how it stands.
func (s *story) holds(r Right) (HeldRight, RightState) {
	s.t.Helper()
	h, ok := s.newestRight(r, func(HeldRight) bool { return true })
	require.True(s.t, ok, "no right %s is held", r)
	return *h, s.RightState(*h)
}

func (s *story) rightIs(r Right, want RightState) HeldRight {
	s.t.Helper()
	h, state := s.holds(r)
	require.Equal(s.t, want, state, r)
	return h
}

func TestEveryRightIsExplainedInPlainWordsWithItsSource(t *testing.T) {
	t.Parallel()
	for _, c := range constants(t, "Right") {
		row, ok := rightRow(Right(c.value))
		require.True(t, ok, c.value)
		require.NotEmpty(t, row.Source)
		require.NotEmpty(t, row.Says)
		require.Greater(t, len(strings.Fields(row.Explain)), 30, row.Right)
		require.NotRegexp(t, `(?i)section|Act |paragraph|article|s\.\d`, row.Explain, "%s: no law is cited to a victim", row.Right)
		require.True(t, row.AnyTime || len(row.Opens) > 0, row.Right)
		require.True(t, row.Part == "" || slices.ContainsFunc(PlanPartRows, func(p PlanPart) bool { return p.Part == row.Part }), row.Part)
	}
	require.Len(t, RightRows, len(constants(t, "Right")))
	for _, row := range ScopeRows {
		require.NotEmpty(t, row.Says)
		_, known := rightRow(row.Right)
		require.True(t, known)
	}
}

func TestEveryStepOfARightCanBeReached(t *testing.T) {
	t.Parallel()
	for _, row := range RightRows {
		seen := map[string]bool{}
		require.True(t, slices.ContainsFunc(row.Steps, func(s RightStep) bool { return s.Means == Explains }), row.Right)
		for range row.Steps {
			for _, s := range row.Steps {
				from := slices.ContainsFunc(s.After, func(a string) bool { return seen[a] })
				seen[s.Step] = seen[s.Step] || from || len(s.After) == 0
			}
		}
		for _, s := range row.Steps {
			require.True(t, seen[s.Step], "%s: %s", row.Right, s.Step)
			require.NotEmpty(t, s.Says)
			require.False(t, s.Must && len(s.Facts) == 0, s.Step)
			for _, id := range slices.Concat(s.Meets, row.Windows) {
				e, _ := victimscode.Find(victimscode.Current)
				_, known := e.Duty(id)
				require.True(t, known, "%s: %s", row.Right, id)
			}
		}
	}
}

func TestWhatHappensOpensTheRightsThatFollow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		kind  victimscode.Trigger
		facts []string
		want  []Right
	}{
		{victimscode.NotProsecutedPolice, []string{"suspect_interviewed"}, []Right{PoliceReview}},
		{victimscode.NoFurtherAction, []string{"suspect_interviewed"}, []Right{PoliceReview}},
		{victimscode.NotProsecutedCPS, []string{"not_charged"}, []Right{CPSReview}},
		{victimscode.Sentenced, nil, []Right{LenientSentence}},
		{victimscode.StatementTaken, nil, []Right{PersonalStatement}},
		{victimscode.Charged, nil, []Right{MeasuresAtCourt}},
		{victimscode.EvidenceRequired, nil, []Right{MeasuresAtCourt}},
		{victimscode.EvidenceDay, nil, []Right{ProsecutorMeeting}},
		{victimscode.Arrested, nil, nil},
	} {
		s := begin(t, MediumRisk).assessing()
		before := len(s.Held)
		s.happens("e", row.kind, row.facts...)
		var got []Right
		for _, h := range s.Held[before:] {
			got = append(got, h.Right)
			require.Equal(t, RightOpen, s.RightState(h))
			require.Equal(t, "e", h.Event)
		}
		require.Equal(t, row.want, got, row.kind)
		require.Equal(t, len(row.want), s.lines("right-opened")-before, row.kind)
		require.Len(t, s.asked(ExplainRights), min(len(row.want), 1), row.kind)
	}
}

func TestOneCallExplainsAllThatOneEventOpened(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("e", victimscode.Sentenced, specifiedOffence, "in_custody")
	m := RecordJusticeEvent{Said: s.worker(), Event: "f", Kind: victimscode.Sentenced, Occurred: s.now.Add(-hour), Source: "court", Facts: []string{hospitalOrder}}
	s.takes(m)
	require.Equal(t, s.now.Add(s.Policy.ExplainWithin), s.asks(ExplainRights).Due)
	s.tasked("record-attempt", ExplainRights)
	s.rightIs(LenientSentence, RightExplained)
	s.asksNot(ExplainRights)

	s = begin(t, MediumRisk).supporting()
	m.Months, m.Said = 18, s.worker()
	m.Facts = []string{specifiedOffence}
	s.takes(m)
	s.asks(ExplainRights)
	s.right(LenientSentence, "explained")
	s.asks(ExplainRights)
	s.right(ContactScheme, "explained")
	s.asksNot(ExplainRights)
}

func TestAnAttemptInWhichNobodySpokeExplainsNothing(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("e", victimscode.StatementTaken)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "no_answer", Task: s.asks(ExplainRights).ID})
	s.asks(ExplainRights)
	s.rightIs(PersonalStatement, RightOpen)
	s.rules(ExplainRights, "not_explained")
	s.rightIs(PersonalStatement, RightOpen)
	s.passes(day)
	s.asksNot(ExplainRights)
}

func TestRightsAreExplainedWhenTheVictimIsBeingHelped(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.happens("e", victimscode.StatementTaken)
	s.asksNot(ExplainRights)
	s.assessing()
	require.Equal(t, "e", s.asks(ExplainRights).About)
}

func TestStepsOutOfOrderAreRefusedWithTheRule(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.passes(day)
	s.happens("e", victimscode.NotProsecutedPolice, "suspect_interviewed")
	for _, row := range []struct {
		m    RecordRight
		want []string
	}{
		{RecordRight{Right: "pension", Step: "asked"}, []string{"/right not_listed"}},
		{RecordRight{Right: PoliceReview, Step: "hoped"}, []string{"/step not_listed"}},
		{RecordRight{Right: CPSReview, Step: "asked"}, []string{"/right not_held"}},
		{RecordRight{Right: PoliceReview, Step: "asked", Event: "f"}, []string{"/event unknown"}},
		{RecordRight{Right: PoliceReview, Step: "declined"}, []string{"/step out_of_order"}},
		{RecordRight{Right: PoliceReview, Step: "decided"}, []string{"/facts missing", "/step out_of_order"}},
		{RecordRight{Right: PoliceReview, Step: "asked", Facts: []string{"review_upheld"}}, []string{"/facts/0 not_listed"}},
		{RecordRight{Right: PoliceReview, Step: "asked", Said: Said{At: s.now.Add(-day)}}, []string{"/at before_the_event"}},
		{RecordRight{Right: PoliceReview, Step: "asked", Said: Said{At: s.now.Add(day)}}, []string{"/at in_the_future"}},
		{RecordRight{Right: PoliceReview, Step: "asked", Hearing: "trial-1"}, []string{"/hearing contradicts"}},
		{RecordRight{Right: Complaint, Step: "answered", Facts: []string{"satisfied", "satisfied"}}, []string{"/facts/1 repeated", "/step out_of_order"}},
	} {
		at := row.m.At
		row.m.Said = s.worker()
		row.m.At = at
		e := s.refuses(Invalid, row.m)
		var got []string
		for _, f := range e.Fields {
			got = append(got, f.Pointer+" "+f.Code)
		}
		require.ElementsMatch(t, row.want, got, "%s %s", row.m.Right, row.m.Step)
	}
	s.right(PoliceReview, "asked")
	require.Equal(t, []string{"/step"}, s.refuses(Invalid, s.stepOf(PoliceReview, "asked")).pointers())
	s.passes(day)
	late := s.stepOf(PoliceReview, "acknowledged")
	late.At = s.now.Add(-day - hour)
	require.Equal(t, []string{"/at", "/at"}, s.refuses(Invalid, late).pointers(), "nothing is answered before it was asked")
}

func TestTheScopeOfAPoliceReview(t *testing.T) {
	t.Parallel()
	for _, row := range ScopeRows {
		if row.Right != PoliceReview || row.Makes != ScopeOut {
			continue
		}
		s := begin(t, MediumRisk).supporting()
		s.happens("e", victimscode.NotProsecutedPolice)
		s.rightIs(PoliceReview, RightOpen)
		require.Equal(t, s.newest(PoliceReview).ID, s.asks(LearnRight).About, "it is not known whether a suspect was interviewed")
		s.right(PoliceReview, "scope_found", row.Fact)
		h := s.rightIs(PoliceReview, RightOutOfScope)
		scope, says := s.ScopeSays(h)
		require.Equal(t, ScopeOut, scope)
		require.Equal(t, row.Says, says)
		s.asksNot(LearnRight)
		s.asks(ExplainRights)
		s.right(PoliceReview, "scope_found", "suspect_interviewed")
		s.rightIs(PoliceReview, RightOpen)
	}
	s := begin(t, MediumRisk).supporting()
	s.happens("i", victimscode.Interviewed)
	s.happens("e", victimscode.NotProsecutedPolice)
	s.asksNot(LearnRight)
	s.rightIs(PoliceReview, RightOpen)
}

func (s *story) newest(r Right) HeldRight {
	h, _ := s.holds(r)
	return h
}

func TestWhereNoEvidenceWasOfferedOnlyAnExplanationCanComeOfAReview(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("e", victimscode.NotProsecutedCPS, "no_evidence_offered")
	scope, says := s.ScopeSays(s.rightIs(CPSReview, RightOpen))
	require.Equal(t, LimitedScope, scope)
	require.Contains(t, says, "cannot begin again")
	s.right(CPSReview, "asked")
	s.rightIs(CPSReview, RightUsed)
}

func TestAComplaintIsTakenUpWheneverTheVictimLikesAndAsOftenAsTheyLike(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.right(Complaint, "made", "police")
	s.right(Complaint, "acknowledged")
	m := s.stepOf(Complaint, "made", "cps")
	m.Event = "another"
	s.takes(m)
	require.Len(t, s.Held[len(s.Held)-2:], 2)
	s.right(Complaint, "settled")
	s.rightIs(Complaint, RightOver)
	s.right(Complaint, "answered", "dissatisfied")
	s.right(Complaint, "to_ombudsman")
	s.right(Complaint, "ombudsman_decided")
}

func TestAVictimMayLeaveTheContactSchemeAndComeBack(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(RecordJusticeEvent{Said: s.worker(), Event: "e", Kind: victimscode.Sentenced, Occurred: s.now, Source: "court", Facts: []string{specifiedOffence}, Months: 12})
	s.right(ContactScheme, "referred")
	require.Equal(t, []string{"/step"}, s.refuses(Invalid, s.stepOf(ContactScheme, "opted_in")).pointers())
	for range 2 {
		s.right(ContactScheme, "opted_out")
		s.rightIs(ContactScheme, RightDeclined)
		require.Equal(t, []string{"/step"}, s.refuses(Invalid, s.stepOf(ContactScheme, "opted_out")).pointers(), "once out, they are out")
		s.right(ContactScheme, "opted_in")
		s.rightIs(ContactScheme, RightUsed)
	}
}

func TestWhetherTheCourtReadTheStatementIsFoundOutAtSentence(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("st", victimscode.StatementTaken)
	s.right(PersonalStatement, "offered")
	s.right(PersonalStatement, "chosen", "read_by_prosecutor")
	s.right(PersonalStatement, "taken")
	s.right(PersonalStatement, "updated")
	s.asksNot(LearnRight)
	s.happens("e", victimscode.Sentenced)
	require.Equal(t, s.newest(PersonalStatement).ID, s.asks(LearnRight).About)
	s.right(PersonalStatement, "read", "read_by_prosecutor")
	s.asksNot(LearnRight)
	s.rightIs(PersonalStatement, RightOver)
}
