package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func fullPlan() body {
	return body{
		"review_at": "2026-04-02T09:00:00Z",
		"actions":   []any{body{"need": "health", "owner": "victim", "due": "2026-03-20T09:00:00Z", "text": "Sleep"}},
		"goals":     []any{body{"need": "accommodation", "text": "A door that locks"}}, "safety_plan": body{"text": "Bag at a friend's"},
		"special_measures": "yes", "measures": []string{"screens"}, "personal_statement": "yes", "compensation": "undecided", "restorative_justice": "no",
		"children": "One", "communication": "Slowly", "rights_explained_at": "2026-03-02T08:30:00Z", "ends_when": "She says so",
	}
}

func TestAVictimMostInNeedIsGivenAFullPlan(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	w.post(at+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).receipt()
	w.post(at+"/needs-assessments", body{"areas": areas(), "most_in_need": []string{"high_risk"}}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post(at+"/needs-assessments", body{"areas": areas(), "most_in_need": []string{"vulnerable"}}, casework.Caseworker).receipt()
	require.Equal(t, []string{"vulnerable"}, w.whole(id, casework.Caseworker).MostInNeed.Why)
	got := w.post(at+"/support-plans", with(with(fullPlan(), "safety_plan", nil), "compensation", "not_asked"), casework.Caseworker)
	require.Equal(t, []string{"/safety_plan missing_in_full_plan", "/compensation missing_in_full_plan"}, got.refused(http.StatusUnprocessableEntity, casework.Invalid))
	w.post(at+"/support-plans", fullPlan(), casework.Caseworker).receipt()

	p := w.whole(id, casework.Caseworker).Plan
	require.True(t, p.Full)
	require.Equal(t, "A door that locks", p.Goals[0].Text)
	require.Equal(t, "Bag at a friend's", p.Safety.Text)
	require.Equal(t, []string{"One", "Slowly", "She says so"}, []string{p.Children, p.Communication, p.Ends})
	p = w.whole(id, casework.Auditor).Plan
	require.Equal(t, 1, p.Safety.Version)
	require.Empty(t, p.Safety.Text+p.Goals[0].Text+p.Children+p.Communication+p.Ends, "the words are for staff alone")
}

func TestEveryWrongPartOfAPlanIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	w.post(at+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).receipt()
	w.post(at+"/needs-assessments", body{"areas": areas()}, casework.Caseworker).receipt()
	b := body{
		"review_at": "2026-04-02T09:00:00Z", "actions": []any{body{"need": "health", "due": "2026-03-20T09:00:00Z"}},
		"goals": []any{body{"id": "x", "need": "pets"}}, "safety_plan": body{"words": "x"}, "measures": []any{"magic", 1}, "compensation": "perhaps", "children": 3,
		"rights_explained_at": "soon",
	}
	got := w.post(at+"/support-plans", b, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Subset(t, got, []string{
		"/actions/0/owner missing", "/goals/0/id not_a_uuid", "/goals/0/need not_listed", "/safety_plan/words unknown_field", "/measures not_listed",
		"/measures/1 wrong_type", "/compensation not_listed", "/children wrong_type", "/rights_explained_at not_a_time",
	})
}
