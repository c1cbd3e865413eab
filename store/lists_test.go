package store

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/crowd"
	"beacon/internal/pgtest"
	"beacon/victimscode"
)

// read is a query of a list or of the board, and how the database is to go about it:
// by these indexes and no others.
type read struct {
	name    string
	query   string
	args    []any
	indexes []string
}

// reads is every list of tasks and every part of the board, at the beginning and
// further on.
func reads(t *testing.T, now time.Time) (out []read) {
	t.Helper()
	yes, no := true, false
	add := func(name, index, list string, runs []run) {
		for _, after := range []Cursor{"", cursorAt(list, "1", written(now), "id", "task")} {
			query, args, err := tasksQuery(list, runs, after, 51)
			require.NoError(t, err)
			out = append(out, read{name + " " + after, query, args, strings.Fields(index)})
		}
		if runs[0].weight != anyWeight { // for counting all of them any index will do
			query, args, err := glanceTasks(runs, 5)
			require.NoError(t, err)
			out = append(out, read{"glance at " + name, query, args, strings.Fields(index)})
		}
	}
	for _, f := range []struct {
		name, index string
		filter      TaskFilter
	}{
		{"all", "tasks_worklist", TaskFilter{}},
		{"due", "tasks_worklist", TaskFilter{DueBefore: now}},
		{"due of a grade", "tasks_worklist", TaskFilter{DueBefore: now, Grade: "high"}},
		{"of a role", "tasks_by_role", TaskFilter{Role: "supervisor"}},
		{"of a team", "tasks_by_team", TaskFilter{Team: "team-0000"}},
		{"due of a team and grade", "tasks_by_team", TaskFilter{Team: "team-0000", DueBefore: now, Grade: "high"}},
		{"of a team and kind", "tasks_by_team_and_kind", TaskFilter{Team: "team-0000", Kind: "not_reached"}},
		{"of a team, kind and grade", "tasks_by_team_and_kind", TaskFilter{Team: "team-0000", Kind: "allocate", Grade: "high"}},
		{"of an owner", "tasks_by_owner", TaskFilter{Assignee: "caseworker-000001"}},
		{"due of an owner", "tasks_by_owner", TaskFilter{Assignee: "caseworker-000001", DueBefore: now}},
		{"of a rung", "tasks_by_rung", TaskFilter{Rung: "manager"}},
		{"of a kind", "tasks_by_kind", TaskFilter{Kind: "not_reached"}},
		{"of a kind and grade", "tasks_by_kind", TaskFilter{Kind: "not_reached", Grade: "high"}},
		{"of a case", "tasks_open_of_case", TaskFilter{Case: "id"}},
		{"ended", "tasks_ended", TaskFilter{Open: &no}},
		{"ended of a case", "tasks_ended_of_case", TaskFilter{Open: &no, Case: "id"}},
	} {
		add(f.name, f.index, "tasks", f.filter.runs())
	}
	add("own", "tasks_by_owner", "worklist", Worklist{Subject: "caseworker-000001", Role: casework.Caseworker}.runs())
	add("own and waiting", "tasks_by_owner tasks_waiting", "worklist", Worklist{Subject: "caseworker-000001", Role: casework.Supervisor, Unassigned: true}.runs())
	add("own and of the team", "tasks_by_owner tasks_by_team", "worklist", Worklist{Subject: "caseworker-000001", Role: casework.Supervisor, Team: "team-0000"}.runs())
	add("own and waiting in the team", "tasks_by_owner tasks_waiting_in_team", "worklist",
		Worklist{Subject: "caseworker-000001", Role: casework.Caseworker, Unassigned: true, Team: "team-0000"}.runs())
	out = append(out, dutyReads(t, now)...)
	query, args := byOwner(TaskFilter{DueBefore: now}.runs(), 20)
	out = append(out, read{"overdue by owner", query, args, []string{"tasks_worklist"}})
	query, args = byOwner(TaskFilter{Team: "team-0000", DueBefore: now}.runs(), 20)
	out = append(out, read{"overdue of a team by owner", query, args, []string{"tasks_by_team"}})
	for _, f := range []struct {
		name, index string
		filter      CaseFilter
	}{
		{"paused cases", "cases_paused", CaseFilter{Grade: "high", Halted: &yes, Open: &yes}},
		{"paused cases of a team", "cases_paused_in_team", CaseFilter{Grade: "high", Team: "team-0000", Halted: &yes, Open: &yes}},
		{"stuck cases of a team", "cases_by_team", CaseFilter{Team: "team-0000", DueBefore: now}},
		{"stuck cases", "cases_due", CaseFilter{DueBefore: now}},
	} {
		for _, after := range []Cursor{"", cursorAt("cases", written(now.Add(-time.Hour)), "id")} {
			f.filter.After = after
			query, args, err := f.filter.query()
			require.NoError(t, err)
			out = append(out, read{f.name + " " + after, query, args, []string{f.index, "tasks_open_of_case"}})
		}
		query, args := f.filter.glance()
		out = append(out, read{"glance at " + f.name, query, args, []string{f.index, "tasks_open_of_case"}})
	}
	return out
}

// dutyReads is every list of duties.
func dutyReads(t *testing.T, now time.Time) (out []read) {
	t.Helper()
	no := false
	for _, after := range []Cursor{"", cursorAt("duties", written(now.Add(-time.Hour)), "id", "duty")} {
		query, args, err := dueWithin(now.AddDate(0, -3, 0), now, after)
		require.NoError(t, err)
		out = append(out, read{"duties due within a time " + after, query, args, []string{"duties_by_due"}})
	}
	for _, f := range []struct {
		name, index string
		filter      DutyFilter
	}{
		{"duties", "duties_open", DutyFilter{}},
		{"late duties", "duties_by_body", DutyFilter{State: DutyLate, Now: now, Aim: &no}},
		{"duties soon due", "duties_open", DutyFilter{DueBefore: now}},
		{"duties of a body", "duties_by_body", DutyFilter{Body: "court"}},
		{"late duties of a body", "duties_by_body", DutyFilter{State: DutyLate, Now: now, Body: "police", Aim: &no}},
		{"duties of ours", "duties_by_ours", DutyFilter{Ours: "to_do"}},
		{"duties of a row", "duties_by_row", DutyFilter{Row: "R6d"}},
		{"duties of a team", "duties_by_team", DutyFilter{Team: "team-0000"}},
		{"duties of a worker", "duties_by_owner", DutyFilter{Worker: "caseworker-000001"}},
		{"own duties", "duties_by_owner", DutyFilter{Subject: "caseworker-000001"}},
		{"own duties and the team's", "duties_by_owner duties_by_team", DutyFilter{Subject: "caseworker-000001", Teammates: "team-0000"}},
		{"breached duties", "duties_breached", DutyFilter{State: DutyBreached}},
		{"met duties", "duties_by_due", DutyFilter{State: DutyMet, DueBefore: now}},
	} {
		for _, after := range []Cursor{"", cursorAt("duties", written(now.Add(-time.Hour)), "id", "duty")} {
			f.filter.After = after
			query, args, err := f.filter.query()
			require.NoError(t, err)
			out = append(out, read{f.name + " " + after, query, args, strings.Fields(f.index)})
		}
		if f.filter.State == DutyLate && f.filter.Body != "" {
			query, args := f.filter.byForce(victimscode.Bodies)
			out = append(out, read{f.name + " by force", query, args, strings.Fields(f.index)})
			f.filter.After = ""
			query, args, err := f.filter.glance()
			require.NoError(t, err)
			out = append(out, read{"glance at " + f.name, query, args, strings.Fields(f.index)})
		}
	}
	return out
}

// crowded is a database with two thousand open cases, and the moment around which
// they lie; each owes seven duties.
func crowded(t *testing.T, at string) (*DB, time.Time) {
	t.Helper()
	db := openAt(t, at)
	require.NoError(t, db.Migrate(t.Context()))
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	require.NoError(t, crowd.Fill(t.Context(), db.writer.DB, crowd.New(now, 2000)))
	_, err := db.write1(t, manyDuties)
	require.NoError(t, err)
	_, err = db.writer.ExecContext(t.Context(), "analyze")
	require.NoError(t, err)
	return db, now
}

// manyDuties gives every case a few duties: some met, some breached, some with a time of our own.
const manyDuties = `insert into duties (case_id, id, revision, duty, edition, of_right, body, ours, event, kind, enhanced, began, received, heard,
		runs_from, due, aim, met, met_by, how, noted, breached, ended, team, owner, force)
	select c.id, v.id, 1, v.duty, '2020', 6, v.body, v.ours, 'e', 'arrested', true, c.since, c.since, c.since,
		c.since, case v.due when '' then c.next_due else v.due end, substr(c.id, 1, 1) < '8', case v.met when '' then null else c.since end, '', '', null,
		case v.late when '' then null else c.since end, '', c.team, c.owner, 'hertfordshire'
	from cases c cross join (
		select '1' as id, 'R6a' as duty, 'police' as body, 'to_chase' as ours, '' as due, '' as met, '' as late
		union all select '2', 'R6d', 'police', 'to_chase', '', 'met', ''
		union all select '3', 'R9b', 'witness_care_unit', 'to_evidence', '', '', 'late'
		union all select '4', 'R9b-court', 'court', 'to_evidence', '` + never + `', '', ''
		union all select '5', 'R1', 'every_provider', 'to_do', '', 'met', 'late'
		union all select '6', 'R3a', 'police', 'to_evidence', '', '', ''
		union all select '7', 'R9a-court', 'court', 'to_chase', '', '', '') v`

func TestSQLiteReadsEveryListByItsIndex(t *testing.T) {
	t.Parallel()
	db, now := crowded(t, filepath.Join(t.TempDir(), "beacon.db"))
	for _, r := range reads(t, now) {
		steps := plan(t, db, r.query, r.args)
		require.NotRegexp(t, `(?m)^SCAN [tcd]$`, steps, "%s: a whole table is read", r.name)
		used := regexp.MustCompile(`(?m)^(?:SEARCH|SCAN) [tcd] USING (?:COVERING )?INDEX (\w+)`).FindAllStringSubmatch(steps, -1)
		requireUsed(t, r, used, steps)
		if len(r.indexes) == 1 && !strings.Contains(steps, "UNION") && !strings.Contains(r.query, "group by") {
			require.NotContains(t, steps, "TEMP B-TREE", r.name)
		}
	}
}

// PostgreSQL chooses by what it knows of the rows; this asks for the plan that it keeps
// when it has stopped looking at parameters.
func TestPostgreSQLReadsEveryListByItsIndex(t *testing.T) {
	t.Parallel()
	db, now := crowded(t, pgtest.URL(t))
	generic(t, db)
	for i, r := range reads(t, now) {
		steps := postgresPlan(t, db, i, r)
		require.NotContains(t, steps, "Seq Scan", r.name)
		used := regexp.MustCompile(`Index (?:Only )?Scan using (\w+) on (?:tasks|duties|cases c[\s_])`).FindAllStringSubmatch(steps, -1)
		requireUsed(t, r, used, steps)
		for _, key := range regexp.MustCompile(`Sort Key: .*`).FindAllString(steps, -1) {
			require.Greater(t, strings.Count(steps, "Limit"), 1, "%s: everything is sorted by %s", r.name, key)
		}
	}
}

// A page of a worklist among a million cases would else read rows that lie far apart, and
// so would what the board adds up.
func TestPostgreSQLReadsAWorklistFromItsIndexesAlone(t *testing.T) {
	t.Parallel()
	db, now := crowded(t, pgtest.URL(t))
	generic(t, db)
	alone, n := regexp.MustCompile(`^(own|overdue) |^(due )?of an? (team|owner) \S*$`), 0
	for i, r := range reads(t, now) {
		if !alone.MatchString(r.name) || strings.Contains(r.name, "duties") {
			continue
		}
		n++
		steps := postgresPlan(t, db, i, r)
		require.Contains(t, steps, "Index Only Scan", r.name)
		require.NotContains(t, steps, "Index Scan", "%s\n%s", r.name, steps)
		require.NotContains(t, steps, "SubPlan", "%s\n%s", r.name, steps)
	}
	require.Equal(t, 16, n)
}

// generic has the database plan as it does when it has stopped looking at parameters, and
// among few rows as among many.
func generic(t *testing.T, db *DB) {
	t.Helper()
	db.writer.SetMaxOpenConns(1) // settings and what is prepared belong to a connection
	for _, set := range []string{"plan_cache_mode = force_generic_plan", "enable_seqscan = off", "enable_bitmapscan = off"} {
		_, err := db.writer.ExecContext(t.Context(), "set "+set)
		require.NoError(t, err)
	}
}

// Planning a page anew takes as long as reading it. Whether PostgreSQL keeps a plan is its
// own choice, by what it expects each to cost. Of what there is hardly anything, and is
// asked for by a moment, it plans anew: duties, and cases that are stuck.
func TestPostgreSQLKeepsThePlanOfEveryWorklistAndPanel(t *testing.T) {
	t.Parallel()
	db, now := crowded(t, pgtest.URL(t))
	db.writer.SetMaxOpenConns(1)
	listed := regexp.MustCompile(`^(own|glance at|overdue) `)
	for _, r := range reads(t, now) {
		if !listed.MatchString(r.name) || strings.Contains(r.name, "duties") || strings.Contains(r.name, "stuck") {
			continue
		}
		query := db.writer.Rebind(r.query)
		for range 10 { // the first five times it tries
			func() {
				rows, err := db.writer.QueryxContext(t.Context(), query, r.args...)
				require.NoError(t, err)
				defer func() { require.NoError(t, rows.Close()) }()
				require.NoError(t, rows.Err())
			}()
		}
		var kept int
		require.NoError(t, db.writer.GetContext(t.Context(), &kept, `select generic_plans from pg_prepared_statements where statement = $1`, query))
		require.GreaterOrEqual(t, kept, 5, r.name)
	}
}

// requireUsed checks that a query reads by its indexes and no others, those aside by
// which single rows are looked up.
func requireUsed(t *testing.T, r read, used [][]string, steps string) {
	t.Helper()
	var names []string
	for _, u := range used {
		if !strings.HasSuffix(u[1], "_pkey") && !strings.HasPrefix(u[1], "sqlite_autoindex") {
			names = append(names, u[1])
		}
	}
	slices.Sort(names)
	require.Equal(t, r.indexes, slices.Compact(names), "%s\n%s\n%s", r.name, r.query, steps)
}

// postgresPlan prepares a query and asks how it would be gone about.
func postgresPlan(t *testing.T, db *DB, n int, r read) string {
	t.Helper()
	values := make([]string, len(r.args))
	for i, a := range r.args {
		j, err := json.Marshal(a)
		require.NoError(t, err)
		values[i] = strings.ReplaceAll(string(j), `"`, `'`)
	}
	name := fmt.Sprint("read_", n)
	_, err := db.writer.ExecContext(t.Context(), "prepare "+name+" as "+db.writer.Rebind(r.query))
	require.NoError(t, err, r.query)
	var steps []string
	require.NoError(t, db.writer.SelectContext(t.Context(), &steps, "explain execute "+name+strings.TrimSuffix(" ("+strings.Join(values, ", ")+")", " ()")))
	return strings.Join(steps, "\n")
}
