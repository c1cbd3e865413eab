package embedded

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.temporal.io/server/schema"
	"go.temporal.io/server/schema/sqlite"
)

// versionTable has the shape in which Temporal's own tools record a schema's version on other databases.
const versionTable = `CREATE TABLE schema_version (
  version_partition INT NOT NULL, db_name VARCHAR(255) NOT NULL, creation_time DATETIME(6),
  curr_version VARCHAR(64), min_compatible_version VARCHAR(64), PRIMARY KEY (version_partition, db_name))`

// part is one of the two schemas which share the file.
type part struct{ name, dir, version string }

func parts() []part {
	return []part{
		{"temporal", "sqlite/v3/temporal", sqlite.Version},
		{"temporal_visibility", "sqlite/v3/visibility", sqlite.VisibilityVersion},
	}
}

// readySchema makes the schema in an empty file, brings an older one up to this server's, leaves a current one alone, and refuses a file
// that a newer server or something else altogether has made. It does all of it or, if it is killed, nothing.
func readySchema(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	empty, err := isEmpty(ctx, tx)
	if err != nil {
		return err
	}
	if empty {
		if _, err := tx.ExecContext(ctx, versionTable); err != nil {
			return fmt.Errorf("create schema_version: %w", err)
		}
	}
	for _, p := range parts() {
		step := p.upgrade
		if empty {
			step = p.create
		}
		if err := step(ctx, tx); err != nil {
			return fmt.Errorf("schema %s: %w", p.name, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func isEmpty(ctx context.Context, tx *sql.Tx) (bool, error) {
	var tables, versioned int
	err := tx.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE name = 'schema_version') FROM sqlite_master`).
		Scan(&tables, &versioned)
	switch {
	case err != nil:
		return false, fmt.Errorf("list tables: %w", err)
	case tables > 0 && versioned == 0:
		return false, errors.New("the file holds tables, but no record that Beacon made them for Temporal")
	}
	return tables == 0, nil
}

func (p part) create(ctx context.Context, tx *sql.Tx) error {
	if err := execFile(ctx, tx, path.Join(p.dir, "schema.sql")); err != nil {
		return err
	}
	return p.record(ctx, tx, p.version)
}

func (p part) upgrade(ctx context.Context, tx *sql.Tx) error {
	var now string
	err := tx.QueryRowContext(ctx, `SELECT curr_version FROM schema_version WHERE version_partition = 0 AND db_name = ?`, p.name).Scan(&now)
	if err != nil {
		return fmt.Errorf("read its version: %w", err)
	}
	if compareVersions(now, p.version) > 0 {
		return fmt.Errorf("the file is at %s, made by a newer server than this one, which knows %s", now, p.version)
	}
	steps, err := p.steps(now)
	if err != nil {
		return err
	}
	for _, v := range steps {
		if err := p.apply(ctx, tx, v); err != nil {
			return fmt.Errorf("from %s to %s: %w", now, v, err)
		}
		now = v
	}
	if now != p.version {
		return fmt.Errorf("no way is known from %s to %s", now, p.version)
	}
	return nil
}

// steps are the versions after now, up to this server's, in order.
func (p part) steps(now string) ([]string, error) {
	entries, err := fs.ReadDir(schema.Assets(), path.Join(p.dir, "versioned"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list versions: %w", err)
	}
	var steps []string
	for _, e := range entries {
		v := strings.TrimPrefix(e.Name(), "v")
		if compareVersions(v, now) > 0 && compareVersions(v, p.version) <= 0 {
			steps = append(steps, v)
		}
	}
	slices.SortFunc(steps, compareVersions)
	return steps, nil
}

func (p part) apply(ctx context.Context, tx *sql.Tx, version string) error {
	dir := path.Join(p.dir, "versioned", "v"+version)
	files, err := manifestOf(dir)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := execFile(ctx, tx, path.Join(dir, name)); err != nil {
			return err
		}
	}
	return p.record(ctx, tx, version)
}

// manifestOf names the files of one version's folder, in the order in which they are run.
func manifestOf(dir string) ([]string, error) {
	text, err := fs.ReadFile(schema.Assets(), path.Join(dir, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	var manifest struct{ SchemaUpdateCqlFiles []string }
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	return manifest.SchemaUpdateCqlFiles, nil
}

func (p part) record(ctx context.Context, tx *sql.Tx, version string) error {
	_, err := tx.ExecContext(ctx, `REPLACE INTO schema_version VALUES (0, ?, datetime('now'), ?, ?)`, p.name, version, version)
	if err != nil {
		return fmt.Errorf("record version: %w", err)
	}
	return nil
}

func execFile(ctx context.Context, tx *sql.Tx, name string) error {
	text, err := fs.ReadFile(schema.Assets(), name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return fmt.Errorf("run %s: %w", name, err)
	}
	return nil
}

// compareVersions orders versions as numbers: 0.9 comes before 0.11.
func compareVersions(a, b string) int {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	return slices.CompareFunc(as, bs, func(x, y string) int { return number(x) - number(y) })
}
