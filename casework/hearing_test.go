package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// heard is a case in support with a trial listed for so long after its beginning.
func heard(t *testing.T, in time.Duration) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", in))
	return s
}

func TestAHearingIsCalledAboutThenRemindedOfThenExplained(t *testing.T) {
	t.Parallel()
	s := heard(t, 24*day)
	s.passes(17*day - time.Second)
	s.asksNot(CallHearing)
	s.passes(time.Second)
	require.Equal(t, "trial-1", s.asks(CallHearing).About)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})

	s.passes(5 * day)
	require.Equal(t, []Template{HearingReminder}, s.leaving())
	m := s.settles(Outcome{State: Sent})
	require.Equal(t, monday.Add(24*day), m.When)
	require.Equal(t, monday.Add(23*day), m.UsefulUntil, "only until the next one")
	s.passes(day)
	m = s.settles(Outcome{State: Sent})
	require.Equal(t, monday.Add(24*day), m.UsefulUntil, "and that one until the hearing begins")

	s.passes(day)
	require.Equal(t, victimscode.Deadline(s.now, 1), s.asks(ExplainHearing).Due, "a working day, and not so many hours")
}

func TestAVacatedHearingSendsNothing(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	m := s.listing("trial-1", 20*day)
	m.Status = Vacated
	s.takes(m)
	s.passes(30 * day)
	require.Empty(t, s.Outbox)
	s.asksNot(CallHearing, ExplainHearing, CallInstead)
}

func TestNobodyIsCalledAboutAHearingThatWillNotTakePlace(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.settles(Outcome{State: Unclear})
	s.asks(CallHearing)
	s.asks(CallInstead)
	m := s.listing("trial-1", 20*day)
	m.Status = Vacated
	s.takes(m)
	s.asksNot(CallHearing, CallInstead)
}

func TestAReminderOnItsWayIsTakenBackWhenItsHearingIsVacatedOrMoved(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*SetHearing){
		func(m *SetHearing) { m.Status = Vacated }, func(m *SetHearing) { m.Starts = m.Starts.Add(day) },
	} {
		s := heard(t, 20*day)
		s.passes(18 * day)
		require.Equal(t, []Template{HearingReminder}, s.leaving())
		m := s.listing("trial-1", 20*day)
		change(&m)
		s.takes(m)
		require.Empty(t, s.leaving())
		s.settles(Outcome{State: Withdrawn})
		s.asksNot(CallInstead)
	}
}

func TestAWaitingReminderIsTakenBackWhenItsHearingIsMoved(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(18 * day)
	s.settles(Outcome{State: Waiting, Until: s.now.Add(3 * hour), Rule: "quiet_hours"})
	require.Len(t, s.waiting(), 1)
	s.takes(s.listing("trial-1", 21*day))
	require.Empty(t, s.waiting())
	s.passes(4 * hour)
	require.Empty(t, s.Outbox)
}

func TestAMovedHearingIsPlannedAnew(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(15 * day)
	s.takes(s.listing("trial-1", 40*day))
	require.Len(t, s.Hearings, 1)
	require.Equal(t, 1, s.Hearings[0].Moved)
	for clock, at := range map[string]time.Duration{"call": 33 * day, "early": 38 * day, "late": 39 * day, "after": 40 * day} {
		require.Equal(t, monday.Add(at), s.due("hearing/trial-1/"+clock))
	}
}

func TestAHearingAtShortNoticeIsCalledAboutAtOnce(t *testing.T) {
	t.Parallel()
	s := heard(t, 30*hour)
	s.passes(0)
	require.Equal(t, monday.Add(day), s.asks(CallHearing).Due)
	s.noClock("hearing/trial-1/early")
	require.Equal(t, monday.Add(6*hour), s.due("hearing/trial-1/late"))

	s = heard(t, 5*hour)
	s.passes(0)
	require.Equal(t, monday.Add(5*hour), s.asks(CallHearing).Due, "never after the hearing")
	s.passes(4 * hour)
	require.Empty(t, s.Outbox, "a reminder whose time has passed is left out")
}

func TestAfterAnOutageTwoRemindersNeverLeaveTogether(t *testing.T) {
	t.Parallel()
	for in, want := range map[time.Duration][]Template{
		18*day + hour: {HearingReminder}, 19 * day: {HearingReminder}, 19*day + hour: {HearingReminder}, 20 * day: nil, 30 * day: nil,
	} {
		s := heard(t, 20*day)
		s.outage(in)
		require.Equal(t, want, s.leaving(), in)
	}
}

func TestAfterAnOutageNobodyIsCalledAboutAHearingThatIsOver(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.outage(21 * day)
	s.asksNot(CallHearing)
	s.asks(ExplainHearing)
}

func TestWhatCameOfAHearingIsExplained(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.passes(19 * day)
	s.sent()
	m := s.listing("trial-1", 18*day)
	m.Status = Held
	s.takes(m)
	s.asks(ExplainHearing)
	s.asksNot(CallHearing)
	s.noClock("hearing/trial-1/after")
	s.passes(2 * day)
	s.asks(ExplainHearing)
}

func TestHearingsWithIDsThatBeginAlikeAreKeptApart(t *testing.T) {
	t.Parallel()
	s := heard(t, 20*day)
	s.takes(s.listing("trial-10", 30*day))
	m := s.listing("trial-1", 20*day)
	m.Status = Vacated
	s.takes(m)
	s.due("hearing/trial-10/early")
	s.noClock("hearing/trial-1/early")
}

func TestEverythingWrongWithAHearingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	e := s.refuses(Invalid, SetHearing{Said: s.by(WitnessCare)})
	require.Equal(t, []string{"/id", "/type", "/source", "/starts", "/status"}, e.pointers())
	m := s.listing("never-listed", 0)
	m.Status = Held
	require.Equal(t, []string{"/id"}, s.refuses(Invalid, m).pointers())
	for want, change := range map[string]func(*SetHearing){
		"in_the_past": func(m *SetHearing) { m.Starts = monday },
		"too_late":    func(m *SetHearing) { m.Starts = monday.AddDate(11, 0, 0) },
		"out_of_range": func(m *SetHearing) {
			m.Status, m.Starts = Vacated, time.Date(0, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
		},
		"unknown":       func(m *SetHearing) { m.Status = Vacated },
		"in_the_future": func(m *SetHearing) { m.Status = Held },
	} {
		m := s.listing("trial-1", 20*day)
		change(&m)
		e := s.refuses(Invalid, m)
		require.Contains(t, fieldCodes(e), want)
	}
}

func fieldCodes(e *Error) (codes []string) {
	for _, f := range e.Fields {
		codes = append(codes, f.Code)
	}
	return codes
}

func TestTheCallBeforeAHearingMovesWithIt(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).supporting()
	s.takes(s.listing("trial-1", 10*day))
	s.passes(4 * day)
	s.asks(CallHearing)
	s.takes(s.listing("trial-1", 30*day))
	s.asksNot(CallHearing)
	s.passes(18 * day)
	s.asksNot(CallHearing)
	s.passes(day + hour)
	s.asks(CallHearing)
}
