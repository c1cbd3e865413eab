package api

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// rightOf is a right of a case as it is shown to somebody.
func (w *world) rightOf(id string, r casework.Right, role casework.Role) heldRight {
	w.t.Helper()
	for _, h := range w.whole(id, role).Rights {
		if h.Right == r {
			return h
		}
	}
	require.Fail(w.t, "not held", r)
	return heldRight{}
}

func TestARightIsOpenedExplainedAndUsed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	event := uuid.NewString()
	w.post(at+"/justice-events", body{
		"id": event, "kind": "not_prosecuted_police", "occurred_at": "2026-03-02T08:30:00Z", "source": "police", "facts": []string{"suspect_interviewed"},
	}, casework.Caseworker).receipt()
	h := w.rightOf(id, casework.PoliceReview, casework.Caseworker)
	require.Equal(t, casework.RightOpen, h.State)
	require.Equal(t, event, h.Event)
	require.NotEmpty(t, h.Explain)
	require.NotEmpty(t, h.Source)
	require.Equal(t, casework.InScope, h.Scope)

	w.post(at+"/told", body{"event": event, "how": "by_phone", "by": "police"}, casework.Caseworker).receipt()
	require.False(t, w.rightOf(id, casework.PoliceReview, casework.Caseworker).Closes.IsZero())
	w.post(at+"/rights/police_review", body{"step": "explained", "event": event, "text": "She wants to think"}, casework.Caseworker).receipt()
	w.post(at+"/rights/police_review", body{"step": "asked"}, casework.Supervisor).receipt()
	h = w.rightOf(id, casework.PoliceReview, casework.Caseworker)
	require.Equal(t, casework.RightUsed, h.State)
	require.Equal(t, "She wants to think", h.Steps[0].Text)
	var next []string
	for _, s := range h.Next {
		next = append(next, s.Step)
	}
	require.Contains(t, next, "decided")
	require.NotContains(t, next, "asked")
	require.Empty(t, w.rightOf(id, casework.PoliceReview, casework.Auditor).Steps[0].Text, "an auditor is shown no words")
}

func TestEverythingWrongWithAStepIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	for path, row := range map[string]struct {
		body body
		want []string
	}{
		"pension":       {body{"step": "asked"}, []string{"/right not_listed"}},
		"police_review": {body{"step": "asked"}, []string{"/right not_held"}},
		"cps_review":    {body{"step": "hoped", "at": "2126-03-02T08:30:00Z"}, []string{"/step not_listed", "/at in_the_future"}},
		"complaint":     {body{"step": "answered", "facts": []string{"angry"}, "hearing": uuid.NewString()}, []string{"/facts/0 not_listed", "/hearing contradicts", "/step out_of_order"}},
	} {
		got := w.post("/v1/cases/"+id+"/rights/"+path, row.body, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.ElementsMatch(t, row.want, got, path)
	}
	w.post("/v1/cases/"+id+"/rights/complaint", body{"facts": "police"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
}
