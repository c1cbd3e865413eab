package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
)

// trips counts how often PostgreSQL is waited for.
type trips struct{ n atomic.Int64 }

func (t *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	t.n.Add(1)
	return ctx
}

func (t *trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (t *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	t.n.Add(1)
	return ctx
}

func (t *trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (t *trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// made is how many there were while something was done.
func (t *trips) made(do func()) int {
	before := t.n.Load()
	do()
	return int(t.n.Load() - before)
}

func counting(t *trips) Option { return func(o *opening) { o.trips = t } }

// bundled is an empty table on PostgreSQL, and a count of the trips to it.
func bundled(t *testing.T) (*DB, *trips) {
	t.Helper()
	db, count := openCounted(t)
	_, err := db.writer.ExecContext(t.Context(), `create table things (id int primary key, says text, big bigint, yes boolean, raw bytea)`)
	require.NoError(t, err)
	return db, count
}

func things(t *testing.T, db *DB) (n int) {
	t.Helper()
	require.NoError(t, db.read().one(t.Context(), &n, `select count(*) from things`))
	return n
}

const thing = `insert into things (id, says) values (?, ?)`

func TestWhatNeedNotBeAnsweredIsSentTogether(t *testing.T) {
	t.Parallel()
	db, count := bundled(t)
	ctx := t.Context()
	require.Equal(t, 1, count.made(func() {
		require.NoError(t, db.write(ctx, "write", func(s session) error {
			return errors.Join(s.later(ctx, thing, 1, "one"), s.later(ctx, thing, 2, "two"))
		}))
	}))
	require.Equal(t, 2, things(t, db))

	var rows []struct {
		ID   int    `db:"id"`
		Says string `db:"says"`
	}
	require.Equal(t, 2, count.made(func() {
		require.NoError(t, db.write(ctx, "write", func(s session) error {
			require.NoError(t, s.later(ctx, thing, 3, "three"))
			with := s.asking(ctx)
			with.rows(&rows, `select id, says from things where id > ? order by id`, 1)
			var others []struct {
				ID int `db:"id"`
			}
			with.rows(&others, `select id from things where id = ?`, 9)
			require.NoError(t, with.answered())
			require.Empty(t, others)
			return s.later(ctx, `delete from things where id = ?`, 1)
		}))
	}))
	require.Len(t, rows, 2, "a question sees what was written before it")
	require.Equal(t, "three", rows[1].Says)
	require.Equal(t, 2, things(t, db))
}

func TestATransactionOfWhichAnythingFailedLeavesNothing(t *testing.T) {
	t.Parallel()
	db, _ := bundled(t)
	db.writer.SetMaxOpenConns(1) // so that it is the same connection that goes on
	ctx := t.Context()
	for name, do := range map[string]func(session) error{
		"found at its end": func(s session) error {
			return errors.Join(s.later(ctx, thing, 1, "one"), s.later(ctx, thing, 1, "again"), s.later(ctx, thing, 2, "two"))
		},
		"found by who asks next": func(s session) error {
			require.NoError(t, errors.Join(s.later(ctx, thing, 1, "one"), s.later(ctx, thing, 1, "again")))
			_, err := s.do(ctx, thing, 2, "two")
			require.Error(t, err)
			return err
		},
		"and passed over": func(s session) error {
			require.NoError(t, errors.Join(s.later(ctx, thing, 1, "one"), s.later(ctx, thing, 1, "again")))
			var rows []struct {
				ID int `db:"id"`
			}
			with := s.asking(ctx)
			with.rows(&rows, `select id from things where id > ?`, 0)
			require.Error(t, with.answered())
			return s.later(ctx, thing, 3, "three")
		},
		"passed over, and then nothing": func(s session) error {
			_, err := s.do(ctx, `insert into things (id) values (?)`, nil)
			require.Error(t, err)
			return nil
		},
		"a statement that is none": func(s session) error {
			return errors.Join(s.later(ctx, thing, 1, "one"), s.later(ctx, `insert into nothing values (?)`, 1))
		},
	} {
		err := db.write(ctx, "write", do)
		require.Error(t, err, name)
		if !strings.Contains(name, "passed over") {
			require.ErrorContains(t, err, "the database refused: SQLSTATE", name)
		}
		require.Zero(t, things(t, db), name)
	}
	require.NoError(t, db.write(ctx, "write", func(s session) error { return s.later(ctx, thing, 1, "one") }))
	require.Equal(t, 1, things(t, db))
}

func TestATransactionThatIsGivenUpIsNeverSent(t *testing.T) {
	t.Parallel()
	db, count := bundled(t)
	ctx := t.Context()
	require.Zero(t, count.made(func() {
		require.Error(t, db.write(ctx, "write", func(s session) error {
			return errors.Join(s.later(ctx, thing, 1, "one"), ErrConflict)
		}))
	}))
	gone, leave := context.WithCancel(ctx)
	require.ErrorIs(t, db.write(gone, "write", func(s session) error {
		_, err := s.do(gone, thing, 1, "one")
		require.NoError(t, err)
		leave()
		return s.later(ctx, thing, 2, "two")
	}), ErrUnavailable)
	require.Zero(t, things(t, db))
}

func TestOutsideOfATransactionNothingWaits(t *testing.T) {
	t.Parallel()
	db, _ := bundled(t)
	require.NoError(t, db.read().later(t.Context(), thing, 1, "one"))
	require.Equal(t, 1, things(t, db))
	require.Error(t, db.read().later(t.Context(), thing, 1, "one"))
}

func TestAValueIsTheSameHoweverItWasAskedFor(t *testing.T) {
	t.Parallel()
	db, _ := bundled(t)
	ctx := t.Context()
	_, err := db.writer.ExecContext(ctx, `insert into things values (1, 'Zoë', 9007199254740993, true, '\x00ff'), (2, null, null, null, null)`)
	require.NoError(t, err)
	const all = `select id, says, big, yes, raw, id::smallint as small, 1.5::float8 as wide, 1.25 as exact, '{"a": 1}'::jsonb as json, says::varchar(9) as short from things order by id`
	read := func(q querier, ctx context.Context) (out [][]any) {
		rows, err := q.QueryxContext(ctx, all)
		require.NoError(t, err)
		defer func() { require.NoError(t, rows.Close()) }()
		for rows.Next() {
			row, err := rows.SliceScan()
			require.NoError(t, err)
			out = append(out, row)
		}
		require.NoError(t, rows.Err())
		return out
	}
	apart := read(db.writer, ctx)
	require.Len(t, apart, 2)
	require.NoError(t, db.write(ctx, "read", func(s session) error {
		require.Equal(t, apart, read(s.q, mayWait(ctx)))
		return nil
	}))
}

func TestAPreparedStatementIsPartOfItsTransaction(t *testing.T) {
	t.Parallel()
	db, _ := bundled(t)
	err := db.write(t.Context(), "write", func(s session) error {
		require.NoError(t, s.later(t.Context(), thing, 1, "one"))
		by, err := s.q.(sqlx.PreparerContext).PrepareContext(t.Context(), `insert into things (id, says) select id + 1, says from things`)
		require.NoError(t, err)
		defer func() { require.NoError(t, by.Close()) }()
		done, err := by.ExecContext(t.Context())
		require.NoError(t, err)
		n, err := done.RowsAffected()
		require.NoError(t, err)
		require.EqualValues(t, 1, n, "it saw what had been given before it")
		return errAway
	})
	require.ErrorIs(t, err, errAway)
	require.Zero(t, things(t, db), "it was rolled back with the rest")
}

var errAway = errors.New("away")

func TestWhereTheDatabaseGaveWayAllOfItIsDoneAgain(t *testing.T) {
	t.Parallel()
	db, _ := bundled(t)
	ctx := t.Context()
	for id := range 2 {
		require.NoError(t, db.read().later(ctx, thing, id, ""))
	}
	const more = `update things set says = says || 'x' where id = ?`
	var met sync.WaitGroup
	met.Add(2)
	var all sync.WaitGroup
	failed := make([]error, 2)
	for id := range 2 {
		all.Go(func() {
			first := true
			failed[id] = db.write(ctx, "write", func(s session) error {
				if _, err := s.do(ctx, more, id); err != nil {
					return err
				}
				if first { // each has what the other wants
					first = false
					met.Done()
					met.Wait()
				}
				return s.later(ctx, more, 1-id)
			})
		})
	}
	all.Wait()
	require.NoError(t, errors.Join(failed...))
	var done int
	require.NoError(t, db.read().one(ctx, &done, `select count(*) from things where says = 'xx'`))
	require.Equal(t, 2, done)
}

func TestATransactionWhoseConnectionIsLostIsToldOf(t *testing.T) {
	t.Parallel()
	db, _ := bundled(t)
	ctx := t.Context()
	err := db.write(ctx, "write", func(s session) error {
		return errors.Join(s.later(ctx, thing, 1, "one"), s.later(ctx, `select pg_terminate_backend(pg_backend_pid())`), s.later(ctx, thing, 2, "two"))
	})
	require.ErrorIs(t, err, ErrUnavailable)
	require.Zero(t, things(t, db))
	require.NoError(t, db.write(ctx, "write", func(s session) error { return s.later(ctx, thing, 1, "one") }))
	require.Equal(t, 1, things(t, db))
}
