package workflows_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"

	"beacon/casework"
	"beacon/workflows"
)

func TestAReferralOpensACaseAndARepeatIsAnsweredTheSame(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	r := referred("one", 1, casework.HighRisk)
	want := casework.Receipt{Revision: 1, Stage: casework.Reaching, Shown: true}
	for range 3 {
		got, err := s.cases.Refer(t.Context(), id, r, nil)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 1, v.Revision)
}

func TestOneReferralSentManyTimesAtOnceIsOneCase(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	r := referred("one", 1, casework.HighRisk)
	const many = 32
	got, errs := make([]casework.Receipt, many), make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { got[i], errs[i] = s.cases.Refer(t.Context(), id, r, nil) })
	}
	all.Wait()
	for i := range many {
		require.NoError(t, errs[i])
		require.Equal(t, casework.Receipt{Revision: 1, Stage: casework.Reaching, Shown: true}, got[i])
	}
	awaitRuns(t, s, id, 1)
}

// A server takes only ten commands to a case at once, and falters at more.
func TestManyVersionsAtOnceAreEachTakenOnce(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	const many = 32
	errs := make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		r := referred(fmt.Sprint("version-", i), i+1, casework.StandardRisk)
		all.Go(func() { _, errs[i] = s.cases.Refer(t.Context(), id, r, nil) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, many, v.Revision)
	awaitRuns(t, s, id, 1)
}

func TestManyCommandsAtOnceAreEachTakenOnce(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	const many = 32
	errs := make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		reply := casework.ReplyReceived{Said: words(said(fmt.Sprint("reply-", i), casework.System)), Point: "point-1"}
		all.Go(func() { _, errs[i] = s.cases.Do(t.Context(), id, reply) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 1+many, v.Revision)
}

func TestASecondReferralIsToldToTheOpenCase(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	second := referred("two", 1, casework.HighRisk)
	second.Ref = "ref-2"
	got, err := s.cases.Refer(t.Context(), id, second, nil)
	require.NoError(t, err)
	require.Equal(t, casework.Receipt{Revision: 2, Stage: casework.Reaching, Shown: true}, got)
	v := s.awaitView(t, id, func(v casework.View) bool { return v.Revision == 2 })
	require.Equal(t, casework.HighRisk, v.Grade)
	awaitRuns(t, s, id, 1)
}

func TestAKeyUsedForAnotherReferralIsRefused(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	r := referred("one", 1, casework.StandardRisk)
	_, err := s.cases.Refer(t.Context(), id, r, nil)
	require.NoError(t, err)
	r.Body = "digest-of-something-else"
	_, err = s.cases.Refer(t.Context(), id, r, nil)
	require.Equal(t, casework.KeyReused, code(t, err))
}

// code is that of a refusal which came over the wire.
func code(t *testing.T, err error) casework.Code {
	t.Helper()
	var e *casework.Error
	require.ErrorAs(t, err, &e)
	require.NotEmpty(t, e.Message)
	return e.Code
}

// atRest is a case that has been closed, and all of it published.
func atRest(t *testing.T, s *site) (id string, resting json.RawMessage) {
	t.Helper()
	id = caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	_, err = s.cases.Do(t.Context(), id, attempt("no thank you", "declined"))
	require.NoError(t, err)
	v := s.awaitView(t, id, func(v casework.View) bool { return v.Resting })
	require.Eventually(t, func() bool {
		_, err := s.cases.Do(t.Context(), id, attempt("late", "no_answer"))
		return errors.Is(err, workflows.ErrNotFound)
	}, soon, often, "its workflow ends")
	return id, v.State
}

func TestACaseAtRestIsTakenUpAgainByANewReferral(t *testing.T) {
	t.Parallel()
	s := shared(t)
	id, resting := atRest(t, s)
	second := referred("two", 1, casework.HighRisk)
	second.Ref = "ref-2"

	_, err := s.cases.Refer(t.Context(), id, second, nil)
	require.ErrorIs(t, err, workflows.ErrNotFound, "not without the state it rested in")

	first, err := s.cases.Refer(t.Context(), id, second, resting)
	require.NoError(t, err)
	require.Equal(t, casework.Reaching, first.Stage)
	again, err := s.cases.Refer(t.Context(), id, second, resting)
	require.NoError(t, err)
	require.Equal(t, first, again)
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, first.Revision, v.Revision)
	awaitRuns(t, s, id, 2)
}

func TestARepeatToACaseAtRestWakesNothing(t *testing.T) {
	t.Parallel()
	s := shared(t)
	id, resting := atRest(t, s)
	again, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), resting)
	require.NoError(t, err)
	require.Equal(t, casework.Receipt{Revision: 1, Stage: casework.Reaching, Shown: true}, again)
	require.Eventually(t, func() bool {
		return s.temp.GetWorkflow(t.Context(), workflows.WorkflowID(id), "").Get(t.Context(), nil) == nil
	}, soon, often)
	require.JSONEq(t, string(resting), string(s.office.book(id).newest().State))
}

func TestReopenTakesUpACaseAtRest(t *testing.T) {
	t.Parallel()
	s := shared(t)
	id, resting := atRest(t, s)

	_, err := s.cases.Do(t.Context(), id, attempt("late", "no_answer"))
	require.ErrorIs(t, err, workflows.ErrNotFound)

	reopen := casework.ReopenCase{Said: worker("reopen"), Reason: "victim_returned"}
	first, err := s.cases.Reopen(t.Context(), id, reopen, resting)
	require.NoError(t, err)
	require.Equal(t, casework.Reaching, first.Stage)
	again, err := s.cases.Reopen(t.Context(), id, reopen, resting)
	require.NoError(t, err)
	require.Equal(t, first, again)

	reopen.ID = "another"
	_, err = s.cases.Reopen(t.Context(), id, reopen, resting)
	require.Equal(t, casework.WrongStage, code(t, err), "an open case has nothing to reopen")
	s.awaitView(t, id, func(v casework.View) bool { return v.Revision == first.Revision })
}

func TestACaseAtRestTakesALegalHoldAndLosesNoneThatCameAtOnce(t *testing.T) {
	t.Parallel()
	s := shared(t)
	id, resting := atRest(t, s)
	hold := func(n string) casework.PlaceLegalHold {
		return casework.PlaceLegalHold{Said: words(said("hold-"+n, casework.Supervisor)), Hold: n, Why: "complaint"}
	}
	first, err := s.cases.Rouse(t.Context(), id, hold("one"), resting)
	require.NoError(t, err)
	require.Equal(t, casework.Closed, first.Stage)
	s.awaitView(t, id, func(v casework.View) bool { return v.Revision == first.Revision && v.LegalHold })
	second, err := s.cases.Rouse(t.Context(), id, hold("two"), resting) // by whoever had read the older state
	require.NoError(t, err)
	require.Equal(t, first.Revision+1, second.Revision)
	again, err := s.cases.Rouse(t.Context(), id, hold("one"), resting)
	require.NoError(t, err)
	require.Equal(t, first, again)
	s.awaitView(t, id, func(v casework.View) bool {
		c, err := casework.Restore(v.State)
		return err == nil && len(c.Holds) == 2 && v.Resting
	})
}

func TestStateThatCannotBeReadOpensNothing(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.HighRisk), json.RawMessage(`{"revision":"many"}`))
	require.ErrorContains(t, err, "restore case")
	awaitRuns(t, s, id, 0)
}

// awaitRuns waits until Temporal lists so many runs of a case.
func awaitRuns(t *testing.T, s *site, id string, want int) {
	t.Helper()
	require.Eventually(t, func() bool { return len(runs(t, s, id)) == want }, soon, often)
}

// runs are the runs that Temporal lists of a case, the newest first. Its list is a
// little late.
func runs(t *testing.T, s *site, id string) (found []string) {
	l, err := s.temp.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
		Query: fmt.Sprintf("WorkflowId = '%s'", workflows.WorkflowID(id)),
	})
	if err != nil {
		return nil
	}
	for _, e := range l.GetExecutions() {
		found = append(found, e.GetExecution().GetRunId())
	}
	return found
}
