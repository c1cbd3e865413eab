package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// several opens n cases, each with a number and a date of birth of its own.
func (w *world) several(n int) []string {
	w.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		b := withPoint(fmt.Sprintf("S-%d", i), body{"kind": "phone", "value": fmt.Sprintf("077009004%02d", i)})
		b = with(b, "victim/date_of_birth", fmt.Sprintf("19%d4-0%d-1%d", 5+i%5, 1+i, 1+i))
		ids[i] = w.refer(with(b, "victim/person_reference", fmt.Sprintf("P-%d", i)))
		w.clock.move(time.Minute)
	}
	return ids
}

func TestCasesComeInPagesThatNeitherRepeatNorLose(t *testing.T) {
	t.Parallel()
	w := setup(t)
	want := w.several(5)
	var got []string
	for cursor, pages := "", 0; ; pages++ {
		require.Less(t, pages, 4)
		var page listing[summary]
		w.get("/v1/cases?limit=2&cursor="+url.QueryEscape(cursor), casework.Auditor).is(http.StatusOK).json(&page)
		for _, c := range page.Items {
			got = append(got, c.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Equal(t, want, got, "what is due first comes first")
}

func TestListsAreFiltered(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ids := w.several(3)
	w.post("/v1/cases/"+ids[1]+"/risk-assessments", body{"tool": "DARA", "grade": "high"}, casework.Caseworker).is(http.StatusOK)
	w.post("/v1/cases/"+ids[2]+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	w.post("/v1/cases/"+ids[0]+"/contact-attempts", body{"outcome": "unsafe_signal"}, casework.Supervisor).is(http.StatusOK)
	for query, want := range map[string][]string{
		"stage=reaching":                  {ids[0], ids[1]},
		"stage=assessing&grade=medium":    {ids[2]},
		"grade=high":                      {ids[1]},
		"halted=true":                     {ids[0]},
		"halted=false&stage=reaching":     {ids[1]},
		"assignee=caseworker-1":           {ids[2]},
		"assignee=nobody":                 {},
		"assignee=duty":                   ids[:2],
		"team=hub":                        ids,
		"due_before=2026-03-02T09:00:00Z": {},
		"due_before=2027-01-01T00:00:00Z": ids,
		"":                                ids,
	} {
		var page listing[summary]
		w.get("/v1/cases?"+query, casework.Caseworker).is(http.StatusOK).json(&page)
		got := each(page.Items, func(s summary) string { return s.ID })
		require.ElementsMatch(t, want, got, query)
	}
	for query, want := range map[string]int{
		"case=" + ids[2]: 1, "role=supervisor&case=" + ids[1]: 3, "kind=allocate&team=hub": 2, "team=nowhere": 0, "kind=assess_needs": 1, "assignee=caseworker-1": 1, "open=false&case=" + ids[2]: 2,
		"due_before=2026-03-01T00:00:00Z": 0, "kind=sign_off": 0,
	} {
		var page listing[task]
		w.get("/v1/tasks?"+query, casework.Supervisor).is(http.StatusOK).json(&page)
		require.Len(t, page.Items, want, query)
	}
}

func TestUrgentWorkComesFirstAndSaysWhatIsAsked(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ids := w.several(2)
	w.post("/v1/cases/"+ids[1]+"/safeguarding-concerns", body{"about": "child", "immediate_danger": false}, casework.Caseworker).is(http.StatusOK)
	var page listing[task]
	w.get("/v1/tasks?limit=1", casework.Caseworker).is(http.StatusOK).json(&page)
	require.Equal(t, casework.Safeguard, page.Items[0].Kind)
	require.Equal(t, ids[1], page.Items[0].CaseID)
	require.True(t, page.Items[0].Urgent)
	require.NotEmpty(t, page.Items[0].Says)
	require.NotEmpty(t, page.Next)
}

func TestAQueryIsReadAsStrictlyAsABody(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	for path, want := range map[string]string{
		"/v1/cases?stage=open":                              "?stage not_listed",
		"/v1/cases?grade=low":                               "?grade not_listed",
		"/v1/cases?grade=":                                  "?grade not_listed",
		"/v1/cases?grade=high&grade=high":                   "?grade repeated_field",
		"/v1/cases?assignee=Zebedee%20Quux":                 "?assignee wrong_form",
		"/v1/cases?due_before=2026-02-31T00:00:00Z":         "?due_before not_a_time",
		"/v1/cases?due_before=2026-03-02T00:00:00":          "?due_before no_time_zone",
		"/v1/cases?halted=1":                                "?halted not_a_boolean",
		"/v1/cases?limit=0":                                 "?limit out_of_range",
		"/v1/cases?limit=101":                               "?limit out_of_range",
		"/v1/cases?limit=ten":                               "?limit out_of_range",
		"/v1/cases?cursor=nonsense":                         "?cursor not_a_cursor",
		"/v1/cases?name=quux":                               "?name unknown_field",
		"/v1/cases?Zebedee%20Quux=1":                        "?* unknown_field",
		"/v1/cases?grade=%zz":                               "? malformed",
		"/v1/cases/" + id + "?expand=all":                   "?expand unknown_field",
		"/v1/cases/" + id + "/timeline?limit=-1":            "?limit out_of_range",
		"/v1/cases/" + id + "/timeline?cursor=WyJjYXNlcyJd": "?cursor not_a_cursor",
		"/v1/cases/" + id + "/deliveries?limit=1":           "?limit unknown_field",
		"/v1/tasks?role=owner":                              "?role not_listed",
		"/v1/tasks?role=auditor":                            "?role not_listed",
		"/v1/tasks?case=1":                                  "?case not_a_uuid",
		"/v1/tasks?kind=chores":                             "?kind not_listed",
		"/v1/tasks?open=maybe":                              "?open not_a_boolean",
	} {
		got := w.get(path, casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.Equal(t, []string{want}, got, path)
	}
	got := w.get("/v1/cases?stage=open&grade=low&limit=0", casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Len(t, got, 3)
}

func TestACaseSaysWhatHappensNextAndWhy(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	c := w.whole(id, casework.Caseworker)
	require.Equal(t, c.NextDue, c.Next[0].Due)
	for i, n := range c.Next {
		require.NotEmpty(t, n.Says)
		if i > 0 {
			require.False(t, n.Due.Before(c.Next[i-1].Due))
		}
	}
	require.Equal(t, casework.CallVictim, c.Tasks[0].Kind)
	require.Equal(t, "Zebedee", c.Victim.GivenName)
	require.Nil(t, c.Victim.LivesWithSuspect)
	require.Equal(t, "athena", c.Referrals[0].Source.System)
	require.Equal(t, "41/14572/26", c.Referrals[0].CrimeReference)
	require.Equal(t, "Pat Officer", c.Referrals[0].Officer.Name)
	require.True(t, c.Referrals[0].Enhanced)
	require.Equal(t, 9, *c.Risk.Total)
}

func TestAnAuditorIsShownNoNameNumberOrWords(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	at := "/v1/cases/" + id
	w.post(at+"/contact-attempts", body{"outcome": "accepted", "text": "Secret words"}, casework.Caseworker).is(http.StatusOK)
	w.post(at+"/notes", body{"text": "Secret words"}, casework.Caseworker).is(http.StatusOK)
	w.enter(id, messaging.Delivery{State: messaging.StateSending})
	for _, path := range []string{at, at + "/timeline", at + "/deliveries", "/v1/cases", "/v1/tasks"} {
		shown := string(w.get(path, casework.Auditor).is(http.StatusOK).body)
		for _, personal := range []string{"Zebedee", "Quux", "900123", "1990-02-28", "Secret", "41/14572/26", "Officer", "N-A-1"} {
			require.NotContains(t, shown, personal, path)
		}
	}
	require.Contains(t, string(w.get(at, casework.Caseworker).body), "Secret words")
	require.Contains(t, string(w.get(at+"/timeline", casework.Supervisor).body), "Secret words")
}

// enter writes a row of the ledger, as a courier would, and gives its message's ID.
func (w *world) enter(id string, d messaging.Delivery) string {
	w.t.Helper()
	d.CaseID, d.EffectID = id, id+"/9/text"
	if d.MessageID == "" {
		d.MessageID = messaging.MessageID(id + string(d.Template))
	}
	if d.Template == "" {
		d.Template = casework.PlanAgreed
	}
	if d.Channel == "" {
		d.Channel, d.Provider = casework.Text, twilio
	}
	d.Point, d.EnteredAt = w.point(id).ID, w.clock.now()
	if d.UsefulUntil.IsZero() {
		d.UsefulUntil = w.clock.now().Add(24 * time.Hour)
	}
	_, fresh, err := w.db.Enter(w.t.Context(), d)
	require.NoError(w.t, err)
	require.True(w.t, fresh)
	return d.MessageID
}

func TestDeliveriesSayWhatBecameOfEveryMessage(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateRefused, Rule: "quiet_hours", Reason: "outside the service's hours for sending", Language: "en"})
	var page listing[delivery]
	a := w.get("/v1/cases/"+id+"/deliveries", casework.Caseworker).is(http.StatusOK)
	a.json(&page)
	require.Len(t, page.Items, 1)
	require.Equal(t, m, page.Items[0].MessageID)
	require.Equal(t, "quiet_hours", page.Items[0].Rule)
	require.False(t, strings.Contains(string(a.body), "900123"))
}
