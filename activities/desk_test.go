package activities_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"beacon/activities"
	"beacon/casework"
)

var errAway = errors.New("away")

// sender answers as it is told and remembers what it was asked.
type sender struct {
	out   casework.Outcome
	err   error
	asked []string
}

func (s *sender) Send(_ context.Context, caseID, effectID string, m casework.Message) (casework.Outcome, error) {
	s.asked = append(s.asked, fmt.Sprint(caseID, " ", effectID, " ", m.Template))
	return s.out, s.err
}

type book struct {
	views []casework.View
	err   error
}

func (b *book) Publish(_ context.Context, v casework.View) error {
	b.views = append(b.views, v)
	return b.err
}

func order(c casework.Channel) activities.Order {
	return activities.Order{Case: "7", Effect: casework.Effect{ID: "7/3/x", Message: &casework.Message{Template: casework.PlanAgreed, Channel: c}}}
}

// call runs an activity by its name on the wire.
func call(t *testing.T, d *activities.Desk, name string, arg any) (out casework.Outcome, err error) {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(d)
	got, err := env.ExecuteActivity(name, arg)
	if err == nil && got.HasValue() {
		require.NoError(t, got.Get(&out))
	}
	return out, err
}

func TestAMessageIsHandedToTheSenderAndItsOutcomeBack(t *testing.T) {
	t.Parallel()
	for name, channel := range map[string]casework.Channel{"SendSMS": casework.Text, "SendEmail": casework.Email} {
		until := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		s := &sender{out: casework.Outcome{State: casework.Waiting, Rule: "window", Until: until, Point: "p1"}}
		out, err := call(t, &activities.Desk{Sender: s}, name, order(channel))
		require.NoError(t, err)
		require.Equal(t, s.out, out)
		require.Equal(t, []string{"7 7/3/x plan_agreed"}, s.asked)
	}
}

func TestAnEffectWithoutAMessageIsBrokenAndNobodyIsAsked(t *testing.T) {
	t.Parallel()
	s := &sender{}
	out, err := call(t, &activities.Desk{Sender: s}, "SendSMS", activities.Order{Case: "7", Effect: casework.Effect{ID: "7/3/x"}})
	require.NoError(t, err)
	require.Equal(t, casework.Outcome{State: casework.Broken, Reason: "no_message"}, out)
	require.Empty(t, s.asked)
}

// busy asks to be left alone for a while.
type busy time.Duration

func (b busy) Error() string             { return "busy" }
func (b busy) RetryAfter() time.Duration { return time.Duration(b) }

func TestAnErrorThatAsksForTimeIsGivenIt(t *testing.T) {
	t.Parallel()
	for _, err := range []error{busy(7 * time.Minute), fmt.Errorf("provider: %w", busy(7*time.Minute))} {
		_, err = call(t, &activities.Desk{Sender: &sender{err: err}}, "SendSMS", order(casework.Text))
		var app *temporal.ApplicationError
		require.ErrorAs(t, err, &app)
		require.Equal(t, 7*time.Minute, app.NextRetryDelay())
		require.False(t, app.NonRetryable(), "an outage is tried again for ever")
		require.Equal(t, "later", app.Type())
	}
}

func TestAnOrdinaryErrorIsTriedAgainAtTheOrdinaryPace(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errAway, busy(0), busy(-time.Second)} {
		_, err = call(t, &activities.Desk{Sender: &sender{err: err}}, "SendEmail", order(casework.Email))
		var app *temporal.ApplicationError
		require.ErrorAs(t, err, &app)
		require.Zero(t, app.NextRetryDelay())
		require.False(t, app.NonRetryable())
		require.ErrorContains(t, err, "send email: ")
	}
}

func TestErrorsSayWhatWasBeingDone(t *testing.T) {
	t.Parallel()
	d := &activities.Desk{Sender: &sender{err: errAway}, Book: &book{err: errAway}}
	_, err := d.SendSMS(t.Context(), order(casework.Text))
	require.ErrorIs(t, err, errAway)
	require.EqualError(t, err, "send text: away")
	err = d.Publish(t.Context(), casework.View{ID: "7"})
	require.ErrorIs(t, err, errAway)
	require.EqualError(t, err, "publish case: away")
}

func TestAViewOfNoCaseIsNotWritten(t *testing.T) {
	t.Parallel()
	b := &book{}
	d := &activities.Desk{Book: b}
	require.Error(t, d.Publish(t.Context(), casework.View{}))
	require.Empty(t, b.views)
}

func TestAViewIsHandedToTheBook(t *testing.T) {
	t.Parallel()
	b := &book{}
	v := casework.View{ID: "7", Revision: 3, Stage: casework.Planning, State: []byte(`{"id":"7"}`)}
	_, err := call(t, &activities.Desk{Book: b}, "Publish", v)
	require.NoError(t, err)
	require.Equal(t, []casework.View{v}, b.views)
}
