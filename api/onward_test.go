package api

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func TestAVictimIsReferredOnWithConsentAndTheReferralIsFollowed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	w.post(at+"/consents", body{"to": "refuge", "purpose": "refer_onward", "state": "given", "how": "by_phone", "text": "Yes please"}, casework.Caseworker).receipt()
	k := w.whole(id, casework.Caseworker).Consents[0]
	require.True(t, k.Stands)
	require.Equal(t, "Yes please", k.Text)
	w.post(at+"/onward-referrals", body{"to": "refuge", "need": "accommodation", "consent": k.ID, "text": "Two rooms"}, casework.Caseworker).receipt()
	o := w.whole(id, casework.Caseworker).Onward[0]
	for _, step := range []string{"sent", "chased", "acknowledged", "first_contact"} {
		w.post(at+"/onward-progress", body{"referral": o.ID, "step": step}, casework.Caseworker).receipt()
	}
	w.post(at+"/onward-progress", body{"referral": o.ID, "step": "outcome", "outcome": "supporting"}, casework.Caseworker).receipt()
	o = w.whole(id, casework.Auditor).Onward[0]
	require.Equal(t, "supporting", o.Outcome)
	require.Equal(t, 1, o.Chased)
	require.False(t, o.Contacted.IsZero())
	require.Empty(t, o.Text, "an auditor is shown no words")

	w.post(at+"/consents", body{"to": "refuge", "purpose": "refer_onward", "state": "withdrawn", "how": "in_writing"}, casework.Caseworker).receipt()
	c := w.whole(id, casework.Caseworker)
	require.False(t, c.Consents[0].Stands)
	require.True(t, c.Consents[1].Stands)
}

func TestEveryWrongFieldOfSharingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	for name, row := range map[string]struct {
		body any
		want []string
	}{
		"consents": {
			body{"id": "x", "to": "neighbour", "purpose": "gossip", "state": "maybe", "how": "overheard", "x": 1},
			[]string{"/id not_a_uuid", "/to not_listed", "/purpose not_listed", "/state not_listed", "/how not_listed", "/x unknown_field"},
		},
		"onward-referrals": {
			body{"to": "neighbour", "need": "pets", "consent": uuid.NewString()},
			[]string{"/to not_listed", "/need not_listed", "/consent unknown"},
		},
		"onward-progress": {
			body{"referral": uuid.NewString(), "step": "arrived", "outcome": "fine"},
			[]string{"/referral unknown", "/step not_listed", "/outcome contradicts"},
		},
	} {
		got := w.post("/v1/cases/"+id+"/"+name, row.body, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.ElementsMatch(t, row.want, got, name)
	}
	require.Equal(t, []string{"refer"}, w.realm.took())
}
