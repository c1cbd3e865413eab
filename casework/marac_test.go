package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// further refers the victim for another crime, as it now stands.
func (s *story) further(ref string, change func(*Referral)) {
	s.t.Helper()
	r := s.referral(ref, 1)
	r.Reported = s.now
	change(&r)
	s.takes(r)
}

func unchanged(*Referral) {}

func TestEveryTriggerAsksForMARACAndAnIDVASeparately(t *testing.T) {
	t.Parallel()
	stories := map[string]func() *story{
		"visible_high": func() *story {
			return beginWith(t, func(r *Referral) { r.Risk.Total = new(int); *r.Risk.Total = 14 })
		},
		"high_risk": func() *story { return begin(t, HighRisk) },
		"escalation": func() *story {
			s := begin(t, MediumRisk)
			s.passes(30 * day)
			s.further("crime-2", unchanged)
			s.asksNot(ReferMarac, ReferIdva)
			s.passes(30 * day)
			s.further("crime-3", unchanged)
			return s
		},
		"repeat": func() *story {
			s := beginWith(t, func(r *Referral) { r.Risk.Marac = true })
			s.asksNot(ReferMarac, ReferIdva)
			s.passes(300 * day)
			s.further("crime-2", unchanged)
			return s
		},
	}
	require.Len(t, stories, len(MaracTriggers))
	for _, row := range MaracTriggers {
		s := stories[row.Code]()
		for _, kind := range []TaskKind{ReferMarac, ReferIdva} {
			task := s.asks(kind)
			require.Equal(t, Supervisor, task.Role, row.Code)
			require.True(t, task.Urgent)
		}
		require.True(t, s.said("marac-trigger", row.Code), row.Code)
		require.NotEmpty(t, row.Source)
	}
}

// said finds a line of the timeline about something.
func (s *story) said(what, about string) bool {
	for _, l := range s.Lines {
		if l.What == what && l.About == about {
			return true
		}
	}
	return false
}

func TestFewerIncidentsOrOlderOnesAreNoEscalation(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(200 * day)
	s.further("crime-2", unchanged)
	s.passes(200 * day)
	s.further("crime-3", unchanged)
	s.asksNot(ReferMarac)
	s = begin(t, MediumRisk)
	for _, ref := range []string{"crime-2", "crime-3"} {
		s.further(ref, func(r *Referral) { r.Risk.Grade = StandardRisk })
	}
	s.asksNot(ReferMarac) // the grades have fallen: it is not worsening
	s = begin(t, MediumRisk)
	for _, ref := range []string{"crime-2", "crime-3"} {
		s.further(ref, func(r *Referral) { r.DomesticAbuse = false })
	}
	s.asksNot(ReferMarac)
}

func TestANewIncidentAtAnAlreadyHighGradeIsAMARACRepeat(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.decides(ReferMarac)
	s.decides(ReferIdva)
	require.Equal(t, monday.Add(twelveMonths), s.View().MaracUntil, "the case is flagged")
	s.passes(100 * day)
	s.further("crime-2", func(r *Referral) { r.Risk.Grade = HighRisk })
	s.asks(ReferMarac)
	s.asks(ReferIdva)
	require.True(t, s.said("marac-trigger", "repeat"))
	s.decides(ReferMarac)
	require.True(t, s.Marac[1].Repeat)
	require.Equal(t, s.now.Add(twelveMonths), s.View().MaracUntil)
}

func TestAfterTwelveMonthsItIsANewReferralAndNoRepeat(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.decides(ReferMarac)
	s.decides(ReferIdva)
	s.passes(twelveMonths + day)
	s.further("crime-2", func(r *Referral) { r.Risk.Grade = HighRisk })
	s.asks(ReferMarac)
	require.False(t, s.said("marac-trigger", "repeat"))
	s.decides(ReferMarac)
	require.False(t, s.Marac[1].Repeat)
}

func TestAbuseThatOnlyTheVictimTellsOfIsARepeatToo(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Risk.Marac = true })
	s.passes(30 * day)
	m := AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "SafeLives", Grade: MediumRisk}, Incident: s.now.Add(-2 * day)}
	s.takes(m)
	s.asks(ReferMarac)
	require.True(t, s.said("marac-trigger", "repeat"))
	m = AssessRisk{Said: s.worker(), RiskMade: m.RiskMade, Incident: s.now.Add(day)}
	require.Equal(t, []string{"/incident_at"}, s.refuses(Invalid, m).pointers())
}

func TestMARACIsNotAskedForAgainWhereItKnowsOfTheIncident(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Risk.Grade, r.Risk.Marac, r.Risk.MaracAt = HighRisk, true, monday.Add(-hour) })
	s.asksNot(ReferMarac)
	s.asks(ReferIdva)
	require.Equal(t, monday.Add(-hour), s.Marac[0].At)
	require.Equal(t, "police", s.Marac[0].How)
	require.Equal(t, 1, s.lines("marac-knows"))
	require.Equal(t, []string{"/risk/marac_at"}, refusal(CheckReferral(func() Referral {
		r := s.referral("crime-2", 1)
		r.Risk.Marac, r.Risk.MaracAt = true, monday.Add(hour)
		return r
	}(), monday)).pointers())
}

func TestAnAssessmentWithoutANewReasonDoesNotAskAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.rules(ReferMarac, "not_referred")
	s.rules(ReferIdva, "not_referred")
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DARA", Grade: HighRisk}})
	s.asksNot(ReferMarac, ReferIdva)
	total := 20
	s.takes(AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk, Total: &total}})
	s.asks(ReferMarac)
	require.Empty(t, s.Marac)
}

func TestAReferralSaysHowTheVictimStandsToIt(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	m := s.boss()
	m.Text = "reason"
	d := RecordDecision{Said: m, Task: s.asks(ReferMarac).ID, Decision: "referred"}
	require.Equal(t, []string{"/consent"}, s.refuses(Invalid, d).pointers())
	d.Consent = "refused" // the risk may justify it, and the reason is recorded
	s.takes(d)
	require.Equal(t, "refused", s.Marac[0].Consent)
	require.Equal(t, "reason", s.Marac[0].Text)
	s.rules(ReferIdva, "already_with")
	require.Equal(t, "accepted", s.Idva.Status)
}

func TestWhatMARACDecidedIsFoundOutAfterItsMeeting(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	require.NotEmpty(t, s.refuses(Invalid, RecordMarac{Said: s.worker(), Meeting: s.now.Add(day)}))
	s.decides(ReferMarac)
	s.decides(ReferIdva)
	require.Equal(t, []string{""}, s.refuses(Invalid, RecordMarac{Said: s.worker()}).pointers())
	meeting := s.now.Add(10 * day)
	s.takes(RecordMarac{Said: s.worker(), Meeting: meeting})
	require.Equal(t, []string{"/outcome"}, s.refuses(Invalid, RecordMarac{Said: s.worker(), Outcome: "dancing"}).pointers())
	s.passes(9 * day)
	s.asksNot(LearnMarac)
	s.passes(day)
	require.Equal(t, meeting.Add(s.Policy.MaracAnswer), s.asks(LearnMarac).Due)
	s.takes(RecordMarac{Said: s.worker(), Outcome: "actions_agreed", Idva: "accepted"})
	s.asksNot(LearnMarac)
	require.Equal(t, "actions_agreed", s.Marac[0].Outcome)
	require.Equal(t, "accepted", s.Idva.Status)
}

func TestAnIDVAWhoCannotTakeTheVictimIsNotTheEnd(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	require.Equal(t, []string{"/idva"}, s.refuses(Invalid, RecordMarac{Said: s.worker(), Idva: "accepted"}).pointers())
	s.decides(ReferIdva)
	s.takes(RecordMarac{Said: s.worker(), Idva: "not_taken"})
	s.asks(ReferIdva)
}

func TestAClosedCaseStillKnowsItsMARACMeetingWhenItIsTakenUp(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.decides(ReferMarac)
	s.takes(RecordMarac{Said: s.worker(), Meeting: s.now.Add(40 * day)})
	s.closed()
	require.Empty(t, s.Clocks)
	s.takes(ReopenCase{Said: s.worker(), Reason: "victim_returned"})
	require.Equal(t, monday.Add(40*day), s.due("marac-meeting").Truncate(time.Second))
}
