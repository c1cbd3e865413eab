package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAScoreNeverLowersAJudgement(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) {
		total := 4
		r.Risk = RiskMade{Tool: "DASH", Grade: StandardRisk, Judgement: HighRisk, Total: &total}
	})
	require.Equal(t, HighRisk, s.Risk.Grade)
	s = beginWith(t, func(r *Referral) { r.Risk = RiskMade{Tool: "DARA", Grade: MediumRisk, Judgement: StandardRisk} })
	require.Equal(t, MediumRisk, s.Risk.Grade)
}

func TestHighRiskIsReferredToMARACOrTheReasonRecorded(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	task := s.asks(ReferMarac)
	require.Equal(t, Supervisor, task.Role)
	require.True(t, task.Urgent)

	s = beginWith(t, func(r *Referral) { r.Risk.Grade, r.Risk.Marac = HighRisk, true })
	s.asksNot(ReferMarac)
}

func TestVisiblyHighIsReferredToMARACWhateverItsGrade(t *testing.T) {
	t.Parallel()
	for total, times := range map[int]int{13: 0, 14: 1} {
		s := beginWith(t, func(r *Referral) { r.Risk.Total = &total })
		require.Len(t, s.asked(ReferMarac), times)
	}
}

func TestRiskIsReviewedEveryTwelveWeeks(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.passes(12*7*day - time.Second)
	s.asksNot(ReviewRisk)
	s.passes(time.Second)
	require.Equal(t, s.now.Add(s.Policy.ReviewWithin), s.asks(ReviewRisk).Due)
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DARA", Grade: MediumRisk}})
	s.asksNot(ReviewRisk)
	require.Equal(t, s.now.Add(12*7*day), s.due("risk-review"))
	require.Equal(t, 2, s.Risk.Times)
}

func TestTheTwelveWeeksBeginWhenTheRiskWasAssessed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(3 * day)
	m := s.worker()
	m.At = monday.Add(day)
	s.takes(AssessRisk{Said: m, RiskMade: RiskMade{Tool: "DARA", Grade: MediumRisk}})
	require.Equal(t, monday.Add(day+12*7*day), s.due("risk-review"))
}

func TestEverythingWrongWithARiskAssessmentIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	total := -1
	m := AssessRisk{Said: s.worker(), RiskMade: RiskMade{Total: &total, Judgement: "none", Indicators: make([]string, 1000)}}
	m.At = monday.Add(-day)
	e := s.refuses(Invalid, m)
	require.Subset(t, e.pointers(), []string{"/at", "/tool", "/grade", "/judgement", "/total", "/indicators"})
	require.Less(t, len(e.Fields), 20)
	require.Contains(t, fieldCodes(e), "too_many")
}

func TestAGradeNobodyHasSetIsTreatedAsHighRisk(t *testing.T) {
	t.Parallel()
	require.Equal(t, Ordinary().High, Ordinary().protocol("", true))
}

func TestEveryToolHasASourceAndNoneANumberOfItemsThatIsOnlyAssumed(t *testing.T) {
	t.Parallel()
	for _, tool := range Tools {
		require.NotEmpty(t, tool.Source)
		require.Positive(t, tool.Visible)
		over := tool.mostOf() + 1
		e := refusal(CheckReferral(Referral{Ref: "r", Version: 1, Reported: monday, Risk: RiskMade{Tool: tool.Code, Grade: HighRisk, Total: &over}}, monday))
		require.Equal(t, []string{"/risk/total"}, e.pointers(), tool.Code)
	}
	safelives, _ := riskTool("SafeLives")
	require.Equal(t, 24, safelives.mostOf())
	dash, _ := riskTool("DASH")
	require.Greater(t, dash.mostOf(), 27, "with its questions on stalking")
}

func TestAJudgementIsLoweredByAJudgementAndNeverByAScore(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Risk.Judgement = HighRisk })
	total := 2
	m := AssessRisk{Said: s.words(), RiskMade: RiskMade{Tool: "DASH", Grade: StandardRisk, Total: &total}}
	require.Equal(t, []string{"/judgement"}, s.refuses(Invalid, m).pointers())
	m.Judgement = StandardRisk
	s.takes(m)
	require.Equal(t, StandardRisk, s.Risk.Grade)
	require.Equal(t, m.Text, s.Risk.Text)
}

func TestAGradeThatIsLoweredOrDiffersFromTheToolHasItsReasons(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	for _, r := range []RiskMade{{Tool: "DASH", Grade: StandardRisk}, {Tool: "DASH", Grade: MediumRisk, Judgement: HighRisk}} {
		require.Equal(t, []string{"/text"}, s.refuses(Invalid, AssessRisk{Said: s.worker(), RiskMade: r}).pointers())
		s.takes(AssessRisk{Said: s.words(), RiskMade: r})
	}
	require.Equal(t, 2, s.lines("replanned"), "and the timeline says what follows")
}

func TestIndicatorsAreJudgedByAPersonWhateverTheTotalIs(t *testing.T) {
	t.Parallel()
	for _, indicator := range Indicators {
		s := beginWith(t, func(r *Referral) { r.Risk.Indicators = []string{indicator} })
		require.Equal(t, s.now.Add(s.Policy.Medium.FirstWithin), s.asks(ReviewRisk).Due)
		m := AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: MediumRisk, Indicators: []string{indicator}}}
		require.Equal(t, []string{"/judgement"}, s.refuses(Invalid, m).pointers())
		m.Judgement = MediumRisk
		s.takes(m)
		s.asksNot(ReviewRisk)
	}
	s := beginWith(t, func(r *Referral) { r.Risk.Indicators, r.Risk.Judgement = Indicators, MediumRisk })
	s.asksNot(ReviewRisk)
}
