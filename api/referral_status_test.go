package api

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

const statusOfA1 = "/v1/referrals/status?force=hertfordshire&system=athena&id=A-1"

// standing asks how a referral stands, as the system that sent it.
func (w *world) standing() (out referralStatus) {
	w.t.Helper()
	w.get(statusOfA1, casework.Referrer).is(http.StatusOK).json(&out)
	return out
}

func TestAReferrerIsToldOfEveryAttemptAndNotWhoAnswered(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	require.Equal(t, referralStatus{id, monday, casework.ReferralReceived, []reported{}, []asked{}}, w.standing())

	attempts := "/v1/cases/" + id + "/contact-attempts"
	w.post(attempts, body{"outcome": "wrong_person", "contact_point_id": w.point(id).ID, "text": "Wombat answered"}, casework.Caseworker).is(http.StatusOK)
	got := w.get(statusOfA1, casework.Referrer).is(http.StatusOK)
	require.NotContains(t, string(got.body), "wrong_person")
	require.NotContains(t, string(got.body), "Wombat")
	require.NotContains(t, string(got.body), "caseworker-1")
	var out referralStatus
	got.json(&out)
	require.Equal(t, casework.ReferralTrying, out.Status)
	require.Equal(t, []reported{{1, monday, false, true}}, out.Attempts)
	require.Equal(t, []string{"other_number", "safe_way"}, []string{out.Asked[0].Code, out.Asked[1].Code})

	w.post(attempts, body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, casework.ReferralAccepted, w.standing().Status)
}

func TestAReferralIsNobodyElsesToAskAbout(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	other := sign(t, jose.ES256, issuerKey, w.claims("referrer-2", casework.Referrer))
	w.send(call{method: http.MethodGet, path: statusOfA1, token: other}).refused(http.StatusNotFound, notFound)
	w.get("/v1/referrals/status?force=hertfordshire&system=athena&id=A-2", casework.Referrer).refused(http.StatusNotFound, notFound)
	require.Equal(t, id, w.standing().CaseID)
	rows, err := w.db.Audited(t.Context(), id, "", 100)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(rows.Items, func(e store.Entry) bool {
		return e.Subject == "referrer-1" && e.Action == "GET /v1/referrals/status"
	}), "who looked at which case is kept")
}

func TestOfASealedCaseAReferrerIsToldNothingMore(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "number_dead"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, casework.ReferralTrying, w.standing().Status)
	w.seal(id, body{"sealed": true, "why": "safety"}, casework.Supervisor).is(http.StatusOK)
	require.Equal(t, referralStatus{id, monday, casework.ReferralReceived, []reported{}, []asked{}}, w.standing())
}

func TestEveryWrongPartOfTheQuestionIsNamed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	got := w.send(call{method: http.MethodGet, path: "/v1/referrals/status?force=Herts!&id=A-1&id=A-2&name=x", token: w.as(casework.Referrer)})
	require.ElementsMatch(t, []string{"?force", "?system", "?id", "?name"}, pointersOf(got.problem()))
}

func pointersOf(p Problem) (at []string) {
	for _, f := range p.Errors {
		at = append(at, f.Pointer)
	}
	return at
}

func TestAnAttemptByAWayNotToBeCalledIsKeptWithAWarning(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := w.point(id)
	attempts := "/v1/cases/" + id + "/contact-attempts"
	var out taken
	w.post(attempts, body{"outcome": "no_answer", "contact_point_id": at.ID}, casework.Caseworker).is(http.StatusOK).json(&out)
	require.Empty(t, out.Warnings)
	w.put("/v1/cases/"+id+"/contact-points/"+at.ID, with(phone("07700900123"), "do_not_use", true), casework.Caseworker).is(http.StatusOK)
	w.post(attempts, body{"outcome": "no_answer", "contact_point_id": at.ID}, casework.Caseworker).is(http.StatusOK).json(&out)
	require.Equal(t, "not_to_be_used", out.Warnings[0].Code)
	told, ok := w.realm.last().(casework.RecordAttempt)
	require.True(t, ok)
	require.True(t, told.Unusable)
}

func TestTheCaseIsToldWhenNoWayIsLeftAndWhenCallsAreSafe(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	changed := func(b body) casework.ContactPointChanged {
		w.put(at, b, casework.Caseworker).is(http.StatusOK)
		told, ok := w.realm.last().(casework.ContactPointChanged)
		require.True(t, ok)
		return told
	}
	window := body{"days": []string{"sun", "mon"}, "from": "09:00", "to": "10:30"}
	told := changed(with(phone("07700 900123"), "windows", []any{window}))
	require.False(t, told.NoneLeft)
	require.Equal(t, []casework.Hours{{Days: []time.Weekday{time.Sunday, time.Monday}, From: 540, To: 630}}, told.Hours)

	told = changed(with(phone("07700 900123"), "do_not_use", true))
	require.True(t, told.NoneLeft)
	require.Empty(t, told.Hours)
}

func TestTheCaseShowsTheAttemptsThatAreMadeAndPlanned(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	var out struct {
		Attempts []attempt `json:"contact_attempts"`
		Planned  []planned `json:"planned_attempts"`
		Tasks    []task    `json:"tasks"`
	}
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "no_answer"}, casework.Caseworker).is(http.StatusOK)
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK).json(&out)
	require.Len(t, out.Attempts, 1)
	require.True(t, out.Attempts[0].Counted)
	require.Len(t, out.Planned, casework.Ordinary().Medium.Attempts-1)
	for _, p := range out.Planned {
		require.True(t, p.From.Before(p.Until))
		require.NotEmpty(t, p.Part)
	}
}

func TestASignOfDangerFreezesTheNumberOrAllOfThemWhereNobodySaysWhich(t *testing.T) {
	t.Parallel()
	frozen := func(w *world, id string) (n int) {
		_, points, err := w.db.Person(t.Context(), id)
		require.NoError(t, err)
		for _, p := range points {
			if !p.FrozenAt.IsZero() {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		outcome string
		named   bool
		frozen  int
	}{
		{"third_party_answered", true, 1}, {"third_party_answered", false, 2}, {"unsafe_signal", false, 2}, {"wrong_person", true, 1},
		{"number_dead", true, 1}, {"number_dead", false, 0}, {"no_answer", true, 0}, {"cut_off", false, 0},
	} {
		w := setup(t)
		id := w.refer(referralBody("A-1"))
		first := w.point(id).ID
		w.put("/v1/cases/"+id+"/contact-points/"+idOf("second"), phone("07700 900124"), casework.Caseworker).is(http.StatusCreated)
		w.put("/v1/cases/"+id+"/contact-points/"+idOf("email"), body{"kind": "email", "value": "z@example.org", "allowed": body{"email": true}}, casework.Caseworker).is(http.StatusCreated)
		m := body{"outcome": c.outcome}
		if c.named {
			m["contact_point_id"] = first
		}
		w.post("/v1/cases/"+id+"/contact-attempts", m, casework.Caseworker).is(http.StatusOK)
		require.Equal(t, c.frozen, frozen(w, id), "%s, named: %t", c.outcome, c.named)
	}
}
