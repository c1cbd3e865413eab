package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"

	"beacon/casework"
	"beacon/workflows"
)

// key is the priority of a case's workflow, as its server has it.
func (s *site) key(t *testing.T, id string) int {
	t.Helper()
	d, err := s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
	require.NoError(t, err)
	return int(d.GetWorkflowExecutionInfo().GetPriority().GetPriorityKey())
}

func TestACaseBeginsWithThePriorityOfItsGrade(t *testing.T) {
	t.Parallel()
	s := shared(t)
	for i, g := range casework.Grades {
		id := caseID(t) + string(g)
		_, err := s.cases.Refer(t.Context(), id, referred("one", 1, g), nil)
		require.NoError(t, err)
		require.Equal(t, 1+i, s.key(t, id), g)
	}
	judged := referred("one", 1, casework.StandardRisk)
	judged.Risk.Judgement = casework.HighRisk
	_, err := s.cases.Refer(t.Context(), caseID(t), judged, nil)
	require.NoError(t, err)
	require.Equal(t, 1, s.key(t, caseID(t)))
}

func TestThePriorityOfACaseFollowsItsGradeAndItsRuns(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	second := referred("two", 1, casework.HighRisk)
	second.Ref = "ref-2"
	_, err = s.cases.Refer(t.Context(), id, second, nil)
	require.NoError(t, err)
	require.Equal(t, 1, s.key(t, id))

	require.NoError(t, s.cases.Renew(t.Context(), id))
	awaitRuns(t, s, id, 2)
	require.Equal(t, 1, s.key(t, id), "the next run has it too")

	assess := func(n string, g casework.Grade) {
		_, err := s.cases.Do(t.Context(), id, casework.AssessRisk{Said: words(worker(n)), RiskMade: casework.RiskMade{Tool: "DASH", Grade: g}})
		require.NoError(t, err)
	}
	assess("medium", casework.MediumRisk)
	require.Equal(t, 2, s.key(t, id))
	assess("medium again", casework.MediumRisk)
	require.Equal(t, 1, count(s.kinds(t, id), enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED.String()), "what changes nothing leaves no trace")
}

func TestAnActivityHasThePriorityOfTheGradeAsItIs(t *testing.T) {
	t.Parallel()
	s := own(t)
	id := caseID(t)
	s.cases.Namespace = "" // and not of the workflow, which keeps the one it began with
	s.work(t, swift)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	_, err = s.cases.Do(t.Context(), id, casework.AssessRisk{Said: words(worker("medium")), RiskMade: casework.RiskMade{Tool: "DASH", Grade: casework.MediumRisk}})
	require.NoError(t, err)
	_, err = s.cases.Do(t.Context(), id, attempt("no thank you", "declined"))
	require.NoError(t, err)
	var keys []int
	require.Eventually(t, func() bool {
		for _, e := range s.history(t, id).GetEvents() {
			if a := e.GetActivityTaskScheduledEventAttributes(); a != nil {
				keys = append(keys, int(a.GetPriority().GetPriorityKey()))
			}
		}
		return len(keys) > 0
	}, soon, often)
	require.Equal(t, 2, keys[0])
	require.Equal(t, 3, s.key(t, id))
}

// kinds are the events of the newest run of a case, by kind.
func (s *site) kinds(t *testing.T, id string) (kinds []string) {
	for _, e := range s.history(t, id).GetEvents() {
		kinds = append(kinds, e.GetEventType().String())
	}
	return kinds
}

// Everything waits for a worker. When there is one, the high-risk case is worked on before
// nearly all of those that came before it.
func TestAHighRiskCaseOvertakesABacklog(t *testing.T) {
	t.Parallel()
	s := own(t)
	const many = 150
	begin := func(id string, g casework.Grade) {
		for known := false; !known; {
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			_, err := s.cases.Refer(ctx, id, referred("one", 1, g), nil)
			cancel()
			if !errors.Is(err, workflows.ErrUnavailable) {
				t.Error(err)
			}
			_, err = s.temp.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(id), "")
			known = err == nil
		}
	}
	backlog := func(from, to int) {
		var all sync.WaitGroup
		turn := make(chan struct{}, 16)
		for i := range to - from {
			turn <- struct{}{}
			all.Go(func() { begin(fmt.Sprint("standard-", from+i), casework.StandardRisk); <-turn })
		}
		all.Wait()
	}
	backlog(0, 2*many/3)
	begin("medium", casework.MediumRisk)
	begin("high", casework.HighRisk)
	backlog(2*many/3, many) // what came last may still be on its way into the queue
	s.work(t, swift)
	opened := map[string]time.Time{}
	require.Eventually(t, func() bool {
		for i := range many {
			s.opened(t, fmt.Sprint("standard-", i), opened)
		}
		s.opened(t, "medium", opened)
		s.opened(t, "high", opened)
		return len(opened) == many+2
	}, 2*soon, 10*often)
	before := func(id string) (n int) {
		for _, at := range opened {
			if at.Before(opened[id]) {
				n++
			}
		}
		return n
	}
	t.Logf("before high risk: %d, before medium: %d, of %d", before("high"), before("medium"), many)
	require.Less(t, before("high"), many/5)
	require.Less(t, before("medium"), many/4)
}

// opened notes when a case's first workflow task began.
func (s *site) opened(t *testing.T, id string, at map[string]time.Time) {
	t.Helper()
	if _, known := at[id]; known {
		return
	}
	events := s.history(t, id).GetEvents()
	i := slices.IndexFunc(events, func(e *historypb.HistoryEvent) bool {
		return e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_STARTED
	})
	if i >= 0 {
		at[id] = events[i].GetEventTime().AsTime()
	}
}
