package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// namedBody is a referral of somebody by name, with a number and a crime of its own.
func namedBody(id, given, family, born, phone string) body {
	b := withPoint(id, body{"kind": "phone", "value": phone})
	b = with(b, "crime/reference", "41/"+id+"/26")
	b = with(with(b, "victim/person_reference", nil), "victim/date_of_birth", born)
	return with(with(b, "victim/given_name", given), "victim/family_name", family)
}

// probable opens two cases whose victims may be one.
func (w *world) probable() (older, newer string) {
	w.t.Helper()
	older = w.refer(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"))
	w.clock.move(time.Minute)
	newer = w.refer(namedBody("2", "Zebedee", "Quucks", "1990-02-28", "07700900124"))
	return older, newer
}

func (w *world) matches(query string) []personMatch {
	w.t.Helper()
	var page listing[personMatch]
	w.get("/v1/person-matches"+query, casework.Caseworker).is(http.StatusOK).json(&page)
	return page.Items
}

func (w *world) asks(id string, kind casework.TaskKind) int {
	w.t.Helper()
	n := 0
	for _, k := range w.shown(id).Tasks {
		if k.Kind == kind {
			n++
		}
	}
	return n
}

func (w *world) shown(id string) wholeCase {
	w.t.Helper()
	var out wholeCase
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK).json(&out)
	return out
}

func (w *world) decide(match, decision string) answer {
	w.t.Helper()
	return w.post("/v1/person-matches/"+match+"/decision", body{"decision": decision, "reason": "They told me."}, casework.Caseworker)
}

func TestAProbableMatchIsForAPersonToDecide(t *testing.T) {
	t.Parallel()
	w := setup(t)
	older, newer := w.probable()
	got := w.matches("")
	require.Len(t, got, 1)
	require.Equal(t, []string{older, newer}, []string{got[0].Older, got[0].Newer})
	require.NotEmpty(t, got[0].Reasons)
	require.Equal(t, 1, w.asks(newer, casework.ReviewMatch), "in the newer case")
	require.Zero(t, w.asks(older, casework.ReviewMatch))

	w.decide(got[0].ID, "different").is(http.StatusOK)
	require.Empty(t, w.matches(""))
	require.Zero(t, w.asks(newer, casework.ReviewMatch))
	require.Equal(t, "They told me.", w.matches("?standing=different")[0].Why)
	w.decide(got[0].ID, "different").is(http.StatusOK)
	require.Equal(t, []string{"/decision already_decided"}, w.decide(got[0].ID, "same").refused(http.StatusUnprocessableEntity, casework.Invalid))
	require.Len(t, w.shown(older).Referrals, 1)
}

func TestTwoWhoAreOneGoOnAsOne(t *testing.T) {
	t.Parallel()
	w := setup(t)
	older, newer := w.probable()
	w.post("/v1/cases/"+newer+"/risk-assessments", body{"tool": "DASH", "grade": "high"}, casework.Caseworker).is(http.StatusOK)
	m := w.matches("")[0]
	w.decide(m.ID, "same").is(http.StatusOK)

	ended, goesOn := w.shown(newer), w.shown(older)
	require.Equal(t, casework.Closed, ended.Stage)
	require.Equal(t, "duplicate_merged", ended.Closure.Reason)
	require.Equal(t, older, ended.Closure.Into)
	require.Equal(t, []string{newer}, goesOn.TookOver)
	require.Len(t, goesOn.Referrals, 2)
	require.Equal(t, "41/2/26", goesOn.Referrals[1].CrimeReference)
	require.Equal(t, casework.HighRisk, goesOn.Risk.Grade)
	require.Len(t, goesOn.Victim.ContactPoints, 2)
	require.Empty(t, ended.Victim.ContactPoints)
	require.Equal(t, 1, w.asks(older, casework.ReferMarac))

	w.decide(m.ID, "same").is(http.StatusOK)
	require.Len(t, w.shown(older).Referrals, 2, "twice is once")

	status, out := w.referred(namedBody("3", "Zebedee", "Quucks", "1990-02-28", "07700900124"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, older, out.CaseID, "and whoever is referred again goes to the case that goes on")
	next := with(namedBody("2", "Zebedee", "Quucks", "1990-02-28", "07700900124"), "source/version", 2)
	_, out = w.referred(next)
	require.Equal(t, older, out.CaseID)
}

func TestTheWatchFinishesAMergeThatWasLeftHalfDone(t *testing.T) {
	t.Parallel()
	w := setup(t)
	older, newer := w.probable()
	m := w.matches("")[0]
	w.realm.leave(true)
	w.decide(m.ID, "same").is(http.StatusOK)
	w.realm.leave(false)
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Equal(t, older, w.shown(newer).Closure.Into)
	require.Len(t, w.shown(older).Referrals, 2)
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Len(t, w.shown(older).Referrals, 2)
}

func TestAClosedCaseIsTakenUpAgainToGoOnInAnOpenOne(t *testing.T) {
	t.Parallel()
	w := setup(t)
	older := w.closed(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"))
	w.clock.move(time.Minute)
	newer := w.refer(namedBody("2", "Zebedee", "Quucks", "1990-02-28", "07700900124"))
	w.decide(w.matches("")[0].ID, "same").is(http.StatusOK)
	require.Equal(t, newer, w.shown(older).Closure.Into, "the open case goes on")
	require.Len(t, w.shown(newer).Referrals, 2)
}

func TestMergingIsRefusedByTheCaseItself(t *testing.T) {
	t.Parallel()
	w := setup(t)
	one := w.refer(with(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"), "crime/reference", "41/9/26"))
	two := w.refer(with(namedBody("2", "Florence", "Dougal", "1970-01-05", "07700900124"), "crime/reference", "41/9/26"))
	ended := w.closed(namedBody("3", "Brian", "Snail", "1981-07-15", "07700900125"))
	merge := func(from, into string) answer {
		return w.post("/v1/cases/"+from+"/merging", body{"into": into, "reason": "x"}, casework.Supervisor)
	}
	invalid := http.StatusUnprocessableEntity
	require.Equal(t, []string{"/into itself"}, merge(one, one).refused(invalid, casework.Invalid))
	require.Equal(t, []string{"/into two_victims_of_one_crime"}, merge(one, two).refused(invalid, casework.Invalid))
	require.Equal(t, []string{"/into closed"}, merge(one, ended).refused(invalid, casework.Invalid))
	require.Equal(t, []string{"/into unknown"}, merge(one, "00000000-0000-4000-8000-000000000009").refused(invalid, casework.Invalid))
	require.Equal(t, casework.Reaching, w.shown(one).Stage, "and nothing is half done")
	require.Len(t, w.shown(one).Victim.ContactPoints, 1)
}

func TestTwoSidesOfACounterAllegationNeverSeeEachOther(t *testing.T) {
	t.Parallel()
	w := setup(t)
	one := namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123")
	one = with(with(one, "crime/reference", "41/9/26"), "suspect", body{"given_name": "Florence", "family_name": "Dougal", "date_of_birth": "1970-01-05"})
	two := with(namedBody("2", "Florence", "Dougal", "1970-01-05", "07700900124"), "crime/reference", "41/9/26")
	first := w.refer(one)
	second := w.refer(two)
	third := w.refer(with(namedBody("3", "Brian", "Snail", "1981-07-15", "07700900125"), "crime/reference", "41/9/26"))
	for here, there := range map[string]string{first: second, second: first} {
		a := w.get("/v1/cases/"+here, casework.Supervisor).is(http.StatusOK)
		require.NotContains(t, string(a.body), there)
		var out wholeCase
		a.json(&out)
		require.True(t, out.Counter)
		require.Equal(t, []string{third}, out.Linked)
		require.Equal(t, 1, w.asks(here, casework.KeepApart))
		require.NotContains(t, string(w.get("/v1/cases/"+here+"/timeline", casework.Supervisor).is(http.StatusOK).body), there)
		a = w.post("/v1/cases/"+here+"/merging", body{"into": there, "reason": "x"}, casework.Supervisor)
		require.Contains(t, a.refused(http.StatusUnprocessableEntity, casework.Invalid), "/into opposed")
	}
	require.ElementsMatch(t, []string{first, second}, w.shown(third).Linked)
	require.False(t, w.shown(third).Counter)
}

func TestASuspectsNameIsKeptNowhere(t *testing.T) {
	t.Parallel()
	kept := string(withoutSuspect([]byte(`{"suspect":{"phones":["07700900123"],"given_name":"Florence","family_name":"Dougal","date_of_birth":"1970-01-05"},"risk":1}`)))
	require.JSONEq(t, `{"suspect":{"phones":["07700900123"]},"risk":1}`, kept)
	require.Equal(t, "{}", string(withoutSuspect([]byte("{}"))))
}

func TestAFindingWaitsForAClosedCaseToBeTakenUpAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	first := w.closed(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"))
	two := namedBody("2", "Florence", "Dougal", "1970-01-05", "07700900124")
	w.refer(with(two, "suspect", body{"given_name": "Zebedee", "family_name": "Quux", "date_of_birth": "1990-02-28"}))
	require.Equal(t, casework.Closed, w.shown(first).Stage)
	require.True(t, w.shown(first).Counter, "it shows all the same")
	w.post("/v1/cases/"+first+"/reopening", body{"reason": "victim_returned"}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Equal(t, 1, w.asks(first, casework.KeepApart))
}

func TestPoliceDoNotOverwriteWhatTheVictimConfirmedAndSomebodyDecides(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		how   string
		never bool
	}{{"keep", false}, {"take", true}} {
		w := setup(t)
		id := w.refer(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"))
		p := w.shown(id).Victim.ContactPoints[0]
		w.put("/v1/cases/"+id+"/contact-points/"+p.ID, body{
			"kind": "phone", "value": "07700900123", "allowed": body{"call": true, "text": true}, "verified": body{"by_victim": true, "at": "2026-03-02T09:00:00Z"},
		}, casework.Caseworker).is(http.StatusOK)
		b := withPoint("1", body{"kind": "phone", "value": "07700900123", "do_not_use": true})
		next := with(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"), "victim/contact_points", b["victim"].(body)["contact_points"])
		w.referred(with(next, "source/version", 2))

		point := w.shown(id).Victim.ContactPoints[0]
		require.True(t, point.Allowed.Text, "what the victim confirmed stands")
		require.False(t, point.DoNotUse)
		require.Equal(t, 1, w.asks(id, casework.ResolveConflict))
		var page listing[pointConflict]
		w.get("/v1/cases/"+id+"/conflicts", casework.Caseworker).is(http.StatusOK).json(&page)
		require.Len(t, page.Items, 1)
		require.Contains(t, page.Items[0].Fields, "do_not_use")
		require.Equal(t, "+447700900123", page.Items[0].Value)

		at := "/v1/cases/" + id + "/conflicts/" + page.Items[0].ID + "/resolution"
		w.post(at, body{"resolution": row.how, "reason": "Asked the officer."}, casework.Caseworker).is(http.StatusOK)
		require.Zero(t, w.asks(id, casework.ResolveConflict))
		point = w.shown(id).Victim.ContactPoints[0]
		require.Equal(t, row.never, point.DoNotUse)
		require.Equal(t, !row.never, point.Allowed.Text)
		require.Equal(t, row.never, point.VerifiedAt.IsZero(), "what is taken from police is not confirmed")
		other := map[string]string{"keep": "take", "take": "keep"}[row.how]
		a := w.post(at, body{"resolution": other, "reason": "x"}, casework.Caseworker)
		require.Equal(t, []string{"/resolution already_decided"}, a.refused(http.StatusUnprocessableEntity, casework.Invalid))
		require.Equal(t, []string{"/resolution not_listed", "/reason missing"}, w.post(at, body{"resolution": "gossip"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid))
	}
}
