package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/pgtest"
	"beacon/store"
	"beacon/store/storetest"
)

func open(t *testing.T, at string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), at)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() }) // a test may have closed it
	require.NoError(t, db.Migrate(context.WithoutCancel(t.Context())))
	db.SealWith(storetest.Backwards{})
	return db
}

func TestSQLiteFileKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, func(t *testing.T) *store.DB { return open(t, filepath.Join(t.TempDir(), "beacon.db")) })
}

func TestSQLiteInMemoryKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, func(t *testing.T) *store.DB { return open(t, "") })
}

// What is written again, because the database gave way, is written once.
func TestWhatIsDoneAgainKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, func(t *testing.T) *store.DB { return store.InVain(open(t, filepath.Join(t.TempDir(), "beacon.db"))) })
}

func TestPostgreSQLKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, schemas(t, pgtest.URL(t)))
}

// schemas gives each test a schema of its own in one database, which is much
// quicker to make than a database.
func schemas(t *testing.T, server string) func(t *testing.T) *store.DB {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, admin.Close()) })
	var one sync.Mutex // migrations wait for each other by the second
	var n int
	return func(t *testing.T) *store.DB {
		t.Helper()
		one.Lock()
		defer one.Unlock()
		n++
		name := fmt.Sprint("rule_", n)
		_, err := admin.ExecContext(t.Context(), "create schema "+name)
		require.NoError(t, err)
		at, err := url.Parse(server)
		require.NoError(t, err)
		q := at.Query()
		q.Set("search_path", name)
		at.RawQuery = q.Encode()
		return open(t, at.String())
	}
}
