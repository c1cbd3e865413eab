package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// from makes a request as a person of this subject.
func (w *world) from(subject, path string, b body, role casework.Role) answer {
	w.t.Helper()
	token := sign(w.t, jose.ES256, issuerKey, w.claims(subject, role))
	return w.send(call{method: http.MethodPost, path: path, token: token, body: b})
}

// registered makes somebody known as a caseworker.
func (w *world) registered(subject string) {
	w.t.Helper()
	w.put("/v1/staff/"+subject, body{"team": "hub", "roles": []string{"caseworker"}}, casework.Admin).is(http.StatusOK)
}

// caseload is two cases that caseworker-1 has.
func (w *world) caseload() []string {
	w.t.Helper()
	ids := []string{w.refer(referralBody("A-1")), w.refer(with(with(referralBody("A-2"), "victim/person_reference", "N-2"), "victim/family_name", "Other"))}
	for _, id := range ids {
		w.post("/v1/cases/"+id+"/claims", body{}, casework.Caseworker).is(http.StatusOK)
	}
	return ids
}

func (w *world) owner(id string) string { return w.whole(id, casework.Supervisor).Owner }

func TestAWholeCaseloadIsHandedOverAndAccepted(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ids := w.caseload()
	w.registered("caseworker-2")
	var out walk
	handOver := body{"to": "caseworker-2", "reason": "Leaving"}
	w.postAs("k", "/v1/caseloads/caseworker-1/hand-over", handOver, casework.Supervisor).is(http.StatusOK).json(&out)
	require.Equal(t, len(ids), out.Done)
	for _, id := range ids {
		c := w.whole(id, casework.Supervisor)
		require.Equal(t, "caseworker-1", c.Owner, "until it is accepted")
		require.Equal(t, "caseworker-2", c.OfferedTo)
		require.Equal(t, "Leaving", c.Offer.Text)
	}
	before := len(w.realm.took())
	w.postAs("k", "/v1/caseloads/caseworker-1/hand-over", handOver, casework.Supervisor).is(http.StatusOK).json(&out)
	require.Equal(t, len(ids), out.Done)
	require.Len(t, w.realm.took(), before, "asked again, each case knows it")

	w.from("caseworker-3", "/v1/caseloads/caseworker-2/acceptance", body{"accept": true}, casework.Caseworker).refused(http.StatusForbidden, forbidden)
	w.from("caseworker-2", "/v1/caseloads/caseworker-2/acceptance", body{"accept": true}, casework.Caseworker).is(http.StatusOK).json(&out)
	require.Equal(t, len(ids), out.Done)
	for _, id := range ids {
		require.Equal(t, "caseworker-2", w.owner(id))
	}
}

func TestACaseIsHandedOnlyToWhoWorksHere(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.caseload()[0]
	at := "/v1/cases/" + id + "/hand-overs"
	require.Equal(t, []string{"/to no_role"}, w.post(at, body{"to": "stranger", "reason": "x"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid))
	require.Equal(t, []string{"/to oneself"}, w.post("/v1/caseloads/caseworker-1/hand-over", body{"to": "caseworker-1", "reason": "x"}, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid))
	w.from("caseworker-3", "/v1/caseloads/caseworker-1/hand-over", body{"to": "caseworker-2", "reason": "x"}, casework.Caseworker).refused(http.StatusForbidden, forbidden)
	w.registered("caseworker-2")
	now := w.clock.now()
	away := body{"from": now.Add(-time.Minute), "until": now.Add(48 * time.Hour)}
	w.from("caseworker-2", "/v1/staff/caseworker-2/absence", away, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, []string{"/to away_without_cover"}, w.post(at, body{"to": "caseworker-2", "reason": "x"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid))
	w.from("caseworker-2", "/v1/staff/caseworker-2/return", body{}, casework.Caseworker).is(http.StatusOK)
	w.post(at, body{"to": "caseworker-2", "reason": "x"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, []string{" not_yours"}, w.post("/v1/cases/"+id+"/hand-over-answers", body{"accept": true}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid))
	w.put("/v1/staff/caseworker-1", body{"team": "hub", "roles": []string{"caseworker"}, "active": false}, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
}

func TestWhoIsAwayIsCoveredAndTheWatchTellsWhatCameLater(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ids := w.caseload()
	w.registered("caseworker-2")
	now := w.clock.now()
	away := body{"from": now.Add(-time.Minute), "until": now.Add(48 * time.Hour), "cover": "caseworker-2"}
	var out absence
	w.post("/v1/staff/caseworker-1/absence", away, casework.Supervisor).is(http.StatusOK).json(&out)
	require.Equal(t, len(ids), out.Done)
	calls := func(id string) string {
		for _, k := range w.whole(id, casework.Supervisor).Tasks {
			if k.Kind == casework.CallVictim {
				return k.Owner
			}
		}
		return ""
	}
	require.Equal(t, "caseworker-2", calls(ids[0]))
	require.Equal(t, "caseworker-1", w.owner(ids[0]))

	late := w.refer(with(with(referralBody("A-3"), "victim/person_reference", "N-3"), "victim/family_name", "Third"))
	w.post("/v1/cases/"+late+"/claims", body{}, casework.Caseworker).is(http.StatusOK)
	w.api.look(t.Context())
	require.Equal(t, "caseworker-2", calls(late), "a case that came to them while they are away")

	w.post("/v1/staff/caseworker-1/return", body{}, casework.Caseworker).is(http.StatusOK)
	for _, id := range append(ids, late) {
		require.Equal(t, "caseworker-1", calls(id))
		require.Nil(t, w.whole(id, casework.Supervisor).Covered)
	}
	require.Equal(t, []string{"/cover oneself"}, w.post("/v1/staff/caseworker-1/absence", with(away, "cover", "caseworker-1"), casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid))
}
