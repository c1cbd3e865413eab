package api

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// drugs is a crime that has no victim of its own.
func drugs(id string) body {
	b := with(with(referralBody(id), "crime/offence_code", "92D"), "crime/domestic_abuse", false)
	b = with(with(b, "risk/grade", "standard"), "risk/judgement", nil)
	return with(with(b, "risk/indicators", nil), "risk/total", nil)
}

func (w *world) elsewhere(query string) []turned {
	w.t.Helper()
	var out listing[turned]
	w.get("/v1/referrals"+query, casework.Supervisor).is(http.StatusOK).json(&out)
	return out.Items
}

func TestWhatIsOutOfScopeIsAnsweredWithWhereToGoInsteadAndIsKept(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 2 {
		status, out := w.referred(drugs("A-1"))
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, outOfScope, out.Outcome)
		require.Equal(t, "no_victim", out.Reason)
		require.Empty(t, out.CaseID)
		require.Contains(t, each(out.Signposts, func(s signpost) string { return s.Code }), "supportline")
	}
	require.Empty(t, w.realm.took())
	listed := w.elsewhere("?outcome=out_of_scope")
	require.Len(t, listed, 1)
	require.Equal(t, "A-1", listed[0].ID)
	require.Equal(t, "referrer-1", listed[0].SentBy)
	require.Empty(t, w.elsewhere("?outcome=childrens_service"))
	w.post("/v1/referrals", with(drugs("A-1"), "victim/children", 3), casework.Referrer).refused(http.StatusConflict, referralConflict)

	status, out := w.referred(with(with(drugs("A-1"), "source/version", 2), "crime/vulnerable", true))
	require.Equal(t, http.StatusCreated, status, "whoever is in any need is not sent away")
	require.Equal(t, accepted, out.Outcome)
	require.Equal(t, 1, w.asks(out.CaseID, casework.Classify), "and a person says what it is")
	require.Empty(t, w.elsewhere(""), "it ends in one place")
	_, out = w.referred(with(drugs("A-1"), "source/version", 3))
	require.Equal(t, updated, out.Outcome, "what has a case is told to it")
}

func TestWhoeverAsksForHelpThemselvesIsNotSentAwayByACode(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := with(selfBody(), "crime", body{"domestic_abuse": false, "offence_code": "92D"})
	w.post("/v1/self-referrals", with(b, "risk", drugs("x")["risk"]), casework.Caseworker).is(http.StatusCreated)
}

func TestAChildIsSentToChildrensServicesAndASupervisorSeesIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	child := func(id string) body { return with(referralBody(id), "victim/date_of_birth", "2015-01-01") }
	for id, row := range map[string]struct {
		body  body
		abuse bool
	}{
		"A-1": {child("A-1"), true},
		"A-2": {with(with(child("A-2"), "crime/domestic_abuse", false), "crime/offence_code", "34B"), false},
		"A-3": {with(with(child("A-3"), "crime/domestic_abuse", false), "crime/offence_code", "19C"), true},
	} {
		var first, again Problem
		for _, p := range []*Problem{&first, &again} {
			a := w.post("/v1/referrals", row.body, casework.Referrer)
			require.Equal(t, http.StatusUnprocessableEntity, a.status)
			require.NoError(t, json.Unmarshal(a.body, p))
			p.Instance = ""
		}
		require.Equal(t, first, again)
		require.Equal(t, underAge, first.Code)
		require.Equal(t, "childrens_services", first.Signposts[0].Code)
		require.Equal(t, row.abuse, first.Safeguarding, id)
	}
	w.postAs("k", "/v1/self-referrals", with(selfBody(), "victim/date_of_birth", "2015-01-01"), casework.Caseworker).refused(http.StatusUnprocessableEntity, underAge)
	must := map[string]bool{}
	for _, e := range w.elsewhere("?outcome=childrens_service") {
		must[e.ID] = e.Safeguarding
		require.Equal(t, "under_16", e.Reason)
	}
	require.Len(t, must, 4)
	require.True(t, must["A-1"] && must["A-3"] && !must["A-2"])
	require.Empty(t, w.realm.took())
	got := w.get("/v1/referrals?outcome=x&limit=0", casework.Manager)
	require.Len(t, got.refused(http.StatusUnprocessableEntity, casework.Invalid), 2)
	raw := w.get("/v1/referrals", casework.Supervisor).body
	for _, personal := range []string{"Zebedee", "Quux", "900123", "2015"} {
		require.NotContains(t, string(raw), personal)
	}
}

func TestAClosureOutOfScopeSaysWhereToGoInstead(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := with(drugs("A-1"), "crime/offence_code", "199")
	id := w.refer(b)
	m := body{"task": w.openTask(id, casework.Classify), "decision": "out_of_scope", "near": "fraud", "reason": "A civil dispute about a loan"}
	w.post("/v1/cases/"+id+"/decisions", m, casework.Supervisor).is(http.StatusOK)
	w.post("/v1/cases/"+id+"/closure", body{"reason": "out_of_scope", "signed_off": true, "text": "A civil dispute"}, casework.Supervisor).is(http.StatusOK)
	require.Equal(t, "report_fraud", w.whole(id, casework.Caseworker).Closure.Signposts[0].Code)
}
