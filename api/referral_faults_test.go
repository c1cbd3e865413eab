package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func TestEveryFieldOfAReferralThatIsWrongIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := referralBody("A-1")
	b["extra"] = "x"
	b = with(b, "source/force", "Hertfordshire!")
	b = with(b, "source/version", 0)
	b = with(b, "crime/reported_at", "2026-03-02T08:00:00")
	b = with(b, "crime/occurred_at", "yesterday")
	b = with(b, "crime/domestic_abuse", "yes")
	b = with(b, "victim/given_name", nil)
	b = with(b, "victim/family_name", "  ")
	b = with(b, "victim/date_of_birth", "1990-02-31")
	b = with(b, "victim/gender", "f")
	b = with(b, "victim/children", 2.5)
	b = with(b, "victim/nickname", "Zeb")
	b = with(b, "victim/contact_points", []any{
		body{"kind": "phone", "value": "07700 900"}, body{"kind": "email", "value": "nobody"}, "07700 900123",
		body{"kind": "pigeon", "value": "coo"}, body{"kind": "phone", "value": "07700900123", "windows": []any{body{"days": []string{"mon"}, "from": "25:00", "to": "09:00"}}},
	})
	b = with(b, "suspect", body{"phones": []any{"12", 7}})
	b = with(b, "risk/total", 61)
	b = with(b, "risk/tool", "GUESS")
	b = with(b, "risk/indicators", []string{"stalking", "aura"})
	b = with(b, "officer/email", "a@b@c")
	b = with(b, "basis/lawful_basis", "because")
	b = with(b, "basis/victim_informed", nil)
	got := w.post("/v1/referrals", b, casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.ElementsMatch(t, []string{
		"/source/force wrong_form", "/source/version out_of_range", "/crime/reported_at no_time_zone", "/crime/occurred_at not_a_time",
		"/crime/domestic_abuse wrong_type", "/victim/given_name missing", "/victim/family_name blank", "/victim/date_of_birth not_a_date",
		"/victim/gender not_listed", "/victim/children not_a_whole_number", "/victim/nickname unknown_field",
		"/victim/contact_points/0/value not_a_number_in_use", "/victim/contact_points/1/value not_an_email_address",
		"/victim/contact_points/2 wrong_type", "/victim/contact_points/3/kind not_listed",
		"/victim/contact_points/4/windows/0/from not_a_time_of_day", "/suspect/phones/0 too_short", "/suspect/phones/1 wrong_type",
		"/risk/total out_of_range", "/risk/tool not_listed", "/risk/indicators not_listed", "/officer/email not_an_email_address",
		"/basis/lawful_basis not_listed", "/basis/victim_informed missing", "/extra unknown_field",
	}, got)
	require.Empty(t, w.realm.took())
}

func TestAnEmptyReferralIsToldWhatItNeeds(t *testing.T) {
	t.Parallel()
	w := setup(t)
	got := w.post("/v1/referrals", "{}", casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)
	for _, part := range []string{"source", "crime", "victim", "risk", "officer", "basis"} {
		require.Contains(t, got, "/"+part+" missing")
	}
	require.Equal(t, []string{" wrong_type"}, w.post("/v1/referrals", "[]", casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)[:1])
}

// faulty are single wrong values, each with the fault it must be told as.
var faulty = []struct {
	path  string
	value any
	fault string
}{
	{"crime/reported_at", "2026-02-31T10:00:00Z", "/crime/reported_at not_a_time"},
	{"crime/reported_at", "2026-03-02 08:00:00Z", "/crime/reported_at not_a_time"},
	{"crime/reported_at", "2026-03-02T08:00:00", "/crime/reported_at no_time_zone"},
	{"crime/reported_at", "2026-03-02", "/crime/reported_at not_a_time"},
	{"crime/reported_at", "2026-03-02T24:00:00Z", "/crime/reported_at not_a_time"},
	{"crime/reported_at", "0001-01-01T00:00:00Z", "/crime/reported_at out_of_range"},
	{"crime/reported_at", "9999-12-31T23:59:59-12:00", "/crime/reported_at out_of_range"},
	{"crime/reported_at", 1772438400, "/crime/reported_at wrong_type"},
	{"crime/reported_at", "2026-03-02T09:30:00Z", "/crime/reported_at in_the_future"},
	{"crime/reference", strings.Repeat("1", 41), "/crime/reference too_long"},
	{"crime/offence_code", "stalking", "/crime/offence_code wrong_form"},
	{"victim/date_of_birth", "1990-2-28", "/victim/date_of_birth not_a_date"},
	{"victim/date_of_birth", "28/02/1990", "/victim/date_of_birth not_a_date"},
	{"victim/date_of_birth", "2026-12-01", "/victim/date_of_birth in_the_future"},
	{"victim/date_of_birth", "1899-12-31", "/victim/date_of_birth out_of_range"},
	{"victim/children", "2", "/victim/children wrong_type"},
	{"victim/children", 21, "/victim/children out_of_range"},
	{"victim/children", -1, "/victim/children out_of_range"},
	{"victim/children", json.Number("1e400"), "/victim/children not_a_whole_number"},
	{"victim/children", json.Number("99999999999999999999"), "/victim/children out_of_range"},
	{"victim/given_name", "Zeb\u0000edee", "/victim/given_name control_character"},
	{"victim/given_name", "Zeb\nedee", "/victim/given_name control_character"},
	{"victim/given_name", "Zeb\ufffdedee", "/victim/given_name broken_text"},
	{"victim/given_name", strings.Repeat("é", 101), "/victim/given_name too_long"},
	{"victim/given_name", []string{"Zebedee"}, "/victim/given_name wrong_type"},
	{"victim/language", "english please", "/victim/language wrong_form"},
	{"victim/contact_points", nil, "/victim/contact_points missing"},
	{"victim/contact_points", body{}, "/victim/contact_points wrong_type"},
	{"victim/contact_points", make([]int, 11), "/victim/contact_points too_many"},
	{"victim/contact_points", []any{body{"kind": "phone", "value": "0900 123 4567"}}, "/victim/contact_points/0/value premium_rate"},
	{"victim/contact_points", []any{body{"kind": "phone", "value": "07700900123"}, body{"kind": "phone", "value": "+447700900123", "safe": body{"call": false}}}, "/victim/contact_points/1/value repeated"},
	{"victim/contact_points", []any{body{"kind": "phone", "value": "07700900123", "safe": body{"sms": true}}}, "/victim/contact_points/0/safe/sms unknown_field"},
	{"victim/contact_points", []any{body{"kind": "phone", "value": "07700900123", "safe": body{"confirmed_by": "PC 1", "confirmed_at": "2026-03-02T09:06:00Z"}}}, "/victim/contact_points/0/safe/confirmed_at in_the_future"},
	{"victim/contact_points", []any{body{"kind": "phone", "value": "07700900123", "windows": []any{body{"days": []string{"mon"}, "from": "22:00", "to": "06:00"}}}}, "/victim/contact_points/0/windows/0 not_a_window"},
	{"victim/contact_points", []any{body{"kind": "phone", "value": "07700900123", "windows": []any{body{"days": []string{"monday"}, "from": "09:00", "to": "17:00"}}}}, "/victim/contact_points/0/windows/0 not_a_window"},
	{"source/id", "../../etc passwd", "/source/id wrong_form"},
	{"source/version", true, "/source/version wrong_type"},
	{"source/version", 1.5, "/source/version not_a_whole_number"},
	{"officer/collar_number", nil, "/officer/collar_number missing"},
	{"risk/grade", "extreme", "/risk/grade not_listed"},
	{"risk/judgement", "low", "/risk/judgement not_listed"},
	{"risk/total", "9", "/risk/total wrong_type"},
	{"risk/total", -1, "/risk/total out_of_range"},
	{"basis/victim_informed", "true", "/basis/victim_informed wrong_type"},
}

func TestEachWrongValueOfAReferralHasItsOwnCode(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, f := range faulty {
		got := w.post("/v1/referrals", with(referralBody("A-1"), f.path, f.value), casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.Equal(t, []string{f.fault}, got, "%s: %v", f.path, f.value)
	}
	require.Empty(t, w.realm.took())
	_, err := w.db.Untaken(t.Context(), monday.Add(time.Hour), 0)
	require.NoError(t, err)
}

func TestAFieldThatStandsTwiceIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	raw, err := json.Marshal(referralBody("A-1"))
	require.NoError(t, err)
	twice := strings.Replace(string(raw), `"children":2`, `"children":2,"children":3`, 1)
	require.Equal(t, []string{"/victim/children repeated_field"}, w.post("/v1/referrals", twice, casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid))
	cased := strings.Replace(string(raw), `"children":2`, `"Children":2`, 1)
	require.Equal(t, []string{"/victim/* unknown_field"}, w.post("/v1/referrals", cased, casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid))
}

func TestANameThatNobodyKnowsIsNotRepeated(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := referralBody("A-1")
	b["Zebedee Quux 07700900123"] = 1
	a := w.post("/v1/referrals", b, casework.Referrer)
	require.Equal(t, []string{"/* unknown_field"}, a.refused(http.StatusUnprocessableEntity, casework.Invalid))
	require.NotContains(t, string(a.body), "07700900123")
}

func TestNoMoreThanAHundredFaultsAreNamed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := body{}
	for i := range 300 {
		b[fmt.Sprintf("field_%d", i)] = i
	}
	p := w.post("/v1/referrals", b, casework.Referrer).is(http.StatusUnprocessableEntity).problem()
	require.Len(t, p.Errors, mostFaults)
	require.Contains(t, p.Detail, "more than")
}

func TestEveryKnownOffenceGoesItsWayAndAnUnknownOneToAPerson(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ordinary := with(referralBody("A-1"), "crime/domestic_abuse", false)
	got := w.post("/v1/referrals", with(ordinary, "crime/offence_code", "1906"), casework.Referrer)
	got.refused(http.StatusUnprocessableEntity, casework.Invalid)
	for _, code := range []string{"45", "58A", "195"} {
		id := w.refer(with(with(referralBody("unknown-"+code), "crime/offence_code", code), "crime/domestic_abuse", false))
		w.openTask(id, casework.Classify)
		require.Empty(t, w.whole(id, casework.Caseworker).Pathway)
	}
	for _, o := range casework.Offences {
		require.NotEmpty(t, o.Says)
		listed := with(referralBody("in-"+o.Code), "crime/domestic_abuse", false)
		id := w.refer(with(listed, "crime/offence_code", strings.ToLower(o.Code)+"/16"))
		want := o.Pathway
		if want == casework.OutOfScope {
			want = "" // there is a sign of need, so a person says
		}
		require.Equal(t, want, w.realm.state(id).Referrals[0].Pathway, o.Code)
	}
	hate := w.refer(with(with(with(referralBody("hate"), "crime/domestic_abuse", false), "crime/offence_code", "28A"), "crime/hate", true))
	require.True(t, w.whole(hate, casework.Caseworker).Enhanced.Has)
}

func TestAVictimUnder16OnTheDayOfTheReportIsRefusedWithItsOwnCode(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for i, row := range []struct {
		born, reported string
		child          bool
	}{
		{"2010-03-02", "2026-03-02T08:00:00Z", false}, // sixteen today
		{"2010-03-03", "2026-03-02T08:00:00Z", true},
		{"2010-03-02", "2026-03-01T23:59:59Z", true},
		{"2010-03-02", "2026-03-02T00:30:00+01:00", true},  // still the first in London
		{"2010-03-02", "2026-03-01T20:00:00-08:00", false}, // already the second in London
		{"2009-07-02", "2025-07-01T23:30:00Z", false},      // already the second, by summer time
		{"2015-01-01", "2026-03-02T08:00:00Z", true},
	} {
		b := with(with(referralBody(fmt.Sprintf("A-%d", i)), "victim/date_of_birth", row.born), "crime/reported_at", row.reported)
		b = with(b, "crime/occurred_at", nil)
		a := w.post("/v1/referrals", b, casework.Referrer)
		if row.child {
			require.Equal(t, []string{"/victim/date_of_birth under_age"}, a.refused(http.StatusUnprocessableEntity, underAge), row)
			continue
		}
		require.Equal(t, http.StatusCreated, a.status, row)
	}
}

func TestAChildsReferralIsToldWithEveryOtherFault(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := with(with(with(referralBody("A-1"), "victim/date_of_birth", "2015-01-01"), "crime/offence_code", "45"), "crime/domestic_abuse", false)
	got := w.post("/v1/referrals", b, casework.Referrer).refused(http.StatusUnprocessableEntity, underAge)
	require.Equal(t, []string{"/victim/date_of_birth under_age"}, got)
	got = w.post("/v1/referrals", with(b, "risk/tool", "?"), casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Len(t, got, 2)
}
