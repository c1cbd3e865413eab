package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// openTask is the ID of a case's open task of a kind.
func (w *world) openTask(id string, kind casework.TaskKind) string {
	w.t.Helper()
	for _, t := range w.whole(id, casework.Supervisor).Tasks {
		if t.Kind == kind {
			return t.ID
		}
	}
	require.Fail(w.t, "no open task", "%s", kind)
	return ""
}

func TestAReferralToMARACIsDecidedRecordedAndShown(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(with(referralBody("A-1"), "risk/grade", "high"))
	at := "/v1/cases/" + id
	d := body{"task": w.openTask(id, casework.ReferMarac), "decision": "referred", "reason": "Fourteen ticks"}
	got := w.post(at+"/decisions", d, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Equal(t, []string{"/consent not_listed"}, got)
	w.post(at+"/decisions", with(d, "consent", "not_sought"), casework.Supervisor).receipt()
	w.post(at+"/decisions", body{"task": w.openTask(id, casework.ReferIdva), "decision": "referred", "consent": "given", "reason": "She asked"}, casework.Supervisor).receipt()
	w.post(at+"/marac", body{"meeting_at": "2026-03-12T09:00:00Z", "idva": "accepted"}, casework.Caseworker).receipt()

	m := w.whole(id, casework.Caseworker).Marac
	require.Equal(t, "not_sought", m.Referrals[0].Consent)
	require.Equal(t, "Fourteen ticks", m.Referrals[0].Text)
	require.Equal(t, 12, m.Referrals[0].Meeting.Day())
	require.Equal(t, "accepted", m.Idva.Status)
	require.True(t, m.Until.After(m.Referrals[0].At))

	got = w.post(at+"/marac", body{"meeting_at": "soon", "outcome": "cake", "idva": "x"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.ElementsMatch(t, []string{"/meeting_at not_a_time", "/outcome not_listed", "/idva not_listed"}, got)
}
