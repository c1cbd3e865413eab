package casework

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// goldenDuties are stories of what is owed, each told under every edition of the
// Victims' Code and kept by edition: that a date of the law has moved is seen here.
var goldenDuties = map[string]func(s *story) *story{
	"bail-changed-on-a-friday-night-before-a-bank-holiday": bailChangedBeforeAHoliday,
	"charge-dropped-and-reviewed":                          chargeDroppedAndReviewed,
	"trial-moved-six-times-into-2029":                      trialMovedSixTimes,
	"sentence-learnt-three-weeks-late":                     sentenceLearntLate,
	"late-court-and-prompt-witness-care":                   lateCourtPromptUnit,
	"standard-then-enhanced":                               standardThenEnhanced,
	"verdict-disputed-and-resolved":                        verdictDisputed,
	"holiday-proclaimed":                                   holidayProclaimed,
	"edition-adopted":                                      editionAdopted,
	"told-in-time-and-recorded-late":                       toldInTimeRecordedLate,
	"out-of-court-without-the-victims-views":               outOfCourt,
	"warrant-and-what-came-of-it":                          warrantIssued,
	"closed-and-taken-up-for-a-release":                    closedThenReleased,
	"corrected-by-its-own-source":                          correctedBySource,
	"a-suspect-under-18":                                   suspectUnder18,
}

func TestWhatIsOwedEndsAsItDidBeforeUnderEveryEdition(t *testing.T) {
	t.Parallel()
	for _, e := range victimscode.Editions() {
		for name, tell := range goldenDuties {
			t.Run(e.ID+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := under(t, e.ID, func(*Referral) {})
				b, err := json.MarshalIndent(tell(s).Case, "", " ")
				require.NoError(t, err)
				golden(t, filepath.Join("testdata", "golden", "edition-"+e.ID, name+".json"), string(b)+"\n")
			})
		}
	}
}

// under begins a case that follows an edition.
func under(t *testing.T, edition string, change func(*Referral)) *story {
	t.Helper()
	s := &story{t: t, now: monday}
	r, p := s.referral("crime-1", 1), Ordinary()
	p.Edition = edition
	change(&r)
	s.Case = Open("00000000-0000-4000-8000-000000000001", r, p, LatestLogic, s.now)
	require.Equal(t, edition, s.Edition)
	return s.assessing()
}

// comesTo lets time go by until a moment of the London clock.
func (s *story) comesTo(year int, month time.Month, day, hour int) {
	s.t.Helper()
	at := time.Date(year, month, day, hour, 0, 0, 0, London)
	require.True(s.t, at.After(s.now))
	s.passes(at.Sub(s.now))
}

func bailChangedBeforeAHoliday(s *story) *story {
	s.comesTo(2026, 5, 1, 23) // the Friday before the early May bank holiday
	m := s.justice(victimscode.BailChanged)
	s.takes(RecordAttempt{Said: s.boss(), Outcome: "spoke", Task: s.asks(BailAlert).ID})
	require.Equal(s.t, endOf(2026, 5, 5), s.duty("R6d", m.Event).Due)
	s.comesTo(2026, 5, 7, 9)
	s.takes(s.tells(m.Event, 2*hour))
	require.Equal(s.t, OwedMetLate, s.duty("R6d", m.Event).State())
	return s
}

func chargeDroppedAndReviewed(s *story) *story {
	charged := s.justice(victimscode.Charged)
	s.takes(s.tells(charged.Event, 0))
	s.comesTo(2026, 4, 2, 11)
	m := s.justice(victimscode.NotProsecutedCPS, "discontinued")
	s.comesTo(2026, 4, 7, 10) // the first working day after Easter
	told := s.tells(m.Event, 0)
	told.Teller = "cps"
	s.takes(told)
	require.Equal(s.t, OwedMet, s.duty("R6j", m.Event).State())
	require.Equal(s.t, endOf(2026, 7, 7), s.duty("VRR-cps-ask", m.Event).Due)
	s.comesTo(2026, 4, 10, 10)
	s.right(CPSReview, "asked")
	s.comesTo(2026, 6, 30, 9)
	return s
}

func trialMovedSixTimes(s *story) *story {
	m := s.listing("trial", 180*day)
	s.takes(m)
	for i := range 6 {
		s.passes(20 * day)
		if i%2 == 0 {
			s.takes(s.tells("trial", 0))
		}
		m = s.listing("trial", 180*day+time.Duration(i+1)*160*day)
		s.takes(m)
	}
	require.Equal(s.t, 2029, m.Starts.Year())
	s.passes(3 * day)
	return s
}

func sentenceLearntLate(s *story) *story {
	s.comesTo(2026, 4, 20, 10)
	m := s.happened(victimscode.Sentenced, 21*day, specifiedOffence, "in_custody")
	m.Months, m.Received = 18, m.Occurred.Add(2*day)
	s.takes(m)
	require.NotZero(s.t, s.duty("R9b", m.Event).Breached, "no fresh time")
	require.Equal(s.t, OwedMet, s.duty("R9b-court", m.Event).State())
	require.NotZero(s.t, s.duty("R11a", m.Event).Breached)
	s.passes(day)
	s.takes(s.tells(m.Event, 0))
	return s
}

func lateCourtPromptUnit(s *story) *story {
	m := s.justice(victimscode.Verdict, "guilty")
	s.passes(11 * day)
	m.Said, m.Received = s.by(WitnessCare), s.now
	s.takes(m)
	s.passes(hour)
	s.takes(s.tells(m.Event, 0))
	require.Equal(s.t, OwedMetLate, s.duty("R9a-court", m.Event).State())
	require.Equal(s.t, OwedMet, s.duty("R9a", m.Event).State())
	return s
}

func standardThenEnhanced(s *story) *story {
	s = under(s.t.(*testing.T), s.Edition, func(r *Referral) { r.DomesticAbuse, r.Enhanced, r.Risk.Grade = false, false, StandardRisk })
	m := s.justice(victimscode.Arrested)
	s.passes(hour)
	s.takes(DecideEnhancedRights{Said: s.worker(), Category: "B", Reason: "persistently_targeted"})
	require.Equal(s.t, endOf(2026, 3, 3), s.duty("R6a", m.Event).Due)
	s.passes(3 * day)
	return s
}

func verdictDisputed(s *story) *story {
	m := s.justice(victimscode.Verdict, "guilty")
	s.passes(hour)
	m.Said, m.Event, m.Source, m.Facts = s.by(WitnessCare), "the-courts", "court", []string{"not_guilty"}
	m.Received = s.now
	s.takes(m)
	s.passes(2 * hour)
	s.rules(ResolveJustice, "later_stands")
	s.passes(2 * day)
	return s
}

func holidayProclaimed(s *story) *story {
	s.comesTo(2026, 6, 11, 12)
	m := s.justice(victimscode.Interviewed)
	s.Policy.Calendar = "2026-06-12"
	s.passes(hour)
	require.Equal(s.t, endOf(2026, 6, 15), s.duty("R6b", m.Event).Due)
	s.comesTo(2026, 6, 15, 12)
	s.takes(s.tells(m.Event, 0))
	return s
}

func editionAdopted(s *story) *story {
	s.justice(victimscode.Arrested)
	said := s.boss()
	said.Text = "reason"
	s.takes(AdoptEdition{Said: said, Edition: otherEdition, Open: true})
	s.passes(hour)
	s.justice(victimscode.Arrested)
	s.passes(4 * day)
	return s
}

func toldInTimeRecordedLate(s *story) *story {
	m := s.justice(victimscode.Released)
	s.rules(BailAlert, "safe")
	s.passes(4 * day)
	s.takes(s.tells(m.Event, 3*day+12*hour))
	require.Equal(s.t, OwedMet, s.duty("R6c", m.Event).State())
	return s
}

func outOfCourt(s *story) *story {
	considered := s.justice(victimscode.OutOfCourtConsidered)
	s.passes(2 * day)
	disposed := s.justice(victimscode.OutOfCourt, "conditional_caution")
	s.passes(hour)
	require.NotZero(s.t, s.duty("R6g-views", considered.Event).Breached)
	s.takes(s.tells(disposed.Event, 0))
	return s
}

func warrantIssued(s *story) *story {
	m := s.happened(victimscode.Warrant, 0)
	m.Received = s.now
	s.takes(m)
	s.passes(day)
	s.takes(s.tells(m.Event, 0))
	s.passes(9 * day)
	outcome := s.happened(victimscode.WarrantOutcome, 2*day, remanded)
	s.takes(outcome)
	s.asksNot(BailAlert)
	s.passes(7 * day)
	require.NotZero(s.t, s.duty("R8c-court", outcome.Event).Breached)
	return s
}

func closedThenReleased(s *story) *story {
	s.takes(RecordNeeds{Said: s.worker(), Areas: needs("4")})
	s.takes(s.plan())
	s.takes(s.closing("needs_met"))
	s.passes(s.Policy.ClosingFor)
	require.Equal(s.t, Closed, s.Stage)
	s.passes(100 * day)
	s.justice(victimscode.LicenceStage, "released_on_licence")
	require.Equal(s.t, Supporting, s.Stage)
	s.passes(2 * hour)
	s.rules(BailAlert, "police_told")
	return s
}

func correctedBySource(s *story) *story {
	s.passes(9 * day)
	m := s.happened(victimscode.Charged, 0)
	s.takes(m)
	s.passes(hour)
	m.Said, m.Occurred = s.by(WitnessCare), m.Occurred.Add(-6*day)
	s.takes(m)
	require.NotZero(s.t, s.duty("R6h", m.Event).Breached)
	s.takes(s.tells(m.Event, 0))
	return s
}

func suspectUnder18(s *story) *story {
	m := s.justice(victimscode.Arrested, suspectYoung)
	require.Equal(s.t, "replaced", s.duty("R3b", "crime-1").Ended)
	require.Equal(s.t, victimscode.YouthTeam, s.duty("R3b-youth", "crime-1").Duty().Owner)
	s.takes(s.tells(m.Event, 0))
	s.passes(40 * day)
	return s
}
