package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"beacon/casework"
	"beacon/workflows"
)

func TestEveryCommandIsAnUpdate(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	said := map[string]*answered{}
	for _, m := range casework.Commands {
		said[m.Name()] = s.say(time.Hour, m)
	}
	s.play(opened(casework.StandardRisk), 2*time.Hour)
	require.Len(t, said, len(casework.Commands), "two commands with one name")
	for name, a := range said {
		// As they stand here they say nothing; what refuses them must be the case.
		require.NoError(t, a.err, name)
		if name == (casework.SetPreferences{}).Name() {
			require.NoError(t, a.refused, "to want nothing in particular is an answer")
			continue
		}
		require.Error(t, a.refused, name)
		require.NotEmpty(t, refusal(t, a.refused), name)
	}
}

// refusal is the code with which the case refused something.
func refusal(t *testing.T, err error) casework.Code {
	t.Helper()
	var app *temporal.ApplicationError
	require.ErrorAs(t, err, &app)
	require.True(t, app.NonRetryable())
	require.True(t, app.HasDetails())
	return casework.Code(app.Type())
}

func TestARefusedCommandLeavesNoTrace(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	var before, after casework.View
	var published int
	s.at(time.Minute, func() { before, published = s.view(), s.book.published() })
	closing := s.say(time.Hour, casework.CloseCase{Said: worker("close"), Reason: "needs_met"})
	review := s.say(time.Hour, plan("plan", 60*day, 0, casework.ActionOpen))
	s.at(2*time.Hour, func() {
		after = s.view()
		require.Equal(t, published, s.book.published())
		require.Len(t, s.timers.set, 1)
	})
	s.play(opened(casework.StandardRisk), 3*time.Hour)
	require.Equal(t, casework.Invalid, refusal(t, closing.refused))
	require.Equal(t, casework.WrongStage, refusal(t, review.refused))
	before.AsOf = after.AsOf // it was only looked at later
	require.Equal(t, before, after)
	require.JSONEq(t, string(before.State), string(after.State))
}

func TestACommandIsTakenAndAnswered(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	a := s.say(time.Hour, attempt("yes", "accepted"))
	s.play(opened(casework.StandardRisk), 2*time.Hour)
	require.NoError(t, a.refused)
	require.NoError(t, a.err)
	require.Equal(t, casework.Receipt{Revision: 2, Stage: casework.Assessing, Shown: true}, a.receipt)
	require.Equal(t, casework.Assessing, s.book.last.Stage)
}

// Temporal's own memory of an update ends with the run.
func TestARepeatGetsTheSameReceiptInThisRunAndTheNext(t *testing.T) {
	t.Parallel()
	note := casework.AddNote{Said: words(worker("note"))}
	other := note
	other.Body = "digest-of-something-else"

	one := setScene(t)
	first := one.say(time.Hour, note)
	again := one.say(2*time.Hour, note)
	reused := one.say(3*time.Hour, other)
	one.say(4*time.Hour, casework.AddNote{Said: words(worker("later"))})
	one.at(5*time.Hour, func() { one.env.SignalWorkflow(workflows.RenewSignal, nil) })
	one.play(opened(casework.StandardRisk), day)
	require.NoError(t, first.refused)
	require.Equal(t, first.receipt, again.receipt)
	require.Equal(t, casework.KeyReused, refusal(t, reused.refused))
	in, ok := one.next()
	require.True(t, ok)

	two := setScene(t)
	two.env.SetStartTime(epoch.Add(day))
	repeat := two.say(time.Hour, note)
	reused = two.say(2*time.Hour, other)
	two.at(3*time.Hour, func() { require.Equal(t, in.Case.Revision, two.view().Revision) })
	two.play(in, 4*time.Hour)
	require.NoError(t, repeat.refused)
	require.Equal(t, first.receipt, repeat.receipt)
	require.Less(t, repeat.receipt.Revision, in.Case.Revision)
	require.Equal(t, casework.KeyReused, refusal(t, reused.refused))
}

func TestAReferralInTheStartAndInTheUpdateIsTakenOnce(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	in := opened(casework.HighRisk)
	a := s.say(0, *in.Referral)
	s.play(in, time.Hour)
	require.NoError(t, a.refused)
	require.Equal(t, casework.Receipt{Revision: 1, Stage: casework.Reaching, Shown: true}, a.receipt)
	require.Equal(t, 1, s.book.last.Revision)
}

func TestWhatTakesUpACaseAtRestIsTakenOnce(t *testing.T) {
	t.Parallel()
	resting := carried(t, attempt("no thank you", "declined"))
	for !resting.Case.Resting() {
		due, ok := resting.Case.NextDue()
		require.True(t, ok)
		resting.Case.Wake(due)
		resting.Case.Published(resting.Case.Revision)
	}
	restingAt := resting.Case.Revision
	from := epoch.Add(10 * day)
	another := story{grade: casework.HighRisk}.referral()
	another.ID, another.Ref, another.Reported = "another", "ref-2", from.Add(-time.Hour)
	reopen := casework.ReopenCase{Said: worker("reopen"), Reason: "victim_returned"}
	for name, in := range map[string]workflows.Input{"referral": {Referral: &another}, "reopening": {Reopen: &reopen}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setScene(t)
			s.env.SetStartTime(from)
			var m casework.Command = reopen
			if in.Referral != nil {
				m = another
			}
			a := s.say(0, m)
			in.Case = copyOf(t, resting.Case)
			s.play(in, time.Minute)
			require.NoError(t, a.refused)
			require.Equal(t, casework.Receipt{Revision: restingAt + 1, Stage: casework.Reaching, Shown: true}, a.receipt)
			require.Equal(t, restingAt+1, s.book.last.Revision)

			alone := setScene(t) // as when nobody waited for the answer
			alone.env.SetStartTime(from)
			in.Case = copyOf(t, resting.Case)
			alone.play(in, time.Minute)
			require.Equal(t, casework.Reaching, alone.book.last.Stage)
		})
	}
}

// A start that cannot open a case must not stand in the way of one that can.
func TestARefusedReferralOpensNothingUntilItIsMended(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	in := opened(casework.StandardRisk)
	good := *in.Referral
	in.Referral.Ref = ""
	refused := s.say(0, *in.Referral)
	early := s.say(time.Minute, casework.AddNote{Said: words(worker("note"))})
	s.at(2*time.Minute, func() { require.Zero(t, s.book.published()) })
	good.ID = "mended"
	mended := s.say(time.Hour, good)
	s.play(in, 2*time.Hour)
	require.Equal(t, casework.Invalid, refusal(t, refused.refused))
	require.Equal(t, casework.WrongStage, refusal(t, early.refused))
	require.NoError(t, mended.refused)
	require.Equal(t, casework.Receipt{Revision: 1, Stage: casework.Reaching, Shown: true}, mended.receipt)
}

func TestACaseWithoutAReferralIsRefused(t *testing.T) {
	t.Parallel()
	s := setScene(t)
	s.play(workflows.Input{}, time.Hour)
	var app *temporal.ApplicationError
	require.True(t, errors.As(s.env.GetWorkflowError(), &app))
	require.Equal(t, string(casework.Invalid), app.Type())
}
