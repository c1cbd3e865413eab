package store

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"strings"

	"modernc.org/sqlite"
)

// SQLite reads the text of a statement anew whenever it is asked it, which is a third of
// the work of publishing a case. So each of its connections keeps what it has prepared for
// the next time. It is done below database/sql, whose own prepared statements would want a
// second connection in the middle of a transaction: there is only one that writes.

const (
	mostKept    = 128      // statements of one connection
	longestKept = 16 << 10 // bytes of text: a longer one writes rows by the dozen, and is seldom the same twice
)

// keeping makes connections to one SQLite database which keep their statements.
type keeping struct{ at string }

// Driver is SQLite's own.
func (keeping) Driver() driver.Driver { return &sqlite.Driver{} }

// Connect opens a connection.
func (k keeping) Connect(context.Context) (driver.Conn, error) {
	c, err := k.Driver().Open(k.at)
	if err != nil {
		return nil, err
	}
	whole, ok := c.(liteConn)
	if !ok {
		return nil, errors.Join(errors.New("SQLite's driver is not the one that is known"), c.Close())
	}
	return &keptConn{liteConn: whole, kept: map[string]*list.Element{}}, nil
}

// What SQLite's driver gives, all of which is passed on.
type (
	liteConn interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.ExecerContext
		driver.QueryerContext
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	liteStatement interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
	liteRows interface {
		driver.Rows
		driver.RowsColumnTypeDatabaseTypeName
		driver.RowsColumnTypeLength
		driver.RowsColumnTypeNullable
		driver.RowsColumnTypePrecisionScale
		driver.RowsColumnTypeScanType
	}
)

// keptConn is a connection and what it has prepared. Like every connection, it is used by
// one goroutine at a time.
type keptConn struct {
	liteConn
	kept  map[string]*list.Element // of a statement, by its text
	order list.List                // the one used last comes first
}

// statement is one that was prepared.
type statement struct {
	liteStatement
	text string
}

// ExecContext does what a statement says.
func (c *keptConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.liteConn.ExecContext(ctx, text, args)
	}
	r, err := s.ExecContext(ctx, args)
	return r, c.give(s, err)
}

// QueryContext asks what a statement asks. The statement is in use until the rows are closed.
func (c *keptConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.liteConn.QueryContext(ctx, text, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, c.give(s, err)
	}
	return &keptRows{liteRows: rows.(liteRows), close: func(err error) error { return c.give(s, err) }}, nil
}

// Close closes the connection, and before it what it keeps.
func (c *keptConn) Close() error {
	var failed error
	for c.order.Len() > 0 {
		failed = errors.Join(failed, c.drop())
	}
	return errors.Join(failed, c.liteConn.Close())
}

// take is the statement of a text, or nil where that is not worth keeping. Until it is
// given back it is nobody else's: who asks the same meanwhile is given one of their own.
func (c *keptConn) take(ctx context.Context, text string) (*statement, error) {
	if at, ok := c.kept[text]; ok {
		delete(c.kept, text)
		return c.order.Remove(at).(*statement), nil
	}
	if !worthKeeping(text) {
		return nil, nil
	}
	s, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return &statement{s.(liteStatement), text}, nil
}

// give takes a statement back, with the error that its use ended in. One that ended badly
// is not kept, nor is a second of the same text.
func (c *keptConn) give(s *statement, err error) error {
	if err != nil {
		_ = s.Close() // why it ended badly is known
		return err
	}
	if _, second := c.kept[s.text]; second {
		return s.Close()
	}
	c.kept[s.text] = c.order.PushFront(s)
	if c.order.Len() > mostKept {
		return c.drop()
	}
	return nil
}

// drop closes the statement that was not used for the longest time.
func (c *keptConn) drop() error {
	s := c.order.Remove(c.order.Back()).(*statement)
	delete(c.kept, s.text)
	return s.Close()
}

// keep are the words that statements about rows begin with, and those of savepoints. What
// else there is, is said once, or means something at the moment when it is prepared, as
// some pragmas do.
var keep = []string{"select", "insert", "update", "delete", "with", "savepoint", "release", "rollback"}

// worthKeeping says of a text that it is one statement, of a kind that is said again.
func worthKeeping(text string) bool {
	if len(text) > longestKept || strings.Contains(text, ";") {
		return false
	}
	text = strings.TrimLeft(text, " \t\n")
	for _, word := range keep {
		if len(text) > len(word) && strings.EqualFold(text[:len(word)], word) && strings.ContainsRune(" \t\n", rune(text[len(word)])) {
			return true
		}
	}
	return false
}

// keptRows are what a statement answers.
type keptRows struct {
	liteRows
	close func(error) error // nil: they were closed
}

// Close ends them, and gives their statement back.
func (r *keptRows) Close() error {
	if r.close == nil {
		return nil
	}
	give := r.close
	r.close = nil
	return give(r.liteRows.Close())
}
