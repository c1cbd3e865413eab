package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// trialBody is a trial on a fixed day, as the Witness Care Unit says.
func trialBody(change body) body {
	b := body{"type": "trial", "starts": "2026-04-23T09:00:00Z", "victim_needed": true, "source": "witness_care", "court": "St Albans"}
	for k, v := range change {
		b[k] = v
	}
	return b
}

func TestAWindowIsShownAsDaysAndNeverAsATime(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/hearings"
	w.post(at, body{"type": "trial", "certainty": "warned_list", "from": "2026-04-20", "until": "2026-05-01", "victim_needed": true, "source": "court"}, casework.WitnessCare).receipt()
	h := w.whole(id, casework.Caseworker).Hearings[0]
	require.True(t, h.Starts.IsZero())
	require.Equal(t, []any{"warned_list", casework.Date("2026-04-20"), casework.Date("2026-05-01")}, []any{h.Certainty, h.From, h.Until})
	for want, wrong := range map[string]body{
		"/from missing":       {"certainty": "warned_list", "until": "2026-05-01"},
		"/starts contradicts": {"certainty": "floating", "from": "2026-04-20", "until": "2026-05-01", "starts": "2026-04-20T09:00:00Z"},
		"/starts missing":     {"certainty": "fixed"},
		"/from contradicts":   {"starts": "2026-04-20T09:00:00Z", "from": "2026-04-20"},
	} {
		for k, v := range map[string]any{"type": "trial", "victim_needed": true, "source": "court"} {
			wrong[k] = v
		}
		require.Contains(t, w.post(at, wrong, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid), want)
	}
}

func TestWhatPoliceSayOtherwiseIsShownBesideWhatStands(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/hearings"
	w.post(at, trialBody(nil), casework.WitnessCare).receipt()
	h := w.whole(id, casework.Caseworker).Hearings[0]
	w.post(at, trialBody(body{"id": h.ID, "starts": "2026-05-07T09:00:00Z", "source": "police", "court": "Luton"}), casework.Caseworker).receipt()
	h = w.whole(id, casework.Caseworker).Hearings[0]
	require.Equal(t, "St Albans", h.Court)
	require.Equal(t, []any{"police", "Luton"}, []any{h.Contradicted.Source, h.Contradicted.Court})
	require.Equal(t, 4, int(h.Starts.Month()))
}

func TestWhatCameOfAHearingIsRecordedByItsPath(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id + "/hearings"
	w.post(at, trialBody(nil), casework.WitnessCare).receipt()
	h := w.whole(id, casework.Caseworker).Hearings[0].ID
	said := body{"outcome": "ineffective", "why": "no_court_time", "attended": "attended", "special_measures": "failed", "failed": []string{"screens"}, "text": "Sent home at three"}
	require.Equal(t, []string{"/held not_begun"}, w.post(at+"/"+h+"/outcome", said, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid))
	require.Equal(t, []string{"/id unknown"}, w.post(at+"/"+idOf("never")+"/outcome", said, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid))
	w.clock.move(60 * 24 * time.Hour)
	w.post(at+"/"+h+"/outcome", said, casework.WitnessCare).receipt()
	whole := w.whole(id, casework.Caseworker)
	o := whole.Hearings[0].Outcomes[0]
	require.Equal(t, []any{"ineffective", "no_court_time", "attended", "failed", []string{"screens"}, "Sent home at three"}, []any{o.Outcome, o.Why, o.Attended, o.Measures, o.Failed, o.Text})
	require.Equal(t, 1, whole.Prosecution.Failed)
	require.Empty(t, w.whole(id, casework.Auditor).Hearings[0].Outcomes[0].Text, "an auditor reads no words")
}

func TestAListNamesACaseByItsCrimeAndMayBeSentAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	crime := w.whole(id, casework.Caseworker).Referrals[0]
	say := func(change body) heardOf {
		t.Helper()
		b := trialBody(body{"force": crime.Source.Force, "crime_reference": crime.CrimeReference, "received": "2026-03-01T09:00:00Z"})
		for k, v := range change {
			b[k] = v
		}
		var out heardOf
		w.post("/v1/hearings", b, casework.WitnessCare).is(http.StatusOK).json(&out)
		require.Equal(t, id, out.CaseID)
		return out
	}
	first := say(nil)
	require.Equal(t, casework.MeansNew, first.Outcome)
	require.Equal(t, casework.MeansSame, say(nil).Outcome)
	require.Equal(t, casework.MeansSame, say(body{"starts": "2026-04-23T10:00:00+01:00"}).Outcome)
	moved := say(body{"id": first.Hearing, "starts": "2026-05-07T09:00:00Z", "received": "2026-03-02T08:00:00Z"})
	require.Equal(t, []any{first.Hearing, casework.MeansChange}, []any{moved.Hearing, moved.Outcome})
	require.Equal(t, casework.MeansOld, say(body{"id": first.Hearing}).Outcome, "yesterday's list")
	require.Equal(t, casework.MeansConflict, say(body{"id": first.Hearing, "source": "police", "received": "2026-03-02T08:30:00Z"}).Outcome)
	require.Equal(t, casework.MeansSame, say(body{"id": first.Hearing, "source": "police", "received": "2026-03-02T08:30:00Z"}).Outcome)
	require.Len(t, w.whole(id, casework.Caseworker).Hearings, 1)

	own := say(body{"reference": "T20260117", "type": "sentence", "starts": "2026-06-01T09:00:00Z"})
	again := say(body{"reference": "T20260117", "type": "sentence", "starts": "2026-06-08T09:00:00Z", "received": "2026-03-02T08:00:00Z"})
	require.Equal(t, []any{own.Hearing, casework.MeansChange}, []any{again.Hearing, again.Outcome}, "by the sender's own reference it has moved")

	w.clock.move(time.Hour)
	back := body{"id": first.Hearing, "received": "2026-03-02T09:30:00Z"}
	require.Equal(t, casework.MeansChange, say(back).Outcome)
	require.Equal(t, casework.MeansChange, say(body{"id": first.Hearing, "starts": "2026-05-07T09:00:00Z", "received": "2026-03-02T09:40:00Z"}).Outcome)
	require.Equal(t, casework.MeansChange, say(body{"id": first.Hearing, "received": "2026-03-02T09:50:00Z"}).Outcome)
	require.Equal(t, 4, int(w.whole(id, casework.Caseworker).Hearings[0].Starts.Month()), "what is said again after a change is heard again")
}

func TestAListThatDoesNotSayWhichIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	crime := w.whole(id, casework.Caseworker).Referrals[0]
	refused := func(change body) []string {
		t.Helper()
		b := trialBody(change)
		return w.post("/v1/hearings", b, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid)
	}
	require.Equal(t, []string{"/case_id missing"}, refused(body{"force": crime.Source.Force}))
	require.Equal(t, []string{"/crime_reference unknown"}, refused(body{"force": crime.Source.Force, "crime_reference": "41/1/26"}))
	w.post("/v1/hearings", trialBody(body{"case_id": idOf("nobody")}), casework.WitnessCare).refused(http.StatusNotFound, notFound)
	w.post("/v1/hearings", trialBody(body{"case_id": id}), casework.WitnessCare).is(http.StatusOK)
	require.Equal(t, []string{"/id ambiguous"}, refused(body{"case_id": id, "starts": "2026-05-07T09:00:00Z"}))
	require.Equal(t, []string{"/crime_reference unknown", "/type missing"}, w.post("/v1/hearings", body{
		"force": "essex", "crime_reference": crime.CrimeReference, "starts": "2026-05-07T09:00:00Z", "victim_needed": true, "source": "court",
	}, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid), "everything at once")

	other := referralBody("A-2") // another victim of the same crime
	other["victim"].(body)["person_reference"] = "N-another"
	w.refer(other)
	require.Equal(t, []string{"/crime_reference ambiguous"}, refused(body{"force": crime.Source.Force, "crime_reference": crime.CrimeReference}))
}

func TestCourtDisengagementIsCountedByBothDenominators(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	measure := func() (m courtMeasure) {
		t.Helper()
		w.get("/v1/measures/court?charged_from=2026-03-01", casework.Auditor).is(http.StatusOK).json(&m)
		return m
	}
	require.Equal(t, courtMeasure{Reasons: []withdrewCount{}}, measure())
	w.post(at+"/justice-events", body{"kind": "charged", "occurred_at": "2026-03-02T08:30:00Z", "source": "police"}, casework.Caseworker).receipt()
	w.clock.move(time.Hour)
	w.post(at+"/withdrawal", body{"from": "prosecution", "reason": "fear"}, casework.Caseworker).receipt()
	m := measure()
	require.Equal(t, []any{1, 0, 1, 1.0, (*float64)(nil)}, []any{m.Charged, m.Needed, m.Withdrew, *m.OfCharged, m.OfNeeded})
	w.post(at+"/hearings", trialBody(nil), casework.WitnessCare).receipt()
	m = measure()
	require.Equal(t, []any{1, 1, 1.0, []withdrewCount{{"fear", 1}}}, []any{m.Needed, m.NeededWithdrew, *m.OfNeeded, m.Reasons})
	p := w.whole(id, casework.Caseworker).Prosecution
	require.Equal(t, []any{true, "fear", false}, []any{p.Needed, p.Why, p.TakenBack})

	w.post(at+"/withdrawal-taken-back", body{"text": "She will give evidence"}, casework.Caseworker).receipt()
	m = measure()
	require.Equal(t, []any{0, 1}, []any{m.Withdrew, m.TakenBack})
	require.Equal(t, "She will give evidence", w.whole(id, casework.Caseworker).Withdrawals[0].TakenBack.Text)
	w.get("/v1/measures/court?charged_from=soon", casework.Auditor).refused(http.StatusUnprocessableEntity, casework.Invalid)
}
