package workflows_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"beacon/casework"
	"beacon/workflows"
)

// settled is a case with nothing ahead of it for more than a year.
func settled(t *testing.T) workflows.Input {
	t.Helper()
	in := carried(t, attempt("yes", "accepted"), needs("needs"), plan("plan", 80*day, 0, casework.ActionDone))
	in.Case.Owed, in.Case.Tasks = nil, nil // what police owe the victim, and what they may do, would be asked about before
	in.Case.Clocks = slices.DeleteFunc(in.Case.Clocks, func(k casework.Clock) bool {
		return k.Kind == casework.DutyDue || k.Kind == casework.TaskReminder
	})
	for i := range in.Case.Clocks {
		in.Case.Clocks[i].Due = epoch.Add(400 * day)
	}
	return in
}

// staleBy are the reasons for which a run that has changed something ends early.
var staleBy = map[string]func(*testsuite.TestWorkflowEnvironment){
	"the server suggests it":  func(e *testsuite.TestWorkflowEnvironment) { e.SetContinueAsNewSuggested(true) },
	"there is a newer worker": func(e *testsuite.TestWorkflowEnvironment) { e.SetTargetWorkerDeploymentVersionChanged(true) },
	"the history is long":     func(e *testsuite.TestWorkflowEnvironment) { e.SetCurrentHistoryLength(1001) },
}

func TestARunThatHasChangedSomethingEndsWhenItIsStale(t *testing.T) {
	t.Parallel()
	for why, arrange := range staleBy {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			s := setScene(t)
			arrange(s.env)
			noted := s.say(time.Hour, casework.AddNote{Said: words(worker("note"))})
			s.play(settled(t), day)
			require.NoError(t, noted.refused)
			in, ok := s.next()
			require.True(t, ok)
			require.Equal(t, epoch.Add(time.Hour), s.env.Now().UTC(), "at the first quiet moment")
			require.Equal(t, noted.receipt.Revision, in.Case.Revision)
			require.Nil(t, in.Referral)
			require.Nil(t, in.Reopen)
		})
	}
}

// Each run of these two would end as soon as it began, if having changed nothing
// did not keep it.
func TestTwoRunsCannotChaseEachOther(t *testing.T) {
	t.Parallel()
	for why, arrange := range staleBy {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			in, from := settled(t), epoch
			for range 2 {
				s := setScene(t)
				arrange(s.env)
				s.env.SetStartTime(from)
				s.play(in, 181*day)
				next, ok := s.next()
				require.True(t, ok)
				require.Equal(t, from.Add(180*day), s.env.Now().UTC(), "by its age, and by nothing else")
				require.Equal(t, 1, s.book.published(), "a fresh run publishes once")
				require.Equal(t, in.Case.Revision, next.Case.Revision)
				in, from = next, from.Add(180*day)
			}
		})
	}
}

// To wake a case only so that it may end its run costs three times what it costs beside
// something that happens.
func TestARunOfNinetyDaysEndsWithTheNextThingThatHappens(t *testing.T) {
	t.Parallel()
	for after, ends := range map[time.Duration]bool{89 * day: false, 90 * day: true, 110 * day: true} {
		t.Run(after.String(), func(t *testing.T) {
			t.Parallel()
			s := setScene(t)
			s.say(after, casework.AddNote{Said: words(worker("note"))})
			s.play(settled(t), after+time.Minute)
			in, over := s.next()
			require.Equal(t, ends, over)
			if ends {
				require.Equal(t, epoch.Add(after), s.env.Now().UTC())
				require.Equal(t, s.book.last.Revision, in.Case.Revision)
			}
		})
	}
}

func TestAFreshRunKnowsWhatReadersWereTold(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	in := settled(t)
	s.play(in, time.Hour)
	require.Equal(t, in.Case.Revision, s.book.last.Revision)
	require.Equal(t, in.Case.Revision, s.book.last.Told, "readers keep all that they have")
}

func TestRenewBeginsAFreshRunThoughNothingChanged(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.at(time.Hour, func() {
		_, over := s.next()
		require.False(t, over)
		s.env.SignalWorkflow(workflows.RenewSignal, nil)
	})
	s.play(settled(t), day)
	in, ok := s.next()
	require.True(t, ok)
	require.Equal(t, epoch.Add(time.Hour), s.env.Now().UTC())
	require.Equal(t, settled(t).Case.Revision, in.Case.Revision)
}

func TestRenewWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.post.answer = func(try int, _ casework.Message) (casework.Outcome, error) {
		if try == 1 {
			return casework.Outcome{}, busy(3 * time.Hour)
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	s.say(time.Hour, attempt("yes", "accepted"))
	s.at(2*time.Hour, func() { s.env.SignalWorkflow(workflows.RenewSignal, nil) })
	s.play(opened(casework.StandardRisk), day)
	in, ok := s.next()
	require.True(t, ok)
	require.Equal(t, epoch.Add(4*time.Hour), s.env.Now().UTC(), "when the text had left")
	require.Empty(t, in.Case.Outbox)
	require.Equal(t, []string{"message-sent"}, s.book.whats()[len(s.book.whats())-1:])
}

func TestANewPolicyReachesARunThatIsWaiting(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.at(2*time.Hour, func() { s.policy.UrgentWithin = 7 * time.Minute })
	s.say(3*time.Hour, casework.RaiseConcern{Said: words(worker("concern")), About: "child"})
	s.play(opened(casework.StandardRisk), 3*time.Hour+time.Minute)
	require.Equal(t, epoch.Add(3*time.Hour+7*time.Minute), s.book.last.NextDue, "the very next command is taken under it")
}

func TestANewPolicyReachesAClockThatRings(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	due := s.policy.Medium.FirstWithin
	s.at(2*time.Hour, func() { s.policy.WorkClimb.ManagerAfter = 5 * time.Hour })
	s.play(opened(casework.MediumRisk), due+time.Minute)
	require.Equal(t, epoch.Add(due+5*time.Hour), s.book.last.NextDue)
}

// The read model is away as the case ends, and takes first what was said before.
func TestACaseAtRestEndsItsRunOnlyOncePublished(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.say(time.Hour, attempt("no thank you", "declined"))
	ends := time.Hour + s.policy.ClosingFor
	s.at(ends-2*time.Second, func() { s.book.away(4) })
	falls := 2
	s.book.falls = func(v casework.View) bool {
		if !v.Resting {
			return false
		}
		falls--
		return falls >= 0
	}
	s.say(ends-time.Second, casework.AddNote{Said: words(worker("note"))})
	s.at(ends+time.Second, func() { require.Equal(t, casework.Closed, s.view().Stage) })
	s.play(opened(casework.StandardRisk), 40*day)
	require.NoError(t, s.env.GetWorkflowError())
	require.True(t, s.env.Now().After(epoch.Add(ends+time.Second)))
	require.True(t, s.env.Now().Before(epoch.Add(ends+time.Minute)))
	require.Equal(t, casework.Closed, s.book.last.Stage)
	require.True(t, s.book.last.Resting)
	var r casework.Receipt
	require.NoError(t, s.env.GetWorkflowResult(&r))
	require.Equal(t, casework.Receipt{Revision: s.book.last.Revision, Stage: casework.Closed}, r)
}

func TestAClosedCaseWaitsForItsLastMessage(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.policy.ClosingFor = time.Hour // over before the farewell has left
	s.post.answer = func(try int, _ casework.Message) (casework.Outcome, error) {
		if try == 1 {
			return casework.Outcome{}, busy(5 * time.Hour)
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	s.say(time.Hour, attempt("no thank you", "declined"))
	s.at(5*time.Hour, func() { require.Equal(t, casework.Closed, s.view().Stage) })
	s.play(opened(casework.StandardRisk), 40*day)
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, epoch.Add(6*time.Hour), s.env.Now().UTC())
	require.Len(t, s.post.sent, 1)
	require.True(t, s.book.last.Resting)
}
