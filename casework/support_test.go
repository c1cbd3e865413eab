package casework

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNeedsInAllEightAreasLeadToAPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	s.takes(RecordNeeds{Said: s.words(), Areas: needs(DeclinedToSay)})
	require.Equal(t, Planning, s.Stage)
	require.Equal(t, monday.Add(s.Policy.PlanWithin), s.asks(MakePlan).Due)
	s.asksNot(AssessNeeds)
}

func TestALaterAssessmentOverwritesNothing(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("5")})
	require.Len(t, s.Needs, 2)
	require.Equal(t, Score("3"), s.Needs[0].Areas["health"].Victim)
	require.Equal(t, Score("5"), s.Needs[1].Areas["health"].Victim)
	require.Equal(t, Supporting, s.Stage)
}

func TestEveryAreaOfNeedNotAnsweredIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	areas := needs("3")
	delete(areas, "health")
	areas["finance"] = Scores{Victim: "0", Worker: "6"}
	areas["social"] = Scores{Victim: NotApplicable}
	areas["pets"] = Scores{Victim: "1", Worker: "1"}
	e := s.refuses(Invalid, RecordNeeds{Said: s.worker(), Areas: areas})
	require.ElementsMatch(t, []string{"/areas/health", "/areas/finance/victim", "/areas/finance/worker", "/areas/social/worker", "/areas"}, e.pointers())
}

func TestAnAnswerThatIsNotANumberIsNeverCountedAsOne(t *testing.T) {
	t.Parallel()
	for in, out := range map[string]string{`3`: `3`, ` 5 `: `5`, `"declined"`: `"declined"`, `"not_applicable"`: `"not_applicable"`} {
		var s Score
		require.NoError(t, json.Unmarshal([]byte(in), &s))
		require.True(t, s.valid(), in)
		b, err := json.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, out, string(b))
	}
	for _, in := range []string{`0`, `6`, `-1`, `"03"`, `"+3"`, `""`, `"no"`} {
		var s Score
		require.NoError(t, json.Unmarshal([]byte(in), &s))
		require.False(t, s.valid(), in)
	}
	var s Score
	for _, in := range []string{`1.5`, `true`, `{}`} {
		require.Error(t, json.Unmarshal([]byte(in), &s), in)
	}
}

func TestAnAgreedPlanBeginsSupport(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.sent()
	s.takes(s.plan(action("a", 3*day)))
	require.Equal(t, Supporting, s.Stage)
	require.Equal(t, s.Plan.Review, s.due("plan-review"))
	require.Equal(t, []Template{PlanAgreed}, s.leaving())
	require.Equal(t, s.Plan.Review, s.Outbox[0].Message.When)
	require.Equal(t, monday.Add(day), s.Outbox[0].Message.UsefulUntil)
	s.asksNot(MakePlan)
}

func TestEveryOpenActionIsATaskUntilThePlanSaysItIsDone(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", 3*day), action("b", 5*day), action("c", 5*day))
	require.Len(t, s.asked(PlanAction), 3)
	done, dropped := action("a", 3*day), action("b", 5*day)
	done.Status, dropped.Status = ActionDone, ActionDropped
	s.takes(s.plan(done, dropped)) // and c is left out
	s.asksNot(PlanAction)
	hows := map[string]string{}
	for _, task := range s.Tasks {
		if task.Kind == PlanAction {
			hows[task.About] = task.How
		}
	}
	require.Equal(t, map[string]string{"a": "done", "b": "dropped", "c": "dropped"}, hows)
}

func TestAnActionPutOffIsNotLate(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", 3*day))
	s.passes(4 * day)
	require.Equal(t, Supervisor, s.asks(PlanAction).Role)
	s.takes(s.plan(action("a", 10*day)))
	task := s.asks(PlanAction)
	require.Equal(t, monday.Add(10*day), task.Due)
	require.Equal(t, Caseworker, task.Role)
	require.False(t, task.Urgent)
	s.takes(s.plan(action("a", 8*day)))
	require.Equal(t, monday.Add(8*day), s.asks(PlanAction).Due, "and an earlier day counts too")
	s.passes(4 * day)
	require.Equal(t, 1, s.asks(PlanAction).Escalated)
}

func TestAPlanReadBeforeItChangedIsRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", 3*day))
	mine, theirs := s.plan(action("a", 4*day)), s.plan()
	s.takes(theirs)
	s.refuses(StaleRevision, mine)
	mine.If = 0
	s.refuses(StaleRevision, mine)
}

func TestAPlanIsReviewedOnItsDay(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.passes(28*day - time.Second)
	s.asksNot(ReviewPlan)
	s.passes(time.Second)
	require.Equal(t, s.now.Add(s.Policy.ReviewWithin), s.asks(ReviewPlan).Due)
	s.takes(s.plan())
	s.asksNot(ReviewPlan)
	require.Equal(t, s.now.Add(28*day), s.due("plan-review"))
}

func TestAPlanIsNotLeftWithoutReviewForLongerThanTheRiskIs(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	m := s.plan()
	m.Review = s.now.Add(s.Policy.ReviewAtMost + 2*day)
	require.Equal(t, []string{"/review_at"}, s.refuses(Invalid, m).pointers())
	m.Review = s.now
	require.Equal(t, []string{"/review_at"}, s.refuses(Invalid, m).pointers())
}

func TestEverythingWrongWithAPlanIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	m := AgreePlan{Said: s.worker(), Actions: []Action{
		{ID: "a", Need: "pets", Due: monday.Add(-day), Status: "begun"}, {ID: "a", Need: "health", Owner: "victim", Due: monday.AddDate(8000, 0, 0), Status: ActionOpen}, {},
	}}
	require.ElementsMatch(t, []string{
		"/review_at", "/actions/0/need", "/actions/0/owner", "/actions/0/due", "/actions/0/status", "/actions/1/due", "/actions/1/id",
		"/actions/2/id", "/actions/2/need", "/actions/2/owner", "/actions/2/due", "/actions/2/status",
	}, s.refuses(Invalid, m).pointers())
	m = s.plan(make([]Action, mostActions+1)...)
	require.Contains(t, s.refuses(Invalid, m).pointers(), "/actions")
}

func TestThePlanIsKeptInUTCAndSharesNothingWithWhoSentIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	a := action("a", 40*day)
	a.Due = a.Due.In(London)
	m := s.plan(a)
	s.takes(m)
	m.Actions[0].Owner = "changed"
	require.Equal(t, time.UTC, s.Plan.Actions[0].Due.Location())
	require.Equal(t, "caseworker-1", s.Plan.Actions[0].Owner)
}

func TestAWaitingMessageNeverNamesAReviewThatWasMoved(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.sent()
	s.takes(s.plan())
	s.settles(Outcome{State: Waiting, Until: s.now.Add(hour), Rule: "quiet_hours"})
	m := s.plan()
	m.Review = m.Review.Add(day)
	s.takes(m)
	require.Empty(t, s.waiting())
	s.passes(2 * hour)
	require.Empty(t, s.Outbox)
}

func TestANewIncidentDuringSupportLooksAtTheRiskAndLeavesTheStage(t *testing.T) {
	t.Parallel()
	for _, stage := range []func(*story) *story{(*story).assessing, (*story).planning, func(s *story) *story { return s.supporting() }} {
		s := stage(begin(t, HighRisk))
		was := s.Stage
		r := s.referral("crime-2", 1)
		r.Risk.Grade = HighRisk
		s.takes(r)
		require.Equal(t, was, s.Stage)
		require.Equal(t, s.now.Add(s.Policy.High.FirstWithin), s.asks(ReviewRisk).Due)
	}
}
