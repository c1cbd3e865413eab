package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

func TestOneTimerOnlyHoweverManyClocks(t *testing.T) {
	t.Parallel()
	for _, st := range stories {
		t.Run(st.name, func(t *testing.T) {
			t.Parallel()
			s := setScene(t)
			for _, step := range st.steps {
				s.say(step.after, step.say)
			}
			s.post.answer = func(_ int, m casework.Message) (casework.Outcome, error) { return st.answer(m, s.env.Now()), nil }
			most := 0
			for hour := 30 * time.Minute; hour < 25*day; hour += 7 * time.Hour {
				s.at(hour, func() {
					most = max(most, len(clocks(t, s)))
					require.Equal(t, 1, s.timers.running(), "after %s", hour)
				})
			}
			r := st.referral()
			s.play(inputOf(r), 25*day)
			require.Greater(t, most, 1)
		})
	}
}

func TestTheTimerIsLeftAloneWhileTheEarliestDueTimeStands(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	claimed := s.say(time.Minute, casework.Claim{Said: worker("claim")}) // nobody is asked any longer to find an owner
	s.at(2*time.Minute, func() { require.Len(t, s.timers.set, 2) })
	for _, id := range []string{"one", "two", "three"} {
		a := s.say(time.Hour, casework.AddNote{Said: words(worker(id))})
		defer func() { require.NoError(t, a.refused) }()
	}
	ahead := hearing("listed", 20*day, casework.Listed)
	ahead.Source = "victim" // who knows it already is owed no news of it
	listed := s.say(2*time.Hour, ahead)
	s.at(3*time.Hour, func() {
		require.Len(t, s.timers.set, 2, "clocks further ahead move nothing")
		require.Greater(t, len(clocks(t, s)), 3)
	})
	// An urgent task is due before everything else: the timer moves, once.
	s.say(4*time.Hour, casework.RaiseConcern{Said: words(worker("concern")), About: "child"})
	s.at(4*time.Hour+time.Minute, func() {
		require.Equal(t, 1, s.timers.running())
		require.Len(t, s.timers.set, 3)
		require.Equal(t, s.policy.UrgentWithin, s.timers.set[2])
	})
	s.play(opened(casework.StandardRisk), 4*time.Hour+2*time.Minute)
	require.NoError(t, claimed.refused)
	require.NoError(t, listed.refused)
}

func TestTheTimerIsForTheEarliestClock(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.at(time.Minute, func() {
		warning := s.policy.Standard.AllocateWithin / 100 * 80 // that nobody has the case yet
		require.Equal(t, []time.Duration{warning}, s.timers.set)
		require.Equal(t, epoch.Add(warning), s.view().NextDue)
	})
	s.play(opened(casework.StandardRisk), time.Hour)
}

func TestAStuckMessageHoldsUpNoDeadline(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.post.answer = func(try int, m casework.Message) (casework.Outcome, error) {
		if try < 8 {
			return casework.Outcome{}, busy(day)
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	s.say(after(0, 4), attempt("yes", "accepted")) // a text, and a task due in five days
	s.at(after(6, 0), func() {
		require.Contains(t, s.book.whats(), "task-overdue", "the deadline rang while the text was stuck")
		require.NotContains(t, s.book.whats(), "message-missed")
	})
	noted := s.say(after(6, 1), casework.AddNote{Said: words(worker("note"))})
	s.play(opened(casework.StandardRisk), after(8, 0))
	require.NoError(t, noted.refused)
	require.Equal(t, 8, s.post.tries)
	require.Empty(t, s.post.sent)
	require.Contains(t, s.book.whats(), "message-missed", "it is heard of in the end")
}

// A run past its end waits only to become quiet. No moment of time makes it so,
// and so it sets no timers but those of its clocks.
func TestARunPastItsEndSpinsNoTimers(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.post.answer = away
	s.say(after(0, 4), attempt("yes", "accepted"))
	var set, revision int
	s.at(180*day+time.Minute, func() { set, revision = len(s.timers.set), s.view().Revision })
	s.at(250*day, func() {
		rang := s.view().Revision - revision // nobody says anything: every revision is a clock's
		require.Positive(t, rang)
		require.LessOrEqual(t, len(s.timers.set)-set, rang, "a timer for each clock that rang, and none besides")
	})
	s.play(opened(casework.StandardRisk), 250*day+time.Hour)
	_, over := s.next()
	require.False(t, over, "a run does not end while a text is on its way")
}

// A worker that was away finds everything due at once: each rings once, in order,
// with the time it truly is.
func TestClocksThatFellDueDuringAnOutageRingInOrder(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	in := carried(t, attempt("yes", "accepted"), hearing("listed", 3*day, casework.Listed))
	s.env.SetStartTime(epoch.Add(10 * day)) // the hearing and two reminders are past
	s.play(in, time.Minute)
	require.Empty(t, s.post.sent, "no stale reminder goes out")
	require.Contains(t, s.book.whats(), "task-raised")
	noted := epoch
	for _, l := range s.book.lines {
		require.False(t, l.Noted.Before(noted))
		noted = l.Noted
	}
}

func TestAPatientClockRingsWhenItIsRungAndOtherwiseByItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rung bool
		sent time.Duration // after the reminder was due
	}{{"rung", true, time.Minute}, {"nobody rings it", false, 10 * time.Minute}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := setScene(t)
			s.policy.PatientFor = 10 * time.Minute
			var left []time.Time
			s.post.answer = func(_ int, m casework.Message) (casework.Outcome, error) {
				if m.Template == casework.HearingReminder {
					left = append(left, s.env.Now())
				}
				return casework.Outcome{State: casework.Sent}, nil
			}
			listed := s.say(2*time.Hour, hearing("listed", 6*day+17*time.Minute, casework.Listed))
			var due time.Time
			s.at(3*time.Hour, func() {
				for _, k := range clocks(t, s) {
					if k.Kind == casework.HearingRemind && (due.IsZero() || k.Due.Before(due)) {
						due = k.Due
					}
				}
				if c.rung {
					s.at(due.Sub(s.env.Now())+time.Minute, func() { s.env.UpdateWorkflow(workflows.RingUpdate, "", &answered{}) })
				}
			})
			s.play(opened(casework.StandardRisk), 6*day)
			require.NoError(t, listed.refused)
			require.NotEmpty(t, left)
			require.WithinDuration(t, due.Add(c.sent), left[0], 0)
		})
	}
}

// A task may be lost after it told readers. Who sees that asks the case to tell them how it
// stands, though nothing is due in it.
func TestACaseThatIsDoubtedTellsItsReadersOnceMore(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	r, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	before := s.office.book(id).published()
	due, err := s.cases.RingBy(t.Context(), id, casework.ByWatch)
	require.NoError(t, err)
	require.False(t, due)
	require.Equal(t, before, s.office.book(id).published())
	_, err = s.cases.RingBy(t.Context(), id, casework.ByDoubt)
	require.NoError(t, err)
	require.Equal(t, before+1, s.office.book(id).published())
	v := s.office.book(id).newest()
	require.Equal(t, r.Revision, v.Revision, "nothing has changed")
	require.Equal(t, r.Revision, v.Told, "what goes beyond it is to be taken back")
}
