package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"modernc.org/sqlite"
)

// onOne is one connection to a database with a table of a few rows, and what it keeps.
func onOne(t *testing.T, at string) (*sql.Conn, *keptConn) {
	t.Helper()
	pool := sql.OpenDB(keeping{at})
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	c, err := pool.Conn(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() }) // a test may have closed it
	said(t, c, `create table seen (n integer primary key, says text not null default '')`)
	said(t, c, `insert into seen (n) values (1), (2), (3)`)
	var kept *keptConn
	require.NoError(t, c.Raw(func(of any) error { kept = of.(*keptConn); return nil }))
	return c, kept
}

// onLite tests with a file, and in memory, where a connection outlives what interrupts it.
func onLite(t *testing.T, test func(t *testing.T, c *sql.Conn, kept *keptConn)) {
	t.Helper()
	for name, at := range map[string]string{"File": "file:" + filepath.Join(t.TempDir(), "kept.db"), "Memory": ":memory:"} {
		t.Run(name, func(t *testing.T) {
			c, kept := onOne(t, at)
			test(t, c, kept)
		})
	}
}

func said(t *testing.T, c *sql.Conn, text string, args ...any) {
	t.Helper()
	_, err := c.ExecContext(t.Context(), text, args...)
	require.NoError(t, err, text)
}

func number(t *testing.T, c *sql.Conn, text string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, c.QueryRowContext(t.Context(), text, args...).Scan(&n), text)
	return n
}

func TestAKeptStatementSeesAChangedSchema(t *testing.T) {
	t.Parallel()
	at := "file:" + filepath.Join(t.TempDir(), "kept.db")
	c, kept := onOne(t, at)
	other := sql.OpenDB(keeping{at})
	defer func() { require.NoError(t, other.Close()) }()
	const all, add = `select * from seen`, `insert into seen (n) values (?)`
	columns := func() []string {
		rows, err := c.QueryContext(t.Context(), all)
		require.NoError(t, err)
		defer rows.Close()
		names, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			into := make([]any, len(names))
			for i := range into {
				into[i] = new(any)
			}
			require.NoError(t, rows.Scan(into...))
		}
		require.NoError(t, rows.Err())
		return names
	}
	require.Equal(t, []string{"n", "says"}, columns())
	said(t, c, add, 4)
	for _, change := range []struct {
		by   func(string)
		text string
		want []string
	}{
		{func(text string) { said(t, c, text) }, `alter table seen add column more text`, []string{"n", "says", "more"}},
		{func(text string) { _, err := other.ExecContext(t.Context(), text); require.NoError(t, err) }, `alter table seen drop column says`, []string{"n", "more"}},
	} {
		require.Contains(t, kept.kept, all)
		change.by(change.text)
		require.Equal(t, change.want, columns())
	}
	said(t, c, `drop table seen`)
	_, err := c.ExecContext(t.Context(), add, 5)
	require.ErrorContains(t, err, "no such table")
	said(t, c, `create table seen (m text, n integer)`)
	said(t, c, add, 6)
	require.Equal(t, 6, number(t, c, `select n from seen`))
}

func TestAStatementIsUsedWhileItsRowsAreRead(t *testing.T) {
	t.Parallel()
	onLite(t, func(t *testing.T, c *sql.Conn, kept *keptConn) {
		const from = `select n from seen where n >= ? order by n`
		var read func(n int) (all []int)
		read = func(n int) (all []int) {
			rows, err := c.QueryContext(t.Context(), from, n)
			require.NoError(t, err)
			defer rows.Close()
			for rows.Next() {
				var n int
				require.NoError(t, rows.Scan(&n))
				all = append(all, n)
				all = append(all, read(n+1)...)
			}
			require.NoError(t, rows.Err())
			return all
		}
		for range 2 {
			require.Equal(t, []int{1, 2, 3, 3, 2, 3, 3}, read(1))
		}
		require.Equal(t, 2, kept.order.Len(), "of each text one is kept: this, and the insert")
	})
}

func TestAStatementThatEndedBadlyIsUsedAgain(t *testing.T) {
	t.Parallel()
	onLite(t, func(t *testing.T, c *sql.Conn, _ *keptConn) {
		const add = `insert into seen (n) values (?)`
		for n := range 3 {
			_, err := c.ExecContext(t.Context(), add, 1)
			require.ErrorContains(t, err, "UNIQUE")
			said(t, c, add, 10+n)
		}
		for range 2 {
			said(t, c, `savepoint one`)
			said(t, c, add, 20)
			said(t, c, `rollback to one`)
			said(t, c, `release one`)
		}
		require.Equal(t, 6, number(t, c, `select count(*) from seen`))
	})
}

func TestACancelledStatementIsUsedAgain(t *testing.T) {
	t.Parallel()
	const up = `with recursive up(i) as (select 1 union all select i + 1 from up where i < ?) `
	const forEver = 1_000_000_000
	for _, at := range []string{"file:" + filepath.Join(t.TempDir(), "kept.db"), ":memory:"} {
		pool := sql.OpenDB(keeping{at})
		pool.SetMaxOpenConns(1)
		_, err := pool.ExecContext(t.Context(), `create table seen (n integer)`)
		require.NoError(t, err)
		briefly := func(do func(ctx context.Context) error) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
			defer cancel()
			require.ErrorIs(t, do(ctx), context.DeadlineExceeded)
		}
		for range 3 {
			var n int
			count := func(ctx context.Context, to int) error {
				return pool.QueryRowContext(ctx, up+`select count(*) from up`, to).Scan(&n)
			}
			require.NoError(t, count(t.Context(), 10))
			require.Equal(t, 10, n)
			briefly(func(ctx context.Context) error { return count(ctx, forEver) })

			fill := func(ctx context.Context, to int) error {
				_, err := pool.ExecContext(ctx, `insert into seen (n) `+up+`select i from up`, to)
				return err
			}
			require.NoError(t, fill(t.Context(), 10))
			briefly(func(ctx context.Context) error { return fill(ctx, forEver) })

			ctx, cancel := context.WithCancel(t.Context())
			rows, err := pool.QueryContext(ctx, `select n from seen`)
			require.NoError(t, err)
			require.True(t, rows.Next())
			cancel()
			_ = rows.Close() //nolint:sqlclosecheck // with most of them unread, and now
			require.NoError(t, rows.Err())
		}
		var n int
		require.NoError(t, pool.QueryRowContext(t.Context(), `select count(*) from seen`).Scan(&n))
		require.Equal(t, 30, n, "what was cancelled wrote nothing")
		require.NoError(t, pool.Close())
	}
}

func TestAConnectionKeepsWhatItUsedLast(t *testing.T) {
	t.Parallel()
	onLite(t, func(t *testing.T, c *sql.Conn, kept *keptConn) {
		asked := func(i int) string { return fmt.Sprintf(`select %d`, i) }
		for i := range 3 * mostKept {
			require.Equal(t, i, number(t, c, asked(i)))
			require.Equal(t, -1, number(t, c, asked(-1)))
		}
		require.Len(t, kept.kept, mostKept)
		require.Equal(t, mostKept, kept.order.Len())
		require.Contains(t, kept.kept, asked(3*mostKept-1))
		require.Contains(t, kept.kept, asked(-1))
		require.NotContains(t, kept.kept, asked(0))
		require.NoError(t, kept.Close())
		require.Empty(t, kept.kept, "what it kept is closed with it")
		require.Zero(t, kept.order.Len())
		require.False(t, kept.IsValid())
	})
}

func TestOnlyWhatIsSaidAgainIsKept(t *testing.T) {
	t.Parallel()
	onLite(t, func(t *testing.T, c *sql.Conn, kept *keptConn) {
		for _, text := range []string{
			`pragma foreign_keys = 1`, `create table other (n)`, `analyze`, `explain query plan select * from seen`, `select 1; select 2`, `insert into seen (n) values (7);`,
			`-- nothing`, ``, `begin`, `commit`, `vacuum`,
		} {
			said(t, c, text)
			require.NotContains(t, kept.kept, text)
		}
		require.Equal(t, 2, number(t, c, `select 1; select 2`), "of several the last answers")
		for _, text := range []string{
			`select count(*) from seen`, "\n\tSELECT 1", `with a as (select 1) select * from a`, `update seen set says = ''`, `delete from seen where n = 100`, `savepoint one`, `rollback to one`, `release one`,
		} {
			said(t, c, text)
			require.Contains(t, kept.kept, text)
		}
	})
}

// What database/sql looks for in a connection it finds in ours as in the driver's.
func TestAKeptConnectionGivesAllThatItsDriverGives(t *testing.T) {
	t.Parallel()
	plain, err := (&sqlite.Driver{}).Open(":memory:")
	require.NoError(t, err)
	ours, err := keeping{":memory:"}.Connect(t.Context())
	require.NoError(t, err)
	for name, is := range map[string]func(any) bool{
		"NamedValueChecker":  func(c any) bool { _, ok := c.(driver.NamedValueChecker); return ok },
		"ConnBeginTx":        func(c any) bool { _, ok := c.(driver.ConnBeginTx); return ok },
		"ConnPrepareContext": func(c any) bool { _, ok := c.(driver.ConnPrepareContext); return ok },
		"ExecerContext":      func(c any) bool { _, ok := c.(driver.ExecerContext); return ok },
		"QueryerContext":     func(c any) bool { _, ok := c.(driver.QueryerContext); return ok },
		"Pinger":             func(c any) bool { _, ok := c.(driver.Pinger); return ok },
		"SessionResetter":    func(c any) bool { _, ok := c.(driver.SessionResetter); return ok },
		"Validator":          func(c any) bool { _, ok := c.(driver.Validator); return ok },
	} {
		require.Equal(t, is(plain), is(ours), name)
	}
	require.NoError(t, plain.Close())
	require.NoError(t, ours.Close())
}

func TestAKeptStatementIsTracedEachTime(t *testing.T) {
	t.Parallel()
	to := tracetest.NewInMemoryExporter()
	by := sdktrace.NewTracerProvider(sdktrace.WithSyncer(to))
	db, err := Open(t.Context(), "", Traced(by))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	ctx, span := by.Tracer("test").Start(t.Context(), "request")
	const text = `select count(*) from sqlite_master where name = ?`
	for range 3 {
		var n int
		require.NoError(t, db.read().one(ctx, &n, text, "seen"))
	}
	span.End()
	var told int
	for _, s := range to.GetSpans() {
		for _, a := range s.Attributes {
			if a.Key == "db.query.text" && a.Value.AsString() == text {
				told++
			}
		}
	}
	require.Equal(t, 3, told)
}
