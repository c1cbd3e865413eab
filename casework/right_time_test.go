package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// toldNo is a victim who is being helped and was told at once that police do not
// prosecute.
func toldNo(t *testing.T) *story {
	t.Helper()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.happens("no", victimscode.NotProsecutedPolice, "suspect_interviewed")
	s.isTold("no")
	return s
}

// until lets time go by until a moment.
func (s *story) until(at time.Time) {
	s.t.Helper()
	require.False(s.t, at.Before(s.now))
	s.passes(at.Sub(s.now))
}

// reminders counts the reminders of a right that are on their way out.
func (s *story) reminders() (n int) {
	for _, m := range s.leaving() {
		if m == SomethingToDiscuss {
			n++
		}
	}
	return n
}

func inLocal(y int, m time.Month, d, h int) time.Time {
	return time.Date(y, m, d, h, 0, 0, 0, London).UTC()
}

func TestAVictimIsRemindedOnTheDaysOfThePattern(t *testing.T) {
	t.Parallel()
	s := toldNo(t)
	h := s.rightIs(PoliceReview, RightOpen)
	require.Equal(t, time.Date(2026, 6, 2, 23, 59, 59, 0, London).UTC(), h.Closes, "three months of the calendar")
	for _, at := range []time.Time{inLocal(2026, 3, 9, 10), inLocal(2026, 3, 16, 10), inLocal(2026, 5, 2, 10), inLocal(2026, 5, 23, 10)} {
		require.Equal(t, at, s.due(rightClock(h.ID)))
		s.until(at)
		require.Equal(t, 1, s.reminders(), at)
		e := s.Outbox[len(s.Outbox)-1].Message
		require.Equal(t, Message{Template: SomethingToDiscuss, Channel: Text, When: h.Closes, UsefulUntil: at.Add(s.Policy.MessageUseful), About: h.ID}, *e)
		s.arrived()
	}
	s.asksNot(CallRight)
	s.until(inLocal(2026, 5, 28, 10))
	require.Equal(t, h.ID, s.asks(CallRight).About)
	require.Zero(t, s.reminders())
	s.tasked("record-attempt", CallRight)
	s.rightIs(PoliceReview, RightExplained)
	s.until(h.Closes)
	s.rightIs(PoliceReview, RightExplained)
	s.passes(time.Second)
	s.rightIs(PoliceReview, RightLapsed)
	s.asksNot(LapsedRight)
	s.noClock(rightClock(h.ID))
}

func TestARightThatRanOutUnexplainedIsASupervisorsToAnswerFor(t *testing.T) {
	t.Parallel()
	s := toldNo(t)
	s.until(s.newest(PoliceReview).Closes.Add(time.Second))
	s.rightIs(PoliceReview, RightLapsed)
	require.Contains(t, s.told("right-lapsed"), "nobody had explained it")
	require.Equal(t, Supervisor, s.asks(LapsedRight).Role)
	s.rules(LapsedRight, "asked_out_of_time")
	s.right(PoliceReview, "asked")
	s.rightIs(PoliceReview, RightUsed)
}

func TestRemindersEndWhenTheRightIsUsedOrDeclined(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"asked", "declined"} {
		s := toldNo(t)
		h := s.newest(PoliceReview)
		s.until(inLocal(2026, 3, 9, 10))
		require.Equal(t, 1, s.reminders())
		s.right(PoliceReview, "explained")
		require.Equal(t, 1, s.reminders(), "explained is not decided")
		s.right(PoliceReview, step)
		require.Zero(t, s.reminders(), "what has not left is taken back")
		s.noClock(rightClock(h.ID))
		i := slices.IndexFunc(s.Owed, func(o Owed) bool { return o.Row == "VRR-police-ask" })
		require.Equal(t, map[string]string{"asked": "asked", "declined": "waived"}[step], s.Owed[i].How)
		s.settles(Outcome{State: Withdrawn})
		s.until(inLocal(2026, 5, 29, 10))
		s.asksNot(CallRight, CallInstead)
	}
}

func TestWhoWantsHelpIsNotWrittenToButCalledInTheEnd(t *testing.T) {
	t.Parallel()
	s := toldNo(t)
	s.right(PoliceReview, "explained")
	s.right(PoliceReview, "wants_help")
	s.until(inLocal(2026, 3, 20, 10))
	require.Equal(t, 2, s.lines("right-not-nudged"))
	require.Zero(t, s.reminders())
	s.until(inLocal(2026, 5, 28, 10))
	s.asks(CallRight)
	s.right(PoliceReview, "asked")
	s.asksNot(CallRight)
	s.right(PoliceReview, "acknowledged")
	s.right(PoliceReview, "decided", "review_upheld")
	s.rightIs(PoliceReview, RightOver)
	s.rightIs(JudicialReview, RightOpen)
	for _, row := range []string{"VRR-police-ask", "VRR-police-ack", "VRR-police-decision"} {
		i := slices.IndexFunc(s.Owed, func(o Owed) bool { return o.Row == row })
		require.GreaterOrEqual(t, i, 0, row)
		require.False(t, s.Owed[i].Open(), row)
	}
}

func TestAReminderThatMayNotBeWrittenIsACall(t *testing.T) {
	t.Parallel()
	s := toldNo(t)
	s.until(inLocal(2026, 3, 9, 10))
	s.settles(Outcome{State: Refused, Rule: "call_only"})
	s.settles(Outcome{State: Refused, Rule: "no_point"})
	require.Equal(t, s.newest(PoliceReview).ID, s.asks(CallInstead).About)
	s.tasked("record-attempt", CallInstead)
	s.rightIs(PoliceReview, RightExplained)
	s.asksNot(ExplainRights)
}

func TestNothingIsWrittenOfARightInAPauseOrAHaltOrWhereItIsNotWanted(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*story){
		"pause": func(s *story) { s.takes(PauseContact{Said: s.worker(), Until: s.now.Add(20 * day)}) },
		"halt":  func(s *story) { s.attempt("unsafe_signal") },
		"topic": func(s *story) { s.takes(SetPreferences{Said: s.worker(), Untold: []string{"rights"}}) },
	} {
		s := toldNo(t)
		stop(s)
		s.until(inLocal(2026, 3, 16, 12))
		require.Zero(t, s.reminders(), name)
		s.until(inLocal(2026, 5, 28, 10))
		s.asks(CallRight)
	}
}

func TestAfterAnOutageOnlyTheLastReminderLeaves(t *testing.T) {
	t.Parallel()
	s := toldNo(t)
	s.outage(50 * day)
	require.Equal(t, 1, s.reminders())
	require.Equal(t, []string{"day_5", "day_10"}, s.newest(PoliceReview).Nudged)
}

func TestATimeThatIsLearntLateHasNoRemindersForDaysThatHavePassed(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.happens("no", victimscode.NotProsecutedPolice, "suspect_interviewed")
	told := s.now
	s.passes(30 * day)
	m := RecordTold{Said: s.worker(), Event: "no", How: "by_letter", Teller: "police"}
	m.At = told.Add(day)
	s.takes(m)
	require.Equal(t, []string{"day_5", "day_10"}, s.newest(PoliceReview).Nudged)
	s.passes(day)
	require.Zero(t, s.reminders())
	require.Equal(t, inLocal(2026, 5, 3, 10), s.due(rightClock(s.newest(PoliceReview).ID)))
}

func TestAShortTimeHasTheRemindersThatFitWithinIt(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.happens("s", victimscode.Sentenced)
	h := s.newest(LenientSentence)
	require.Equal(t, time.Date(2026, 3, 30, 23, 59, 59, 0, London).UTC(), h.Closes, "twenty-eight days, and no more")
	var codes []string
	for _, n := range s.nudges(*s.rightTime(h)) {
		codes = append(codes, n.Code)
	}
	require.Equal(t, []string{"day_5", "day_10", "ten_days_left", "last_call", "closes"}, codes)
	s.until(h.Closes.Add(time.Second))
	s.asks(LapsedRight)
}

func TestCompensationIsTwoYearsFromTheCrime(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Occurred = time.Date(2026, 2, 28, 20, 0, 0, 0, time.UTC) })
	h := s.rightIs(Compensation, RightOpen)
	require.Equal(t, time.Date(2028, 2, 28, 23, 59, 59, 0, London).UTC(), h.Closes)
	var codes []string
	for _, n := range s.nudges(*s.rightTime(h)) {
		codes = append(codes, n.Code)
	}
	require.Equal(t, []string{"month_2", "eight_weeks_left", "ten_days_left", "last_call", "closes"}, codes, "nobody is pressed in its first days")
	s.planning()
	m := s.plan()
	m.Compensation = Undecided
	s.takes(m)
	h = s.rightIs(Compensation, RightExplained)
	require.False(t, h.Closes.IsZero())
	m = s.plan()
	m.Compensation = ChoseYes
	s.takes(m)
	s.rightIs(Compensation, RightWanted)
	require.Contains(t, refusal(ending{s.Case, Reasons[0], true, s.now}.heldUp()).pointers(), "/rights/"+h.ID)
	s.right(Compensation, "claimed")
	require.Equal(t, ChoseYes, s.Plan.Compensation)
	s.noClock(rightClock(h.ID))
}

func TestAMonthThatIsShorterEndsTheTimeOnItsLastDay(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.passes(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC).Sub(s.now))
	s.happens("no", victimscode.NotProsecutedPolice, "suspect_interviewed")
	s.isTold("no")
	require.Equal(t, time.Date(2027, 2, 28, 23, 59, 59, 0, London).UTC(), s.newest(PoliceReview).Closes)
}

func TestNobodyIsRemindedWhileTheCaseEnds(t *testing.T) {
	t.Parallel()
	s := toldNo(t)
	s.right(PoliceReview, "explained")
	s.takes(s.closing("other_agency_lead"))
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	_, ahead := s.NextDue()
	require.False(t, ahead)
	s.passes(10 * day)
	s.reopened("victim_returned")
	require.Contains(t, s.newest(PoliceReview).Nudged, "day_5")
	require.Equal(t, inLocal(2026, 3, 16, 10), s.due(rightClock(s.newest(PoliceReview).ID)))
}

func TestARightThatOpensAfterTheEndIsExplainedWhereTheVictimHadWantedHelp(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]Stage{"needs_met": Supporting, "other_agency_lead": Closed} {
		s := begin(t, MediumRisk).supporting()
		s.takes(s.closing(reason))
		s.passes(s.Policy.ClosingFor)
		s.happens("no", victimscode.NotProsecutedPolice, "suspect_interviewed")
		require.Equal(t, want, s.Stage, reason)
		require.Len(t, s.asked(ExplainRights), map[Stage]int{Supporting: 1}[want])
		s.rightIs(PoliceReview, RightOpen)
	}
}
