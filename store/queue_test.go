package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func queued(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "queue.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.writer.ExecContext(t.Context(), `create table seen (n integer primary key)`)
	require.NoError(t, err)
	return db
}

// inLine has many write at once: the first waits until all the others stand in line.
func inLine(t *testing.T, db *DB, writers ...func(session) error) []error {
	t.Helper()
	var all sync.WaitGroup
	came := make([]error, len(writers))
	begun, stand := make(chan struct{}), make(chan struct{})
	all.Go(func() {
		_ = db.join(t.Context(), func(session) error { close(begun); <-stand; return nil })
	})
	<-begun
	for i, w := range writers {
		all.Go(func() { came[i] = db.join(t.Context(), w) })
	}
	for { // until they wait
		db.queue.mu.Lock()
		n := len(db.queue.waiting)
		db.queue.mu.Unlock()
		if n == len(writers) {
			break
		}
	}
	close(stand)
	all.Wait()
	return came
}

func (s session) put(t *testing.T, n int) error {
	t.Helper()
	_, err := s.do(t.Context(), `insert into seen (n) values (?)`, n)
	return err
}

func (db *DB) seen(t *testing.T) (n []int) {
	t.Helper()
	require.NoError(t, db.read().all(t.Context(), &n, `select n from seen order by n`))
	return n
}

func TestOneWhoFailsTakesNobodyElsesWritingBack(t *testing.T) {
	t.Parallel()
	db := queued(t)
	failed := errors.New("failed")
	came := inLine(t, db,
		func(s session) error { return s.put(t, 1) },
		func(s session) error { return errors.Join(s.put(t, 2), failed) },
		func(s session) error { return s.put(t, 3) },
	)
	require.NoError(t, came[0])
	require.ErrorIs(t, came[1], failed)
	require.NoError(t, came[2])
	require.Equal(t, []int{1, 3}, db.seen(t))
}

func TestWhereTheTransactionDoesNotStandEachIsWrittenByItself(t *testing.T) {
	t.Parallel()
	db := queued(t)
	came := inLine(t, db,
		func(s session) error { return s.put(t, 1) },
		func(s session) error { _, err := s.do(t.Context(), `rollback`); return err },
		func(s session) error { return s.put(t, 3) },
	)
	require.NoError(t, came[0])
	require.NoError(t, came[2])
	require.Equal(t, []int{1, 3}, db.seen(t))
}

func TestAPanicIsItsWritersOwn(t *testing.T) {
	t.Parallel()
	db := queued(t)
	var panicked any
	came := inLine(t, db,
		func(s session) error { return s.put(t, 1) },
		func(session) error { return nil },
	)
	require.Equal(t, []error{nil, nil}, came)
	func() {
		defer func() { panicked = recover() }()
		_ = db.join(t.Context(), func(s session) error { _ = s.put(t, 2); panic("out") })
	}()
	require.Equal(t, "out", panicked)
	require.NoError(t, db.join(t.Context(), func(s session) error { return s.put(t, 3) }))
	require.Equal(t, []int{1, 3}, db.seen(t))
}

func TestWhoHasGoneAwayWritesNothing(t *testing.T) {
	t.Parallel()
	db := queued(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := db.join(ctx, func(s session) error { return s.put(t, 1) })
	require.ErrorIs(t, err, ErrUnavailable)
	require.Empty(t, db.seen(t))
}
