package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/explanation"
)

func (w *world) explained(id, to string, role casework.Role) (e explanation.Explanation) {
	w.t.Helper()
	w.get("/v1/cases/"+id+"/explanation?for="+to, role).is(http.StatusOK).json(&e)
	return e
}

func stops(e explanation.Explanation) (kinds []string) {
	for _, s := range e.Stopped {
		kinds = append(kinds, s.Kind)
	}
	return kinds
}

func TestWhyACaseStandsAsItDoesIsRead(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "third_party_answered", "text": "A man said that she was out"}, casework.Caseworker).receipt()

	e := w.explained(id, "inspector", casework.Auditor)
	require.Equal(t, id, e.CaseID)
	require.Positive(t, e.Revision)
	require.Contains(t, stops(e), "halted")
	by := map[string]explanation.Happening{}
	for _, h := range e.Happened {
		require.NotEmpty(t, h.Why, h.What)
		require.NotEmpty(t, h.Source, h.What)
		by[h.What] = h
	}
	require.Equal(t, "a caseworker", by["attempt"].Who)
	require.Equal(t, "caseworker-1", by["attempt"].By)
	require.True(t, by["halted"].Automatic)
	require.NotEmpty(t, e.Next)

	staff := w.explained(id, "staff", casework.Caseworker)
	require.Len(t, staff.Happened, len(e.Happened))
	for _, h := range staff.Happened {
		require.Empty(t, h.By)
		require.Zero(t, h.Revision)
	}
	require.Equal(t, staff, w.explained(id, "staff", casework.Manager))
	var plain explanation.Explanation
	w.get("/v1/cases/"+id+"/explanation", casework.Caseworker).is(http.StatusOK).json(&plain)
	require.Equal(t, staff, plain, "staff, where nobody says for whom")

	w.get("/v1/cases/"+id+"/explanation?for=everybody", casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.get("/v1/cases/"+id+"/explanation?to=victim", casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.get("/v1/cases/"+uuid.NewString()+"/explanation", casework.Caseworker).refused(http.StatusNotFound, notFound)
}

func TestAnExplanationIsAuditedAndHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/notes", body{"text": "Secret words"}, casework.Caseworker).receipt()
	for _, to := range explanation.Readers {
		shown := string(w.get("/v1/cases/"+id+"/explanation?for="+string(to), casework.Supervisor).is(http.StatusOK).body)
		for _, word := range []string{"Zebedee", "Quux", "07700", "447700", "Secret words"} {
			require.NotContains(t, shown, word, to)
		}
	}
	page, err := w.db.Audited(t.Context(), id, "", 100)
	require.NoError(t, err)
	n := 0
	for _, a := range page.Items {
		if strings.HasSuffix(a.Action, "/explanation") {
			require.Equal(t, id, a.CaseID)
			n++
		}
	}
	require.Equal(t, len(explanation.Readers), n)
}

func TestAVictimIsNotToldOfASealAndAnInspectorIs(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	before := w.explained(id, "victim", casework.Caseworker)
	w.seal(id, body{"sealed": true, "why": "safety"}, casework.Supervisor).is(http.StatusOK)
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Contains(t, stops(w.explained(id, "inspector", casework.Auditor)), "sealed")
	after := w.explained(id, "victim", casework.Caseworker)
	require.NotContains(t, strings.ToLower(string(w.get("/v1/cases/"+id+"/explanation?for=victim", casework.Caseworker).body)), "seal")
	require.Equal(t, before.Happened, after.Happened)
	require.Equal(t, before.LeftOut, after.LeftOut)
	require.Empty(t, after.CaseID)
}
