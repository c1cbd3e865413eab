package api

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
	"beacon/victimscode"
)

// owe makes a case owe just these duties, because of bail that was changed.
func (w *world) owe(id string, duties ...casework.Owed) {
	w.t.Helper()
	w.realm.mu.Lock()
	defer w.realm.mu.Unlock()
	c := w.realm.open[id]
	c.Justice = []casework.JusticeEvent{{ID: "event-1", Kind: victimscode.BailChanged, Occurred: monday, Received: monday.Add(time.Hour), Noted: w.clock.now(), Source: "police"}}
	c.Owed = duties
	c.Revision++
	w.realm.publish(c)
}

// owed is a duty by Enhanced Rights that runs from monday for so many working days.
func owed(id, row string, days int) casework.Owed {
	return casework.Owed{ID: id, Row: row, Edition: "2020", Event: "event-1", Enhanced: true, Began: monday, From: monday, Due: victimscode.Deadline(monday, days)}
}

func (w *world) duties(query string, role casework.Role) []duty {
	w.t.Helper()
	var page listing[duty]
	w.get("/v1/duties?"+query, role).is(http.StatusOK).json(&page)
	return page.Items
}

func dutyNames(of []duty) []string { return each(of, func(d duty) string { return d.ID }) }

func TestADutyIsSeenComingBeforeItIsBreached(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.owe(id, owed("R6d-1", "R6d", 1), owed("R9b-court-2", "R9b-court", 5))
	w.clock.move(24*time.Hour + 6*time.Hour)
	got := w.duties("owner=police&due_before=2026-03-05T00:00:00Z", casework.Supervisor)
	require.Len(t, got, 1)
	d := got[0]
	require.Equal(t, time.Date(2026, 3, 3, 23, 59, 59, 0, time.UTC), d.Due)
	require.Equal(t, time.Date(2026, 3, 3, 17, 0, 0, 0, time.UTC), d.Target)
	require.Equal(t, 76, *d.Used, "30 of 39 hours")
	require.Equal(t, 0, *d.Left, "it is the last day")
	require.Nil(t, d.LateDays)
	require.Equal(t, isOpen, d.State)
	require.Equal(t, victimscode.Police, d.Owner)
	require.Equal(t, "1 working day", d.Limit)
	require.Equal(t, victimscode.BailChanged, d.Kind)
	require.Equal(t, "hertfordshire", d.Force)
	require.NotEmpty(t, d.Source)

	w.clock.move(18 * time.Hour)
	got = w.duties("state=late", casework.Supervisor)
	require.Equal(t, []string{"R6d-1"}, dutyNames(got), "though its case has yet to wake")
	require.Equal(t, 1, *got[0].LateDays)
	require.Greater(t, *got[0].Used, 100)
	require.Equal(t, 3, *w.duties("ours=to_evidence", casework.Auditor)[0].Left)
}

func TestWorkingDaysAreCountedByTheCalendarAsItIsKnown(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.Calendar = func(context.Context) victimscode.Calendar { return "2026-03-05" } })
	w.owe(w.refer(referralBody("A-1")), owed("R9b-court-1", "R9b-court", 5))
	require.Equal(t, 4, *w.duties("", casework.Supervisor)[0].Left, "a Thursday was proclaimed since")
}

func TestADutySaysHowItWasMet(t *testing.T) {
	t.Parallel()
	w := setup(t)
	late, timely, own := owed("late", "R6d", 1), owed("timely", "R6d", 1), owed("own", "R6d", 1)
	late.Met, late.MetBy, late.Breached = monday.Add(72*time.Hour), "police", monday.Add(48*time.Hour)
	timely.Met, timely.MetBy, timely.How = monday.Add(time.Hour), "police", "told"
	own.Ended = "replaced"
	w.owe(w.refer(referralBody("A-1")), late, timely, own)
	w.clock.move(100 * time.Hour)
	states := map[string]owedness{}
	for _, d := range append(w.duties("state=met", casework.Manager), w.duties("state=ended", casework.Manager)...) {
		if d.Kind == victimscode.BailChanged { // and not what the referral began
			states[d.ID] = d.State
		}
	}
	require.Equal(t, map[string]owedness{"late": isMetLate, "timely": isMet, "own": isEnded}, states)
	require.Equal(t, []string{"late"}, dutyNames(w.duties("state=breached", casework.Manager)))
	require.Empty(t, w.duties("", casework.Manager))
}

func TestACaseworkerSeesWhatTheyAndTheirTeamWorkOn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	cases := w.several(3)
	for i, id := range cases {
		w.owe(id, owed([]string{"own", "team", "elsewhere"}[i], "R6d", 1+i))
	}
	for i, c := range []struct{ owner, team string }{{"caseworker-1", "elsewhere"}, {"another", "hub"}, {"stranger", "elsewhere"}} {
		w.realm.mu.Lock()
		k := w.realm.open[cases[i]]
		k.Owner, k.Team = c.owner, c.team
		k.Revision++
		w.realm.publish(k)
		w.realm.mu.Unlock()
	}
	require.Equal(t, []string{"own"}, dutyNames(w.duties("", casework.Caseworker)), "of no team")
	require.NoError(t, w.db.RegisterStaff(t.Context(), store.Staff{Subject: "caseworker-1", Roles: []casework.Role{casework.Caseworker}, Team: "hub", Active: true, Registered: monday}))
	require.Equal(t, []string{"own", "team"}, dutyNames(w.duties("", casework.Caseworker)))
	require.Equal(t, []string{"team"}, dutyNames(w.duties("team=hub", casework.Caseworker)))
	require.Equal(t, []string{"own"}, dutyNames(w.duties("mine=true", casework.Caseworker)))
	w.get("/v1/duties?team=elsewhere", casework.Caseworker).refused(http.StatusForbidden, forbidden)
	require.Equal(t, []string{"own", "team", "elsewhere"}, dutyNames(w.duties("", casework.Supervisor)))
	require.Equal(t, []string{"own", "elsewhere"}, dutyNames(w.duties("team=elsewhere", casework.Supervisor)))
	require.Equal(t, []string{"team"}, dutyNames(w.duties("worker=another", casework.Auditor)))
	require.Empty(t, w.duties("mine=true", casework.Supervisor))
}

func TestAWitnessCareUnitSeesWhatItOwesAndNothingElseOfTheCase(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	w.owe(id, owed("R6d-1", "R6d", 1), owed("R9b-2", "R9b", 1))
	for _, query := range []string{"", "owner=witness_care_unit"} {
		a := w.get("/v1/duties?"+query, casework.WitnessCare).is(http.StatusOK)
		var page listing[duty]
		a.json(&page)
		require.Equal(t, []string{"R9b-2"}, dutyNames(page.Items))
		for _, other := range []string{"caseworker-1", "hub", "hertfordshire", "medium", "to_chase"} {
			require.False(t, strings.Contains(string(a.body), other), other)
		}
	}
	for _, query := range []string{"owner=police", "team=hub", "worker=caseworker-1", "mine=true", "force=hertfordshire"} {
		w.get("/v1/duties?"+query, casework.WitnessCare).refused(http.StatusForbidden, forbidden)
	}
}

func TestDutiesComeInPages(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.owe(w.refer(referralBody("A-1")), owed("a", "R6d", 1), owed("b", "R6d", 2), owed("c", "R6d", 3))
	var page listing[duty]
	w.get("/v1/duties?limit=2", casework.Supervisor).is(http.StatusOK).json(&page)
	require.Equal(t, []string{"a", "b"}, dutyNames(page.Items))
	require.Equal(t, []string{"c"}, dutyNames(w.duties("limit=2&cursor="+page.Next, casework.Supervisor)))
}

func TestTheListOfDutiesRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for query, want := range map[string]string{
		"state=overdue": "?state not_listed", "owner=hub": "?owner not_listed", "ours=yes": "?ours not_listed", "row=R99": "?row not_listed",
		"aim=1": "?aim not_a_boolean", "mine=yes": "?mine not_a_boolean", "due_before=tomorrow": "?due_before not_a_time", "cursor=x": "?cursor not_a_cursor",
		"team=Zebedee%20Quux": "?team wrong_form", "limit=0": "?limit out_of_range", "name=quux": "?name unknown_field",
	} {
		require.Equal(t, []string{want}, w.get("/v1/duties?"+query, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid), query)
	}
}

func TestADutyIsAskedForEarlierThanItsLimit(t *testing.T) {
	t.Parallel()
	day, hours := victimscode.Limit{N: 1, Unit: victimscode.WorkingDays}, victimscode.Limit{N: 24, Unit: victimscode.Hours}
	summer := time.Date(2026, 7, 1, 22, 59, 59, 0, time.UTC)
	require.Equal(t, time.Date(2026, 7, 1, 16, 0, 0, 0, time.UTC), targetOf(monday, summer, day), "17:00 in London")
	require.Equal(t, summer, targetOf(monday, summer, hours))
	require.Equal(t, summer, targetOf(summer.Add(-time.Hour), summer, day), "there is no time for it")
	require.Equal(t, monday, targetOf(monday.AddDate(0, 0, -1), monday, day), "it is due before 17:00")
}
