package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/victimscode"
)

func (w *world) worklist(query string, role casework.Role) []work {
	w.t.Helper()
	var page listing[work]
	w.get("/v1/worklist?"+query, role).is(http.StatusOK).json(&page)
	return page.Items
}

func TestAWorklistIsTheCallersOwnAndOnRequestWhatNobodyHas(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ids := w.several(3)
	require.Empty(t, w.worklist("", casework.Caseworker), "nobody has been given anything yet")
	w.post("/v1/cases/"+ids[2]+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	own := w.worklist("", casework.Caseworker)
	require.Len(t, own, 1)
	require.Equal(t, ids[2], own[0].Task.CaseID)
	require.Equal(t, "caseworker-1", own[0].Task.Owner)
	all := w.worklist("unassigned=true", casework.Caseworker)
	require.ElementsMatch(t, ids, each(all, func(k work) string { return k.Task.CaseID }))
	for _, k := range all {
		require.Equal(t, casework.Caseworker, k.Task.Role, "what only a supervisor may decide is not theirs")
	}
}

func TestWhatWasNotDoneInTimeIsOnTheSupervisorsWorklistToo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(6 * 24 * time.Hour)
	w.realm.wake(id)
	own, over := w.worklist("", casework.Caseworker), w.worklist("unassigned=true", casework.Supervisor)
	for _, list := range [][]work{own, over} {
		i := slices.IndexFunc(list, func(k work) bool { return k.Task.Kind == casework.AssessNeeds })
		require.GreaterOrEqual(t, i, 0, "%+v", list)
		require.True(t, list[i].Overdue)
		require.True(t, list[i].Task.Urgent)
	}
}

func TestEachRowOfAWorklistSaysWhyAndWhatToSendWhenItIsDone(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	k := w.worklist("", casework.Caseworker)[0]
	require.Equal(t, casework.AssessNeeds, k.Task.Kind)
	require.NotEmpty(t, k.Why)
	require.False(t, k.Overdue)
	require.Equal(t, []ending{{http.MethodPost, "/v1/cases/" + id + "/needs-assessments", false}}, k.EndedBy)
}

// pathOf puts an ID in for the case's, as the table of routes has it.
func pathOf(e ending, id string) string { return strings.Replace(e.Path, id, "{id}", 1) }

func TestEveryKindOfTaskSaysWhyItExistsAndHowItEnds(t *testing.T) {
	t.Parallel()
	const id = "00000000-0000-5000-8000-000000000001"
	for _, r := range casework.TaskRules {
		endings := endingsOf(id, r.Kind)
		require.NotEmpty(t, endings, r.Kind)
		for _, e := range endings {
			served := slices.ContainsFunc(Routes, func(route Route) bool { return route.Method == e.Method && route.Path == pathOf(e, id) })
			require.True(t, served, "say in ending.go where the commands are sent that end %s: %v %v", r.Kind, r.EndedBy, r.EndedFor)
		}
	}
}

func (w *world) board() map[string]shown {
	w.t.Helper()
	var b board
	w.get("/v1/board", casework.Supervisor).is(http.StatusOK).json(&b)
	out := map[string]shown{}
	for _, p := range b.Panels {
		name := p.Panel
		if p.Grade != "" {
			name += " " + string(p.Grade)
		}
		require.NotContains(w.t, out, name)
		require.NotEmpty(w.t, p.Says)
		out[name] = p
	}
	return out
}

// troubled is a world in which something is wrong in every way that the board shows.
func troubled(t *testing.T) (*world, []string) {
	t.Helper()
	w := setup(t)
	ids := w.several(5)
	w.post("/v1/cases/"+ids[0]+"/risk-assessments", body{"tool": "DARA", "grade": "high"}, casework.Caseworker).is(http.StatusOK)
	w.post("/v1/cases/"+ids[1]+"/contact-attempts", body{"outcome": "unsafe_signal"}, casework.Caseworker).is(http.StatusOK)
	w.post("/v1/cases/"+ids[2]+"/contact-attempts", body{"outcome": "accepted"}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(9 * 24 * time.Hour)
	w.realm.wake(ids[2])
	w.realm.wake(ids[0])
	return w, ids
}

func TestTheBoardShowsEverythingThatSomebodyMustLookInto(t *testing.T) {
	t.Parallel()
	w, ids := troubled(t)
	b := w.board()
	require.Equal(t, 3, b["stuck"].Count, "three cases slept through what was due")
	require.Equal(t, ids[0], b["unassigned_high_risk"].Tasks[0].CaseID)
	require.Equal(t, ids[1], b["paused_unsafe medium"].Cases[0].ID)
	require.Zero(t, b["paused_unsafe high"].Count)
	require.NotZero(t, b["overdue high"].Count)
	require.Equal(t, ids[0], b["overdue high"].Tasks[0].CaseID)
	require.NotZero(t, b["overdue medium"].Count)
	require.Equal(t, 1, b["safe_and_well"].Count)
	late := b["overdue_by_owner"]
	require.Equal(t, b["overdue high"].Count+b["overdue medium"].Count+b["overdue standard"].Count, late.Count)
	mine := slices.IndexFunc(late.By, func(o byOwner) bool { return o.Owner == "caseworker-1" })
	require.GreaterOrEqual(t, mine, 0)
	require.NotEmpty(t, late.By[mine].List)
}

// A panel that showed other rows than the list to which it leads would be believed.
func TestEveryPanelCountsTheListToWhichItLeads(t *testing.T) {
	t.Parallel()
	w, _ := troubled(t)
	for name, p := range w.board() {
		require.False(t, p.More, name)
		if strings.HasPrefix(p.List, "/v1/tasks?") {
			var page listing[task]
			w.get(p.List, casework.Supervisor).is(http.StatusOK).json(&page)
			require.Len(t, page.Items, p.Count, name)
			require.Equal(t, page.Items[:len(p.Tasks)], append([]task{}, p.Tasks...), name)
			continue
		}
		if strings.HasPrefix(p.List, "/v1/duties?") {
			got := w.duties(strings.TrimPrefix(p.List, "/v1/duties?"), casework.Supervisor)
			require.Len(t, got, p.Count, name)
			require.Equal(t, got[:len(p.Owed)], append([]duty{}, p.Owed...), name)
			continue
		}
		var page listing[summary]
		w.get(p.List, casework.Supervisor).is(http.StatusOK).json(&page)
		require.Len(t, page.Items, p.Count, name)
		require.Equal(t, page.Items[:len(p.Cases)], append([]summary{}, p.Cases...), name)
	}
	for _, o := range w.board()["overdue_by_owner"].By {
		if o.Owner == "" {
			continue
		}
		var page listing[task]
		w.get(o.List, casework.Supervisor).is(http.StatusOK).json(&page)
		require.Len(t, page.Items, o.Count, o.Owner)
	}
}

func TestBreachesAreTheirsWhoOweTheDuty(t *testing.T) {
	t.Parallel()
	w := setup(t)
	cases := w.several(2)
	aimed := owed("aimed", "R6d", 1)
	aimed.Aim = true
	met := owed("met", "R6d", 1)
	met.Met = monday.Add(48 * time.Hour)
	w.owe(cases[0], owed("court", "R9b-court", 1), owed("unit", "R9b", 5), aimed, met)
	w.owe(cases[1], owed("police", "R6d", 1))
	require.Zero(t, w.board()["breaches"].Count)
	w.clock.move(48 * time.Hour)
	b := w.board()["breaches"]
	require.Equal(t, 2, b.Count, "the Witness Care Unit has its own time, and an aim breaches nothing")
	require.Len(t, b.Late, 2)
	require.Equal(t, agencyLate{victimscode.Police, "hertfordshire", 1, false, b.Late[0].Since, "/v1/duties?aim=false&force=hertfordshire&owner=police&state=late"}, b.Late[0])
	require.Equal(t, victimscode.Court, b.Late[1].Owner)
	for _, l := range b.Late {
		require.Len(t, w.duties(strings.TrimPrefix(l.List, "/v1/duties?"), casework.Supervisor), l.Count)
	}
	shown := string(w.send(call{method: http.MethodGet, path: "/metrics"}).body)
	require.Contains(t, shown, `beacon_duties{owner="police",when="late"} 1`)
	require.Contains(t, shown, `beacon_duties{owner="court",when="soon"} 0`)
}

func TestNeitherWorklistNorBoardShowsWhoAVictimIs(t *testing.T) {
	t.Parallel()
	w, _ := troubled(t)
	for _, path := range []string{"/v1/worklist?unassigned=true", "/v1/board"} {
		shown := string(w.get(path, casework.Supervisor).is(http.StatusOK).body)
		for _, personal := range []string{"Zebedee", "Quux", "0770", "4477", "1990-02-28", "41/14572/26", "Officer", "P-1", "S-1"} {
			require.NotContains(t, shown, personal, path)
		}
	}
}
