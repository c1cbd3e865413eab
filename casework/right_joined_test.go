package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

func TestWhatTheVictimChoseStandsInThePlanAndOfTheRight(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting() // the plan wishes for screens
	s.happens("c", victimscode.Charged)
	h := s.rightIs(MeasuresAtCourt, RightWanted)
	wished, _ := h.took("wished")
	require.Equal(t, []string{"screens"}, wished.Facts, "what the plan says is not asked again")
	s.asksNot(ExplainRights)

	s.right(MeasuresAtCourt, "wished", "screens", "live_link")
	require.Equal(t, []string{"screens", "live_link"}, s.Plan.Measures)
	s.right(MeasuresAtCourt, "declined")
	require.Equal(t, ChoseNo, s.Plan.SpecialMeasures)
	stale := s.plan()
	stale.If = 1
	s.refuses(StaleRevision, stale)

	n := len(s.newest(MeasuresAtCourt).Steps)
	m := s.plan()
	m.PlanParts = PlanParts{SpecialMeasures: ChoseNo}
	s.takes(m)
	require.Len(t, s.newest(MeasuresAtCourt).Steps, n, "the same is not said twice")
	m = s.plan()
	m.PlanParts = PlanParts{SpecialMeasures: ChoseYes, Measures: []string{"intermediary"}}
	s.takes(m)
	s.rightIs(MeasuresAtCourt, RightWanted)
}

func TestMeasuresThatTheCourtAllowedAndThatWereNotThereAreAskedAbout(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("c", victimscode.Charged)
	s.takes(s.listing("trial-1", 20*day))
	s.right(MeasuresAtCourt, "applied", "screens", "live_link")
	day1 := s.stepOf(MeasuresAtCourt, "in_place", "screens")
	day1.Hearing = "trial-1"
	require.Equal(t, []string{"/hearing"}, s.refuses(Invalid, day1).pointers(), "it has not begun")
	s.right(MeasuresAtCourt, "decided", "granted", "screens", "live_link")
	s.right(MeasuresAtCourt, "told")
	s.passes(21 * day)
	day1.Said = s.worker()
	s.takes(day1)
	require.Equal(t, 1, s.lines("measures-missing"))
	s.asks(LearnRight)
}

func TestWhatTheCourtSaysOfMeasuresOnTheDayStandsWithTheRight(t *testing.T) {
	t.Parallel()
	for measures, want := range map[string]struct {
		step   string
		there  []string
		failed []string
		asks   int
	}{
		"yes":       {"in_place", []string{"screens", "live_link"}, nil, 0},
		"failed":    {"in_place", []string{"screens"}, []string{"live_link"}, 1},
		"no":        {"not_in_place", nil, nil, 1},
		"not_known": {"told", nil, nil, 0},
	} {
		s := begin(t, MediumRisk).supporting()
		s.happens("c", victimscode.Charged)
		s.takes(s.listing("trial-1", 20*day))
		s.right(MeasuresAtCourt, "applied", "screens", "live_link")
		s.right(MeasuresAtCourt, "decided", "granted", "screens", "live_link")
		s.right(MeasuresAtCourt, "told")
		s.passes(21 * day)
		for range 2 {
			s.takes(RecordHearingOutcome{Said: s.worker(), Hearing: "trial-1", Outcome: "effective", Attended: "attended", Measures: measures, Failed: want.failed})
		}
		h := s.newest(MeasuresAtCourt)
		last := h.Steps[len(h.Steps)-1]
		require.Equal(t, want.step, last.Step, measures)
		require.Equal(t, len(want.there), len(last.Facts), measures)
		require.Len(t, s.asked(LearnRight), want.asks, measures)
		require.Equal(t, want.asks, s.lines("measures-missing"), "the same said again changes nothing")
	}
}

func TestWhoWantsNoMeasuresBeforeAHearingHasDeclinedThem(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("c", victimscode.Charged)
	s.raise(CheckMeasures, "trial-1", s.now, day)
	s.rules(CheckMeasures, "not_wanted")
	s.rightIs(MeasuresAtCourt, RightDeclined)
	require.Equal(t, ChoseNo, s.Plan.SpecialMeasures)
}

func TestWhatAPlanLeavesOutIsExplainedAllTheSame(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).planning()
	s.asksNot(ExplainRights)
	m := s.plan()
	m.PlanParts = PlanParts{}
	s.takes(m)
	require.Equal(t, "crime-1", s.asks(ExplainRights).About)
	s.tasked("record-attempt", ExplainRights)
	s.rightIs(Compensation, RightExplained)
	s.rightIs(RestorativeMeet, RightExplained)
}

func TestACaseThatIsTakenUpAgainAsksAgainForWhatNobodyExplained(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("s", victimscode.Sentenced)
	s.takes(s.closing("other_agency_lead"))
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, 1, s.lines("right-left"))
	s.reopened("victim_returned")
	require.Equal(t, "s", s.asks(ExplainRights).About)
}

func TestTwoCasesOfOneVictimHoldARightOnce(t *testing.T) {
	t.Parallel()
	had := func(s *story) *story {
		s.supporting()
		s.happens("c", victimscode.Charged)
		s.happens("e", victimscode.NotProsecutedPolice, "suspect_interviewed")
		s.right(PoliceReview, "explained")
		return s
	}
	s := had(begin(t, MediumRisk))
	o := s.other(func(o *story) *story {
		had(o).right(PoliceReview, "asked")
		return o
	})
	s.takes(TakeOver{Said: s.by(System), From: "other", Had: o})
	n := 0
	for _, h := range s.Held {
		if h.Right == PoliceReview || h.Right == MeasuresAtCourt {
			n++
		}
	}
	require.Equal(t, 2, n)
	s.rightIs(PoliceReview, RightUsed)
}

func TestARightIsOpenedOnceByOneEvent(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.happens("e", victimscode.StatementTaken)
	n := len(s.Held)
	s.openRights(victimscode.StatementTaken, JusticeEvent{ID: "e"}, s.now)
	s.openRights(victimscode.StatementTaken, JusticeEvent{ID: "f"}, s.now)
	require.Len(t, s.Held, n)
	require.Equal(t, []string{"f"}, s.newest(PersonalStatement).Others)
	s.passes(time.Hour)
}
