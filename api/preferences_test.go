package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

func TestWhatAVictimWantsIsInOnePlace(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(with(referralBody("A-1"), "victim/access_needs", []string{"call_not_text"}))
	at := "/v1/cases/" + id
	times := body{"days": []string{"sun", "mon"}, "from": "10:00", "to": "12:30"}
	w.post(at+"/preferences", body{
		"ways": []string{"email", "call"}, "best_times": []any{times}, "told_about": []string{"hearings"}, "how_often": "weekly", "language": "pl", "interpreter": true,
		"access_needs": []string{}, "others": []any{body{"name": "Her sister", "relation": "relative", "told_about": []string{"hearings"}}}, "text": "Not on Fridays",
	}, casework.Caseworker).receipt()
	c := w.whole(id, casework.Caseworker)
	require.Equal(t, []string{"email", "call"}, c.Preferences.Ways)
	require.Equal(t, []string{"hearings"}, c.Preferences.Told)
	require.Len(t, c.Preferences.Best[0].Days, 2)
	require.Equal(t, "Her sister", c.Preferences.Others[0].Name)
	require.Equal(t, "Not on Fridays", c.Preferences.Text)
	require.Equal(t, "pl", c.Victim.Language)
	require.True(t, c.Victim.Interpreter)
	require.Empty(t, c.Victim.Needs, "they can be cleared")
	require.Empty(t, w.whole(id, casework.Auditor).Preferences.Others[0].Name)

	again := with(with(referralBody("A-1"), "victim/access_needs", []string{"bsl"}), "source/version", 2)
	w.post("/v1/referrals", again, casework.Referrer).is(http.StatusOK)
	require.Empty(t, w.whole(id, casework.Caseworker).Victim.Needs, "no police version changes it")
}

func TestPoliceCanClearAccessNeedsThatNobodyHereHasWritten(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := with(referralBody("A-1"), "victim/access_needs", []string{"bsl"})
	id := w.refer(b)
	w.post("/v1/referrals", with(with(b, "victim/access_needs", []string{}), "source/version", 2), casework.Referrer).is(http.StatusOK)
	contact, err := w.db.Contact(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []messaging.AccessNeed(nil), contact.Needs)
}

func TestARefusedWishIsNotWrittenDown(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	got := w.post("/v1/cases/"+id+"/preferences", body{"language": "pl", "how_often": "hourly", "told_about": []string{"weather"}, "ways": []string{"pigeon"}, "best_times": []any{body{"days": []string{}, "from": "1", "to": "12:00"}}, "others": []any{body{"relation": "suspect"}}}, casework.Caseworker)
	require.Subset(t, got.refused(http.StatusUnprocessableEntity, casework.Invalid), []string{
		"/how_often not_listed", "/told_about/0 not_listed", "/ways/0 not_listed", "/best_times/0/from not_a_time_of_day", "/others/0/name missing", "/others/0/relation not_listed",
	})
	w.post("/v1/cases/"+id+"/preferences", body{"language": "pl", "how_often": "hourly"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Equal(t, "en", w.whole(id, casework.Caseworker).Victim.Language)
}

func TestAPauseIsAskedForShownAndTakenBack(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	for _, until := range []string{"2026-03-01T09:00:00Z", "2026-08-01T09:00:00Z"} {
		w.post(at+"/contact-pause", body{"until": until}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	}
	w.post(at+"/contact-resumption", body{}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post(at+"/contact-pause", body{"until": "2026-03-12T09:00:00Z", "text": "Needs quiet"}, casework.Caseworker).receipt()
	require.Equal(t, "Needs quiet", w.whole(id, casework.Caseworker).Pause.Text)
	w.post(at+"/contact-resumption", body{}, casework.Caseworker).receipt()
	require.Nil(t, w.whole(id, casework.Caseworker).Pause)

	w.post(at+"/risk-assessments", body{"tool": "DASH", "grade": "high"}, casework.Caseworker).receipt()
	w.post(at+"/contact-pause", body{"until": "2026-03-12T09:00:00Z"}, casework.Caseworker).receipt()
	c := w.whole(id, casework.Caseworker)
	require.Nil(t, c.Pause)
	require.NotNil(t, c.PauseAsked)
	w.post(at+"/contact-attempts", body{"outcome": "spoke"}, casework.Caseworker).receipt()
	w.post(at+"/caseworker-change", body{"text": "Please"}, casework.Caseworker).receipt()
}
