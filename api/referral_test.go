package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/workflows"
)

func (w *world) referred(b any) (int, referred) {
	w.t.Helper()
	a := w.post("/v1/referrals", b, casework.Referrer)
	require.Less(w.t, a.status, 300, string(a.body))
	var out referred
	a.json(&out)
	return a.status, out
}

func TestAReferralOpensACaseOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	status, first := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, accepted, first.Outcome)
	require.Positive(t, first.Revision)
	require.Empty(t, first.Warnings)

	status, again := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, duplicate, again.Outcome)
	require.Equal(t, first.CaseID, again.CaseID)
	require.Equal(t, first.Revision, again.Revision)
	require.Equal(t, []string{"refer"}, w.realm.took())

	c := w.realm.state(first.CaseID)
	require.Equal(t, casework.Reaching, c.Stage)
	require.Equal(t, casework.MediumRisk, c.Risk.Grade)
	require.True(t, c.Referrals[0].Enhanced)
	person, points, err := w.db.Person(t.Context(), first.CaseID)
	require.NoError(t, err)
	require.Equal(t, "Quux", person.FamilyName)
	require.Equal(t, "+447700900123", points[0].Value)
	require.Equal(t, safecontact.Allowed{Call: true, Text: true}, points[0].Allowed)
	require.Equal(t, "PC 1234", points[0].VerifiedBy)
}

func TestACaseCanBeReadAsSoonAsItsReferralIsAnswered(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK)
}

func TestThirtyTwoAtOnceMakeOneCaseAndOneIsAnsweredAsNew(t *testing.T) {
	t.Parallel()
	w := setup(t)
	request := func() *http.Request {
		return call{method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-1")}.request(t)
	}
	var mu sync.Mutex
	seen := map[int]int{}
	cases := map[string]bool{}
	var wg sync.WaitGroup
	for range 32 {
		r := request()
		wg.Go(func() {
			a := w.serve(r)
			mu.Lock()
			defer mu.Unlock()
			seen[a.status]++
			var out referred
			if json.Unmarshal(a.body, &out) == nil {
				cases[out.CaseID] = true
			}
		})
	}
	wg.Wait()
	require.Equal(t, map[int]int{http.StatusCreated: 1, http.StatusOK: 31}, seen)
	require.Len(t, cases, 1)
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestANewerVersionIsToldAndAnOlderOneChangesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(with(referralBody("A-1"), "source/version", 2))
	graver := with(with(referralBody("A-1"), "source/version", 3), "risk/grade", "high")
	status, out := w.referred(graver)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, updated, out.Outcome)
	require.Equal(t, id, out.CaseID)
	require.Equal(t, casework.HighRisk, w.realm.state(id).Risk.Grade)

	status, out = w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, duplicate, out.Outcome)
	status, out = w.referred(graver)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, duplicate, out.Outcome)
	require.Equal(t, []string{"refer", "refer"}, w.realm.took())
}

func TestASecondCrimeOfTheSamePersonGoesToTheSameCase(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(with(referralBody("A-1"), "victim/person_reference", "N123"))
	status, out := w.referred(with(referralBody("A-2"), "victim/person_reference", "N123"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, updated, out.Outcome)
	require.Equal(t, id, out.CaseID)
	require.Len(t, w.realm.state(id).Referrals, 2)

	elsewhere := with(with(referralBody("A-3"), "victim/person_reference", "N123"), "source/force", "essex")
	status, out = w.referred(elsewhere)
	require.Equal(t, http.StatusOK, status, "another force's number is another person's, but this is the same name, date of birth and telephone")
	require.Equal(t, id, out.CaseID)

	elsewhere = with(with(elsewhere, "source/id", "A-4"), "victim/date_of_birth", "1961-05-09")
	elsewhere = with(elsewhere, "victim/person_reference", "N124")
	status, out = w.referred(elsewhere)
	require.Equal(t, http.StatusCreated, status)
	require.NotEqual(t, id, out.CaseID)
}

func TestADuplicateOfAClosedCaseIsAnsweredFromSQL(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	w.realm.leave(true)
	status, out := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, duplicate, out.Outcome)
	require.Equal(t, id, out.CaseID)
}

func TestANewCrimeTakesAClosedCaseUpAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(with(referralBody("A-1"), "victim/person_reference", "N123"))
	status, out := w.referred(with(with(referralBody("A-2"), "victim/person_reference", "N123"), "crime/reported_at", "2026-03-03T08:00:00Z"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, updated, out.Outcome)
	require.Equal(t, id, out.CaseID)
	require.Equal(t, casework.Reaching, w.realm.state(id).Stage)
}

func TestTheSameVersionWithOtherContentIsAConflict(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.refer(referralBody("A-1"))
	a := w.post("/v1/referrals", with(referralBody("A-1"), "victim/children", 3), casework.Referrer)
	a.refused(http.StatusConflict, referralConflict)
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestAnIdempotencyKeyOfAReferralIsHeldTo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.postAs("k-1", "/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusCreated)
	w.postAs("k-1", "/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusOK)
	w.postAs("k-1", "/v1/referrals", referralBody("A-2"), casework.Referrer).refused(http.StatusConflict, casework.KeyReused)
	a := w.send(call{
		method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-2"),
		header: http.Header{"Idempotency-Key": nil},
	})
	a.is(http.StatusCreated)
}

// point is a referral with this one contact point.
func withPoint(id string, point body) body {
	return with(referralBody(id), "victim/contact_points", []any{point})
}

func codesOf(fields []casework.Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Pointer + " " + f.Code
	}
	return out
}

func TestWhatASenderShouldLookAtAgainIsAWarning(t *testing.T) {
	t.Parallel()
	w := setup(t)
	value := "/victim/contact_points/0/value "
	for i, row := range []struct {
		body body
		want []string
	}{
		{withPoint("", body{"kind": "phone", "value": "7700 900123"}), []string{value + "number_repaired"}},
		{withPoint("", body{"kind": "phone", "value": "01632 960123", "safe": body{"call": true, "text": true, "confirmed_by": "PC 1", "confirmed_at": "2026-03-02T07:00:00Z"}}), []string{value + "not_a_mobile"}},
		{withPoint("", body{"kind": "phone", "value": "07700 900123", "safe": body{"text": true}}), []string{"/victim/contact_points/0/safe not_confirmed"}},
		{withPoint("", body{"kind": "phone", "value": "07700 900123", "do_not_use": true}), []string{"/victim/contact_points no_safe_way"}},
		{withPoint("", body{"kind": "email", "value": "Zeb@Example.ORG"}), []string{"/victim/contact_points no_safe_way"}},
		{with(referralBody(""), "victim/contact_points", []any{}), []string{"/victim/contact_points no_safe_way"}},
		{with(referralBody(""), "suspect", body{"phones": []string{"+44 7700 900123"}}), []string{"/victim/contact_points no_safe_way"}},
		{with(referralBody(""), "crime/occurred_at", "2026-03-02T08:30:00Z"), []string{"/crime/occurred_at after_the_report"}},
		{with(referralBody(""), "victim/contact_points", []any{body{"kind": "phone", "value": "07700 900123"}, body{"kind": "phone", "value": "+4407700 900123"}}),
			[]string{"/victim/contact_points/1/value number_repaired", "/victim/contact_points/1/value repeated"}},
		{with(referralBody(""), "crime/reference", "AB/1/26"), []string{"/crime/reference unusual_reference"}},
		{with(with(referralBody(""), "crime/reference", "AB/1/26"), "source/force", "essex"), []string{}},
	} {
		b := with(with(row.body, "source/id", fmt.Sprintf("W-%d", i)), "victim/person_reference", fmt.Sprintf("P-%d", i))
		if i > 0 && i != 6 { // every victim has a number of their own
			raw, err := json.Marshal(b)
			require.NoError(t, err)
			own := strings.ReplaceAll(string(raw), "07700 900123", fmt.Sprintf("07700 9002%02d", i))
			b = body{}
			require.NoError(t, json.Unmarshal([]byte(own), &b))
		}
		_, out := w.referred(b)
		require.Equal(t, row.want, codesOf(out.Warnings), i)
		_, _, err := w.db.Person(t.Context(), out.CaseID)
		require.NoError(t, err)
	}
}

func TestANoIsHeardEvenWhereNobodyConfirmedIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(withPoint("A-1", body{"kind": "phone", "value": "07700900123", "safe": body{"call": false, "text": true, "withheld_number": true}}))
	_, points, err := w.db.Person(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, safecontact.Allowed{WithheldNumber: true}, points[0].Allowed)
	require.True(t, points[0].VerifiedAt.IsZero())
	referral, ok := w.realm.last().(casework.Referral)
	require.True(t, ok)
	require.False(t, referral.SafeWay, "nobody is to call a number that was refused for calls")
}

func TestTheSuspectsNumberIsNoSafeWay(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.refer(with(referralBody("A-1"), "suspect", body{"phones": []string{"07700 900 123"}}))
	referral, ok := w.realm.last().(casework.Referral)
	require.True(t, ok)
	require.False(t, referral.SafeWay)
	require.Contains(t, w.realm.took(), "refer")
}

func TestWithTemporalAwayAReferralIsKeptAndSendingItAgainOpensTheCase(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.realm.leave(true)
	for _, says := range []outcome{accepted, duplicate, duplicate} {
		status, out := w.referred(referralBody("A-1"))
		require.Equal(t, http.StatusAccepted, status)
		require.Equal(t, says, out.Outcome)
		require.NotEmpty(t, out.CaseID)
		require.Zero(t, out.Revision)
	}
	w.realm.leave(false)
	w.api.reach.back()
	status, out := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, accepted, out.Outcome)
	status, _ = w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusOK, status)
}

func TestAReferralWhoseAnswerWasLostIsStillNewWhenItIsSentAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		w.cases.refer = w.realm.refer
		_, err := w.realm.refer(ctx, id, r, resting)
		require.NoError(t, err)
		return casework.Receipt{}, errAway
	}
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusAccepted)
	w.clock.move(time.Hour)
	status, out := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, accepted, out.Outcome)
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestAReferralThatIsDurableButUnansweredIs202(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		return casework.Receipt{}, workflows.ErrPending
	}
	status, out := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusAccepted, status)
	require.Equal(t, accepted, out.Outcome)
	require.Zero(t, out.Revision)
	w.cases.refer = w.realm.refer
	status, _ = w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusCreated, status)
}

func TestACaseThatEndedMeanwhileIsNoLoss(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		return casework.Receipt{}, workflows.ErrNotFound
	}
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusAccepted)
	w.cases.refer = w.realm.refer
	w.inbox()
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestWithTheDatabaseAwayNothingIsLost(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	require.NoError(t, w.db.Close())
	for _, r := range guarded() {
		path := strings.NewReplacer("{id}", id, "{point}", id).Replace(r.Path)
		a := w.send(call{method: r.Method, path: path, token: w.as(r.Roles[0]), body: ifPosted(r)})
		a.refused(http.StatusServiceUnavailable, unavailable)
		require.Equal(t, "5", a.header.Get("Retry-After"), r.Path)
	}
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestOnlyTheCaseAndNotThePersonGoesToTemporal(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.refer(referralBody("A-1"))
	sent, err := json.Marshal(w.realm.last())
	require.NoError(t, err)
	for _, personal := range []string{"Zebedee", "Quux", "900123", "1990-02-28", "N-A-1", "14572", "1234", "Officer"} {
		require.NotContains(t, string(sent), personal)
	}
	referral, ok := w.realm.last().(casework.Referral)
	require.True(t, ok)
	require.Equal(t, "hertfordshire/athena", referral.By)
	require.Equal(t, casework.Referrer, referral.Role)
	require.Equal(t, []string{"8Q"}, slices.Collect(maps.Keys(map[string]bool{referral.Offence: true})))
}
