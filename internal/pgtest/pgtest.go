// Package pgtest gives each test that asks a PostgreSQL database of its own, and
// decides where: on the server that DATABASE_URL names, or else on a throw-away
// cluster which this process starts the first time it is asked. It refuses to know
// any schema. Only tests import it.
package pgtest

import (
	"errors"
	"os"
	"sync"
	"testing"

	"beacon/internal/postgres"
)

// URL returns the postgres:// URL, as pgx reads it, of an empty database that no
// other test has. The database is dropped when tb ends, whoever is still connected.
//
// Where no PostgreSQL is found the test is skipped; but where CI is set in the
// environment it fails, since there a suite that ran on one database would pass for
// having run on both. A PostgreSQL that is found and does not start fails the test.
func URL(tb testing.TB) string {
	tb.Helper()
	if server := os.Getenv("DATABASE_URL"); server != "" {
		return freshDatabase(tb, server)
	}
	c, err := shared()
	switch {
	case errors.Is(err, postgres.ErrNotFound):
		missing(tb, os.Getenv("CI"), err)
	case err != nil:
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	return freshDatabase(tb, c.url)
}

// Durable starts a server for tb alone that keeps on disk what it has been told, and
// returns the URL of its database "postgres", as its superuser: what is measured on it
// has paid for its commits. It looks at no DATABASE_URL, and ends with tb. Without an
// installed PostgreSQL it is as URL.
func Durable(tb testing.TB) string {
	tb.Helper()
	bin, err := postgres.Installed()
	if err != nil {
		missing(tb, os.Getenv("CI"), err)
	}
	c, err := start(bin, durable)
	if err != nil {
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	tb.Cleanup(func() { _ = c.alive.Close() })
	return c.url
}

// Found says whether URL has a PostgreSQL to make databases on. It starts nothing.
func Found() bool {
	if os.Getenv("DATABASE_URL") != "" {
		return true
	}
	_, err := postgres.Installed()
	return err == nil
}

// shared is the one cluster of this process. Starting it costs a second or two, so
// tests share it and have a database each; it ends with the process (see cluster.sh).
var shared = sync.OnceValues(func() (*cluster, error) {
	bin, err := postgres.Installed()
	if err != nil {
		return nil, err
	}
	return start(bin, quick)
})

// missing ends a test that found no PostgreSQL: skipped, or failed where ci is set.
func missing(tb testing.TB, ci string, err error) {
	tb.Helper()
	if ci != "" {
		tb.Fatalf("PostgreSQL not found: DATABASE_URL is not set, and %v; CI is set, so both databases must be tested", err)
	}
	tb.Skipf("PostgreSQL not found: DATABASE_URL is not set, and %v; ran on SQLite only", err)
}

// where says in one line what URL does on this machine.
func where() string {
	if os.Getenv("DATABASE_URL") != "" {
		return "suites ran on the server of DATABASE_URL, each test in a database of its own"
	}
	bin, err := postgres.Installed()
	if err != nil {
		return "not tested, SQLite only: " + err.Error()
	}
	return "suites ran on throw-away clusters made with " + bin + "/initdb"
}
