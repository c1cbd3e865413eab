package worker_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"beacon/activities"
	"beacon/casework"
	"beacon/worker"
	"beacon/workflows"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// office takes every message and keeps what is published.
type office struct {
	sent []casework.Template
	last casework.View
}

func (o *office) Send(_ context.Context, _, _ string, m casework.Message) (casework.Outcome, error) {
	o.sent = append(o.sent, m.Template)
	return casework.Outcome{State: casework.Sent}, nil
}

func (o *office) Publish(_ context.Context, v casework.View) error {
	o.last = v
	return nil
}

func said(id string) casework.Said {
	return casework.Said{ID: id, Body: "digest-" + id, By: "subject-7", Role: casework.Caseworker}
}

// answered expects a command to be taken.
type answered struct{ t *testing.T }

func (a answered) Accept()                   {}
func (a answered) Reject(err error)          { require.NoError(a.t, err) }
func (a answered) Complete(_ any, err error) { require.NoError(a.t, err) }

// What a client asks for by name is what the worker knows.
func TestACaseIsCarriedByWhatIsRegistered(t *testing.T) {
	t.Parallel()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	o := &office{}
	worker.Register(env, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{Sender: o, Book: o})
	env.SetStartTime(epoch)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: workflows.WorkflowID("7")})
	env.RegisterDelayedCallback(func() {
		m := casework.RecordAttempt{Said: said("no thank you"), Outcome: "declined"}
		env.UpdateWorkflow("record-attempt", m.Key(), answered{t}, m)
	}, time.Hour)
	env.ExecuteWorkflow("Case", workflows.Input{Referral: &casework.Referral{
		Said: said("referral"), Ref: "ref-1", Version: 1, Reported: epoch.Add(-time.Hour), Offence: "8Q", SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
	}})
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, "7", o.last.ID)
	require.True(t, o.last.Resting)
	require.Equal(t, []casework.Template{casework.SupportEnded}, o.sent)
}

func TestAWorkerPollsOnlyOnceItIsStarted(t *testing.T) {
	t.Parallel()
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1"}) // nothing listens there
	require.NoError(t, err)
	defer c.Close()
	w := worker.New(c, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{})
	require.Error(t, w.Start(), "and then says that it cannot")
}
