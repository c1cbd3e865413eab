package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// patience bounds one statement to the server: creating a database copies files, and
// a busy machine runs many tests at once.
const patience = time.Minute

// freshDatabase creates an empty database on the server for tb, has it dropped when tb
// ends, and returns its URL. Errors never quote server, which may hold a password.
func freshDatabase(tb testing.TB, server string) string {
	tb.Helper()
	name := "beacon_test_" + strings.ToLower(rand.Text())
	fresh, err := named(server, name)
	if err != nil {
		tb.Fatalf("make a database for this test: %v", err)
	}
	// template0: whatever somebody has put into template1, the database is empty.
	if err := run(server, "create database "+name+" template template0"); err != nil {
		tb.Fatalf("make a database for this test: %v", err)
	}
	tb.Cleanup(func() {
		if err := run(server, "drop database "+name+" with (force)"); err != nil {
			tb.Errorf("drop the database of this test: %v", err)
		}
	})
	return fresh
}

// named is the server's URL with another database in it; user, host and parameters stay.
func named(server, database string) (string, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "", errors.New("DATABASE_URL is not of the form postgres://name:password@host:port/database")
	}
	u.Path, u.RawPath = "/"+database, ""
	return u.String(), nil
}

// run does one statement on the server, on a connection of its own.
func run(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := sql.Open("pgx", server)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return errors.Join(fmt.Errorf("run: %w", err), db.Close())
	}
	return db.Close()
}
