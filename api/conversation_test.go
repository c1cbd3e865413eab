package api

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// conversation is one in which the victim accepts help, and says all that is asked.
func conversation() body {
	return body{
		"attempt":     body{"outcome": "accepted", "text": "Words of the attempt"},
		"risk":        body{"tool": "DASH", "grade": "medium", "judgement": "medium", "text": "Words of the risk"},
		"needs":       body{"areas": areas(), "text": "Words of the needs"},
		"plan":        body{"review_at": "2026-04-02T09:00:00Z", "text": "Words of the plan", "actions": []any{body{"need": "health", "owner": "victim", "due": "2026-03-09T12:00:00Z", "text": "Words of an action"}}},
		"preferences": body{"ways": []string{"call"}, "told_about": []string{"hearings"}, "language": "cy"},
		"consents": []any{
			body{"to": "refuge", "purpose": "refer_onward", "state": "given", "how": "by_phone"},
			body{"to": "refuge", "purpose": "share_risk", "state": "refused", "how": "by_phone", "text": "Words of a consent"},
		},
		"note": body{"text": "Words of the note"},
	}
}

func TestWhatOneConversationBroughtIsRecordedInOneGo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	path := "/v1/cases/" + id + "/conversations"
	r := w.postAs("k-1", path, conversation(), casework.Caseworker).receipt()
	require.Equal(t, casework.Supporting, r.Stage)
	require.Equal(t, []string{"refer", "record-conversation"}, w.realm.took())
	for what, words := range map[string]string{
		"attempt": "Words of the attempt", "risk-assessed": "Words of the risk", "needs": "Words of the needs", "plan": "Words of the plan", "consent-refused": "Words of a consent", "note": "Words of the note",
	} {
		require.Equal(t, []string{words}, w.wordsOf(id, what))
	}
	c := w.whole(id, casework.Caseworker)
	require.Equal(t, "Words of an action", c.Plan.Actions[0].Text)
	require.Len(t, c.Consents, 2)
	require.NotEqual(t, c.Consents[0].ID, c.Consents[1].ID)
	require.Equal(t, []string{"call"}, c.Preferences.Ways)

	require.Equal(t, r, w.postAs("k-1", path, conversation(), casework.Caseworker).receipt(), "a repeat is a repeat")
	w.postAs("k-1", path, with(conversation(), "note/text", "Other words"), casework.Caseworker).refused(http.StatusConflict, casework.KeyReused)
}

func TestOfAConversationThatIsRefusedNothingIsKept(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	before := w.whole(id, casework.Caseworker)
	at := "/v1/cases/" + id + "/conversations"
	bad := with(with(with(conversation(), "needs/areas/health", nil), "risk/tool", "tarot"), "plan/at", "2026-03-02T09:00:00Z")
	bad = with(bad, "attempt/contact_point_id", idOf("somebody else's"))
	got := w.post(at, bad, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.ElementsMatch(t, []string{"/needs/areas/health missing", "/risk/tool not_listed", "/plan/at unknown_field", "/attempt/contact_point_id unknown"}, got)
	got = w.post(at, with(conversation(), "attempt/outcome", "spoke"), casework.Caseworker).refused(http.StatusConflict, casework.WrongStage)
	require.Equal(t, []string{"/needs wrong_stage"}, got)
	got = w.post(at, body{"needs": body{"areas": areas()}}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Contains(t, got, " too_few_parts")
	require.Equal(t, before, w.whole(id, casework.Caseworker))
	require.Equal(t, []string{"refer"}, w.realm.took())
	require.Empty(t, w.wordsOf(id, "note"))
}

func TestAPlanThatIsStaleRefusesTheConversationByName(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/conversations"
	w.post(at, conversation(), casework.Caseworker).receipt()
	again := body{"needs": body{"areas": areas()}, "plan": body{"review_at": "2026-04-02T09:00:00Z", "actions": []any{}}}
	require.Equal(t, []string{"/plan stale_revision"}, w.post(at, again, casework.Caseworker).refused(http.StatusConflict, casework.StaleRevision))
	revision := w.whole(id, casework.Caseworker).Plan.Revision
	w.post(at, with(again, "plan/if_revision", revision), casework.Caseworker).receipt()
}

func TestASignInAConversationThatItIsNotSafeFreezesTheContactPoint(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	w.post("/v1/cases/"+id+"/conversations", body{
		"attempt": body{"outcome": "third_party_answered", "contact_point_id": point.ID}, "note": body{"text": "A man answered"},
	}, casework.Caseworker).receipt()
	require.False(t, w.point(id).FrozenAt.IsZero())
	require.NotNil(t, w.whole(id, casework.Caseworker).Halt)
}

func TestACallThatWasNotToBeMadeIsWarnedOfInAConversationToo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	b := body{"attempt": body{"outcome": "unsafe_signal", "contact_point_id": point.ID}, "note": body{"text": "Stopped"}}
	w.post("/v1/cases/"+id+"/conversations", b, casework.Caseworker).receipt()
	w.clock.move(3600e9)
	b["attempt"] = body{"outcome": "spoke", "contact_point_id": point.ID}
	r := w.post("/v1/cases/"+id+"/conversations", b, casework.Caseworker).receipt()
	require.Len(t, r.Warnings, 1)
	require.Equal(t, "/attempt/contact_point_id", r.Warnings[0].Pointer)
}

// Who may record a conversation may record each of its parts alone: nobody says more by
// the one way than by the other.
func TestAConversationIsForThoseWhoMayRecordEachOfItsParts(t *testing.T) {
	t.Parallel()
	roles := func(name string) []casework.Role {
		i := slices.IndexFunc(Routes, func(r Route) bool { return r.Method == http.MethodPost && r.Path == "/v1/cases/{id}/"+name })
		require.GreaterOrEqual(t, i, 0, name)
		return Routes[i].Roles
	}
	for _, part := range []string{"contact-attempts", "risk-assessments", "needs-assessments", "support-plans", "preferences", "consents", "notes"} {
		require.Subset(t, roles(part), roles("conversations"), part)
	}
}
