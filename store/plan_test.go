package store

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/pgtest"
)

// openLiteDB opens a migrated SQLite database in memory.
func openLiteDB(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), "")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	db.SealWith(testRing)
	return db
}

// plan is how SQLite would go about a query.
func plan(t *testing.T, db *DB, query string, args []any) string {
	t.Helper()
	var steps []struct {
		ID      int    `db:"id"`
		Parent  int    `db:"parent"`
		NotUsed int    `db:"notused"`
		Detail  string `db:"detail"`
	}
	require.NoError(t, db.read().all(t.Context(), &steps, "explain query plan "+query, args...))
	var b strings.Builder
	for _, s := range steps {
		b.WriteString(s.Detail + "\n")
	}
	return b.String()
}

func TestEveryListIsReadInTheOrderOfAnIndex(t *testing.T) {
	t.Parallel()
	db := openLiteDB(t)
	yes, now := true, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	afterCase := cursorAt("cases", written(now), "id")
	cases := map[string]CaseFilter{
		"cases_due":      {DueBefore: now},
		"cases_by_stage": {Stage: "reaching"},
		"cases_by_grade": {Grade: "high"},
		"cases_by_team":  {Team: "hub"},
		"cases_offered":  {OfferedTo: "somebody"},
		"cases_covered":  {Cover: "somebody"},
		"cases_by_owner": {Assignee: "somebody"},
		"cases_halted":   {Halted: &yes},
	}
	for index, f := range cases {
		for _, after := range []Cursor{"", afterCase} {
			f.After = after
			query, args, err := f.query()
			require.NoError(t, err)
			requireIndex(t, plan(t, db, query, args), "c", index)
		}
	}
	for _, after := range []Cursor{"", cursorAt("timeline", "3", "1")} {
		query, args, err := timelineQuery("id", after, 10)
		require.NoError(t, err)
		requireIndex(t, plan(t, db, query, args), "l", "sqlite_autoindex_lines_1")
	}
}

// requireIndex checks that a table is read by an index and that nothing is sorted.
func requireIndex(t *testing.T, plan, table, index string) {
	t.Helper()
	require.NotContains(t, plan, "TEMP B-TREE", index)
	require.NotRegexp(t, `(?m)^SCAN \w+$`, plan, "a whole table is read")
	require.Regexp(t, `(?m)^(SEARCH|SCAN) `+table+` USING (COVERING )?INDEX `+index, plan)
}

func TestTheSmallerQueriesUseAnIndexToo(t *testing.T) {
	t.Parallel()
	db := openLiteDB(t)
	for _, query := range []string{
		`select record from deliveries where case_id = 'x' order by entered_at, message_id`,
		`select record from deliveries where provider = 'x' and provider_ref = 'y' and provider_ref <> '' order by message_id limit 1`,
		`select event_id from provider_events where provider = 'x' and provider_ref = 'y' and not applied order by at, event_id`,
		`select id from news n where not n.handled and n.at < '2026' order by n.at, n.id limit 10`,
		`select text_id from inbound i where not i.claimed order by i.at, i.text_id limit 10`,
		`select 1 from lines l where l.text_id = 'x' and l.text_id <> ''`,
		`select id from people where force = 'x' and reference = 'y' and reference <> ''`,
		`select ref from referrals r where r.case_id = 'x'`,
		`select v.ref from referral_versions v join referrals r on r.ref = v.ref and r.newest = v.version where not v.taken and (v.again is null or v.again <= '2026') order by v.place, v.received, v.ref limit 8`,
		`select id from contact_points where kind = 'phone' and matches_on = 'x'`,
		`select id from audit where case_id = 'x' order by id limit 10`,
		`select state, count(*) from deliveries group by state`,
		filled(countVictim), filled(countAll), filled(countBegun), filled(lastFinished),
	} {
		steps := plan(t, db, query, nil)
		require.Contains(t, steps, "INDEX", query)
		require.NotRegexp(t, `(?m)^SCAN \w+$`, steps, query)
	}
}

func TestWhatIsOverdueIsCountedInTheOrderOfAnIndex(t *testing.T) {
	t.Parallel()
	steps := plan(t, openLiteDB(t), filled(overdueOf), nil)
	require.Contains(t, steps, "SEARCH t USING INDEX tasks_by_role (role=? AND weight=? AND due<?)")
	require.NotContains(t, steps, "TEMP B-TREE")
}

// filled is a query with values for its parameters.
func filled(query string) string {
	return strings.ReplaceAll(strings.ReplaceAll(query, "limit ?", "limit 50"), "?", "'x'")
}

// The watch of clocks asks every half minute, among millions of deadlines of which hardly
// any is overdue.
func TestWhatIsOverdueIsReadByTheIndexOfWhatIsArmed(t *testing.T) {
	t.Parallel()
	db := openLiteDB(t)
	query, args, err := Grace{Every: time.Minute, Patient: time.Hour}.lateness(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.Contains(t, plan(t, db, query, args), "deadlines_armed (due<?)")
	require.Contains(t, plan(t, db, armedOf, []any{"c"}), "(case_id=?)")
	requireIndex(t, plan(t, db, filled(withLedger), nil), "c", "cases_with_ledger")
}

// Whoever publishes asks for the deadlines of one case, from the first day on: PostgreSQL
// then knows nothing of the rows yet.
func TestTheDeadlinesOfACaseAreNotLookedForAmongAll(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), pgtest.URL(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	_, err = db.write1(t, `insert into deadlines (`+deadlineColumns+`)
		select 'case-' || n / 10, 'clock-' || n, 1, 'duty_due', '2026', 'armed', null, '' from generate_series(1, 5000) n`)
	require.NoError(t, err)
	var steps []string
	require.NoError(t, db.read().all(t.Context(), &steps, "explain "+strings.ReplaceAll(armedOf, "?", "'case-7'")))
	require.NotContains(t, strings.Join(steps, "\n"), "deadlines_armed")
	require.Contains(t, strings.Join(steps, "\n"), "deadlines_pkey")
}
