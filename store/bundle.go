package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// bundling opens connections to PostgreSQL on which a transaction sends together what need
// not be answered one at a time: its beginning, statements of which it says so (see
// mayWait), and its end. They are run in the order in which they were given; where one
// fails, no later one is run, and whoever asks next, or ends the transaction, is told.
// What is not part of such a transaction is as it is without this.
type bundling struct{ driver.Connector }

func (b bundling) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := b.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	one, ok := c.(*single)
	if !ok {
		return nil, errors.Join(errors.New("not a connection of pgx"), c.Close())
	}
	return &bundler{single: one}, nil
}

type waits struct{}

// mayWait marks a statement, or the beginning of a transaction, as one that need not be
// sent before the next that may not wait. How many rows it changed is then not known.
func mayWait(ctx context.Context) context.Context { return context.WithValue(ctx, waits{}, true) }

// single is a connection that sends every statement by itself.
type single = stdlib.Conn

// bundler is one connection. The mutex is for a transaction that ends by itself, because
// whoever began it has gone, while rows are being read.
type bundler struct {
	*single
	mu      sync.Mutex
	inside  bool     // a transaction that was begun here
	waiting []*given // what has not been sent
}

// given is a statement that was given to a connection, and in time what came of it.
type given struct {
	text string
	args []any
	got
}

// BeginTx begins a transaction when something is first asked in it, where it may wait.
func (b *bundler) BeginTx(ctx context.Context, with driver.TxOptions) (driver.Tx, error) {
	if ctx.Value(waits{}) == nil || with != (driver.TxOptions{}) {
		return b.single.BeginTx(ctx, with)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	b.inside, b.waiting = true, []*given{{text: "begin"}}
	return bundle{b, ctx}, nil
}

// ExecContext changes rows.
func (b *bundler) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait := b.inside && ctx.Value(waits{}) != nil
	if !wait && len(b.waiting) == 0 {
		return b.single.ExecContext(ctx, text, args)
	}
	s := b.put(text, args)
	if wait {
		return driver.ResultNoRows, nil
	}
	err := b.send(ctx)
	return driver.RowsAffected(s.changed), err
}

// QueryContext reads rows. Those of one that may wait are asked for once they are looked at.
func (b *bundler) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait := b.inside && ctx.Value(waits{}) != nil
	if !wait && len(b.waiting) == 0 {
		return b.single.QueryContext(ctx, text, args)
	}
	s := b.put(text, args)
	if !wait {
		if err := b.send(ctx); err != nil {
			return nil, err
		}
	}
	return &bundledRows{by: b, ctx: ctx, of: s}, nil
}

// PrepareContext prepares a statement. What waits is sent before: the statement will be
// run by the connection itself, which knows of nothing that waits.
func (b *bundler) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) > 0 {
		if err := b.send(ctx); err != nil {
			return nil, err
		}
	}
	return b.single.PrepareContext(ctx, text)
}

func (b *bundler) put(text string, named []driver.NamedValue) *given {
	s := &given{text: text, args: make([]any, len(named))}
	for i, n := range named {
		s.args[i] = n.Value
	}
	b.waiting = append(b.waiting, s)
	return s
}

// send sends all that waits and hears what came of it. Its error is the first.
func (b *bundler) send(ctx context.Context) error {
	together := &pgx.Batch{}
	for _, s := range b.waiting {
		together.Queue(s.text, s.args...)
	}
	all := b.waiting
	b.waiting = nil
	c := b.Conn()
	heard := c.SendBatch(ctx, together)
	for _, s := range all {
		s.hear(heard, c.TypeMap())
	}
	return heard.Close()
}

// bundle is a transaction.
type bundle struct {
	by  *bundler
	ctx context.Context
}

const rollbackWithin = 5 * time.Second

var errRolledBack = errors.New("the transaction was rolled back")

// Commit sends what still waits, and ends the transaction. It is an error where
// PostgreSQL rolled back instead.
func (t bundle) Commit() error {
	b := t.by
	b.mu.Lock()
	defer b.mu.Unlock()
	end := b.put("commit", nil)
	err := b.send(t.ctx)
	if err == nil && end.tag != "COMMIT" {
		err = errRolledBack
	}
	b.inside = false
	if err != nil {
		return errors.Join(err, b.undo())
	}
	return nil
}

// Rollback ends the transaction. What waits is never sent.
func (t bundle) Rollback() error {
	t.by.mu.Lock()
	defer t.by.mu.Unlock()
	for _, s := range t.by.waiting {
		s.heard, s.err = true, errRolledBack
	}
	t.by.inside, t.by.waiting = false, nil
	return t.by.undo()
}

// undo rolls back what PostgreSQL knows to have begun. A connection on which that fails
// is not used again.
func (b *bundler) undo() error {
	c := b.Conn()
	if c.IsClosed() || c.PgConn().TxStatus() == 'I' {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), rollbackWithin)
	defer cancel()
	if _, err := c.Exec(ctx, "rollback"); err != nil {
		return errors.Join(err, c.Close(ctx))
	}
	return nil
}

// bundledRows are the rows that one of the statements read.
type bundledRows struct {
	by  *bundler
	ctx context.Context // of whoever asked for them, and looks at them later
	of  *given
	at  int
}

func (r *bundledRows) ready() error {
	r.by.mu.Lock()
	defer r.by.mu.Unlock()
	if !r.of.heard {
		_ = r.by.send(r.ctx) // each statement has its own error
	}
	return r.of.err
}

// Columns names the columns; none where there are no rows because something failed.
func (r *bundledRows) Columns() []string {
	_ = r.ready()
	return r.of.columns
}

// Next reads the next row.
func (r *bundledRows) Next(into []driver.Value) error {
	if err := r.ready(); err != nil {
		return err
	}
	if r.at == len(r.of.rows) {
		return io.EOF
	}
	copy(into, r.of.rows[r.at])
	r.at++
	return nil
}

// Close needs to end nothing: all rows have been read.
func (r *bundledRows) Close() error { return nil }
