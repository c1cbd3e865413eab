package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"beacon/internal/pgtest"
)

func TestFailuresOfTheDatabaseAreToldFromMistakes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]struct{ unavailable, again bool }{
		"40001": {true, true},   // serialisation failure
		"40P01": {true, true},   // deadlock
		"53300": {true, false},  // too many connections
		"55P03": {true, false},  // lock not available
		"57P01": {true, false},  // shut down by an administrator
		"08006": {true, false},  // connection failure
		"25006": {true, false},  // read-only: a standby
		"XX000": {true, false},  // internal error
		"23505": {false, false}, // unique violation
		"22021": {false, false}, // not in the character set
		"42P01": {false, false}, // no such table
	} {
		err := fmt.Errorf("doing: %w", faultOf(t.Context(), &pgconn.PgError{Code: code, Message: "canary", Detail: "Key (value)=(canary)"}))
		require.Equal(t, want.unavailable, errors.Is(err, ErrUnavailable), code)
		require.Equal(t, want.again, isAgain(err), code)
		require.ErrorContains(t, err, code)
		require.NotContains(t, err.Error(), "canary")
	}
	for code, unavailable := range map[int]bool{5: true, 6: true, 261: true, 13: true, 14: true, 10: true, 11: true, 19: false, 2067: false, 20: false, 1: false} {
		require.Equal(t, unavailable, errors.Is(sqliteFault(code), ErrUnavailable), code)
	}
	scan := errors.New(`sql: Scan error on column index 0, name "at": converting "canary"`)
	for _, err := range []error{faultOf(t.Context(), scan), faultOf(t.Context(), errors.New(`failed to encode args[3]: unable to encode "canary"`))} {
		require.NotErrorIs(t, err, ErrUnavailable)
		require.NotContains(t, err.Error(), "canary")
	}
	for _, err := range []error{io.ErrUnexpectedEOF, errors.New("canary")} {
		got := faultOf(t.Context(), err)
		require.ErrorIs(t, got, ErrUnavailable)
		require.NotContains(t, got.Error(), "canary")
	}
	require.NoError(t, faultOf(t.Context(), nil))
}

func TestOutOfTimeIsSaidToBeSo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	db := openLiteDB(t)
	_, err := db.Cases(ctx, CaseFilter{})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, err, ErrUnavailable)
	require.ErrorIs(t, db.Publish(ctx, viewOf("x", 1)), context.DeadlineExceeded)
	require.NoError(t, db.Publish(t.Context(), viewOf("x", 1)))
}

// A server that drops every connection, as it does when it is started again, costs
// the calls of that moment and no more.
func TestADroppedConnectionIsMadeAgain(t *testing.T) {
	t.Parallel()
	at := pgtest.URL(t)
	db, other := openAt(t, at), openAt(t, at)
	require.NoError(t, db.Migrate(t.Context()))
	for range 5 {
		var n int
		err := other.read().one(t.Context(), &n, `select count(pg_terminate_backend(pid)) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`)
		require.NoError(t, err)
		require.Positive(t, n)
		if err := db.Publish(t.Context(), viewOf("x", 1)); err != nil {
			require.ErrorIs(t, err, ErrUnavailable)
		}
		require.NoError(t, db.Publish(t.Context(), viewOf("x", 1)))
	}
}

// What gives way to somebody else's transaction is done again from the beginning.
func TestATransactionThatGaveWayIsDoneAgain(t *testing.T) {
	t.Parallel()
	db := openLiteDB(t)
	gaveWay := &fault{says: "gave way", again: true}
	tries := 0
	require.NoError(t, db.write(t.Context(), "test", func(s session) error {
		if err := s.writeNews(t.Context(), News{ID: fmt.Sprint(tries), At: epoch}); err != nil {
			return err
		}
		if tries++; tries < 3 {
			return gaveWay
		}
		return nil
	}))
	all, err := db.Unhandled(t.Context(), epoch.AddDate(1, 0, 0), 10)
	require.NoError(t, err)
	require.Len(t, all, 1, "what was done before it gave way is gone")
	require.Equal(t, "2", all[0].ID)

	tries = 0
	require.ErrorIs(t, db.write(t.Context(), "test", func(session) error { tries++; return gaveWay }), gaveWay)
	require.Equal(t, mostTries, tries, "and not for ever")
}
