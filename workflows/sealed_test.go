package workflows_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"beacon/casework"
	"beacon/internal/codec"
	"beacon/workflows"
)

func ring(t *testing.T, keys ...string) *codec.Ring {
	t.Helper()
	r, err := codec.ParseRing(strings.Join(keys, ","))
	require.NoError(t, err)
	return r
}

// by is the same site, reached by another client.
func (s *site) by(t *testing.T, with func(*client.Options)) *site {
	t.Helper()
	c, err := connect(s.server.Addr(), with)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return &site{server: s.server, temp: c, cases: &workflows.Client{Temporal: c}, office: s.office}
}

// clear is what of a history could be read by whoever has the database: where it
// stands, by the names of the fields, and what. all is how many payloads there are.
func clear(h *historypb.History) (found []string, all int) {
	for _, e := range h.GetEvents() {
		look(e.ProtoReflect(), e.GetEventType().String(), func(where, what string) {
			if all++; what != "" {
				found = append(found, fmt.Sprintf("%d %s: %s", e.GetEventId(), where, what))
			}
		})
	}
	return found, all
}

// look tells of every payload and every failure of a message. What it tells is empty
// where nothing can be read of it. Search attributes are always in clear.
func look(m protoreflect.Message, where string, tell func(where, what string)) {
	switch one := m.Interface().(type) {
	case *commonpb.SearchAttributes:
		return
	case *commonpb.Payload:
		switch meta := one.GetMetadata(); {
		case string(meta["encoding"]) != codec.Encoding:
			tell(where, one.String())
		case len(meta["in"]) == 0:
			tell(where, "bound to nothing")
		default:
			tell(where, "")
		}
		return
	case *failurepb.Failure:
		if one.GetSource() == "GoSDK" && (one.GetMessage() != "Encoded failure" || one.GetStackTrace() != "") {
			tell(where, one.GetMessage()+one.GetStackTrace())
		}
	}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		under := where + "." + string(f.Name())
		switch {
		case f.IsMap() && f.MapValue().Message() != nil:
			v.Map().Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
				look(v.Message(), under+"."+k.String(), tell)
				return true
			})
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				look(v.List().Get(i).Message(), under, tell)
			}
		case !f.IsMap() && f.Message() != nil:
			look(v.Message(), under, tell)
		}
		return true
	})
}

// everything takes a case through all that makes a payload: a start with an update, updates,
// one that is refused, a query, a ring, a local activity and an activity which fail at
// first, a panic, a signal, a fresh run, and a worker that has to replay it.
func everything(t *testing.T, s *site, by func(*client.Options)) (id string) {
	t.Helper()
	id = caseID(t)
	s.office.book(id).fails = 2
	s.office.post(id).answer = func(try int, _ casework.Message) (casework.Outcome, error) {
		switch try {
		case 1:
			return casework.Outcome{}, errors.New("the parrot said no")
		case 2:
			panic("the parrot said nothing")
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
	stop := s.by(t, by).work(t, swift)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	_, err = s.cases.Do(t.Context(), id, casework.AddNote{Said: worker("empty")})
	var refused *casework.Error
	require.ErrorAs(t, err, &refused, "a refusal comes through")
	_, err = s.cases.Do(t.Context(), id, attempt("yes", "accepted"))
	require.NoError(t, err)
	s.awaitLine(t, id, "message-sent", 1)
	require.NoError(t, s.cases.Ring(t.Context(), id), "nothing is due")
	stop()
	s.by(t, by).work(t, swift)
	require.Eventually(t, func() bool { // the worker that has stopped may be asked first
		v, err := s.cases.View(t.Context(), id)
		return err == nil && v.Revision > 0
	}, 2*soon, often)
	require.NoError(t, s.cases.Renew(t.Context(), id))
	awaitRuns(t, s, id, 2)
	_, err = s.cases.Do(t.Context(), id, casework.AddNote{Said: words(worker("note"))})
	require.NoError(t, err)
	return id
}

func TestEverythingThatAHistoryHoldsIsEncryptedAndBoundToItsCase(t *testing.T) {
	t.Parallel()
	plain := own(t)
	r := ring(t, codec.NewKey("new"), codec.NewKey("old"))
	s := plain.by(t, codec.Options(r))
	id := everything(t, s, codec.WorkerOptions(r))
	markers := 0
	for _, run := range runs(t, s, id) {
		h := s.historyOf(t, id, run)
		found, all := clear(h)
		require.Empty(t, found)
		require.Greater(t, all, 5)
		for _, e := range h.GetEvents() {
			if e.GetEventType() == enumspb.EVENT_TYPE_MARKER_RECORDED {
				markers++
			}
		}
		written, err := proto.Marshal(h)
		require.NoError(t, err)
		require.NotContains(t, string(written), "parrot")
		require.NoError(t, replayed(t, h, codec.ReplayOptions(r)), "a replayer reads it though it knows no workflow")
		require.Error(t, replayed(t, h, codec.ReplayOptions(ring(t, codec.NewKey("new")))))
	}
	require.Greater(t, markers, 3)
	d, err := s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
	require.NoError(t, err)
	look(d.ProtoReflect(), "description", func(where, what string) { require.Empty(t, what, where) })
}

// Without the codec the same look finds much: it is no look that never finds anything.
func TestWithoutTheCodecAHistoryIsReadByAnybody(t *testing.T) {
	t.Parallel()
	s := own(t)
	id := everything(t, s, func(*client.Options) {})
	places := map[string]bool{}
	for _, run := range runs(t, s, id) {
		found, _ := clear(s.historyOf(t, id, run))
		for _, one := range found {
			where, _, _ := strings.Cut(one[strings.Index(one, " ")+1:], ":")
			places[where] = true
		}
	}
	seen := fmt.Sprint(places)
	for _, kind := range []string{
		"WorkflowExecutionStarted", "WorkflowExecutionUpdateAccepted", "WorkflowExecutionUpdateCompleted", "MarkerRecorded", "ActivityTaskScheduled",
		"ActivityTaskStarted", "ActivityTaskCompleted", "WorkflowExecutionContinuedAsNew", "user_metadata",
	} {
		require.Contains(t, seen, kind)
	}
}

// replayed replays a history as it is encrypted.
func replayed(t *testing.T, h *historypb.History, with func(*sdkworker.WorkflowReplayerOptions)) error {
	t.Helper()
	var o sdkworker.WorkflowReplayerOptions
	with(&o)
	r, err := sdkworker.NewWorkflowReplayerWithOptions(o)
	require.NoError(t, err)
	r.RegisterWorkflowWithOptions(asItIs(), workflow.RegisterOptions{Name: workflows.CaseType})
	return r.ReplayWorkflowHistory(silent, h)
}

// triedAgain says that a task of a case failed, or that its first try was lost with the
// worker which had it, and others have failed since: a history keeps only a first failure.
func (s *site) triedAgain(t *testing.T, id string) bool {
	t.Helper()
	d, err := s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
	require.NoError(t, err)
	return has(s.history(t, id), enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED) || d.GetPendingWorkflowTask().GetAttempt() > 2
}

// What a worker cannot read blocks a case and does not end it. Whoever asks is told why,
// by the ID of the key; and the case goes on as soon as the key is there.
func TestACaseWhoseKeyIsMissingWaitsForIt(t *testing.T) {
	t.Parallel()
	plain, id := own(t), caseID(t)
	a, b := codec.NewKey("a"), codec.NewKey("b")
	old, lacking, rotated := ring(t, a), ring(t, b), ring(t, b, a)
	s := plain.by(t, codec.Options(old))
	stop := s.by(t, codec.WorkerOptions(old)).work(t, swift)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	_, err = plain.by(t, codec.Options(lacking)).cases.View(t.Context(), id)
	require.ErrorContains(t, err, `key "a", which is not in the ring`)
	clearly := id + "-clear"
	_, err = plain.temp.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: workflows.WorkflowID(clearly), TaskQueue: workflows.TaskQueue},
		workflows.CaseType, workflows.Input{Referral: new(referred("two", 1, casework.StandardRisk))})
	require.NoError(t, err)
	stop()

	var told sync.Map
	stop = s.by(t, codec.WorkerOptions(lacking, func(err error) { told.Store(err.Error(), true) })).work(t, swift)
	_, err = s.cases.Do(t.Context(), id, casework.AddNote{Said: words(worker("note"))})
	require.ErrorIs(t, err, workflows.ErrUnavailable)
	for _, id := range []string{id, clearly} {
		require.Eventually(t, func() bool { return s.triedAgain(t, id) }, 2*soon, often, id)
		d, err := s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
		require.NoError(t, err)
		require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, d.GetWorkflowExecutionInfo().GetStatus(), id)
	}
	for _, why := range []string{
		`decrypt a payload: it was sealed with key "a", which is not in the ring`,
		"decrypt a payload: a payload is not encrypted",
	} {
		require.Eventually(t, func() bool { _, said := told.Load(why); return said }, 2*soon, often, why)
		told.Delete(why)
	}
	stop()
	told.Range(func(why, _ any) bool {
		return assert.Contains(t, why, "decrypt a payload: ", "nothing else goes wrong")
	})

	s.by(t, codec.WorkerOptions(rotated)).work(t, swift)
	asked := plain.by(t, codec.Options(rotated))
	require.Eventually(t, func() bool {
		_, err := asked.cases.Do(t.Context(), id, casework.AddNote{Said: words(worker("note"))})
		return err == nil
	}, soon, often)
	_, err = s.cases.View(t.Context(), id)
	require.ErrorContains(t, err, `key "b", which is not in the ring`, "who has not heard of the new key")
	require.NoError(t, s.temp.TerminateWorkflow(t.Context(), workflows.WorkflowID(clearly), "", "it can never be read"))
}

func has(h *historypb.History, kind enumspb.EventType) bool {
	for _, e := range h.GetEvents() {
		if e.GetEventType() == kind {
			return true
		}
	}
	return false
}
