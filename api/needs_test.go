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
