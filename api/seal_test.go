package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

func (w *world) seal(id string, b body, role casework.Role) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPut, path: "/v1/cases/" + id + "/seal", token: w.as(role), body: b})
}

func TestOnlyASupervisorSealsACaseAndSaysWhy(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.seal(id, body{"sealed": true, "why": "safety"}, casework.Caseworker).refused(http.StatusForbidden, forbidden)
	w.seal(id, body{"sealed": true}, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.seal(id, body{"sealed": true, "why": "just because"}, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.seal(id, body{"why": "safety"}, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
	contact, err := w.db.Contact(t.Context(), id)
	require.NoError(t, err)
	require.False(t, contact.Sealed)

	w.seal(id, body{"sealed": true, "why": "safety"}, casework.Supervisor).is(http.StatusOK)
	contact, err = w.db.Contact(t.Context(), id)
	require.NoError(t, err)
	require.True(t, contact.Sealed)
	var shown struct {
		Seal *seal `json:"seal"`
	}
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK).json(&shown)
	require.Equal(t, "safety", shown.Seal.Why)
	require.Equal(t, monday, shown.Seal.At)

	w.seal(id, body{"sealed": false}, casework.Supervisor).is(http.StatusOK)
	require.NotContains(t, string(w.get("/v1/cases/"+id, casework.Caseworker).body), `"seal"`)
	w.seal(idOf("nobody"), body{"sealed": false}, casework.Supervisor).refused(http.StatusNotFound, notFound)
}

func TestASealIsInTheTimelineAndHoldsEvenWhileTheCaseCannotBeTold(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.realm.leave(true)
	w.seal(id, body{"sealed": true, "why": "safety"}, casework.Supervisor).is(http.StatusOK)
	contact, err := w.db.Contact(t.Context(), id)
	require.NoError(t, err)
	require.True(t, contact.Sealed)
	require.Equal(t, []string{"refer"}, w.realm.took())

	w.realm.leave(false)
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	w.api.look(t.Context())
	require.Equal(t, []string{"refer", "seal-changed"}, w.realm.took())
	w.seal(id, body{"sealed": false}, casework.Manager).is(http.StatusOK)
	var page listing[happening]
	w.get("/v1/cases/"+id+"/timeline", casework.Auditor).json(&page)
	var told []string
	for _, l := range page.Items {
		if l.What == "sealed" || l.What == "unsealed" {
			told = append(told, l.What+" by "+l.By)
		}
	}
	require.Equal(t, []string{"sealed by supervisor-1", "unsealed by manager-1"}, told)
}

func TestASealOfAClosedCaseLeavesItAtRest(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	w.seal(id, body{"sealed": true, "why": "court_order"}, casework.Supervisor).is(http.StatusOK)
	require.Nil(t, w.realm.state(id))
	_, told := w.realm.last().(casework.SealChanged)
	require.True(t, told)
}

// covered is the record of a telephone with all that helps a caller.
var covered = body{
	"kind": "phone", "value": "07700 900123", "allowed": body{"call": true}, "name_to_ask_for": "Wombat the plumber",
	"cover_story": "Wombat boiler", "code_word": "Wombat kettle", "who_else_has_it": "Wombat son",
}

func TestACoverIsShownToWhoWorksTheCaseAndToNobodyElse(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	w.send(call{method: http.MethodPut, path: at, token: w.as(casework.Caseworker), body: covered}).is(http.StatusOK)
	for _, role := range []casework.Role{casework.Caseworker, casework.Supervisor} {
		require.Equal(t, 4, strings.Count(string(w.get("/v1/cases/"+id, role).is(http.StatusOK).body), "Wombat"))
	}
	require.NotContains(t, string(w.get("/v1/cases/"+id, casework.Auditor).is(http.StatusOK).body), "Wombat")
	require.NotContains(t, w.logs.String(), "Wombat")
	entries, err := w.db.Audited(t.Context(), id, "", 0)
	require.NoError(t, err)
	views := 0
	for _, e := range entries.Items {
		if e.Action == "GET /v1/cases/{id}" {
			views++
		}
	}
	require.Equal(t, 3, views, "each view is written down")

	bare := body{"kind": "phone", "value": "07700 900123", "allowed": body{"call": true}}
	w.send(call{method: http.MethodPut, path: at, token: w.as(casework.Caseworker), body: bare}).is(http.StatusOK)
	require.NotContains(t, string(w.get("/v1/cases/"+id, casework.Caseworker).body), "Wombat", "the record is written whole")
}

func TestACoverThatCannotBeSealedIsNotKept(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.db.SealWith(nil)
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	a := w.send(call{method: http.MethodPut, path: at, token: w.as(casework.Caseworker), body: covered})
	require.Equal(t, http.StatusInternalServerError, a.status)
	covers, err := w.db.Covers(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, map[string]store.Cover{}, covers)
}
