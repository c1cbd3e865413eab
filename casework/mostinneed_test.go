package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// needy brings about what each rule speaks of.
var needy = map[string]func(*story){
	"high_risk": func(s *story) {
		s.takes(AssessRisk{Said: s.words(), RiskMade: RiskMade{Tool: "DASH", Grade: StandardRisk, Judgement: HighRisk}})
	},
	"repeat":                func(s *story) { s.passes(300 * day); s.takes(s.referral("crime-2", 1)) },
	"elderly":               func(s *story) { s.saysNeedy("elderly") },
	"vulnerable":            func(s *story) { s.saysNeedy("vulnerable") },
	"persistently_targeted": func(s *story) { s.saysNeedy("persistently_targeted") },
	"worker_judgement":      func(s *story) { s.saysNeedy("worker_judgement") },
	"area_at_worst":         func(s *story) { s.takes(RecordNeeds{Said: s.worker(), Areas: scored("finance", "1", "3")}) },
	"several_areas_low": func(s *story) {
		areas := scored("finance", "2", DeclinedToSay)
		areas["health"], areas["social"] = Scores{"4", "2"}, Scores{"2", "2"}
		s.takes(RecordNeeds{Said: s.worker(), Areas: areas})
	},
}

func (s *story) saysNeedy(code string) {
	s.t.Helper()
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("3"), MostInNeed: []string{code}})
}

func TestEveryRuleOfMostInNeedIsMetByWhatItSaysAndSaysItsSource(t *testing.T) {
	t.Parallel()
	require.Len(t, needy, len(NeedRules))
	for _, r := range NeedRules {
		require.NotEmpty(t, r.Source, r.Code)
		s := begin(t, MediumRisk).assessing()
		require.Nil(t, s.MostInNeed)
		needy[r.Code](s)
		require.NotNil(t, s.MostInNeed, r.Code)
		require.Equal(t, []string{r.Code}, s.MostInNeed.Why)
		require.Equal(t, 1, s.lines("most-in-need"))
	}
}

func TestWhatIsNotLowEnoughIsNotMostInNeed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	areas := scored("finance", "2", "2")
	areas["health"], areas["social"] = Scores{DeclinedToSay, NotApplicable}, Scores{"2", "5"}
	s.takes(RecordNeeds{Said: s.worker(), Areas: areas})
	require.Nil(t, s.MostInNeed)
	s = begin(t, MediumRisk).assessing()
	s.passes(370 * day)
	s.takes(s.referral("crime-2", 1))
	require.Nil(t, s.MostInNeed, "the first was longer ago than a year")
}

func TestMostInNeedIsNeverTakenBackByBeacon(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).supporting()
	s.takes(AssessRisk{Said: s.words(), RiskMade: RiskMade{Tool: "DASH", Grade: StandardRisk}})
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("5")})
	require.Equal(t, []string{"high_risk"}, s.MostInNeed.Why)
}

func TestAPlanForThoseMostInNeedHasANamedCaseManager(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).planning()
	require.False(t, s.onDuty())
	s.Owner = ""
	m := s.plan(action("a", day))
	m.Role = System
	require.Equal(t, []string{"/by"}, s.refuses(Invalid, m).pointers())
	m.Role = Caseworker
	s.takes(m)
	require.Equal(t, m.By, s.Owner)
}

func TestAReasonThatNoWorkerSaysIsRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	e := s.refuses(Invalid, RecordNeeds{Said: s.worker(), Areas: needs("3"), MostInNeed: []string{"high_risk"}})
	require.Equal(t, []string{"/most_in_need"}, e.pointers())
}

func TestEnhancedRightsOfTheVulnerableAndThePersistentlyTargetedCountAsMostInNeed(t *testing.T) {
	t.Parallel()
	for reason, category := range map[string]string{"vulnerable": "C", "persistently_targeted": "B"} {
		s := begin(t, MediumRisk)
		s.takes(DecideEnhancedRights{Said: s.words(), Category: category, Reason: reason})
		require.Equal(t, []string{reason}, s.MostInNeed.Why)
	}
	s := begin(t, MediumRisk)
	s.takes(DecideEnhancedRights{Said: s.words(), Category: "A", Reason: "hate_crime"})
	require.Nil(t, s.MostInNeed, "every victim of domestic abuse is of category A")
}
