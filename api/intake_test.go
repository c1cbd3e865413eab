package api

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// What a request could not hand over is told to the case by the inbox exactly as the
// request would have told it: who recorded it, and why the victim was not asked.
func TestTheInboxKeepsWhoRecordedAReferralAndWhyTheVictimWasNotAsked(t *testing.T) {
	t.Parallel()
	basis := body{"victim_consents": false, "safety_reason": "He reads her letters"}
	for path, sent := range map[string]body{"/v1/professional-referrals": agencyBody(basis), "/v1/self-referrals": selfBody()} {
		w := setup(t)
		var told []casework.Referral
		w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
			told = append(told, r)
			if len(told) == 1 {
				return casework.Receipt{}, errAway
			}
			return w.realm.refer(ctx, id, r, resting)
		}
		w.post(path, sent, casework.Caseworker).is(http.StatusAccepted)
		w.inbox()
		require.Len(t, told, 2)
		require.Equal(t, told[0], told[1])
		require.Equal(t, casework.Caseworker, told[1].Role)
		require.NotEmpty(t, told[1].By)
		require.Equal(t, path == "/v1/professional-referrals", told[1].Text != "")
	}
}

func TestAVictimOf16Or17HasEnhancedRightsAndIsLookedAtWhereNobodySaysTheyConsented(t *testing.T) {
	t.Parallel()
	young := with(with(referralBody("A-1"), "victim/date_of_birth", "2009-03-02"), "crime/offence_code", "19C")
	for basis, asked := range map[string]int{"public_task": 1, "explicit_consent": 0} {
		w := setup(t)
		c := w.whole(w.refer(with(young, "basis/lawful_basis", basis)), casework.Supervisor)
		require.Contains(t, each(c.Enhanced.Reasons, func(e entitlement) string { return e.Reason }), "under_18")
		require.Equal(t, asked, w.asks(c.ID, casework.Safeguard))
	}
	for occurred, minor := range map[string]bool{"2026-03-01T12:00:00Z": true, "2026-03-02T08:00:00Z": false} {
		w := setup(t)
		w.refer(with(with(with(referralBody("A-1"), "victim/date_of_birth", "2008-03-02"), "crime/occurred_at", occurred), "crime/reported_at", "2026-03-02T08:30:00Z"))
		r, ok := w.realm.last().(casework.Referral)
		require.True(t, ok)
		require.Equal(t, minor, r.Minor, "it counts how old they were when it happened")
	}
}

func TestACaseOfSomebodyWhoHasLeftIsTakenUpByTheDutyDesk(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*world, string){
		"reopened": func(w *world, id string) {
			w.from("caseworker-2", "/v1/cases/"+id+"/reopening", body{"reason": "victim_returned"}, casework.Caseworker).is(http.StatusOK)
		},
		"referred": func(w *world, _ string) {
			w.referred(with(with(referralBody("A-2"), "victim/person_reference", "N123"), "crime/reported_at", "2026-03-03T08:00:00Z"))
		},
	} {
		for _, left := range []bool{true, false} {
			w := setup(t)
			id := w.refer(with(referralBody("A-1"), "victim/person_reference", "N123"))
			w.from("caseworker-9", "/v1/cases/"+id+"/claims", body{}, casework.Caseworker).is(http.StatusOK)
			w.from("caseworker-9", "/v1/cases/"+id+"/closure", body{"reason": "other_agency_lead"}, casework.Caseworker).is(http.StatusOK)
			w.clock.move(casework.Ordinary().ClosingFor)
			w.realm.wake()
			require.Nil(t, w.realm.state(id))
			w.put("/v1/staff/caseworker-9", body{"team": "hub", "roles": []string{"caseworker"}, "active": !left}, casework.Supervisor).is(http.StatusOK)
			again(w, id)
			require.Equal(t, left, casework.IsDesk(w.realm.state(id).Owner), name)
			require.Equal(t, left, w.asks(id, casework.Allocate) == 1, name)
		}
	}
}

func TestStaffAreListedByTheTeamWhoseCasesTheyMayBeGiven(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.registered("caseworker-2")
	w.put("/v1/staff/caseworker-3", body{"team": "specialist", "roles": []string{"caseworker"}}, casework.Supervisor).is(http.StatusOK)
	id := w.refer(with(with(referralBody("A-1"), "crime/domestic_abuse", false), "crime/offence_code", "19C"))
	team := w.whole(id, casework.Supervisor).Team
	require.Equal(t, "specialist", team)
	var out listing[person]
	w.get("/v1/staff?team="+team, casework.Supervisor).is(http.StatusOK).json(&out)
	require.Equal(t, []string{"caseworker-3"}, each(out.Items, func(p person) string { return p.Subject }))
	w.get("/v1/staff?team=nobody", casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
}
