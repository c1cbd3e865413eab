package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// walk reads a list to its end, three at a time, and does something after each page.
func walk[T any](t *testing.T, list func(after store.Cursor, limit int) (store.Page[T], error), between func(page int)) []T {
	t.Helper()
	var out []T
	after := store.Cursor("")
	for n := 0; ; n++ {
		page, err := list(after, 3)
		require.NoError(t, err)
		out = append(out, page.Items...)
		if page.Next == "" {
			return out
		}
		require.Len(t, page.Items, 3)
		require.Less(t, n, 100, "the list does not end")
		after = page.Next
		between(n)
	}
}

func caseIDs(rows []store.CaseRow) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

func listed(t *testing.T, db *store.DB, f store.CaseFilter) []string {
	t.Helper()
	page, err := db.Cases(ctxOf(t), f)
	require.NoError(t, err)
	return caseIDs(page.Items)
}

var listing = []rule{
	{"CasesAreListedByWhatIsDueFirst", func(t *testing.T, db *store.DB) {
		for i, due := range []time.Duration{3 * time.Hour, 0, time.Hour, 2 * time.Hour, 0, time.Hour} {
			v := view(caseID(i), 1)
			v.NextDue = time.Time{}
			if due != 0 {
				v.NextDue = Epoch.Add(due)
			}
			publish(t, db, v)
		}
		want := []string{caseID(2), caseID(5), caseID(3), caseID(0), caseID(1), caseID(4)}
		require.Equal(t, want, listed(t, db, store.CaseFilter{}))
		got := walk(t, func(after store.Cursor, limit int) (store.Page[store.CaseRow], error) {
			return db.Cases(ctxOf(t), store.CaseFilter{After: after, Limit: limit})
		}, func(int) {})
		require.Equal(t, want, caseIDs(got))
		require.True(t, got[5].NextDue.IsZero())
		require.Nil(t, got[0].State, "the state is not in lists")
	}},
	{"CasesCanBeNarrowed", func(t *testing.T, db *store.DB) {
		for i := range 4 {
			v := view(caseID(i), 1)
			v.NextDue = Epoch.Add(time.Duration(i) * time.Hour)
			switch i {
			case 1:
				v.Stage = casework.Supporting
			case 2:
				v.Grade, v.Team, v.Owner = casework.HighRisk, "hub", worker
			case 3:
				v.Halted, v.NextDue = true, time.Time{}
			}
			publish(t, db, v)
		}
		yes, no := true, false
		require.Equal(t, []string{caseID(1)}, listed(t, db, store.CaseFilter{Stage: "supporting"}))
		require.Equal(t, []string{caseID(2)}, listed(t, db, store.CaseFilter{Grade: "high"}))
		require.Equal(t, []string{caseID(2)}, listed(t, db, store.CaseFilter{Assignee: worker}))
		require.Equal(t, []string{caseID(2)}, listed(t, db, store.CaseFilter{Team: "hub"}))
		require.Equal(t, []string{caseID(3)}, listed(t, db, store.CaseFilter{Halted: &yes}))
		require.Len(t, listed(t, db, store.CaseFilter{Halted: &no}), 3)
		require.Equal(t, []string{caseID(0), caseID(1)}, listed(t, db, store.CaseFilter{DueBefore: Epoch.Add(2 * time.Hour)}))
		require.Len(t, listed(t, db, store.CaseFilter{DueBefore: Epoch.AddDate(100, 0, 0)}), 3, "what is never due is not due before anything")
		require.Empty(t, listed(t, db, store.CaseFilter{Stage: "supporting", Grade: "high"}))
		require.Empty(t, listed(t, db, store.CaseFilter{Stage: "no\x00where"}))
		n, err := db.Stuck(ctxOf(t), Epoch.Add(time.Hour))
		require.NoError(t, err)
		require.Equal(t, 1, n)
	}},
	{"PagesOfCasesStandStillWhileOthersWrite", func(t *testing.T, db *store.DB) {
		for i := range 20 {
			v := view(caseID(100+i), 1)
			v.NextDue = Epoch.Add(time.Duration(i/2) * time.Hour)
			publish(t, db, v)
		}
		before := listed(t, db, store.CaseFilter{})
		got := walk(t, func(after store.Cursor, limit int) (store.Page[store.CaseRow], error) {
			return db.Cases(ctxOf(t), store.CaseFilter{After: after, Limit: limit})
		}, func(n int) {
			for _, hour := range []int{-1, n, 9} {
				v := view(fmt.Sprint("new-", n, "-", hour), 1)
				v.NextDue = Epoch.Add(time.Duration(hour)*time.Hour + time.Minute)
				publish(t, db, v)
			}
		})
		old := slices.DeleteFunc(caseIDs(got), func(id string) bool { return id[:4] == "new-" })
		require.Equal(t, before, old, "each once, in order")
	}},
	{"WorklistsPutTheUrgentAndTheGravestFirst", func(t *testing.T, db *store.DB) {
		grades := []casework.Grade{casework.StandardRisk, casework.HighRisk, casework.MediumRisk}
		for i, g := range grades {
			v := view(caseID(i), 1)
			v.Grade = g
			soon, urgent := task("soon", time.Hour), task("urgent", 5*time.Hour)
			urgent.Urgent = true
			v.Tasks = []casework.Task{task("later", 2*time.Hour), soon, urgent}
			for n := range v.Tasks {
				v.Tasks[n].Priority = slices.Index(casework.Grades, g)
				if !v.Tasks[n].Urgent {
					v.Tasks[n].Priority += len(casework.Grades)
				}
			}
			publish(t, db, v)
		}
		var want []string
		for _, id := range []string{"urgent", "soon later"} {
			for _, c := range []int{1, 2, 0} {
				for _, one := range slices.Collect(splitWords(id)) {
					want = append(want, fmt.Sprint(c, " ", one))
				}
			}
		}
		got := walk(t, func(after store.Cursor, limit int) (store.Page[store.TaskRow], error) {
			return db.Tasks(ctxOf(t), store.TaskFilter{After: after, Limit: limit})
		}, func(int) {})
		var ids []string
		for _, r := range got {
			ids = append(ids, fmt.Sprint(slices.Index([]string{caseID(0), caseID(1), caseID(2)}, r.CaseID), " ", r.ID))
		}
		require.Equal(t, want, ids)
	}},
	{"WorklistsCanBeNarrowed", func(t *testing.T, db *store.DB) {
		mine, theirs, old := task("mine", time.Hour), task("theirs", 2*time.Hour), task("old", time.Hour)
		mine.Team, mine.Owner = "hub", worker
		theirs.Role, theirs.Kind = casework.Supervisor, casework.SignOff
		old.Ended, old.EndedIn, old.How = Epoch.Add(time.Hour), 1, "dropped"
		v := view(caseID(1), 1)
		v.Tasks = []casework.Task{mine, theirs, old}
		publish(t, db, v)
		other := view(caseID(2), 1)
		other.Tasks = []casework.Task{task("other", 3*time.Hour)}
		publish(t, db, other)
		yes, no := true, false
		for _, c := range []struct {
			f    store.TaskFilter
			want []string
		}{
			{store.TaskFilter{}, []string{"mine", "theirs", "other"}},
			{store.TaskFilter{Open: &yes}, []string{"mine", "theirs", "other"}},
			{store.TaskFilter{Open: &no}, []string{"old"}},
			{store.TaskFilter{Case: caseID(1)}, []string{"mine", "theirs"}},
			{store.TaskFilter{Assignee: worker}, []string{"mine"}},
			{store.TaskFilter{Team: "hub"}, []string{"mine"}},
			{store.TaskFilter{Role: "supervisor"}, []string{"theirs"}},
			{store.TaskFilter{Kind: "call_victim"}, []string{"mine", "other"}},
			{store.TaskFilter{DueBefore: Epoch.Add(2 * time.Hour)}, []string{"mine"}},
			{store.TaskFilter{Kind: "call_victim", Role: "supervisor"}, nil},
		} {
			page, err := db.Tasks(ctxOf(t), c.f)
			require.NoError(t, err)
			var ids []string
			for _, r := range page.Items {
				ids = append(ids, r.ID)
			}
			require.Equal(t, c.want, ids, "%+v", c.f)
		}
	}},
	{"PagesOfATimelineStandStillWhileItGrows", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 4)
		for r := range 4 {
			v.Lines = append(v.Lines, line(r+1, 0), line(r+1, 1))
		}
		publish(t, db, v)
		publish(t, db, view(caseID(2), 1))
		got := walk(t, func(after store.Cursor, limit int) (store.Page[store.TimelineLine], error) {
			return db.Timeline(ctxOf(t), caseID(1), after, limit)
		}, func(n int) {
			if n == 0 {
				more := view(caseID(1), 10)
				more.Lines = []casework.Line{line(10, 0), line(2, 0)}
				publish(t, db, more)
			}
		})
		require.Len(t, got, 9)
		require.True(t, slices.IsSortedFunc(got, func(a, b store.TimelineLine) int {
			return (a.Revision-b.Revision)*10 + a.N - b.N
		}))
		empty, err := db.Timeline(ctxOf(t), caseID(2), "", 10)
		require.NoError(t, err)
		require.Empty(t, empty.Items)
	}},
	{"ACursorOfSomethingElseIsRefused", badCursors},
}

func splitWords(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, w := range []string{"urgent", "soon", "later"} {
			if s == w || len(s) > len(w) && (s[:len(w)] == w || s[len(s)-len(w):] == w) {
				if !yield(w) {
					return
				}
			}
		}
	}
}
