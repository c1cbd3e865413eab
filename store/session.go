package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
)

// session is one transaction, or the database outside of any. Every statement of
// this package goes through its methods: they mark parameters as the database wants
// them, and let no driver's words out.
type session struct {
	q       querier
	dialect dialect
	vault
}

// querier is what *sqlx.DB and *sqlx.Tx have in common.
type querier interface {
	sqlx.ExtContext
	Rebind(query string) string
}

// one reads a single row, or answers ErrNotFound.
func (s session) one(ctx context.Context, into any, query string, args ...any) error {
	if !keepable(args) {
		return ErrNotFound // what cannot be kept cannot be found
	}
	err := sqlx.GetContext(ctx, s.q, into, s.q.Rebind(query), args...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return faultOf(ctx, err)
}

// found reads a single row, and says whether there was one.
func (s session) found(ctx context.Context, into any, query string, args ...any) (bool, error) {
	err := s.one(ctx, into, query, args...)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// all reads every row.
func (s session) all(ctx context.Context, into any, query string, args ...any) error {
	if !keepable(args) {
		return nil
	}
	return faultOf(ctx, sqlx.SelectContext(ctx, s.q, into, s.q.Rebind(query), args...))
}

// do changes rows, and says how many.
func (s session) do(ctx context.Context, query string, args ...any) (int64, error) {
	if !keepable(args) {
		return 0, ErrText
	}
	r, err := s.q.ExecContext(ctx, s.q.Rebind(query), args...)
	if err != nil {
		return 0, faultOf(ctx, err)
	}
	n, err := r.RowsAffected()
	return n, faultOf(ctx, err)
}

// later changes rows in this transaction when something is next asked of the database,
// or when the transaction ends: before that it is not known to have gone well. Outside of
// a transaction, and on SQLite, that is now.
func (s session) later(ctx context.Context, query string, args ...any) error {
	if !keepable(args) {
		return ErrText
	}
	_, err := s.q.ExecContext(mayWait(ctx), s.q.Rebind(query), args...)
	return faultOf(ctx, err)
}

// laterNamed is later, with the fields of a struct as parameters.
func (s session) laterNamed(ctx context.Context, query string, row any) error {
	query, args, err := sqlx.Named(query, row)
	if err != nil {
		return faultOf(ctx, err)
	}
	return s.later(ctx, query, args...)
}

// named changes rows, with the fields of a struct as parameters.
func (s session) named(ctx context.Context, query string, row any) (int64, error) {
	query, args, err := sqlx.Named(query, row)
	if err != nil {
		return 0, faultOf(ctx, err)
	}
	return s.do(ctx, query, args...)
}

// keepable says that every text can be kept by both databases: PostgreSQL refuses
// a NUL and what is not UTF-8, and SQLite must not be laxer.
func keepable(args []any) bool {
	for _, a := range args {
		v := reflect.ValueOf(a)
		if v.Kind() == reflect.String && (!utf8.ValidString(v.String()) || strings.ContainsRune(v.String(), 0)) {
			return false
		}
	}
	return true
}

// hold makes everybody else who holds one of these names wait until the transaction
// ends: from before whatever is asked next. SQLite's writers already wait for each other.
func (s session) hold(ctx context.Context, names ...string) error {
	if !s.dialect.advisory || len(names) == 0 {
		return nil
	}
	keys := make([]int64, len(names))
	for i, n := range names {
		sum := sha256.Sum256([]byte(n))
		keys[i] = int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // any 64 bits will do
	}
	slices.Sort(keys) // everybody in the same order, or two could wait for each other
	return s.later(ctx, `select count(pg_advisory_xact_lock(k)::text) from unnest(?::bigint[]) k`, slices.Compact(keys))
}

// read is for looking only.
func (db *DB) read() session { return db.session(db.reader) }

func (db *DB) session(q querier) session { return session{q, db.dialect, vault{sealer: db.sealer}} }

const (
	mostTries = 12
	firstWait = 5 * time.Millisecond
	mostWait  = 500 * time.Millisecond
)

// write does something in one transaction: all of it or nothing. Where the database
// gave way to somebody else's transaction, it is done again from the beginning, so
// that do must not change anything outside.
func (db *DB) write(ctx context.Context, what string, do func(session) error) error {
	return db.until(ctx, what, do, db.oneOf)
}

// writeOne is write for what is one statement, or one that changes anything and others
// that only look at what it left. By itself a statement is all or nothing too: where
// writers do not come one at a time it needs no transaction around it, and is asked for
// once instead of three times.
func (db *DB) writeOne(ctx context.Context, what string, do func(session) error) error {
	if !db.dialect.advisory {
		return db.write(ctx, what, do)
	}
	return db.until(ctx, what, do, func(_ context.Context, do func(session) error) error { return do(db.session(db.writer)) })
}

// until does something by one way of doing it, again where the database gave way.
func (db *DB) until(ctx context.Context, what string, do func(session) error, by func(context.Context, func(session) error) error) error {
	var err error
	if db.inVain {
		_ = db.once(ctx, func(s session) error { return errors.Join(do(s), errInVain) })
	}
	for try := range mostTries {
		if err = by(ctx, do); !isAgain(err) || !pause(ctx, try) {
			break
		}
	}
	return doing(what, err)
}

var errInVain = errors.New("done in vain")

// oneOf is one try: with others, where writers come one at a time.
func (db *DB) oneOf(ctx context.Context, do func(session) error) error {
	if db.dialect.advisory {
		return db.once(ctx, do)
	}
	return db.join(ctx, do)
}

func (db *DB) once(ctx context.Context, do func(session) error) error {
	tx, err := db.writer.BeginTxx(mayWait(ctx), nil)
	if err != nil {
		return faultOf(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing; a panic must not keep the connection
	if err := do(db.session(tx)); err != nil {
		return err // what went wrong is already known, and an open transaction cannot outlive its connection
	}
	return faultOf(ctx, tx.Commit())
}

// pause waits a little longer each time, and unevenly, so that two who met do not
// meet again. It says whether there is still somebody waiting for the answer.
func pause(ctx context.Context, try int) bool {
	wait := min(firstWait<<try, mostWait)
	wait = wait/2 + rand.N(wait/2+1) //nolint:gosec // it spreads load, and guards nothing
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
