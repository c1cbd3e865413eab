package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

func taskIDs(rows []store.TaskRow) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// owned is a task of somebody.
func owned(id string, due time.Duration, owner string) casework.Task {
	t := task(id, due)
	t.Owner = owner
	return t
}

// putTo is a task of somebody that was not done in time and was put to a supervisor.
func putTo(id string, due time.Duration, owner string) casework.Task {
	t := owned(id, due, owner)
	t.Role, t.Urgent, t.Escalated = casework.Supervisor, true, 1
	return t
}

// ranked gives the tasks of a view the places that the case would give them.
func ranked(v casework.View) casework.View {
	for i := range v.Tasks {
		t := &v.Tasks[i]
		if t.Priority = casework.Priorities(v.Grade)[1]; t.Urgent {
			t.Priority = casework.Priorities(v.Grade)[0]
		}
		t.Team = v.Team
	}
	return v
}

// staffed are cases with tasks of several people, and of nobody.
func staffed(t *testing.T, db *store.DB) {
	t.Helper()
	high, medium := view(caseID(1), 1), view(caseID(2), 1)
	high.Grade, high.Halted = casework.HighRisk, true
	done := owned("done", time.Hour, worker)
	done.Ended, done.EndedIn, done.How = Epoch, 1, "dropped"
	decide := task("decide", time.Hour)
	decide.Role = casework.Supervisor
	high.Tasks = []casework.Task{owned("mine-high", 5*time.Hour, worker), done, decide}
	medium.Tasks = []casework.Task{
		owned("mine", 2*time.Hour, worker), putTo("mine-late", -time.Hour, worker), owned("hers", time.Hour, "another"), task("free", time.Hour),
	}
	high.Team, medium.Team = "hub", "elsewhere"
	publish(t, db, ranked(high))
	publish(t, db, ranked(medium))
}

var overseeing = []rule{
	{"AWorklistIsWhatSomebodyHasAndWhatNobodyOfTheirRoleHas", func(t *testing.T, db *store.DB) {
		staffed(t, db)
		for _, c := range []struct {
			w    store.Worklist
			want []string
		}{
			{store.Worklist{Subject: worker, Role: casework.Caseworker}, []string{"mine-late", "mine-high", "mine"}},
			{store.Worklist{Subject: worker, Role: casework.Caseworker, Unassigned: true}, []string{"mine-late", "mine-high", "free", "mine"}},
			{store.Worklist{Subject: "boss", Role: casework.Supervisor}, []string{}},
			{store.Worklist{Subject: "boss", Role: casework.Supervisor, Unassigned: true}, []string{"mine-late", "decide"}},
			{store.Worklist{Subject: "chief", Role: casework.Manager, Unassigned: true}, []string{"mine-late", "decide"}},
			{store.Worklist{Subject: worker, Role: casework.Supervisor, Unassigned: true}, []string{"mine-late", "decide", "mine-high", "mine"}},
			{store.Worklist{Subject: "boss", Role: casework.Supervisor, Unassigned: true, Team: "hub"}, []string{"decide"}},
			{store.Worklist{Subject: "boss", Role: casework.Supervisor, Team: "elsewhere"}, []string{"mine-late", "free", "hers", "mine"}},
			{store.Worklist{Subject: worker, Role: casework.Caseworker, Team: "elsewhere"}, []string{"mine-late", "mine-high", "free", "hers", "mine"}},
			{store.Worklist{Subject: worker, Role: casework.Caseworker, Unassigned: true, Team: "hub"}, []string{"mine-late", "mine-high", "mine"}},
		} {
			page, err := db.Worklist(ctxOf(t), c.w)
			require.NoError(t, err)
			require.Equal(t, c.want, taskIDs(page.Items), "%+v", c.w)
			for i, r := range page.Items {
				require.Equal(t, r.CaseID == caseID(1), r.Halted)
				require.Equal(t, casework.Reaching, r.Stage)
				if i > 0 {
					require.False(t, r.Urgent && !page.Items[i-1].Urgent, "what is urgent comes first")
				}
			}
		}
	}},
	{"PagesOfAWorklistStandStillWhileWorkComesAndGoes", func(t *testing.T, db *store.DB) {
		var want []string
		for i := range 12 {
			v := view(caseID(i), 1)
			v.Tasks = []casework.Task{owned(fmt.Sprint("own-", i), time.Duration(i)*time.Hour, worker), task(fmt.Sprint("free-", i), time.Duration(i)*time.Hour+time.Minute)}
			want = append(want, v.Tasks[0].ID, v.Tasks[1].ID)
			publish(t, db, ranked(v))
		}
		got := walk(t, func(after store.Cursor, limit int) (store.Page[store.TaskRow], error) {
			return db.Worklist(ctxOf(t), store.Worklist{Subject: worker, Role: casework.Caseworker, Unassigned: true, After: after, Limit: limit})
		}, func(n int) {
			v := view(caseID(100+n), 1)
			v.Tasks = []casework.Task{owned("new", -time.Hour, worker)}
			publish(t, db, ranked(v))
			ended := view(caseID(0), 2+n) // what has been read ends
			publish(t, db, ended)
		})
		require.Equal(t, want, taskIDs(got), "each once, in order")
	}},
	{"AListIsCountedByTheFilterThatReadsIt", func(t *testing.T, db *store.DB) {
		staffed(t, db)
		no := false
		for _, f := range []store.TaskFilter{
			{}, {Grade: "high"}, {Grade: "medium", DueBefore: Epoch}, {DueBefore: Epoch.Add(90 * time.Minute)}, {Kind: "call_victim", Grade: "medium"},
			{Assignee: worker, Grade: "high"}, {Role: "supervisor", DueBefore: Epoch.Add(2 * time.Hour)}, {Open: &no}, {Open: &no, Grade: "high"}, {Grade: "standard"}, {Team: "hub", Grade: "high"}, {Team: "elsewhere", DueBefore: Epoch.Add(90 * time.Minute)},
		} {
			whole, err := db.Tasks(ctxOf(t), f)
			require.NoError(t, err)
			g, err := db.GlanceTasks(ctxOf(t), f, 2)
			require.NoError(t, err)
			require.Equal(t, len(whole.Items), g.Count, "%+v", f)
			require.Equal(t, whole.Items[:min(2, g.Count)], g.Items, "%+v", f)
			require.False(t, g.More)
			f.Limit = 1
			page := walk(t, func(after store.Cursor, limit int) (store.Page[store.TaskRow], error) {
				f.After, f.Limit = after, limit
				return db.Tasks(ctxOf(t), f)
			}, func(int) {})
			require.Equal(t, taskIDs(whole.Items), taskIDs(page), "%+v", f)
		}
	}},
	{"CasesThatAreOpenCanBeAskedFor", func(t *testing.T, db *store.DB) {
		for i := range 4 {
			v := view(caseID(i), 1)
			v.Halted, v.Team = true, "hub"
			switch i {
			case 1:
				v.Team = "elsewhere"
			case 2:
				v.Stage, v.Closed = casework.Closed, Epoch
			}
			publish(t, db, v)
		}
		yes, no := true, false
		require.Equal(t, []string{caseID(0), caseID(1), caseID(3)}, listed(t, db, store.CaseFilter{Open: &yes, Halted: &yes}))
		require.Equal(t, []string{caseID(2)}, listed(t, db, store.CaseFilter{Open: &no}))
		require.Equal(t, []string{caseID(0), caseID(3)}, listed(t, db, store.CaseFilter{Open: &yes, Team: "hub", Grade: "medium"}))
		g, err := db.GlanceCases(ctxOf(t), store.CaseFilter{Open: &yes}, 2)
		require.NoError(t, err)
		require.Equal(t, 3, g.Count)
		require.Equal(t, []string{caseID(0), caseID(1)}, caseIDs(g.Items))
	}},
	{"WhoHasMostOverdueComesFirst", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Tasks = []casework.Task{
			owned("a", -time.Hour, "another"), putTo("b", -3*time.Hour, worker), owned("c", -2*time.Hour, worker), task("d", -time.Minute), owned("e", time.Hour, worker),
		}
		publish(t, db, ranked(v))
		g, err := db.OverdueByOwner(ctxOf(t), store.TaskFilter{DueBefore: Epoch}, 2)
		require.NoError(t, err)
		require.Equal(t, 4, g.Count)
		require.False(t, g.More)
		require.Equal(t, []store.OwnerOverdue{{Owner: worker, Count: 2, Since: Epoch.Add(-3 * time.Hour)}, {Owner: "", Count: 1, Since: Epoch.Add(-time.Minute)}}, g.Items)
	}},
	{"CountingEndsAtAThousand", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		for i := range 1003 {
			v.Tasks = append(v.Tasks, owned(fmt.Sprint("t-", i), -time.Hour, worker))
		}
		publish(t, db, ranked(v))
		g, err := db.GlanceTasks(ctxOf(t), store.TaskFilter{DueBefore: Epoch}, 5)
		require.NoError(t, err)
		require.Equal(t, 1000, g.Count)
		require.True(t, g.More)
		require.Len(t, g.Items, 5)
		by, err := db.OverdueByOwner(ctxOf(t), store.TaskFilter{DueBefore: Epoch}, 5)
		require.NoError(t, err)
		require.Equal(t, 1000, by.Count)
		require.True(t, by.More)
	}},
}
