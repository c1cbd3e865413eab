package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func (w *world) over(query string, role casework.Role) []toLetGo {
	w.t.Helper()
	var page listing[toLetGo]
	w.get("/v1/retention"+query, role).is(http.StatusOK).json(&page)
	return page.Items
}

func TestACaseWhoseTimeIsOverIsListedUnlessItIsHeld(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	c := w.whole(id, casework.Caseworker)
	require.Equal(t, casework.Date("2032-03-03"), c.Retention.Until)
	require.Equal(t, "service_user", c.Retention.Period)
	require.Empty(t, w.over("?due_before=2032-03-03", casework.Auditor), "the day itself is still within it")
	require.Equal(t, []toLetGo{{id, "2032-03-03", "other_agency_lead"}}, w.over("?due_before=2032-03-04", casework.Auditor))
	require.Empty(t, w.over("", casework.Manager), "today")

	at := "/v1/cases/" + id + "/legal-hold"
	w.post(at+"s", body{"why": "complaint", "text": "A letter came"}, casework.Caseworker).refused(http.StatusForbidden, forbidden)
	r := w.post(at+"s", body{"why": "complaint", "text": "A letter came"}, casework.Supervisor).receipt()
	require.Equal(t, casework.Closed, r.Stage, "a closed case takes it, and stays closed")
	require.Nil(t, w.realm.state(id), "and rests")
	require.Empty(t, w.over("?due_before=2032-03-04", casework.Admin))
	c = w.whole(id, casework.Supervisor)
	require.Equal(t, "A letter came", c.Holds[0].Text)
	require.Empty(t, w.whole(id, casework.Auditor).Holds[0].Text)

	w.post(at+"-liftings", body{"id": idOf("none"), "text": "Over"}, casework.Manager).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post(at+"-liftings", body{"id": c.Holds[0].ID, "text": "Over"}, casework.Manager).receipt()
	require.Len(t, w.over("?due_before=2032-03-04", casework.Manager), 1)

	w.post("/v1/cases/"+id+"/reopening", body{"reason": "victim_returned"}, casework.Caseworker).receipt()
	require.Empty(t, w.over("?due_before=2032-03-04", casework.Manager), "an open case is kept")
	require.Nil(t, w.whole(id, casework.Caseworker).Retention)
}

func TestALegalHoldNamesEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	got := w.post("/v1/cases/"+id+"/legal-holds", body{"why": "rain", "id": "x"}, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.ElementsMatch(t, []string{"/id not_a_uuid", "/why not_listed", "/text missing"}, got)
	require.ElementsMatch(t, []string{"?due_before not_a_date"}, w.get("/v1/retention?due_before=tomorrow", casework.Auditor).refused(http.StatusUnprocessableEntity, casework.Invalid))
	w.get("/v1/retention?cursor=x", casework.Auditor).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.get("/v1/retention", casework.Supervisor).refused(http.StatusForbidden, forbidden)
}

func TestAHoldThatCannotBePlacedNowIsNotSaidToStand(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	w.realm.leave(true)
	send := func() answer {
		return w.postAs("hold-1", "/v1/cases/"+id+"/legal-holds", body{"why": "complaint", "text": "A letter came"}, casework.Supervisor)
	}
	send().refused(http.StatusServiceUnavailable, unavailable)
	w.realm.leave(false)
	first := send().receipt()
	require.Equal(t, first, send().receipt())
	require.Len(t, w.whole(id, casework.Supervisor).Holds, 1)
}

func TestAWitnessCareUnitReadsTheHearingsAndNothingElse(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/hearings"
	w.post(at, body{"type": "trial", "starts": "2026-05-02T09:00:00Z", "victim_needed": true, "source": "court", "court": "St Albans"}, casework.WitnessCare).receipt()
	var page listing[courtDate]
	w.get(at, casework.WitnessCare).is(http.StatusOK).json(&page)
	require.Len(t, page.Items, 1)
	h := page.Items[0]
	require.Equal(t, courtDate{h.ID, "trial", appointed{
		Starts: time.Date(2026, time.May, 2, 9, 0, 0, 0, time.UTC), Certainty: "fixed", Status: casework.Listed,
		Needed: true, Source: "court", Received: h.Received, Court: "St Albans",
	}}, h)
	moved := body{"id": h.ID, "type": "trial", "starts": "2026-06-02T09:00:00Z", "status": "vacated", "victim_needed": true, "source": "court"}
	w.post(at, moved, casework.WitnessCare).receipt()
	w.get(at, casework.WitnessCare).is(http.StatusOK).json(&page)
	require.Equal(t, casework.Vacated, page.Items[0].Status)
	require.Equal(t, "St Albans", page.Items[0].Court, "where it was to be is not forgotten")
	w.get(at, casework.Auditor).refused(http.StatusForbidden, forbidden)
	w.get("/v1/cases/"+idOf("nobody")+"/hearings", casework.WitnessCare).refused(http.StatusNotFound, notFound)
}

func TestARecordPutAgainAfterAnotherIsToldToTheCaseAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	put := func(b body) {
		w.send(call{method: http.MethodPut, path: at, token: w.as(casework.Caseworker), body: b}).is(http.StatusOK)
	}
	safe := phone("07700 900123")
	unsafe := with(with(safe, "do_not_use", true), "do_not_use_reason", "unsafe")
	put(unsafe)
	put(unsafe) // the same once more is no change
	put(safe)
	put(unsafe)
	told := 0
	for _, name := range w.realm.took() {
		if name == (casework.ContactPointChanged{}).Name() {
			told++
		}
	}
	require.Equal(t, 3, told)
}
