package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// An edition that only tests know: the Code of 2020 with other numbers.
const otherEdition, draftEdition = "other", "draft"

var _ = func() bool {
	findEdition = func(id string) (victimscode.Edition, bool) {
		if id != otherEdition && id != draftEdition {
			return victimscode.Find(id)
		}
		e, _ := victimscode.Find(victimscode.Current)
		e.ID, e.Draft = id, id == draftEdition
		e.Duties = append([]victimscode.Duty(nil), e.Duties...)
		for i := range e.Duties {
			if e.Duties[i].ID == "R6a" {
				e.Duties[i].Standard, e.Duties[i].Enhanced = victimscode.Limit{N: 3, Unit: victimscode.WorkingDays}, victimscode.Limit{N: 2, Unit: victimscode.WorkingDays}
			}
		}
		return e, true
	}
	return true
}()

// endOf is the last second of a London day.
func endOf(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 23, 59, 59, 0, London).UTC()
}

func TestWhatIsLearntLateIsBreachedAtOnceAndHasNoFreshTime(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(30 * day)
	m := s.happened(victimscode.Arrested, 21*day)
	s.takes(m)
	o := s.duty("R6a", m.Event)
	require.Equal(t, endOf(2026, 3, 12), o.Due)
	require.Equal(t, s.now, o.Breached)
	require.Contains(t, s.told("duty-breached"), "20 days late")
	s.Wake(s.now)
	require.Equal(t, Supervisor, s.about(ChaseDuty, o.ID).Role, "a supervisor sees it now")
}

func TestTwoClocksOfACourtHaveTwoOwnersAndTwoBreaches(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := s.justice(victimscode.Verdict, "guilty")
	require.Zero(t, s.duty("R9a", m.Event).From, "the Witness Care Unit's time does not run yet")
	s.passes(9 * day)
	require.NotZero(t, s.duty("R9a-court", m.Event).Breached)
	m.Said, m.Received = s.by(WitnessCare), s.now
	s.takes(m)
	court, unit := s.duty("R9a-court", m.Event), s.duty("R9a", m.Event)
	require.Equal(t, s.now.UTC(), court.Met)
	require.NotZero(t, court.Breached, "the court was late")
	require.Equal(t, endOf(2026, 3, 12), unit.Due)
	s.takes(s.tells(m.Event, 0))
	require.Equal(t, OwedMet, s.duty("R9a", m.Event).State(), "and the unit was not")
}

func TestToldInTimeAndRecordedLateIsNoBreach(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := s.justice(victimscode.Interviewed)
	s.passes(3 * day)
	require.Equal(t, OwedBreached, s.duty("R6b", m.Event).State())
	s.takes(s.tells(m.Event, 2*day))
	o := s.duty("R6b", m.Event)
	require.Equal(t, OwedMet, o.State())
	require.Equal(t, s.now.Add(-2*day), o.Met)
	require.Equal(t, s.now, o.Noted)
	require.Contains(t, s.told("duty-met"), "the breach is taken back")
}

func TestNobodyIsToldBeforeItHappenedOrInTheFuture(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(day)
	m := s.justice(victimscode.Charged)
	before, ahead := s.tells(m.Event, hour), s.tells(m.Event, -hour)
	require.Equal(t, "before_it_happened", s.refuses(Invalid, before).Fields[0].Code)
	require.Equal(t, "in_the_future", s.refuses(Invalid, ahead).Fields[0].Code)
	require.Equal(t, "unknown", s.refuses(Invalid, s.tells("nothing", 0)).Fields[0].Code)
	row := s.tells("", 0)
	row.Duties = []string{"R99"}
	require.Equal(t, "unknown", s.refuses(Invalid, row).Fields[0].Code)
}

func TestBadEventsAreRefusedWithTheirRule(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Occurred = monday.Add(-2 * day) })
	for code, change := range map[string]func(*RecordJusticeEvent){
		"before_the_crime":   func(m *RecordJusticeEvent) { m.Occurred = monday.Add(-4 * day) },
		"in_the_future":      func(m *RecordJusticeEvent) { m.Occurred = monday.Add(day) },
		"before_it_happened": func(m *RecordJusticeEvent) { m.Received = monday.Add(-hour) },
		"not_listed":         func(m *RecordJusticeEvent) { m.Kind = "wedding" },
		"missing":            func(m *RecordJusticeEvent) { m.Occurred = time.Time{} },
		"unknown":            func(m *RecordJusticeEvent) { m.About = "no-hearing" },
		"contradicts":        func(m *RecordJusticeEvent) { m.Months = 3 },
	} {
		m := s.happened(victimscode.Arrested, 0)
		change(&m)
		require.Equal(t, code, s.refuses(Invalid, m).Fields[0].Code)
	}
	s.takes(s.listing("h", 9*day))
	vacated := s.listing("h", 9*day)
	vacated.Status = Vacated
	s.takes(vacated)
	m := s.happened(victimscode.BailHearing, 0)
	m.About = "h"
	require.Equal(t, "never_held", s.refuses(Invalid, m).Fields[0].Code)
	s.takes(s.happened(victimscode.Arrested, 2*day))
}

func TestNothingIsDecidedAtAHearingThatIsStillToCome(t *testing.T) {
	t.Parallel()
	for _, kind := range decidedAtHearings {
		s := begin(t, MediumRisk)
		s.takes(s.listing("h", 9*day))
		m := s.happened(kind, 0)
		m.About = "h"
		require.Equal(t, "not_yet_held", s.refuses(Invalid, m).Fields[0].Code, kind)
		s.passes(9 * day)
		m.Occurred = s.now
		s.takes(m)
	}
	s := begin(t, MediumRisk)
	s.takes(s.listing("h", 9*day))
	m := s.happened(victimscode.SpecialMeasuresDecided, 0)
	m.About = "h"
	s.takes(m)
}

func TestBailThatChangesOnDomesticAbuseAlertsASupervisorAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(14 * hour) // eleven at night
	s.justice(victimscode.BailChanged)
	alert := s.asks(BailAlert)
	require.True(t, alert.Urgent)
	require.Equal(t, s.now.Add(s.Policy.UrgentWithin), alert.Due)
	s.takes(RecordAttempt{Said: s.boss(), Outcome: "no_answer", Task: alert.ID})
	s.asks(BailAlert)
	s.rules(BailAlert, "police_told")
	s.asksNot(BailAlert)

	other := beginWith(t, func(r *Referral) { r.DomesticAbuse, r.Enhanced, r.Risk.Grade = false, false, StandardRisk })
	m := other.justice(victimscode.BailChanged)
	other.asksNot(BailAlert)
	require.Equal(t, endOf(2026, 3, 9), other.duty("R6d", m.Event).Due, "and is told within five working days")
}

func TestASecondSourceConfirmsOrContradicts(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	first := s.justice(victimscode.Verdict, "guilty")
	owed := len(s.Owed)
	again := first
	again.Said, again.Event, again.Source = s.by(WitnessCare), "theirs", "court"
	s.takes(again)
	require.Len(t, s.Owed, owed)
	require.Len(t, s.Justice, 1)
	require.Equal(t, 1, s.lines("justice-confirmed"))

	again.Said, again.Facts = s.by(WitnessCare), []string{"not_guilty"}
	s.takes(again)
	require.Len(t, s.Owed, owed, "it starts no second clock")
	require.Equal(t, Disputed, s.Justice[1].Standing)
	s.rules(ResolveJustice, "later_stands")
	e, _ := s.event(first.Event)
	require.Equal(t, []string{"not_guilty"}, e.Facts)
	require.Equal(t, Stands, e.Standing)
	require.Len(t, s.Owed, owed)
}

func TestACorrectionKeepsWhatWasSaidAndMovesWhatRuns(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(7 * day)
	m := s.happened(victimscode.Arrested, 0)
	s.takes(m)
	require.Equal(t, endOf(2026, 3, 10), s.duty("R6a", m.Event).Due)
	m.Said, m.Occurred = s.by(WitnessCare), s.now.Add(-3*day)
	s.takes(m)
	o := s.duty("R6a", m.Event)
	require.Equal(t, endOf(2026, 3, 9), o.Due)
	require.Len(t, s.Justice, 2)
	require.Equal(t, Replaced, s.Justice[1].Standing)
	require.Equal(t, o.Due, s.about(ChaseDuty, o.ID).Due)
	require.Equal(t, 1, s.lines("duty-changed"))
}

func TestAClosedCaseRemembersASentenceAndIsTakenUpForBail(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	s.passes(20 * day)
	m := s.justice(victimscode.Sentenced, "in_custody")
	require.Equal(t, Closed, s.Stage)
	require.NotZero(t, s.duty("R9b-court", m.Event).Due)
	require.Empty(t, s.Clocks)
	s.justice(victimscode.LicenceStage, "released_on_licence")
	require.Equal(t, Supporting, s.Stage)
	s.asks(BailAlert)
	require.Equal(t, 1, s.lines("reopened"))
	s.due(dutyClock(s.duty("R9b-court", m.Event).ID))
}

// The Code binds a body to the victim, and not to our support of them.
func TestWhatABodyOwesIsOwedThoughTheCaseIsClosed(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	m := s.justice(victimscode.Sentenced, "in_custody")
	s.passes(60 * day)
	require.Positive(t, s.duty("R9b-court", m.Event).Late(s.now))
	require.Empty(t, s.openTasks(), "nobody is asked to chase without a case")
	s.takes(s.tells(m.Event, 0))
	require.Equal(t, Closed, s.Stage)
	require.False(t, s.duty("R9b", m.Event).Open(), "and it is still heard that it was done")
}

func TestWarningsFallInTheWorkingPartOfADutysTime(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(4*day + 9*hour) // Friday, six in the evening
	m := s.justice(victimscode.Released)
	o := s.duty("R6c", m.Event)
	require.Equal(t, endOf(2026, 3, 9), o.Due)
	task := s.about(ChaseDuty, o.ID)
	require.Equal(t, time.Date(2026, 3, 9, 9, 0, 0, 0, London), s.due("task/"+task.ID).In(London).Round(time.Minute), "half of the time is over on Monday, not on Sunday")
	s.passes(s.due("task/" + task.ID).Sub(s.now))
	require.Equal(t, Reminder, s.about(ChaseDuty, o.ID).Rung)
	s.passes(10 * hour)
	require.Equal(t, Warning, s.about(ChaseDuty, o.ID).Rung)
	s.passes(day)
	require.Equal(t, Overdue, s.about(ChaseDuty, o.ID).Rung)
	require.Equal(t, OwedBreached, s.duty("R6c", m.Event).State())
}

func TestEnhancedRightsGainedLaterBringTheTimeForward(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.DomesticAbuse, r.Enhanced, r.Risk.Grade = false, false, StandardRisk })
	m := s.justice(victimscode.Arrested)
	require.Equal(t, endOf(2026, 3, 9), s.duty("R6a", m.Event).Due)
	s.passes(3 * day)
	s.takes(DecideEnhancedRights{Said: s.worker(), Category: "C", Reason: "intimidated"})
	o := s.duty("R6a", m.Event)
	require.Equal(t, endOf(2026, 3, 6), o.Due, "a working day from when they gained them, as the first is over")
	require.True(t, o.Enhanced)
	require.Zero(t, o.Breached)
	require.Contains(t, s.told("duty-changed"), "Enhanced Rights now")
}

func TestAProclaimedHolidayMovesWhatRunsAndSaysSo(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	m := s.justice(victimscode.Arrested)
	s.Policy.Calendar = "2026-03-03"
	s.Wake(s.now)
	o := s.duty("R6a", m.Event)
	require.Equal(t, endOf(2026, 3, 4), o.Due)
	require.Equal(t, o.Due, s.about(ChaseDuty, o.ID).Due)
	require.Contains(t, s.told("duty-changed"), "Tuesday 3 March 2026")
	before := asJSON(t, s.Case)
	s.Wake(s.now)
	require.Equal(t, before, asJSON(t, s.Case))
	s.passes(2 * day)
	require.Zero(t, s.duty("R6a", m.Event).Breached)
}

func TestAnEditionIsAdoptedForWhatBeginsAndForTheRestOnlyIfSaid(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	first := s.justice(victimscode.Arrested)
	said := func() Said {
		m := s.boss()
		m.Text = "reason"
		return m
	}
	require.Equal(t, "draft", s.refuses(Invalid, AdoptEdition{Said: said(), Edition: draftEdition}).Fields[0].Code)
	require.Equal(t, "unknown", s.refuses(Invalid, AdoptEdition{Said: said(), Edition: "1066"}).Fields[0].Code)
	require.Equal(t, "not_a_supervisor", s.refuses(Invalid, AdoptEdition{Said: s.words(), Edition: otherEdition}).Fields[0].Code)
	changes, err := s.EditionChanges(AdoptEdition{Said: said(), Edition: otherEdition, Open: true}, s.now)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	require.Equal(t, endOf(2026, 3, 4), changes[0].To)
	s.takes(AdoptEdition{Said: said(), Edition: otherEdition})
	require.Equal(t, endOf(2026, 3, 3), s.duty("R6a", first.Event).Due, "what has begun keeps its edition")
	s.passes(hour)
	second := s.justice(victimscode.Arrested)
	require.Equal(t, otherEdition, s.duty("R6a", second.Event).Edition)
	require.Equal(t, endOf(2026, 3, 4), s.duty("R6a", second.Event).Due)
	s.takes(AdoptEdition{Said: said(), Edition: otherEdition, Open: true})
	require.Equal(t, endOf(2026, 3, 4), s.duty("R6a", first.Event).Due)
}

func TestAHearingIsNewsAndALaterDateOvertakesIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.takes(s.listing("h", 40*day))
	listed := s.Justice[0]
	o := s.duty("R8a", listed.ID)
	require.Equal(t, endOf(2026, 3, 3), o.Due)
	s.takes(s.listing("h", 50*day))
	require.Equal(t, "overtaken", s.duty("R8a", listed.ID).Ended)
	s.takes(s.tells("h", 0))
	require.Equal(t, OwedMet, s.duty("R8a", s.Justice[1].ID).State())
	s.takes(s.listing("h", 50*day))
	require.Len(t, s.Justice, 2, "the same again is no news")
}

func TestWhatIsOwedGoesOnInTheCaseThatTakesOver(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	var event string
	s.takesOver(s.other(func(o *story) *story {
		event = o.justice(victimscode.Arrested).Event
		return o
	}))
	o := s.duty("R6a", event)
	require.Equal(t, o.Due, s.about(ChaseDuty, o.ID).Due)
	s.due(dutyClock(o.ID))
	s.takes(s.tells(event, 0))
	require.Equal(t, OwedMet, s.duty("R6a", event).State())
}

func TestOneTaskAsksABodyForAllThatIsLateWithoutANumber(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(21 * day)
	var chased []Task
	for _, k := range s.Tasks {
		if k.Kind == ChaseDuty {
			chased = append(chased, k)
		}
	}
	require.Len(t, chased, 1)
	require.Equal(t, "police", chased[0].About)
	m := s.boss()
	m.Text = "reason"
	s.takes(RecordDecision{Said: m, Task: chased[0].ID, Decision: "cannot_be_met"})
	require.Equal(t, "cannot_be_met", s.duty("R3a", "crime-1").Ended)
	require.Empty(t, s.duty("R3b", "crime-1").Ended, "it is not late yet")
}

func TestWhatHadToBeDoneBeforeIsBreachedWhenThatHappens(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	considered := s.justice(victimscode.OutOfCourtConsidered)
	s.passes(day)
	s.justice(victimscode.OutOfCourt, "caution")
	o := s.duty("R6g-views", considered.Event)
	s.Wake(s.now.Add(time.Second))
	require.Equal(t, s.now.UTC(), s.duty("R6g-views", considered.Event).Due)
	m := s.tells("", 2*hour)
	m.Duties, m.How = []string{o.ID}, "done"
	s.takes(m)
	require.Equal(t, OwedMet, s.duty("R6g-views", considered.Event).State(), "it was done before")
}
