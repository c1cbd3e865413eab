package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/postgres"
)

func open(t *testing.T, databaseURL string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", databaseURL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestWhere also speaks to the Makefile, which shows its line after a test run.
func TestWhere(t *testing.T) {
	t.Parallel()
	require.Equal(t, !Found(), strings.Contains(where(), "not tested"))
	t.Logf("PostgreSQL: %s", where())
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	one, two := open(t, URL(t)), open(t, URL(t))

	_, err := one.ExecContext(ctx, "create table hearing (id int)")
	require.NoError(t, err)
	_, err = two.ExecContext(ctx, "create table hearing (id int)")
	require.NoError(t, err, "the second database was not empty")
}

func TestTheDatabaseIsDroppedThoughSomebodyIsStillConnected(t *testing.T) {
	t.Parallel()
	server := URL(t)
	var gone string
	t.Run("with a connection left open", func(t *testing.T) {
		gone = freshDatabase(t, server)
		db, err := sql.Open("pgx", gone)
		require.NoError(t, err)
		require.NoError(t, db.PingContext(context.Background()))
	})
	err := open(t, gone).PingContext(context.Background())
	require.ErrorContains(t, err, "does not exist")
}

func TestAServerThatIsGivenKeepsItsParameters(t *testing.T) {
	t.Parallel()
	got, err := named("postgres://ann:p%40ss%2Fw@db.example.org:6543/main?sslmode=verify-full", "mine")
	require.NoError(t, err)
	require.Equal(t, "postgres://ann:p%40ss%2Fw@db.example.org:6543/mine?sslmode=verify-full", got)
}

func TestAWrongServerIsRefusedWithoutQuotingIt(t *testing.T) {
	t.Parallel()
	for _, given := range []string{"host=db password=hunter2", "mysql://ann:hunter2@db/main", "postgres://ann:hunter2@db:port/main"} {
		_, err := named(given, "mine")
		require.ErrorContains(t, err, "postgres://name:password@host:port/database")
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestDatabasesAreMadeOnTheServerThatIsGiven(t *testing.T) {
	t.Parallel()
	server := URL(t) // as DATABASE_URL would name it
	fresh := freshDatabase(t, server)
	given, err := url.Parse(server)
	require.NoError(t, err)
	made, err := url.Parse(fresh)
	require.NoError(t, err)
	require.Equal(t, given.Host, made.Host)
	require.NotEqual(t, given.Path, made.Path)
	require.NoError(t, open(t, fresh).PingContext(context.Background()))
}

// ended is a test that notes how it was ended.
type ended struct {
	testing.TB
	how, why string
}

func (e *ended) Helper() {}

func (e *ended) Fatalf(format string, args ...any) { e.end("failed", format, args) }

func (e *ended) Skipf(format string, args ...any) { e.end("skipped", format, args) }

func (e *ended) end(how, format string, args []any) {
	err, ok := args[0].(error)
	if !ok {
		err = errors.New("no reason")
	}
	e.how, e.why = how, strings.Replace(format, "%v", err.Error(), 1)
	runtime.Goexit()
}

func TestWithoutPostgreSQLATestIsSkippedButFailsInCI(t *testing.T) {
	t.Parallel()
	for ci, how := range map[string]string{"": "skipped", "true": "failed"} {
		e := &ended{}
		done := make(chan struct{})
		go func() {
			defer close(done)
			missing(e, ci, postgres.ErrNotFound)
		}()
		<-done
		require.Equal(t, how, e.how)
		require.Contains(t, e.why, "PostgreSQL not found: ")
		require.Equal(t, ci == "", strings.Contains(e.why, "ran on SQLite only"))
	}
}

func TestADurableServerKeepsWhatItWasTold(t *testing.T) {
	t.Parallel()
	db := open(t, Durable(t))
	for setting, want := range map[string]string{"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"} {
		var is string
		require.NoError(t, db.QueryRowContext(context.Background(), "select current_setting($1)", setting).Scan(&is))
		require.Equal(t, want, is, setting)
	}
}
