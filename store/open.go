package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

// DB is an open database. It is safe for use by many goroutines at once.
type DB struct {
	writer  *sqlx.DB
	reader  *sqlx.DB // the same as writer, except for a SQLite file
	dialect dialect
	sealer  Sealer // nil: nothing can be sealed or opened
	digests digests

	queue queue // who waits to write to a SQLite file

	inVain bool // everything that is written is done once in vain before: a test has it so
}

// dialect is all in which the two databases differ, apart from the migrations.
type dialect struct {
	goose     goose.Dialect
	folder    string // of the migrations
	forUpdate string // ends a select whose rows the transaction is going to change
	advisory  bool   // has advisory locks; where not, writers come one at a time
	hasTable  string // counts the tables of a name
}

var (
	lite = dialect{
		goose: goose.DialectSQLite3, folder: "migrations/sqlite",
		hasTable: `select count(*) from sqlite_master where type = 'table' and name = ?`,
	}
	postgres = dialect{
		goose: goose.DialectPostgres, folder: "migrations/postgres", forUpdate: " for update", advisory: true,
		hasTable: `select count(*) from pg_tables where schemaname = current_schema() and tablename = ?`,
	}
)

// How many connections one process holds. A SQLite file has a single writer, so that
// writers queue here and never find the file locked by a neighbour.
const (
	liteReaders         = 4
	postgresConnections = 16
	idleFor             = 5 * time.Minute
)

// Open opens a database: a "postgres://…" URL, or else the path of a SQLite file,
// which is made if it is not there, readable by its owner only. "" and ":memory:"
// are a database that lives until Close. The schema is left as it is; see Migrate.
func Open(ctx context.Context, at string, with ...Option) (*DB, error) {
	var o opening
	for _, more := range with {
		more(&o)
	}
	db, err := o.open(at)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	for _, pool := range db.pools() {
		if err := pool.PingContext(ctx); err != nil {
			return nil, fmt.Errorf("open the database: %w", errors.Join(faultOf(ctx, err), db.Close()))
		}
	}
	return db, nil
}

func (o opening) open(at string) (*DB, error) {
	switch {
	case isPostgres(at):
		return o.openPostgres(at)
	case !IsAddress(at):
		return nil, errors.New("neither a postgres:// URL nor the path of a SQLite file")
	case at == "", at == ":memory:":
		return o.openMemory(), nil
	}
	return o.openFile(at)
}

// IsAddress says whether Open takes something for a database's address: a PostgreSQL URL,
// or the path of a SQLite file. PostgreSQL's other way of writing one (host=… dbname=…),
// and what is meant for another database, is no path of anybody's.
func IsAddress(at string) bool {
	return isPostgres(at) || !strings.Contains(at, "://") && !pairs.MatchString(at)
}

func isPostgres(at string) bool {
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://")
}

var pairs = regexp.MustCompile(`^\s*\w+\s*=`)

func (o opening) openPostgres(at string) (*DB, error) {
	pool, err := o.postgres(at)
	if err != nil {
		return nil, errors.New("the postgres:// URL cannot be read") // the driver quotes it
	}
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	pool.SetConnMaxIdleTime(idleFor)
	return &DB{writer: pool, reader: pool, dialect: postgres}, nil
}

// pragmas are set on every connection of SQLite. secure_delete overwrites what is
// deleted, so that an erased number does not stay behind in the file.
var pragmas = url.Values{"_pragma": {
	"busy_timeout(10000)", "foreign_keys(1)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)",
}}

func (o opening) openMemory() *DB {
	pool := o.openLite("file::memory:?"+pragmas.Encode()+"&_txlock=immediate", 1)
	return &DB{writer: pool, reader: pool, dialect: lite}
}

func (o opening) openFile(path string) (*DB, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unavailable("its file cannot be opened: " + plain(err))
	}
	if err := f.Close(); err != nil {
		return nil, unavailable("its file cannot be opened: " + plain(err))
	}
	at := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?" + pragmas.Encode()
	return &DB{writer: o.openLite(at+"&_txlock=immediate", 1), reader: o.openLite(at+"&_pragma=query_only(1)", liteReaders), dialect: lite}, nil
}

// openLite opens SQLite. The driver is named to sqlx as "sqlite3", whose way of
// marking parameters it knows; that spares a change to its global table.
func (o opening) openLite(at string, connections int) *sqlx.DB {
	pool := o.sqlite(at)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return sqlx.NewDb(pool, "sqlite3")
}

// plain is what the operating system said, without the path.
func plain(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

func (db *DB) pools() []*sqlx.DB {
	if db.reader == db.writer {
		return []*sqlx.DB{db.writer}
	}
	return []*sqlx.DB{db.writer, db.reader}
}

// Close ends every connection. Operations that are under way fail.
func (db *DB) Close() error {
	var failed error
	for _, pool := range db.pools() {
		failed = errors.Join(failed, pool.Close())
	}
	if failed != nil {
		return fmt.Errorf("close the database: %w", failed)
	}
	return nil
}
