package api

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

func (a answer) receipt() taken {
	a.t.Helper()
	a.is(http.StatusOK)
	var out taken
	a.json(&out)
	return out
}

func (w *world) whole(id string, role casework.Role) wholeCase {
	w.t.Helper()
	var out wholeCase
	w.get("/v1/cases/"+id, role).is(http.StatusOK).json(&out)
	return out
}

// A victim is seen through from referral to closure over REST alone.
func TestACaseIsSeenThroughToItsEnd(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	r := w.post(at+"/contact-attempts", body{"outcome": "accepted", "text": "Glad of the call"}, casework.Caseworker).receipt()
	require.Equal(t, casework.Assessing, r.Stage)
	r = w.post(at+"/needs-assessments", body{"areas": areas(), "text": "Sleeps badly"}, casework.Caseworker).receipt()
	require.Equal(t, casework.Planning, r.Stage)
	r = w.post(at+"/support-plans", body{
		"review_at": "2026-04-02T09:00:00+01:00", "text": "Her own words",
		"actions": []any{body{"need": "accommodation", "owner": "caseworker-1", "due": "2026-03-09T12:00:00Z", "text": "New locks"}},
	}, casework.Caseworker).receipt()
	require.Equal(t, casework.Supporting, r.Stage)
	w.post(at+"/hearings", body{"type": "trial", "starts": "2026-05-02T09:00:00Z", "victim_needed": true, "source": "court", "court": "St Albans"}, casework.WitnessCare).receipt()

	c := w.whole(id, casework.Caseworker)
	require.Equal(t, "New locks", c.Plan.Actions[0].Text)
	require.Equal(t, time.Date(2026, time.April, 2, 8, 0, 0, 0, time.UTC), c.Plan.Review)
	require.Equal(t, "trial", c.Hearings[0].Type)
	require.Equal(t, "Sleeps badly", c.Needs[0].Text)
	require.NotEmpty(t, c.Next)
	require.NotEmpty(t, c.Tasks)

	a := w.post(at+"/closure", body{"reason": "needs_met"}, casework.Caseworker)
	require.ElementsMatch(t, []string{"/hearings/" + c.Hearings[0].ID + " future_hearing", "/plan/actions/" + c.Plan.Actions[0].ID + " open_action"}, a.refused(http.StatusConflict, casework.ClosureBlocked))
	w.post(at+"/hearings", body{"id": c.Hearings[0].ID, "type": "trial", "starts": "2026-05-02T09:00:00Z", "status": "vacated", "victim_needed": true, "source": "court"}, casework.WitnessCare).receipt()
	done := body{"id": c.Plan.Actions[0].ID, "need": "accommodation", "owner": "caseworker-1", "due": "2026-03-09T12:00:00Z", "status": "done"}
	changed := body{"review_at": "2026-04-02T09:00:00+01:00", "actions": []any{done}}
	w.post(at+"/support-plans", changed, casework.Caseworker).refused(http.StatusConflict, casework.StaleRevision)
	w.post(at+"/support-plans", with(changed, "if_revision", c.Plan.Revision), casework.Caseworker).receipt()
	r = w.post(at+"/closure", body{"reason": "needs_met", "text": "She is well"}, casework.Caseworker).receipt()
	require.Equal(t, casework.Closing, r.Stage)
	require.Equal(t, "She is well", w.whole(id, casework.Supervisor).Closure.Text)
}

func TestARepeatGetsTheSameReceiptAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	path := "/v1/cases/" + id + "/notes"
	first := w.postAs("k-1", path, body{"text": "One"}, casework.Caseworker).receipt()
	w.post(path, body{"text": "Two"}, casework.Caseworker).receipt()
	require.Equal(t, first, w.postAs("k-1", path, `{ "text" : "One" }`, casework.Caseworker).receipt())
	require.Equal(t, []string{"refer", "add-note", "add-note"}, w.realm.took())

	w.postAs("k-1", path, body{"text": "Three"}, casework.Caseworker).refused(http.StatusConflict, casework.KeyReused)
	w.postAs("k-1", "/v1/cases/"+id+"/risk-assessments", plainBodies()["risk-assessments"], casework.Caseworker).is(http.StatusOK)
	other := w.refer(referralBody("A-2"))
	w.postAs("k-1", "/v1/cases/"+other+"/notes", body{"text": "One"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, []string{"One"}, w.wordsOf(other, "note"), "a key is one case's")
	require.Equal(t, []string{"One", "Two"}, w.wordsOf(id, "note"))
}

// wordsOf are the words of every line of a kind in a case's timeline.
func (w *world) wordsOf(id, what string) []string {
	w.t.Helper()
	var page listing[happening]
	w.get("/v1/cases/"+id+"/timeline?limit=100", casework.Caseworker).is(http.StatusOK).json(&page)
	var out []string
	for _, l := range page.Items {
		if l.What == what {
			out = append(out, l.Text)
		}
	}
	return out
}

func TestManyAtOnceWithOneKeyAreOneCommand(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	var wg sync.WaitGroup
	for range 16 {
		r := call{method: http.MethodPost, path: "/v1/cases/" + id + "/notes", token: w.as(casework.Caseworker), body: body{"text": "x"}, header: http.Header{"Idempotency-Key": {"k"}}}.request(t)
		wg.Go(func() {
			if a := w.serve(r); a.status != http.StatusOK {
				t.Errorf("answered %d: %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	require.Equal(t, []string{"refer", "add-note"}, w.realm.took())
}

func TestACommandToNoCaseIsNotFound(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for name, b := range plainBodies() {
		w.post("/v1/cases/"+uuid.NewString()+"/"+name, b, casework.Supervisor).refused(http.StatusNotFound, notFound)
	}
	w.put("/v1/cases/"+uuid.NewString()+"/contact-points/"+uuid.NewString(), phone("07700900200"), casework.Supervisor).refused(http.StatusNotFound, notFound)
	for _, list := range []string{"", "/timeline", "/deliveries"} {
		w.get("/v1/cases/"+uuid.NewString()+list, casework.Supervisor).refused(http.StatusNotFound, notFound)
	}
}

func TestACommandToAClosedCaseIsRefusedAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	before, err := w.db.Case(t.Context(), id)
	require.NoError(t, err)
	for name, b := range plainBodies() {
		if name == "reopening" || name == "justice-events" || name == "told" { // these are taken
			continue
		}
		w.post("/v1/cases/"+id+"/"+name, b, casework.Supervisor).refused(http.StatusConflict, casework.CaseClosed)
	}
	point := w.point(id)
	w.put("/v1/cases/"+id+"/contact-points/"+point.ID, phone("07700900200"), casework.Supervisor).refused(http.StatusConflict, casework.CaseClosed)
	require.Equal(t, point, w.point(id), "the record of a closed case is not changed")
	after, err := w.db.Case(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Empty(t, w.wordsOf(id, "note"))
}

func TestARepeatOfWhatAClosedCaseTookIsAnsweredFromSQL(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	note := func() answer {
		return w.postAs("k-1", "/v1/cases/"+id+"/notes", body{"text": "One"}, casework.Caseworker)
	}
	first := note().receipt()
	w.post("/v1/cases/"+id+"/closure", body{"reason": "other_agency_lead"}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(casework.Ordinary().ClosingFor)
	w.realm.wake()
	require.Equal(t, first, note().receipt())
	w.postAs("k-1", "/v1/cases/"+id+"/notes", body{"text": "Two"}, casework.Caseworker).refused(http.StatusConflict, casework.KeyReused)
}

func TestAClosedCaseIsReopenedFromSQL(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	b := body{"reason": "victim_returned", "text": "She rang"}
	r := w.postAs("k-1", "/v1/cases/"+id+"/reopening", b, casework.Caseworker).receipt()
	require.Equal(t, casework.Reaching, r.Stage)
	require.Equal(t, r, w.postAs("k-1", "/v1/cases/"+id+"/reopening", b, casework.Caseworker).receipt())
	require.Equal(t, []string{"She rang"}, w.wordsOf(id, "reopened"))
	require.Equal(t, 1, w.whole(id, casework.Supervisor).Reopened)

	w.post("/v1/cases/"+id+"/reopening", b, casework.Caseworker).refused(http.StatusConflict, casework.WrongStage)
	w.post("/v1/cases/"+id+"/closure", body{"reason": "other_agency_lead"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, casework.Reaching, w.post("/v1/cases/"+id+"/reopening", b, casework.Caseworker).receipt().Stage, "a closure is taken back")
}

// The row was read as open, and the case has ended since.
func TestAReopeningThatCrossesTheEndIsNotLost(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/closure", body{"reason": "other_agency_lead"}, casework.Caseworker).is(http.StatusOK)
	w.cases.do = func(ctx context.Context, id string, m casework.Command) (casework.Receipt, error) {
		w.cases.do = w.realm.do
		w.clock.move(casework.Ordinary().ClosingFor)
		w.realm.wake()
		return w.realm.do(ctx, id, m)
	}
	r := w.post("/v1/cases/"+id+"/reopening", body{"reason": "closed_in_error"}, casework.Caseworker).receipt()
	require.Equal(t, casework.Reaching, r.Stage)
	require.NotNil(t, w.realm.state(id), "the case is open again, and not only said to be")
}

func TestStagesOutOfOrderAreRefusedAndLeaveNoTrace(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	before := w.whole(id, casework.Caseworker)
	for _, name := range []string{"needs-assessments", "support-plans", "reopening"} {
		w.post("/v1/cases/"+id+"/"+name, plainBodies()[name], casework.Caseworker).refused(http.StatusConflict, casework.WrongStage)
	}
	w.post("/v1/cases/"+id+"/closure", body{"reason": "needs_met"}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post("/v1/cases/"+id+"/closure", body{"reason": "out_of_scope"}, casework.Caseworker).refused(http.StatusConflict, casework.NeedsSignOff)
	got := w.post("/v1/cases/"+id+"/closure", body{"reason": "not_reached_after_protocol", "signed_off": true}, casework.Caseworker)
	require.Equal(t, []string{"/reason contradicts_stage", "/signed_off not_a_supervisor", "/text missing"}, got.refused(http.StatusUnprocessableEntity, casework.Invalid))
	require.Equal(t, before, w.whole(id, casework.Caseworker))
}

func TestEveryWrongFieldOfACommandIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	for name, row := range map[string]struct {
		body any
		want []string
	}{
		"contact-attempts": {
			body{"at": "2026-03-02T08:59", "outcome": "maybe", "contact_point_id": "x", "call_back_at": "soon", "task": "two words", "text": "", "phone": "1"},
			[]string{"/at not_a_time", "/outcome not_listed", "/contact_point_id not_a_uuid", "/call_back_at not_a_time", "/task wrong_form", "/text blank", "/phone unknown_field"},
		},
		"hearings": {
			body{"id": "x", "type": "picnic", "starts": "2026-02-30T09:00:00Z", "status": "maybe", "victim_needed": "yes", "source": "gossip", "court": 7},
			[]string{"/id not_a_uuid", "/type not_listed", "/starts not_a_time", "/status not_listed", "/victim_needed wrong_type", "/source not_listed", "/court wrong_type"},
		},
		"risk-assessments": {
			body{"tool": "GUESS", "total": "9", "grade": "extreme", "judgement": "low", "indicators": []any{"aura", 1}, "marac": "no", "version": "2009\n"},
			[]string{"/tool not_listed", "/total wrong_type", "/grade not_listed", "/judgement not_listed", "/indicators not_listed", "/indicators/1 wrong_type", "/marac wrong_type"},
		},
		"notes":                 {body{"txt": "x", "at": "2026-03-02T09:06:00Z"}, []string{"/text missing", "/txt unknown_field", "/at in_the_future"}},
		"safeguarding-concerns": {body{"about": "cat"}, []string{"/about not_listed", "/immediate_danger missing"}},
		"withdrawal":            {body{"from": "life", "reason": "because", "text": "\u0007"}, []string{"/from not_listed", "/reason not_listed", "/text control_character"}},
		"closure":               {body{"reason": "bored", "signed_off": 1}, []string{"/reason not_listed", "/signed_off wrong_type"}},
	} {
		got := w.post("/v1/cases/"+id+"/"+name, row.body, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.ElementsMatch(t, row.want, got, name)
	}
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestNeedsAndPlansNameEveryFieldWithin(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	bad := areas()
	delete(bad, "social")
	bad["health"] = body{"victim": 6, "worker": "fine"}
	bad["finance"] = body{"victim": 2.5}
	bad["family"] = 3
	bad["pets"] = body{"victim": 1, "worker": 1}
	got := w.post("/v1/cases/"+id+"/needs-assessments", body{"areas": bad}, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Subset(t, got, []string{
		"/areas/social missing", "/areas/health/victim out_of_range", "/areas/health/worker not_listed", "/areas/finance/victim not_a_whole_number",
		"/areas/finance/worker missing", "/areas/family wrong_type", "/areas/pets unknown_field",
	})
	require.Len(t, got, 7)
	w.post("/v1/cases/"+id+"/needs-assessments", body{"areas": areas()}, casework.Caseworker).is(http.StatusOK)

	action := body{"need": "pets", "owner": "the new caseworker", "due": "tomorrow", "status": "maybe", "cost": 1}
	got = w.post("/v1/cases/"+id+"/support-plans", body{"review_at": "2026-03-01T09:00:00Z", "actions": []any{action, 7}, "if_revision": -1}, casework.Caseworker).
		refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.ElementsMatch(t, []string{
		"/actions/0/need not_listed", "/actions/0/owner wrong_form", "/actions/0/due not_a_time", "/actions/0/status not_listed", "/actions/0/cost unknown_field",
		"/actions/1 wrong_type", "/if_revision out_of_range", "/review_at in_the_past",
	}, got)
	require.Equal(t, casework.Planning, w.realm.state(id).Stage)
}

func TestWhatHappenedEarlierKeepsItsTime(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.clock.move(3 * time.Hour)
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "no_answer", "at": "2026-03-02T12:30:00+01:00"}, casework.Caseworker).is(http.StatusOK)
	attempts := w.whole(id, casework.Caseworker).Attempts
	require.Equal(t, time.Date(2026, time.March, 2, 11, 30, 0, 0, time.UTC), attempts[0].At)
}

func TestWithTemporalAwayACommandIs503AndSendingItAgainDoesTheSame(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	path := "/v1/cases/" + id + "/notes"
	w.realm.leave(true)
	for range 2 {
		a := w.postAs("k-1", path, body{"text": "One"}, casework.Caseworker)
		a.refused(http.StatusServiceUnavailable, unavailable)
		require.Equal(t, "5", a.header.Get("Retry-After"))
	}
	w.realm.leave(false)
	w.postAs("k-1", path, body{"text": "One"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, []string{"One"}, w.wordsOf(id, "note"))
}

// Words sent again with the same key and changed are not the words that were kept
// while Temporal was away.
func TestTheWordsOfACommandAreThoseItWasTakenWith(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	path := "/v1/cases/" + id + "/notes"
	w.realm.leave(true)
	w.postAs("k-1", path, body{"text": "Early words"}, casework.Caseworker).is(http.StatusServiceUnavailable)
	w.realm.leave(false)
	w.postAs("k-1", path, body{"text": "Late words"}, casework.Caseworker).is(http.StatusOK)
	require.Equal(t, []string{"Late words"}, w.wordsOf(id, "note"))
}

func TestTheWordsOfARefusedCommandAreForgotten(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	b := with(plainBodies()["support-plans"], "text", "Forget this")
	w.postAs("k-1", "/v1/cases/"+id+"/support-plans", b, casework.Caseworker).refused(http.StatusConflict, casework.WrongStage)
	raw, err := json.Marshal(b)
	require.NoError(t, err)
	sent, err := understand(raw)
	require.NoError(t, err)
	text := idOf("text", idOf("command", id, "agree-plan", "k-1"), sent.digest, "/text")
	words, err := w.db.Words(t.Context(), []string{text})
	require.NoError(t, err)
	require.Empty(t, words)
}

func TestAnswersDoNotWaitForReadersForEver(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.realm.mute = true
	w.api.readBack = 60 * time.Millisecond
	w.post("/v1/cases/"+id+"/notes", body{"text": "x"}, casework.Caseworker).is(http.StatusOK)
}

func TestACaseThatSaysThatReadersSeeItIsBelieved(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.api.readBack = time.Hour
	w.cases.do = func(context.Context, string, casework.Command) (casework.Receipt, error) {
		return casework.Receipt{Revision: 1000, Stage: casework.Reaching, Shown: true}, nil
	}
	w.post("/v1/cases/"+id+"/notes", body{"text": "x"}, casework.Caseworker).is(http.StatusOK)
}

func TestAnOpenCaseThatDoesNotAnswerIsNoRefusal(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.cases.do = func(context.Context, string, casework.Command) (casework.Receipt, error) {
		return casework.Receipt{}, workflows.ErrNotFound
	}
	w.post("/v1/cases/"+id+"/notes", body{"text": "x"}, casework.Caseworker).refused(http.StatusServiceUnavailable, unavailable)
}
