package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// askedAll are needs, plan and risk as one conversation brings them.
func (s *story) askedAll() RecordConversation {
	p := s.plan()
	return RecordConversation{
		Said: s.worker(), Plan: &p, Needs: &RecordNeeds{Areas: needs("4")},
		Risk: &AssessRisk{RiskMade: RiskMade{Tool: "DASH", Grade: MediumRisk}},
	}
}

func TestOneConversationDoesEveryReviewThatWasAskedFor(t *testing.T) {
	t.Parallel()
	s := reviewsIn(t, 10*day, 11*day, 12*day)
	s.passes(10 * day)
	m := s.askedAll()
	revision := s.Revision
	r := s.takes(m)
	s.asksNot(ReviewPlan, ReviewNeeds, ReviewRisk)
	require.Len(t, s.Needs, 2)
	require.Equal(t, 2, s.Risk.Times)
	require.Equal(t, revision+3, r.Revision, "each part is a revision of its own")
	for _, what := range []string{"needs", "plan", "risk-assessed"} {
		l := s.Lines[slices.IndexFunc(s.Lines, func(l Line) bool { return l.What == what && l.Revision > revision })]
		require.Equal(t, "caseworker-1", l.By)
	}
	require.Equal(t, r, s.takes(m), "a repeat is a repeat")
}

func TestHelpThatIsAcceptedAndWhatFollowsAreOneConversation(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := s.askedAll()
	m.Attempt, m.Note = &RecordAttempt{Outcome: "accepted", Point: "point-1"}, &AddNote{Said: Said{Text: "text-of-note"}}
	s.takes(m)
	require.Equal(t, Supporting, s.Stage)
	require.Equal(t, AtStart, s.Needs[0].Moment)
	require.Equal(t, "caseworker-1", s.Owner)
	s.asksNot(CallVictim, AssessNeeds, MakePlan)
	require.Equal(t, []Template{SupportAccepted, PlanAgreed}, s.leaving())
}

func TestAPartIsJudgedByTheCaseAfterThePartsBeforeIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := s.askedAll()
	e := s.refuses(WrongStage, m)
	require.Equal(t, []string{"/needs"}, e.pointers(), "the victim has not accepted help yet; whether a plan could be agreed after that, nobody knows")

	s.planning()
	m = RecordConversation{Said: s.worker(), Consents: []RecordConsent{
		{Consent: "c1", To: "refuge", Purpose: ToRefer, State: ConsentGiven, How: "by_phone"},
		{Consent: "c1", To: "refuge", Purpose: ToRefer, State: ConsentWithdrawn, How: "by_phone"},
	}}
	require.Equal(t, []string{"/consents/1/id"}, s.refuses(Invalid, m).pointers())
	m.Consents[1].Consent = "c2"
	s.takes(m)
}

func TestEverythingWrongWithAConversationIsNamedAtOnceAndNothingOfItIsTaken(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := s.askedAll()
	m.At = s.now.Add(hour)
	m.Attempt = &RecordAttempt{Outcome: "nonsense", Task: "none-1"}
	m.Needs.Areas = needs("7")
	m.Risk.Tool = "nonsense"
	m.Plan.Actions = []Action{{ID: "a", Need: "pets", Owner: "victim", Due: s.now, Status: ActionOpen}}
	m.Consents = []RecordConsent{{}}
	m.Note = &AddNote{}
	at := s.refuses(Invalid, m).pointers()
	for _, wrong := range []string{
		"/at", "/attempt/outcome", "/attempt/task", "/risk/tool", "/needs/areas/health/victim", "/needs/areas/social/worker", "/plan/actions/0/need", "/consents/0/to", "/note/text",
	} {
		require.Contains(t, at, wrong)
	}
	require.NotContains(t, at, "/needs/moment", "which the attempt would have cured, had it been right")
	require.NotContains(t, at, "/attempt/at", "when it was is said once")
}

func TestAPlanThatHasChangedSinceItWasReadRefusesTheWholeConversation(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	m := s.askedAll()
	s.takes(s.plan())
	e := s.refuses(StaleRevision, m)
	require.Equal(t, []string{"/plan"}, e.pointers())
	m.Needs.Areas = nil
	require.Contains(t, s.refuses(Invalid, m).pointers(), "/plan", "what is stale is told with what is wrong")
}

func TestOneThingAloneIsNoConversation(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	require.Equal(t, []string{""}, s.refuses(Invalid, RecordConversation{Said: s.worker()}).pointers())
	require.Equal(t, []string{""}, s.refuses(Invalid, RecordConversation{Said: s.worker(), Needs: &RecordNeeds{Areas: needs("3")}}).pointers())
}

func TestNobodySaysWhatAVictimWhoWasNotSpokenToNeeds(t *testing.T) {
	t.Parallel()
	for _, o := range AttemptOutcomes {
		if o.Spoke {
			continue
		}
		s := begin(t, MediumRisk).supporting()
		m := s.askedAll()
		m.Attempt, m.Note = &RecordAttempt{Outcome: o.Code}, &AddNote{Said: Said{Text: "text"}}
		m.Preferences = &SetPreferences{}
		require.Equal(t, []string{"/risk", "/needs", "/plan", "/preferences"}, s.refuses(Invalid, m).pointers(), o.Code)
		m.Risk, m.Needs, m.Plan, m.Preferences = nil, nil, nil, nil
		s.takes(m)
	}
}

func TestAThirdPartyAnsweringStopsAllAutomationInAConversationToo(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.takes(RecordConversation{
		Said: s.worker(), Attempt: &RecordAttempt{Outcome: "third_party_answered", Point: "point-1"}, Note: &AddNote{Said: Said{Text: "text"}},
	})
	require.NotNil(t, s.Halt)
	require.Equal(t, "point-1", s.Halt.Point)
	s.asks(Unsafe)
	require.Empty(t, s.leaving())
}

func TestAPartIsNobodyElsesThanWhoRecordsTheConversation(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).exhausts()
	task := s.asks(NotReached).ID
	m := RecordConversation{Said: s.worker(), Attempt: &RecordAttempt{Said: s.boss(), Outcome: "spoke", Task: task}, Note: &AddNote{Said: s.words()}}
	require.Equal(t, []string{"/attempt/task"}, s.refuses(Invalid, m).pointers(), "which is for a supervisor to decide")
	m.Said = s.boss()
	s.takes(m)
	require.Equal(t, "supervisor-1", s.Contact.Attempts[len(s.Contact.Attempts)-1].By)
}

// TestAConversationIsItsPartsOneAfterTheOther: and where one of them would be refused,
// nothing of it is taken.
func TestAConversationIsItsPartsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	taken, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := &script{t: t, now: monday, c: &Case{Policy: Ordinary()}}
		first := s.referral()
		s.past = append(s.past, first)
		s.c = Open("case", first, Ordinary(), LatestLogic, s.now)
		if s.c.Stage == "" {
			t.Skip("not a case")
		}
		s.comeSoFar()
		for range die(t, 12) {
			do, _ := s.step()
			do(s.c)
			s.c.Wake(s.now)
		}
		m, ok := s.talk().(RecordConversation)
		require.True(t, ok)
		before, alone := asJSON(t, s.c), restored(t, s.c)
		wanted := inTurn(alone, m, s.now)
		_, err := s.c.Do(m, s.now)
		require.Equal(t, wanted, err == nil, "%v", err)
		if err != nil {
			refused++
			require.Equal(t, before, asJSON(t, s.c), "nothing of it is taken")
			require.NotEmpty(t, refusal(err).Message)
			return
		}
		taken++
		s.c.Recent, alone.Recent = nil, nil
		require.Equal(t, asJSON(t, alone), asJSON(t, s.c))
	})
	require.NotZero(t, taken)
	require.NotZero(t, refused)
}

// inTurn gives a case the parts of a conversation as commands, one after the other, until
// one is refused; true: none was.
func inTurn(c *Case, m RecordConversation, now time.Time) bool {
	said := func(s Said) Said { return Said{By: m.By, Role: m.Role, At: m.At, Text: s.Text, If: s.If} }
	var all []Command
	spoke := true
	if p := m.Attempt; p != nil {
		o, _ := attemptOutcome(p.Outcome)
		spoke = o.Spoke
		all = append(all, RecordAttempt{Said: said(p.Said), Outcome: p.Outcome, Point: p.Point, CallBack: p.CallBack, Task: p.Task, Unusable: p.Unusable})
	}
	if p := m.Risk; p != nil {
		all = append(all, AssessRisk{Said: said(p.Said), RiskMade: p.RiskMade, Incident: p.Incident})
	}
	if p := m.Needs; p != nil {
		all = append(all, RecordNeeds{Said: said(p.Said), Moment: p.Moment, Areas: p.Areas, MostInNeed: p.MostInNeed})
	}
	if p := m.Plan; p != nil {
		all = append(all, AgreePlan{Said: said(p.Said), Review: p.Review, Actions: p.Actions, PlanParts: p.PlanParts})
	}
	if p := m.Preferences; p != nil {
		all = append(all, SetPreferences{Said: said(p.Said), Ways: p.Ways, Best: p.Best, Untold: p.Untold, Often: p.Often, Others: p.Others, Morning: p.Morning})
	}
	for _, p := range m.Consents {
		all = append(all, RecordConsent{Said: said(p.Said), Consent: p.Consent, To: p.To, Purpose: p.Purpose, State: p.State, How: p.How})
	}
	if p := m.Note; p != nil {
		all = append(all, AddNote{Said: said(p.Said), Task: p.Task})
	}
	for _, one := range all {
		_, attempt := one.(RecordAttempt)
		_, note := one.(AddNote)
		if _, err := c.Do(one, now); err != nil || !spoke && !attempt && !note {
			return false
		}
	}
	return len(all) >= 2
}

func TestTheGravityOfACommandIsThatOfTheRiskItBrings(t *testing.T) {
	t.Parallel()
	risk := AssessRisk{RiskMade: RiskMade{Tool: "DASH", Grade: MediumRisk, Judgement: HighRisk}}
	for _, m := range []Command{risk, RecordConversation{Risk: &risk}} {
		g, brings := GravityOf(m)
		require.True(t, brings)
		require.Equal(t, HighRisk, g)
	}
	for _, m := range []Command{AddNote{}, RecordConversation{}} {
		_, brings := GravityOf(m)
		require.False(t, brings)
	}
}
