package store

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"beacon/internal/codec"
	"beacon/internal/pgtest"
)

// testRing is the data key of every database here.
var testRing = func() *codec.Ring {
	ring, err := codec.ParseRing(codec.NewKey("test"))
	if err != nil {
		panic(err)
	}
	return ring
}()

// onBoth runs a test on an empty SQLite file and an empty PostgreSQL database.
func onBoth(t *testing.T, test func(t *testing.T, at string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "beacon.db"))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.URL(t))
	})
}

func openAt(t *testing.T, at string) *DB {
	t.Helper()
	db, err := Open(t.Context(), at)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	db.SealWith(testRing)
	return db
}

func TestBothDatabasesHaveTheSameMigrations(t *testing.T) {
	t.Parallel()
	names := func(folder string) (out []string) {
		files, err := fs.ReadDir(migrations, "migrations/"+folder)
		require.NoError(t, err)
		for _, f := range files {
			out = append(out, f.Name())
		}
		return out
	}
	require.NotEmpty(t, names("sqlite"))
	require.Equal(t, names("sqlite"), names("postgres"))
}

// tables reads the names of a migration's tables, columns and indexes, but for an index
// that it makes anew: what else than its key is in that is each database's own matter.
func tables(t *testing.T, path string) []string {
	t.Helper()
	text, err := migrations.ReadFile(path)
	require.NoError(t, err)
	names := regexp.MustCompile(`(?m)^(create (unique )?(table|index) \w+|    [a-z_]+ |alter table \w+ add column \w+)`).FindAllString(strings.Split(string(text), "StatementBegin")[0], -1)
	return slices.DeleteFunc(names, func(name string) bool {
		return strings.Contains(string(text), "drop"+strings.TrimPrefix(name, "create")+";")
	})
}

func TestBothDatabasesHaveTheSameTablesAndColumns(t *testing.T) {
	t.Parallel()
	files, err := fs.ReadDir(migrations, "migrations/sqlite")
	require.NoError(t, err)
	for _, f := range files {
		require.Equal(t, tables(t, "migrations/sqlite/"+f.Name()), tables(t, "migrations/postgres/"+f.Name()), f.Name())
	}
}

func TestMigrationsOnlyGoForward(t *testing.T) {
	t.Parallel()
	require.NoError(t, fs.WalkDir(migrations, "migrations", func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		if d.IsDir() {
			return nil
		}
		text, err := migrations.ReadFile(path)
		require.NoError(t, err)
		require.NotContains(t, string(text), "goose Down", path)
		return nil
	}))
}

func TestAnEmptyDatabaseIsNotReadyAndSaysHowMuchIsMissing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		err := db.Ready(t.Context())
		require.ErrorIs(t, err, ErrMigrations)
		files, readErr := fs.ReadDir(migrations, "migrations/sqlite")
		require.NoError(t, readErr)
		require.ErrorContains(t, err, fmt.Sprintf("%d migrations are still to be done", len(files)))
		require.NotErrorIs(t, err, ErrUnavailable)
		require.NoError(t, db.Migrate(t.Context()))
		require.NoError(t, db.Ready(t.Context()))
		_, err = db.write1(t, `delete from goose_db_version where version_id = (select max(version_id) from goose_db_version)`)
		require.NoError(t, err)
		require.ErrorContains(t, db.Ready(t.Context()), "1 migrations are still to be done")
	})
}

// write1 does one statement of SQL.
func (db *DB) write1(t *testing.T, query string, args ...any) (n int64, err error) {
	t.Helper()
	err = db.write(t.Context(), "test", func(s session) error {
		n, err = s.do(t.Context(), query, args...)
		return err
	})
	return n, err
}

func TestAnOlderBinaryRefusesANewerSchema(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		require.NoError(t, db.Migrate(t.Context()))
		_, err := db.write1(t, `insert into goose_db_version (version_id, is_applied) select 99, is_applied from goose_db_version where version_id = 1`)
		require.NoError(t, err)
		for _, err := range []error{db.Ready(t.Context()), db.Migrate(t.Context())} {
			require.ErrorIs(t, err, ErrMigrations)
			require.ErrorContains(t, err, "an older binary against a newer schema")
		}
	})
}

func TestManyProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		g, ctx := errgroup.WithContext(t.Context())
		for range 4 {
			db := openAt(t, at)
			g.Go(func() error { return db.Migrate(ctx) })
		}
		require.NoError(t, g.Wait())
		require.NoError(t, openAt(t, at).Ready(t.Context()))
	})
}

func TestTheAuditCannotBeChangedOrTakenAway(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		require.NoError(t, db.Migrate(t.Context()))
		require.NoError(t, db.Audit(t.Context(), Entry{At: epoch, Subject: "s", CaseID: "c"}))
		for _, query := range []string{`update audit set subject = 'x'`, `delete from audit`} {
			_, err := db.write1(t, query)
			require.Error(t, err, query)
		}
		page, err := db.Audited(t.Context(), "c", "", 1)
		require.NoError(t, err)
		require.Equal(t, "s", page.Items[0].Subject)
	})
}

func TestWhatAPointWasIsKept(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		require.NoError(t, db.Migrate(t.Context()))
		caseID, point := onePoint(t, db)
		require.NoError(t, db.FreezePoint(t.Context(), caseID, point, "unsafe", epoch))
		require.NoError(t, db.FreezePoint(t.Context(), caseID, point, "unsafe", epoch))
		var kept []struct {
			Version int    `db:"version"`
			State   string `db:"state"`
			Why     string `db:"why"`
		}
		require.NoError(t, db.read().all(context.Background(), &kept, `select version, state, why from contact_point_history where point_id = ?`, point))
		require.Len(t, kept, 1, "what changes nothing leaves nothing behind")
		require.Equal(t, "unsafe", kept[0].Why)
		require.Contains(t, kept[0].State, `"frozen_at":"0001-01-01T00:00:00Z"`)
	})
}
