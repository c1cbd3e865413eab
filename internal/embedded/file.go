package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	sqlitedriver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// readyFile makes the file, takes it for this process alone and readies its schema. unlock gives the file up again; it is nil, and nothing
// is done, for a server in memory.
func readyFile(ctx context.Context, file string) (unlock func() error, err error) {
	if file == "" {
		return nil, nil
	}
	if err := touch(file); err != nil {
		return nil, err
	}
	if unlock, err = lock(ctx, file); err != nil {
		return nil, err
	}
	if err := withFile(file, func(db *sql.DB) error { return readySchema(ctx, db) }); err != nil {
		return nil, errors.Join(fmt.Errorf("ready %s: %w", file, err), unlock())
	}
	return unlock, nil
}

// touch makes the file for its owner only: case identifiers are in it. SQLite gives the files beside it the same rights.
func touch(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	return f.Close()
}

// lock keeps a second process off the file: two servers would carry every workflow on twice. The lock is an open transaction on a file
// beside it, so it works wherever SQLite does and a killed process cannot leave it behind.
func lock(ctx context.Context, file string) (unlock func() error, err error) {
	beside := file + ".lock"
	if err := touch(beside); err != nil {
		return nil, err
	}
	db, err := open(beside, url.Values{"_txlock": {"exclusive"}})
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", file, err)
	}
	// Not bound to ctx: the transaction stays open after the start.
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err == nil {
		return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
	}
	if busy := (*sqlitedriver.Error)(nil); errors.As(err, &busy) && busy.Code() == sqlite3.SQLITE_BUSY {
		err = errors.New("another server is running on it")
	}
	return nil, errors.Join(fmt.Errorf("lock %s: %w", file, err), db.Close())
}

// settle moves everything from the write-ahead log into the file, so that a copy of the file alone is whole.
func settle(file string) error {
	return withFile(file, func(db *sql.DB) error {
		_, err := db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
		return err
	})
}

func withFile(file string, use func(*sql.DB) error) error {
	query := url.Values{"_txlock": {"immediate"}}
	for key, value := range pragmas {
		query.Add("_pragma", key+"="+value)
	}
	db, err := open(file, query)
	if err != nil {
		return err
	}
	return errors.Join(use(db), db.Close())
}

func open(file string, query url.Values) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+escaped(file)+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}
