package store

import (
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/pgtest"
)

// watched is what is read every few seconds, for metrics and by those who watch: of
// millions of rows each reads what it is about, or as much as it may. To add one, add a line.
func watched(t *testing.T, now time.Time) (out []read) {
	t.Helper()
	g := Grace{Every: time.Minute, Patient: time.Hour}
	add := func(name, index, query string, args []any, err error) {
		require.NoError(t, err)
		out = append(out, read{name, query, args, []string{index}})
	}
	query, args, err := g.lateness(now)
	add("lateness", "deadlines_armed", query, args, err)
	query, args, err = g.claim(now, now.Add(time.Minute), 100)
	add("claim what is overdue", "deadlines_armed", query, args, err)
	query, args, err = claimRings(now, now.Add(time.Minute), 96)
	add("claim rings", "cases_due", query, args, err)
	add("what is stuck", "cases_due", stuck, []any{Time{now}}, nil)
	add("the outbox", "deliveries_by_state", oldestUnsettled, []any{"unknown"}, nil)
	add("what was begun", "deliveries_counted", countBegun, []any{Time{now}}, nil)
	add("what was finished", "deliveries_finished", lastFinished, []any{"twilio", Time{now}, 50}, nil)
	add("tasks overdue", "tasks_by_role", overdueOf, []any{"supervisor", 0, Time{now}, countsTo}, nil)
	add("duties by when they are due", "duties_by_body", dueBetween, []any{"police", Time{now}, Time{now.Add(time.Hour)}}, nil)
	add("the ledger of cases at rest", "cases_with_ledger", withLedger, []any{Time{now}, Time{now}, 100}, nil)
	return out
}

// counted is what is counted whole, and rarely where that takes its time.
var counted = []read{
	{"cases", countCases, nil, []string{"cases_by_stage"}},
	{"tasks", countOpenTasks, nil, []string{"tasks_by_kind"}},
	{"deliveries", countDeliveries, nil, []string{"deliveries_by_state"}},
}

// manyClocks gives every case clocks that have ended and one that is armed, and messages.
var manyClocks = []string{
	`insert into deadlines (case_id, clock_id, armed, kind, due, outcome, outcome_at, rung_by)
		select c.id, v.clock, v.n, 'task-overdue', case v.n when 3 then c.next_due else c.since end, v.outcome, case v.outcome when 'armed' then null else c.since end, ''
		from cases c cross join (select 'a' as clock, 1 as n, 'rung' as outcome union all select 'b', 2, 'stopped' union all select 'a', 3, 'armed') v`,
	`insert into deliveries (message_id, case_id, state, provider, provider_ref, entered_at, record, template, counted_at, finished_at)
		select c.id || v.n, c.id, v.state, 'twilio', c.id || v.n, c.since, '{}', 'hearing_reminder', c.since, case v.state when 'unknown' then null else c.since end
		from cases c cross join (select '1' as n, 'delivered' as state union all select '2', 'delivered' union all select '3', 'undelivered' union all select '4', 'unknown') v
		where v.n <> '4' or substr(c.id, 1, 2) = '00'`,
	`analyze`,
}

func clocked(t *testing.T, at string) (*DB, time.Time) {
	t.Helper()
	db, now := crowded(t, at)
	for _, s := range manyClocks {
		_, err := db.write1(t, s)
		require.NoError(t, err)
	}
	return db, now
}

const large = `(?:cases|tasks|duties|deadlines|deliveries)`

func TestSQLiteWatchesByIndexes(t *testing.T) {
	t.Parallel()
	db, now := clocked(t, filepath.Join(t.TempDir(), "beacon.db"))
	for _, r := range append(watched(t, now), counted...) {
		steps := plan(t, db, r.query, r.args)
		require.NotRegexp(t, `(?m)^SCAN (?:[tcd]|`+large+`)$`, steps, "%s: a whole table is read", r.name)
		used := regexp.MustCompile(`(?m)^(?:SEARCH|SCAN) (?:[tcd]|`+large+`) USING (?:COVERING )?INDEX (\w+)`).FindAllStringSubmatch(steps, -1)
		requireUsed(t, r, used, steps)
	}
	for _, r := range watched(t, now) {
		require.NotRegexp(t, `(?m)^SCAN (?:[tcd]|`+large+`) `, plan(t, db, r.query, r.args), "%s: a whole index is read", r.name)
	}
	for _, r := range counted {
		if r.name != "tasks" { // SQLite looks whether they have ended although the index has only those that have not
			require.Contains(t, plan(t, db, r.query, r.args), "COVERING", r.name)
		}
	}
}

func TestPostgreSQLWatchesByIndexes(t *testing.T) {
	t.Parallel()
	db, now := clocked(t, pgtest.URL(t))
	_, err := db.writer.ExecContext(t.Context(), "vacuum (analyze)")
	require.NoError(t, err)
	db.writer.SetMaxOpenConns(1) // settings and what is prepared belong to a connection
	for _, set := range []string{"plan_cache_mode = force_generic_plan", "enable_seqscan = off", "enable_bitmapscan = off"} {
		_, err := db.writer.ExecContext(t.Context(), "set "+set)
		require.NoError(t, err)
	}
	scans := regexp.MustCompile(`Index (?:Only )?Scan (?:Backward )?using (\w+) on ` + large + `\b.*(?:\n(.*))?`)
	for i, r := range append(watched(t, now), counted...) {
		steps := postgresPlan(t, db, i, r)
		require.NotRegexp(t, `Seq Scan on `+large, steps, r.name)
		used := scans.FindAllStringSubmatch(steps, -1)
		requireUsed(t, r, used, steps)
		for _, u := range used {
			if i < len(watched(t, now)) {
				require.Contains(t, u[2], "Index Cond", "%s: a whole index is read\n%s", r.name, steps)
			} else {
				require.Contains(t, u[0], "Only", "%s: the rows are read\n%s", r.name, steps)
			}
		}
	}
}
