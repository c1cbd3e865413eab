package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// inMarch reads a moment of March 2026 as London has it.
func inMarch(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("Mon 2 15:04 2006", s+" 2026", London)
	require.NoError(t, err)
	return time.Date(2026, time.March, at.Day(), at.Hour(), at.Minute(), 0, 0, London).UTC()
}

// inWords writes windows as a worker reads them.
func inWords(ws []Window) (all []string) {
	for _, w := range ws {
		all = append(all, w.From.In(London).Format("Mon 2 15:04")+w.Until.In(London).Format("-15:04 ")+w.Part)
	}
	return all
}

// rounds lets a round fail, each attempt made as soon as it may be.
func rounds(s *story) (made []Window) {
	for !s.open(NotReached) {
		w := *s.Contact.Next
		s.tries("no_answer")
		made = append(made, w)
	}
	return made
}

func TestHighRiskIsTriedFiveTimesInFiveDaysInDifferentPartsOfTheDay(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	made := rounds(s)
	require.Equal(t, []string{
		"Mon 2 09:00-09:00 first_call", "Tue 3 12:00-14:00 midday", "Wed 4 15:00-16:00 late_afternoon",
		"Thu 5 18:00-20:00 evening", "Fri 6 20:00-21:00 evening",
	}, inWords(made))
	require.Less(t, s.now.Sub(monday), s.Policy.High.Spread)
}

func TestMediumRiskIsTriedFourTimesInSevenDays(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	require.Equal(t, []string{
		"Mon 2 09:00-09:00 first_call", "Wed 4 12:00-14:00 midday", "Fri 6 15:00-16:00 late_afternoon", "Sat 7 16:00-18:00 late_afternoon",
	}, inWords(rounds(s)))
	require.Less(t, s.now.Sub(monday), s.Policy.Medium.Spread)
}

func TestStandardRiskIsTriedThreeTimesInTenDays(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	require.Len(t, rounds(s), 3)
	require.Less(t, s.now.Sub(monday), s.Policy.Standard.Spread)
	require.Equal(t, []Template{LeaveOpen}, s.leaving())
}

func TestAnyOtherCrimeOfStandardRiskMayTakeFiveWorkingDays(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.DomesticAbuse, r.Risk.Grade = false, StandardRisk })
	require.Equal(t, inMarch(t, "Mon 9 23:59").Add(59*time.Second), s.asks(CallVictim).Due)
	require.Len(t, rounds(s), 3)
	require.Less(t, s.now.Sub(monday), s.Policy.Other.Spread)
}

func TestNoTwoAttemptsOfARoundFallInTheSameTwoHoursOfTheDay(t *testing.T) {
	t.Parallel()
	for _, grade := range Grades {
		for hours := range 24 {
			s := begin(t, grade)
			s.passes(time.Duration(hours) * hour)
			seen := map[int]bool{}
			rounds(s)
			for _, a := range s.Contact.Attempts {
				require.False(t, seen[slot(a.At)], "%s after %d hours: %v", grade, hours, s.Contact.Attempts)
				require.True(t, a.Counted)
				seen[slot(a.At)] = true
			}
		}
	}
}

func TestNobodyIsCalledAtNight(t *testing.T) {
	t.Parallel()
	for _, grade := range Grades {
		for hours := range 72 {
			s := begin(t, grade)
			s.outage(time.Duration(hours) * hour)
			s.attempt("no_answer")
			for _, w := range s.Planned(s.now) {
				from, until := w.From.In(London), w.Until.In(London)
				require.GreaterOrEqual(t, from.Hour(), 8)
				require.LessOrEqual(t, until.Hour()*60+until.Minute(), 21*60)
				require.Equal(t, from.YearDay(), until.YearDay())
				if grade != HighRisk {
					require.NotEqual(t, time.Sunday, from.Weekday())
					require.NotEqual(t, "evening", w.Part, "nobody has said that the evening is safe")
				}
			}
		}
	}
}

func TestAReferralAtNightIsNotCalledUntilTheMorning(t *testing.T) {
	t.Parallel()
	at := inMarch(t, "Tue 3 02:00")
	open := func(g Grade) Task {
		s := &story{t: t, now: at}
		r := s.referral("crime-1", 1)
		r.Risk.Grade = g
		s.Case = Open("case", r, Ordinary(), LatestLogic, at)
		return s.asks(CallVictim)
	}
	require.Equal(t, inMarch(t, "Tue 3 08:00"), open(HighRisk).NotBefore)
	require.Equal(t, at.Add(day), open(HighRisk).Due, "risk is counted by the clock all the same")
	require.Equal(t, inMarch(t, "Tue 3 09:00"), open(MediumRisk).NotBefore)
}

func TestAPlannedCallIsLateOnlyWhenItsWindowHasPassed(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("no_answer")
	w := *s.Contact.Next
	s.passes(w.Until.Sub(s.now) - time.Second)
	require.Zero(t, s.asks(CallVictim).Escalated)
	s.passes(time.Second)
	require.Equal(t, 1, s.asks(CallVictim).Escalated)
}

func TestAnAttemptInTwoHoursThatWereTriedIsKeptAndDoesNotCount(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("no_answer")
	s.passes(30 * time.Minute)
	s.attempt("no_answer")
	require.Equal(t, 1, s.Contact.Failed)
	require.Len(t, s.Contact.Attempts, 2)
	require.False(t, s.Contact.Attempts[1].Counted)
	require.Contains(t, s.told("attempt"), "it does not count")
	s.passes(day)
	s.attempt("no_answer")
	require.Equal(t, 1, s.Contact.Failed, "nor on another day")
}

func TestTheVictimsOwnHoursComeBeforeOurs(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.Contact.Hours = []Hours{{Days: []time.Weekday{time.Thursday}, From: 19 * 60, To: 20 * 60}}
	s.attempt("no_answer")
	require.Equal(t, []string{"Thu 5 19:00-20:00 evening"}, inWords([]Window{*s.Contact.Next}), "the evening is safe, as they said so")

	s.Contact.Hours = []Hours{{Days: []time.Weekday{time.Sunday}, From: 22 * 60, To: 22*60 + 20}}
	s.passes(3 * day)
	s.attempt("no_answer")
	require.Equal(t, []string{"Sun 8 22:00-22:20 own_hours"}, inWords([]Window{*s.Contact.Next}))
}

func TestWhereTheVictimsHoursLeaveOneWindowEveryAttemptInItCounts(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.Contact.Hours = []Hours{{Days: []time.Weekday{time.Tuesday}, From: 10 * 60, To: 11 * 60}}
	s.exhausts()
	require.Equal(t, s.Policy.Medium.Attempts, s.Contact.Failed)
}

func TestTheScheduleOfTheWholeRoundIsVisible(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.attempt("no_answer")
	planned := s.Planned(s.now)
	require.Equal(t, []string{
		"Tue 3 12:00-14:00 midday", "Wed 4 15:00-16:00 late_afternoon", "Thu 5 18:00-20:00 evening", "Fri 6 20:00-21:00 evening",
	}, inWords(planned))
	require.Equal(t, planned, rounds(s), "and kept, if each is made when it may be")
	require.Empty(t, s.Planned(s.now), "then a person decides")
	s.attempt("accepted")
	require.Empty(t, s.Planned(s.now))
}

func TestAWindowThatPassedWhileNothingRanIsPlannedAgainByDay(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	s.outage(inMarch(t, "Thu 5 03:00").Sub(s.now))
	s.asksNot(CallVictim)
	require.Equal(t, inMarch(t, "Thu 5 12:00"), s.Contact.Next.From)
}

func TestWindowsFollowTheClocksOfLondon(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.outage(inMarch(t, "Sat 28 10:00").Sub(s.now))
	s.attempt("no_answer")
	require.Equal(t, "2026-03-29T11:00:00Z", s.Contact.Next.From.Format(time.RFC3339), "midday, in summer time")
}

func TestNobodyIsCalledOnABankHolidayUnlessTheProtocolSaysAnyDay(t *testing.T) {
	t.Parallel()
	for grade, on := range map[Grade]string{MediumRisk: "2026-04-04", HighRisk: "2026-04-03"} {
		s := begin(t, grade)
		s.outage(time.Date(2026, time.April, 2, 8, 0, 0, 0, time.UTC).Sub(s.now))
		s.attempt("no_answer")
		require.Equal(t, on, s.Contact.Next.From.Format(time.DateOnly), grade)
	}
}

func TestADayThatIsProclaimedABankHolidayIsKeptAsOne(t *testing.T) {
	t.Parallel()
	for calendar, on := range map[victimscode.Calendar]string{"": "2026-03-04", "2026-03-04": "2026-03-05", "2026-03-04 2026-03-05": "2026-03-06"} {
		s := begin(t, MediumRisk)
		s.Policy.Calendar = calendar
		s.attempt("no_answer")
		require.Equal(t, on, s.Contact.Next.From.Format(time.DateOnly), calendar)
	}
	p := Ordinary()
	p.Calendar = "2026-03-05"
	r := begin(t, StandardRisk).referral("crime-2", 1)
	r.DomesticAbuse, r.Risk.Grade = false, StandardRisk
	c := Open("00000000-0000-4000-8000-000000000002", r, p, LatestLogic, monday)
	require.Equal(t, inMarch(t, "Tue 10 23:59").Add(59*time.Second), c.firstDue(c.protocol(), monday))
}

func TestANewIncidentTakesThePlannedWindowBackAndBeginsAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	s.passes(hour)
	s.takes(s.referral("crime-2", 1))
	s.noClock("next-attempt")
	require.Equal(t, FirstCall, s.Contact.Next.Part)
	require.Equal(t, s.now, s.asks(CallVictim).NotBefore)
	require.Equal(t, s.now.Add(s.Policy.Medium.FirstWithin), s.asks(CallVictim).Due)
	require.Equal(t, 2, s.Contact.Round)
	s.attempt("no_answer")
	require.Equal(t, 1, s.Contact.Failed, "the two hours were tried in the round before, and count in this one")
}

func TestATimeThatTheVictimAskedForStandsWhenTheGradeIsRaised(t *testing.T) {
	t.Parallel()
	raised := AssessRisk{RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}}
	for in, kept := range map[time.Duration]bool{20 * hour: true, 30 * hour: false} {
		s := begin(t, MediumRisk)
		at := s.now.Add(in)
		s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: at})
		raised.Said = s.boss()
		s.takes(raised)
		require.Equal(t, kept, s.Contact.Next.From.Equal(at), "to call at another time may not be safe")
		require.Equal(t, kept, !s.open(CallVictim))
	}
}

func TestTheTimelineTellsWhenTheNextAttemptIsPlannedAndWhy(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	require.Equal(t, "The next attempt is planned from Wednesday 4 March 2026, 12:00 to 14:00: around midday. So far 1 of 4 that count have failed, by the protocol for medium risk.", s.told("attempt-planned"))
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "call_back", CallBack: s.now.Add(5 * hour)})
	require.Equal(t, "The next attempt is planned from Monday 2 March 2026, 14:00 to 15:00: as the victim asked. So far 1 of 4 that count have failed, by the protocol for medium risk.", s.told("attempt-planned"))

	s = beginWith(t, func(r *Referral) {
		r.Told, r.Hours = true, []Hours{{Days: []time.Weekday{time.Friday}, From: 600, To: 660}}
	})
	require.Equal(t, inMarch(t, "Fri 6 10:00"), s.asks(CallVictim).NotBefore)
	require.Contains(t, s.told("attempt-late"), "no safe time lies before that")
}

func TestACallThatIsAskedForAlreadyIsHurriedWithItsWindow(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.tillCall()
	before := s.asks(CallVictim)
	s.takes(AssessRisk{Said: s.boss(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}})
	after := s.asks(CallVictim)
	require.Equal(t, before.ID, after.ID, "one call, not two")
	require.False(t, after.Due.After(before.Due), "and no later than it was")
	require.Equal(t, after.Due, s.Contact.Next.Until)
}
