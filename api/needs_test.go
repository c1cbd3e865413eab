package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

func TestAccessNeedsOfAReferralReachWhoeverSends(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := referralBody("A-1")
	b = with(b, "victim/access_needs", []string{"call_not_text", "large_print"})
	id := w.refer(b)
	contact, err := w.db.Contact(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []messaging.AccessNeed{messaging.CallNotText, messaging.LargePrint}, contact.Needs)
	var shown struct {
		Victim victim `json:"victim"`
	}
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK).json(&shown)
	require.Equal(t, contact.Needs, shown.Victim.Needs)
}

func TestAnAccessNeedThatNobodyKnowsIsNamed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := with(referralBody("A-1"), "victim/access_needs", []string{"large_print", "telepathy"})
	fields := w.post("/v1/referrals", b, casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Equal(t, []string{"/victim/access_needs/1 not_listed"}, fields)
}

func TestNeedsAreShownWithTheDistanceTravelledAndWithoutWordsToAnAuditor(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	w.post(at+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).receipt()
	w.post(at+"/needs-assessments", body{"areas": areas(), "moment": "start", "text": "Sleeps badly"}, casework.Caseworker).receipt()
	got := w.post(at+"/needs-assessments", body{"areas": areas(), "moment": "end"}, casework.Caseworker)
	require.Equal(t, []string{"/moment contradicts_stage"}, got.refused(http.StatusUnprocessableEntity, casework.Invalid))
	var shown needsOfCase
	w.get(at+"/needs", casework.Caseworker).is(http.StatusOK).json(&shown)
	require.Nil(t, shown.Travelled.Latest, "there is nothing to compare with yet")

	later := areas()
	later["finance"] = body{"victim": 5, "worker": 3}
	w.post(at+"/needs-assessments", body{"areas": later, "moment": "review"}, casework.Caseworker).receipt()
	w.get(at+"/needs", casework.Caseworker).is(http.StatusOK).json(&shown)
	require.Len(t, shown.Assessments, 2)
	require.Equal(t, "Sleeps badly", shown.Assessments[0].Text)
	require.Equal(t, casework.Travelled{Compared: 8, Sum: 2, Better: 1, Same: 7}, shown.Travelled.Latest.Victim)
	require.Zero(t, shown.Travelled.Latest.Worker, "declined is not a number")
	require.Nil(t, shown.Travelled.End)
	require.Equal(t, shown.Travelled, w.whole(id, casework.Supervisor).Travelled)

	shown = needsOfCase{}
	w.get(at+"/needs", casework.Auditor).is(http.StatusOK).json(&shown)
	require.Empty(t, shown.Assessments[0].Text)
	require.Len(t, shown.Assessments, 2)
}
