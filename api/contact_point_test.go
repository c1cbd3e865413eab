package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// phone is the record of a number that the victim has confirmed for calls and texts.
func phone(value string) body {
	return body{
		"kind": "phone", "value": value, "allowed": body{"call": true, "text": true},
		"verified": body{"by_victim": true, "at": "2026-03-02T09:00:00Z"},
	}
}

// point is the first contact point of a case's victim.
func (w *world) point(id string) store.Point {
	w.t.Helper()
	_, points, err := w.db.Person(w.t.Context(), id)
	require.NoError(w.t, err)
	return points[0]
}

func TestARecordIsWrittenAtOnceAndTheCaseIsTold(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	b := with(phone("07700 900200"), "windows", []any{body{"days": []string{"mon", "tue"}, "from": "09:00", "to": "24:00"}})
	var out putPoint
	w.put(at, with(b, "shared_with", "household"), casework.Caseworker).is(http.StatusOK).json(&out)
	require.Equal(t, "+447700900200", out.Point.Value)
	require.True(t, out.Point.Mobile)
	require.Equal(t, safecontact.Household, out.Point.SharedWith)
	require.Equal(t, "caseworker-1", out.Point.VerifiedBy)
	require.Equal(t, safecontact.At(24, 0), w.point(id).Windows[0].To)
	told, ok := w.realm.last().(casework.ContactPointChanged)
	require.True(t, ok)
	require.True(t, told.Verified)
	require.True(t, told.Usable)
	require.Equal(t, out.Point.ID, told.Point)

	w.put(at, with(b, "shared_with", "household"), casework.Caseworker).is(http.StatusOK)
	require.Equal(t, []string{"refer", "contact-point-changed"}, w.realm.took(), "the same record again is no change")
}

func TestANewRecordIs201(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + uuid.NewString()
	email := body{"kind": "email", "value": "Zeb@Example.org", "allowed": body{"email": true}}
	w.put(at, email, casework.Supervisor).is(http.StatusCreated)
	w.put(at, email, casework.Supervisor).is(http.StatusOK)
	told, ok := w.realm.last().(casework.ContactPointChanged)
	require.True(t, ok)
	require.False(t, told.Verified, "the victim has not confirmed it")
	require.False(t, told.Usable)
}

func TestARecordThatAllowsNothingIsNotUsable(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	for name, b := range map[string]body{
		"nothing allowed": with(phone("07700900123"), "allowed", body{}),
		"do not use":      with(with(phone("07700900123"), "do_not_use", true), "do_not_use_reason", "suspect_has_access"),
		"the suspect's":   with(phone("07700900123"), "shared_with", "suspect"),
	} {
		w.put(at, b, casework.Caseworker).is(http.StatusOK)
		told, ok := w.realm.last().(casework.ContactPointChanged)
		require.True(t, ok)
		require.False(t, told.Usable, name)
	}
}

func TestEveryWrongFieldOfARecordIsNamedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	before := w.point(id)
	at := "/v1/cases/" + id + "/contact-points/" + before.ID
	bad := body{
		"kind": "phone", "value": "999999", "allowed": body{"call": "yes", "fax": true}, "verified": body{"by_victim": false, "at": "2026-03-02", "expires_at": "2026-01-01T00:00:00Z"},
		"windows": []any{body{"days": []string{}, "from": "09:00", "to": "10:00"}}, "shared_with": "everybody", "do_not_use_reason": "victim_asked", "name": "Zeb",
	}
	got := w.put(at, bad, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.ElementsMatch(t, []string{
		"/value not_a_number_in_use", "/allowed/call wrong_type", "/allowed/fax unknown_field", "/verified/by_victim not_by_the_victim", "/verified/at not_a_time",
		"/windows/0 not_a_window", "/shared_with not_listed", "/do_not_use_reason contradicts", "/name unknown_field",
	}, got)
	future := with(phone("07700900123"), "verified", body{"by_victim": true, "at": "2026-03-02T10:00:00Z", "expires_at": "2026-03-02T09:30:00Z"})
	got = w.put(at, future, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Equal(t, []string{"/verified/at in_the_future", "/verified/expires_at before_it_began"}, got)
	require.Equal(t, before, w.point(id))
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestARecordCannotStandTwiceOrBeSomebodyElses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	mine := w.point(id)
	got := w.put("/v1/cases/"+id+"/contact-points/"+uuid.NewString(), phone("07700900123"), casework.Caseworker)
	require.Equal(t, []string{"/value already_known"}, got.refused(http.StatusUnprocessableEntity, casework.Invalid))
	got = w.put("/v1/cases/"+id+"/contact-points/"+mine.ID, body{"kind": "email", "value": "z@example.org", "allowed": body{}}, casework.Caseworker)
	require.Equal(t, []string{"/kind cannot_change"}, got.refused(http.StatusUnprocessableEntity, casework.Invalid))
	other := w.refer(withPoint("A-2", body{"kind": "phone", "value": "07700900300"}))
	w.put("/v1/cases/"+other+"/contact-points/"+mine.ID, phone("07700900301"), casework.Caseworker).refused(http.StatusNotFound, notFound)
	w.put("/v1/cases/"+id+"/contact-points/1", phone("07700900301"), casework.Caseworker).refused(http.StatusNotFound, notFound)
}

func TestAKeyTellsTwoEqualRecordsApart(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	send := func(key string, b body) {
		w.send(call{method: http.MethodPut, path: at, token: w.as(casework.Caseworker), body: b, header: http.Header{"Idempotency-Key": {key}}}).is(http.StatusOK)
	}
	send("1", phone("07700900123"))
	send("2", with(phone("07700900123"), "do_not_use", true))
	send("3", phone("07700900123"))
	send("3", phone("07700900123"))
	require.Equal(t, []string{"refer", "contact-point-changed", "contact-point-changed", "contact-point-changed"}, w.realm.took())
}

func TestAnUnsafeAnswerFreezesThePointBeforeTheCaseIsTold(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	w.realm.leave(true)
	attempt := body{"outcome": "third_party_answered", "contact_point_id": point.ID, "text": "A man answered"}
	path := "/v1/cases/" + id + "/contact-attempts"
	w.postAs("k-1", path, attempt, casework.Caseworker).refused(http.StatusServiceUnavailable, unavailable)
	frozen := w.point(id)
	require.Equal(t, monday, frozen.FrozenAt, "Temporal is away and the point is frozen all the same")
	require.Equal(t, "third_party_answered", frozen.FrozenReason)
	w.realm.leave(false)
	w.postAs("k-1", path, attempt, casework.Caseworker).is(http.StatusOK)
	require.NotNil(t, w.realm.state(id).Halt)
	require.True(t, w.whole(id, casework.Caseworker).Halted)
}

func TestOnlyALaterConfirmationEndsAFreeze(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	at := "/v1/cases/" + id + "/contact-points/" + point.ID
	attempt := body{"outcome": "unsafe_signal", "contact_point_id": point.ID}
	w.postAs("k-1", "/v1/cases/"+id+"/contact-attempts", attempt, casework.Caseworker).is(http.StatusOK)
	w.clock.move(time.Hour)

	w.put(at, phone("07700900123"), casework.Caseworker).is(http.StatusOK)
	require.False(t, w.point(id).FrozenAt.IsZero(), "the old confirmation, put again, ends nothing")
	require.NotNil(t, w.realm.state(id).Halt)

	w.clock.move(time.Hour)
	later := with(phone("07700900123"), "verified", body{"by_victim": true, "at": "2026-03-02T10:30:00Z"})
	w.put(at, later, casework.Caseworker).is(http.StatusOK)
	require.True(t, w.point(id).FrozenAt.IsZero())
	require.Nil(t, w.realm.state(id).Halt)

	w.postAs("k-1", "/v1/cases/"+id+"/contact-attempts", attempt, casework.Caseworker).is(http.StatusOK)
	require.True(t, w.point(id).FrozenAt.IsZero(), "a repeat of the old attempt freezes nothing again")
}

func TestAPointThatStaysFrozenHasNotBeenConfirmed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	w.clock.move(time.Hour)
	w.realm.leave(true)
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "unsafe_signal", "contact_point_id": point.ID}, casework.Caseworker).is(http.StatusServiceUnavailable)
	w.realm.leave(false)
	w.put("/v1/cases/"+id+"/contact-points/"+point.ID, phone("07700900123"), casework.Caseworker).is(http.StatusOK)
	told, ok := w.realm.last().(casework.ContactPointChanged)
	require.True(t, ok)
	require.False(t, told.Verified, "the case does not know of the signal, and the record does")
	require.False(t, told.Usable)
}

// The halt came without a point, so that no freeze holds it up.
func TestOnlyALaterConfirmationLetsMessagesLeaveAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.clock.move(time.Hour)
	w.post("/v1/cases/"+id+"/safeguarding-concerns", body{"about": "victim", "immediate_danger": true}, casework.Caseworker).is(http.StatusOK)
	require.NotNil(t, w.realm.state(id).Halt)
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	w.put(at, phone("07700900123"), casework.Caseworker).is(http.StatusOK)
	require.NotNil(t, w.realm.state(id).Halt)
	w.clock.move(time.Hour)
	w.put(at, with(phone("07700900123"), "verified", body{"by_victim": true, "at": "2026-03-02T10:30:00Z"}), casework.Caseworker).is(http.StatusOK)
	require.Nil(t, w.realm.state(id).Halt)
}

func TestAConfirmationWhileTemporalWasAwayStillLetsMessagesLeave(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "unsafe_signal", "contact_point_id": point.ID}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(2 * time.Hour)
	later := with(phone("07700900123"), "verified", body{"by_victim": true, "at": "2026-03-02T10:30:00Z"})
	at := "/v1/cases/" + id + "/contact-points/" + point.ID
	w.realm.leave(true)
	w.put(at, later, casework.Caseworker).refused(http.StatusServiceUnavailable, unavailable)
	require.True(t, w.point(id).FrozenAt.IsZero(), "the record takes effect at once")
	w.realm.leave(false)
	w.put(at, later, casework.Caseworker).is(http.StatusOK)
	require.Nil(t, w.realm.state(id).Halt)
}

func TestAnAttemptThatTheCaseRefusesFreezesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	path := "/v1/cases/" + id + "/contact-attempts"
	attempt := body{"outcome": "wrong_person", "contact_point_id": point.ID, "task": "no-such-task"}
	require.Equal(t, []string{"/task unknown"}, w.post(path, attempt, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid))
	require.True(t, w.point(id).FrozenAt.IsZero())
	attempt = body{"outcome": "wrong_person", "contact_point_id": uuid.NewString()}
	require.Equal(t, []string{"/contact_point_id unknown"}, w.post(path, attempt, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid))
}

func TestWhoIsSpokenToIsRememberedOfThePoint(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	point := w.point(id)
	path := "/v1/cases/" + id + "/contact-attempts"
	w.post(path, body{"outcome": "no_answer", "contact_point_id": point.ID}, casework.Caseworker).is(http.StatusOK)
	require.True(t, w.point(id).LastSuccess.IsZero())
	w.post(path, body{"outcome": "spoke", "contact_point_id": point.ID}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, monday, w.point(id).LastSuccess)
}

func TestPlainWordsAreChosenByTheVictimForAPointOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := withPoint("A-1", body{"kind": "phone", "value": "07700900123", "safe": body{"text": true, "plain_words": true, "confirmed_by": "PC 1234", "confirmed_at": monday}})
	w.post("/v1/referrals", b, casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)

	id := w.refer(referralBody("A-2"))
	at := "/v1/cases/" + id + "/contact-points/" + w.point(id).ID
	record := with(phone("07700 900200"), "allowed/plain_words", true)
	for _, shared := range []string{"household", "another_person", "suspect"} {
		got := w.put(at, with(record, "shared_with", shared), casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.Equal(t, []string{"/allowed/plain_words not_theirs_alone"}, got)
	}
	var out putPoint
	w.put(at, with(record, "shared_with", "nobody"), casework.Caseworker).is(http.StatusOK).json(&out)
	require.True(t, out.Point.Allowed.PlainWords)
	require.True(t, w.point(id).Plain())
}
