package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the schema up to what this program was built for. It only goes
// forward, may be called by several processes at once, and refuses with
// ErrMigrations a schema that a newer program has already changed.
func (db *DB) Migrate(ctx context.Context) error {
	if err := db.migrate(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

func (db *DB) migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	left, err := db.behind(ctx, p)
	for err == nil && left > 0 {
		before := left
		_, failed := p.Up(ctx)
		if left, err = db.behind(ctx, p); err != nil {
			break
		}
		switch {
		case left < before: // by this process, or by another that was first
		case failed == nil:
			return fmt.Errorf("%w: %d migrations cannot be done", ErrMigrations, left)
		default:
			return whyNot(ctx, failed)
		}
	}
	return err
}

// whyNot names the migration that failed.
func whyNot(ctx context.Context, err error) error {
	var one *goose.PartialError
	if errors.As(err, &one) {
		return fmt.Errorf("%s: %w", one.Failed.Source.Path, faultOf(ctx, one.Err))
	}
	return faultOf(ctx, err)
}

// Ready says whether the database can be used: nil, or ErrUnavailable, or
// ErrMigrations with how many are still to be done, or that the schema is newer
// than this program.
func (db *DB) Ready(ctx context.Context) error {
	for _, pool := range db.pools() {
		if err := pool.PingContext(ctx); err != nil {
			return fmt.Errorf("reach the database: %w", faultOf(ctx, err))
		}
	}
	p, err := db.provider()
	if err != nil {
		return err
	}
	left, err := db.behind(ctx, p)
	switch {
	case err != nil:
		return fmt.Errorf("look at the database schema: %w", err)
	case left > 0:
		return fmt.Errorf("%w: %d migrations are still to be done; `beacon migrate` of this version does them", ErrMigrations, left)
	}
	return nil
}

// behind is how many migrations the schema lacks. It changes nothing.
func (db *DB) behind(ctx context.Context, p *goose.Provider) (int, error) {
	at, err := db.schemaVersion(ctx)
	if err != nil {
		return 0, err
	}
	left, newest := 0, int64(0)
	for _, source := range p.ListSources() {
		newest = source.Version
		if source.Version > at {
			left++
		}
	}
	if at > newest {
		return 0, fmt.Errorf("%w: an older binary against a newer schema: the database is at schema %d, and this program is the older and knows up to %d. Run the version that migrated it, or a newer one; nothing was changed", ErrMigrations, at, newest)
	}
	return left, nil
}

// schemaVersion is the number of the newest migration done; 0 where there is none.
func (db *DB) schemaVersion(ctx context.Context) (int64, error) {
	var tables int
	if err := db.read().one(ctx, &tables, db.dialect.hasTable, goose.DefaultTablename); err != nil || tables == 0 {
		return 0, err
	}
	var at int64
	err := db.read().one(ctx, &at, `select coalesce(max(version_id), 0) from `+goose.DefaultTablename)
	return at, err
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, db.dialect.folder)
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if db.dialect.advisory {
		one, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, fmt.Errorf("make the lock of migrations: %w", err)
		}
		options = append(options, goose.WithSessionLocker(one))
	}
	p, err := goose.NewProvider(db.dialect.goose, db.writer.DB, files, options...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}
