package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"beacon/activities"
	"beacon/casework"
	"beacon/internal/app"
	"beacon/internal/embedded"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// temporal starts a Temporal server in memory and answers with its address.
func temporal(t *testing.T) string {
	t.Helper()
	s, err := embedded.Start(t.Context(), embedded.Options{Namespace: "beacon"})
	require.NoError(t, err)
	t.Cleanup(s.Stop)
	return s.Addr()
}

// payloadKeys are those of every service and client that a test makes itself.
var payloadKeys = app.NewPayloadKey("test")

func dial(t *testing.T, at, namespace string) client.Client {
	t.Helper()
	tc, err := app.DialTemporal(app.Config{TemporalAddr: at, TemporalNamespace: namespace, PayloadKeys: payloadKeys}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(tc.Close)
	return tc
}

// slow is a sender that takes its time, and a book that takes everything.
type slow struct {
	begun   chan struct{}
	release chan struct{}
	cut     chan error
}

func (s *slow) Send(ctx context.Context, _, _ string, _ casework.Message) (casework.Outcome, error) {
	s.begun <- struct{}{}
	<-s.release
	s.cut <- ctx.Err()
	return casework.Outcome{State: casework.Sent}, nil
}

func (*slow) Publish(context.Context, casework.View) error { return nil }

func TestAStoppingWorkerAbandonsNothingThatItHasBegun(t *testing.T) {
	t.Parallel()
	tc := dial(t, temporal(t), "beacon")
	s := &slow{begun: make(chan struct{}, 9), release: make(chan struct{}), cut: make(chan error, 9)}
	w := worker.New(tc, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{Sender: s, Book: s})
	require.NoError(t, w.Start())
	cases := &workflows.Client{Temporal: tc}
	said := func(id string) casework.Said {
		return casework.Said{ID: id, Body: "digest-" + id, By: "subject-7", Role: casework.Caseworker}
	}
	id := "0d0f6a52-7f3c-4a86-9e0e-3f6d0d8c4b02"
	_, err := cases.Refer(t.Context(), id, casework.Referral{
		Said: said("referral"), Ref: "ref-1", Version: 1, Reported: time.Now().Add(-time.Hour), Offence: "8Q", SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
	}, nil)
	require.NoError(t, err)
	_, err = cases.Do(t.Context(), id, casework.RecordAttempt{Said: said("no thank you"), Outcome: "declined"})
	require.NoError(t, err)
	<-s.begun

	stopped := make(chan struct{})
	go func() { w.Stop(); close(stopped) }()
	select {
	case <-stopped:
		require.FailNow(t, "it stopped with a message on its way")
	case <-time.After(time.Second):
	}
	close(s.release)
	require.NoError(t, <-s.cut, "what was under way was not told to give up")
	<-stopped
	require.Equal(t, map[string]int{"begun": 1, "completed": 1}, sends(t, tc, id))
	require.Empty(t, s.begun, "nor was it begun again")
}

// sends counts what a case's history tells of its activities.
func sends(t *testing.T, tc client.Client, id string) map[string]int {
	t.Helper()
	told := map[string]int{}
	all := tc.GetWorkflowHistory(t.Context(), workflows.WorkflowID(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for all.HasNext() {
		e, err := all.Next()
		require.NoError(t, err)
		switch a := e.GetAttributes().(type) {
		case *historypb.HistoryEvent_ActivityTaskStartedEventAttributes:
			told["begun"] += int(a.ActivityTaskStartedEventAttributes.GetAttempt())
		case *historypb.HistoryEvent_ActivityTaskCompletedEventAttributes:
			told["completed"]++
		}
	}
	return told
}

func TestANamespaceThatIsNotReadyNamesTheCommandThatMakesItSo(t *testing.T) {
	t.Parallel()
	at := temporal(t)
	c := production(t, at)
	c.TemporalNamespace = "elsewhere"
	for _, run := range []func(context.Context, app.Config, *slog.Logger) error{app.RunWorker, app.RunAPI} {
		err := run(t.Context(), c, slog.New(slog.DiscardHandler))
		require.ErrorContains(t, err, `there is no namespace "elsewhere"`)
		require.ErrorContains(t, err, "`beacon namespace`")
		require.ErrorContains(t, err, "`temporal operator namespace create --namespace elsewhere --retention 90d`")
	}

	tc := dial(t, at, "elsewhere")
	_, err := tc.WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: "elsewhere", WorkflowExecutionRetentionPeriod: durationpb.New(workflows.Retention),
	})
	require.NoError(t, err)
	var bare error
	require.Eventually(t, func() bool { // until every service of the server knows it
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		bare = app.RunWorker(ctx, c, slog.New(slog.DiscardHandler))
		return bare != nil && bytes.Contains([]byte(bare.Error()), []byte("lacks a search attribute"))
	}, 30*time.Second, 100*time.Millisecond)
	require.ErrorContains(t, bare, "`temporal operator search-attribute create --namespace elsewhere --name CaseStage --type Keyword`")

	var said bytes.Buffer
	require.NoError(t, app.ReadyNamespace(t.Context(), c, tc, &said))
	require.Contains(t, said.String(), "made search attribute CaseStage")
	said.Reset()
	require.NoError(t, app.ReadyNamespace(t.Context(), c, tc, &said))
	require.Equal(t, "namespace elsewhere is ready\n", said.String(), "what is there is left alone")
}

func TestASearchAttributeOfAnotherKindIsNotUsed(t *testing.T) {
	t.Parallel()
	c := production(t, temporal(t))
	c.TemporalNamespace = "odd"
	tc := dial(t, c.TemporalAddr, "odd")
	_, err := tc.WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: "odd", WorkflowExecutionRetentionPeriod: durationpb.New(workflows.Retention),
	})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := tc.OperatorService().AddSearchAttributes(t.Context(), &operatorservice.AddSearchAttributesRequest{
			Namespace: "odd", SearchAttributes: map[string]enums.IndexedValueType{"CaseStage": enums.INDEXED_VALUE_TYPE_INT},
		})
		return err == nil
	}, 30*time.Second, 100*time.Millisecond)
	require.ErrorContains(t, app.ReadyNamespace(t.Context(), c, tc, io.Discard), "CaseStage is Int, and cases need Keyword")
}

// production is a whole configuration on a SQLite file, with providers that are away.
func production(t *testing.T, at string) app.Config {
	t.Helper()
	nobody := "http://127.0.0.1:1"
	c, err := app.FromEnv([]string{
		"BEACON_DATABASE_URL=" + filepath.Join(t.TempDir(), "beacon.db"), "BEACON_DATA_KEYS=" + app.NewDataKey("test"),
		"BEACON_PAYLOAD_KEYS=" + payloadKeys,
		"BEACON_TEMPORAL_ADDR=" + at, "BEACON_API_ADDR=127.0.0.1:0", "BEACON_PUBLIC_URL=" + nobody, "BEACON_OIDC_ISSUER=" + nobody,
		"BEACON_TWILIO_ACCOUNT_SID=AC1", "BEACON_TWILIO_AUTH_TOKEN=token", "BEACON_TWILIO_FROM=+441632960001", "BEACON_TWILIO_BASE_URL=" + nobody,
		"BEACON_SENDGRID_API_KEY=key", "BEACON_SENDGRID_FROM=hello@example.org", "BEACON_SENDGRID_BASE_URL=" + nobody,
	})
	require.NoError(t, err)
	require.NoError(t, c.CheckAPI())
	require.NoError(t, c.CheckWorker())
	db, err := store.Open(t.Context(), c.Database)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Close())
	return c
}

// watched runs a production worker that answers for itself, until the test ends.
func watched(t *testing.T) (c app.Config) {
	t.Helper()
	c = production(t, temporal(t))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c.WorkerAddr = l.Addr().String()
	require.NoError(t, l.Close())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.RunWorker(ctx, c, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-ended) })
	require.Eventually(t, func() bool {
		says, err := app.Health(t.Context(), c.WorkerAddr, true)
		return err == nil && says == "ready"
	}, 30*time.Second, 50*time.Millisecond)
	return c
}

// page is what a service of ours answers.
func page(t *testing.T, addr, path string) string {
	t.Helper()
	r, err := http.Get("http://" + addr + path)
	require.NoError(t, err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(b)
}

func TestAWorkerSaysHowItStandsAndWhatItsWorkTakes(t *testing.T) {
	t.Parallel()
	c := watched(t)
	require.Contains(t, page(t, c.WorkerAddr, "/healthz"), "alive")
	require.Eventually(t, func() bool {
		return bytes.Contains([]byte(page(t, c.WorkerAddr, "/metrics")), []byte("temporal_num_pollers{"))
	}, 10*time.Second, 50*time.Millisecond)
}
