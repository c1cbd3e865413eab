package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFullPlanLackingAPartIsRefusedAndThePartIsNamed(t *testing.T) {
	t.Parallel()
	lacks := map[string]func(*AgreePlan){
		"goals": func(m *AgreePlan) { m.Goals = nil }, "actions": func(m *AgreePlan) { m.Actions = nil },
		"safety_plan": func(m *AgreePlan) { m.Safety = nil }, "special_measures": func(m *AgreePlan) { m.SpecialMeasures = NotAsked },
		"personal_statement": func(m *AgreePlan) { m.Statement = "" }, "compensation": func(m *AgreePlan) { m.Compensation = NotAsked },
		"children": func(m *AgreePlan) { m.Children = "" }, "communication": func(m *AgreePlan) { m.Communication = "" },
		"rights_explained_at": func(m *AgreePlan) { m.Rights = m.At }, "ends_when": func(m *AgreePlan) { m.Ends = "" },
		"restorative_justice": func(m *AgreePlan) { m.Restorative = "" },
	}
	require.Len(t, lacks, len(PlanPartRows))
	for _, row := range PlanPartRows {
		s := begin(t, HighRisk).planning()
		m := s.plan(action("a", day))
		lacks[row.Part](&m)
		if !row.Full {
			s.takes(m)
			continue
		}
		e := s.refuses(Invalid, m)
		require.Equal(t, []string{"/" + row.Part}, e.pointers())
		require.Equal(t, "missing_in_full_plan", e.Fields[0].Code)
	}
}

func TestOthersMayHaveALightPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.takes(AgreePlan{Said: s.worker(), Review: s.now.Add(day)})
	require.Equal(t, Supporting, s.Stage)
	require.False(t, s.Plan.Full())
	s.asksNot(ReviewPlan)
}

func TestWhoComesToBeMostInNeedIsOwedAFullPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	light := AgreePlan{Said: s.worker(), Review: s.now.Add(7 * day), Actions: []Action{action("a", day)}}
	s.takes(light)
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	require.Equal(t, s.now.Add(s.Policy.PlanWithin), s.asks(ReviewPlan).Due)

	done := light
	done.Said, done.If = s.worker(), s.Plan.Revision
	done.Actions = []Action{action("a", day)}
	done.Actions[0].Status = ActionDone
	s.takes(done) // how an action stands can always be said
	s.asks(ReviewPlan)
	later := done
	later.Said, later.If, later.Review = s.worker(), s.Plan.Revision, s.now.Add(20*day)
	require.NotEmpty(t, s.refuses(Invalid, later).pointers(), "but no new agreement without all its parts")
	s.takes(s.plan(action("b", day)))
	require.True(t, s.Plan.Full())
	s.asksNot(ReviewPlan)
}

func TestWhatAPlanLeavesOutStaysAsItWas(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	a := action("a", day)
	a.Text = "text-of-a"
	s.takes(s.plan(a))
	was := s.Plan.PlanParts
	less := AgreePlan{Said: s.worker(), Review: s.now.Add(day), Actions: []Action{action("a", day)}, PlanParts: PlanParts{Statement: ChoseYes, Goals: []Goal{{ID: "goal", Need: "social"}}}}
	less.If = s.Plan.Revision
	s.takes(less)
	require.Equal(t, ChoseYes, s.Plan.Statement)
	require.Equal(t, "text-of-a", s.Plan.Actions[0].Text)
	require.Equal(t, []Goal{{ID: "goal", Need: "social", Text: "text-of-goal"}}, s.Plan.Goals)
	was.Statement, was.Goals = s.Plan.Statement, s.Plan.Goals
	require.Equal(t, was, s.Plan.PlanParts)
}

func TestEveryVersionOfASafetyPlanIsKept(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	require.Equal(t, &SafetyPlan{Version: 1, Reviewed: s.now, Text: "text-of-safety"}, s.Plan.Safety)
	s.passes(day)
	m := s.plan()
	m.PlanParts = PlanParts{Safety: &SafetyPlan{}}
	s.takes(m)
	require.Equal(t, &SafetyPlan{Version: 1, Reviewed: s.now, Text: "text-of-safety"}, s.Plan.Safety, "looked at again")
	m = s.plan()
	m.PlanParts = PlanParts{Safety: &SafetyPlan{Text: "new words"}}
	s.takes(m)
	require.Equal(t, 2, s.Plan.Safety.Version)
	var told []string
	for _, l := range s.Lines {
		if l.What == "safety-plan" {
			told = append(told, l.Text)
		}
	}
	require.Equal(t, []string{"text-of-safety", "", "new words"}, told)
}

func TestWhatIsWrongWithThePartsOfAPlanIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	m := s.plan()
	m.PlanParts = PlanParts{
		Goals: []Goal{{ID: "g", Need: "pets", Text: "x"}, {ID: "g", Need: "health"}, {Need: "health", Text: "x"}}, Safety: &SafetyPlan{Reviewed: s.now.Add(day)},
		SpecialMeasures: "perhaps", Statement: "perhaps", Compensation: "perhaps", Restorative: "perhaps", Measures: []string{"magic"}, Rights: s.now.Add(day),
	}
	require.ElementsMatch(t, []string{
		"/goals/0/need", "/goals/1/text", "/goals/1/id", "/goals/2/id", "/safety_plan/text", "/safety_plan/reviewed_at", "/special_measures",
		"/personal_statement", "/compensation", "/restorative_justice", "/measures", "/rights_explained_at",
	}, s.refuses(Invalid, m).pointers())
}
