package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"

	"beacon/casework"
	"beacon/workflows"
)

func TestARefusalSurvivesTheWire(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.HighRisk), nil)
	require.NoError(t, err)
	before := len(s.history(t, id).GetEvents())

	wrong := casework.RecordAttempt{Said: worker("wrong"), Outcome: "unheard_of", CallBack: time.Now().Add(-day)}
	_, err = s.cases.Do(t.Context(), id, wrong)
	var e *casework.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, &casework.Error{Code: casework.Invalid, Message: "some fields are wrong", Fields: []casework.Field{
		{Pointer: "/outcome", Code: "not_listed", Detail: "is not a known outcome"},
		{Pointer: "/call_back_at", Code: "in_the_past", Detail: "is in the past"},
	}}, e)

	_, err = s.cases.Do(t.Context(), id, casework.CloseCase{Said: worker("close"), Reason: "declined_at_first_contact"})
	require.Equal(t, casework.Invalid, code(t, err))
	_, err = s.cases.Do(t.Context(), id, plan("plan", 0, 0, casework.ActionOpen))
	require.Equal(t, casework.WrongStage, code(t, err))

	require.Len(t, s.history(t, id).GetEvents(), before, "a refused command leaves nothing in history")
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 1, v.Revision)
}

func TestNoCaseIsFoundByAnUnknownID(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Do(t.Context(), id, attempt("a", "no_answer"))
	require.ErrorIs(t, err, workflows.ErrNotFound)
	_, err = s.cases.View(t.Context(), id)
	require.ErrorIs(t, err, workflows.ErrNotFound)
	require.ErrorIs(t, s.cases.Renew(t.Context(), id), workflows.ErrNotFound)
}

func TestACommandIsTakenOnceHoweverOftenAndAcrossRuns(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	note := casework.AddNote{Said: words(worker("note"))}
	first, err := s.cases.Do(t.Context(), id, note)
	require.NoError(t, err)
	require.Equal(t, 2, first.Revision)

	require.NoError(t, s.cases.Renew(t.Context(), id))
	awaitRuns(t, s, id, 2)
	again, err := s.cases.Do(t.Context(), id, note)
	require.NoError(t, err)
	require.Equal(t, first, again)
	note.Body = "digest-of-something-else"
	_, err = s.cases.Do(t.Context(), id, note)
	require.Equal(t, casework.KeyReused, code(t, err))
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 2, v.Revision)
}

// Commands that arrive while a run ends are carried to the next.
func TestNoCommandIsLostWhereRunsMeet(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	const many = 12
	for i := range many {
		if i%3 == 0 {
			require.NoError(t, s.cases.Renew(t.Context(), id))
		}
		n := casework.AddNote{Said: words(worker(time.Duration(i).String()))}
		require.Eventually(t, func() bool { _, err := s.cases.Do(t.Context(), id, n); return err == nil }, soon, often)
	}
	v, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 1+many, v.Revision)
	s.awaitLine(t, id, "note", many)
	require.Eventually(t, func() bool { return len(runs(t, s, id)) > 2 }, soon, often)
}

func TestOperatorsFindACaseByItsStage(t *testing.T) {
	t.Parallel()
	s, id := shared(t), caseID(t)
	_, err := s.cases.Refer(t.Context(), id, referred("one", 1, casework.StandardRisk), nil)
	require.NoError(t, err)
	found := func(stage casework.Stage) bool {
		l, err := s.temp.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{
			Query: "CaseStage = '" + string(stage) + "' AND WorkflowId = '" + workflows.WorkflowID(id) + "'",
		})
		return err == nil && l.GetCount() == 1
	}
	require.Eventually(t, func() bool { return found(casework.Reaching) }, soon, often)
	_, err = s.cases.Do(t.Context(), id, attempt("yes", "accepted"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return found(casework.Assessing) && !found(casework.Reaching) }, soon, often)
}

func TestTemporalSaysThatItIsReady(t *testing.T) {
	t.Parallel()
	require.NoError(t, shared(t).cases.Ready(t.Context()))
}
