package store

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// fault is a failure of the database as it may be told to others. The driver's own
// words are left behind, since they can quote the values of a row.
type fault struct {
	says  string
	is    []error
	again bool // the same transaction may well succeed if it is tried at once
}

func (f *fault) Error() string   { return f.says }
func (f *fault) Unwrap() []error { return f.is }

// faultOf makes a fault of whatever a driver said. Where the asker had gone away
// or run out of time, that is the reason, whatever the driver makes of it.
func faultOf(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var f *fault
	if errors.As(err, &f) {
		return err
	}
	for _, gone := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(ctx.Err(), gone) || errors.Is(err, gone) {
			return unavailable(gone.Error(), gone)
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return postgresFault(pg)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return sqliteFault(lite.Code())
	}
	return otherFault(err)
}

func unavailable(what string, also ...error) *fault {
	return &fault{says: ErrUnavailable.Error() + ": " + what, is: append(also, ErrUnavailable)}
}

// postgresFault sorts by SQLSTATE.
func postgresFault(e *pgconn.PgError) *fault {
	what := "SQLSTATE " + e.Code
	if e.Code == "40001" || e.Code == "40P01" {
		f := unavailable(what)
		f.again = true
		return f
	}
	switch e.Code[:min(2, len(e.Code))] {
	case "0A", "21", "22", "23", "42":
		return &fault{says: "the database refused: " + what}
	}
	return unavailable(what)
}

// sqliteFault sorts by SQLite's primary result code.
func sqliteFault(code int) *fault {
	what := "SQLite " + strconv.Itoa(code)
	switch code & 0xff {
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH,
		sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_MISUSE:
		return &fault{says: "the database refused: " + what}
	}
	return unavailable(what)
}

// otherFault is for what comes from database/sql and the network. A value that does
// not fit is a fault of this program; everything else is the connection's.
func otherFault(err error) *fault {
	says := err.Error()
	for _, ours := range []string{"sql: Scan error", "sql: converting", "sql: expected", "missing destination", "failed to encode"} {
		if strings.Contains(says, ours) {
			return &fault{says: "a value does not fit the database (" + ours + ")"}
		}
	}
	if errors.Is(err, sql.ErrTxDone) || errors.Is(err, sql.ErrConnDone) {
		return unavailable("the connection ended")
	}
	return unavailable("no connection (" + reflect.TypeOf(err).String() + ")")
}

// isAgain says that the same transaction may succeed if it is tried at once.
func isAgain(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.again
}
