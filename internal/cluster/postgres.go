package cluster

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"beacon/internal/postgres"
)

// The databases of a cluster: Beacon's own, and Temporal's two.
var databases = []string{"beacon", "temporal", "temporal_visibility"}

// DatabaseURL is the address of one of the cluster's databases.
func (p *Plan) DatabaseURL(name string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.UserPassword("beacon", p.Password), Host: p.Places.Postgres, Path: "/" + name, RawQuery: "sslmode=disable",
	}).String()
}

// PostgresDir is where PostgreSQL keeps its data: in the cluster's folder or, where the
// account that must run it may not go there, in the folder for temporary files.
func (p *Plan) PostgresDir() (string, error) {
	as, err := postgres.Account(os.Getuid())
	if err != nil {
		return "", err
	}
	if as == nil || postgres.Reachable(p.Dir) {
		return p.file("postgres"), nil
	}
	of := sha256.Sum256([]byte(p.Dir))
	return filepath.Join(os.TempDir(), "beacon-cluster-"+hex.EncodeToString(of[:6])), nil
}

// postgres is the server, on data that is made where there is none.
func (p *Plan) postgres() (*exec.Cmd, error) {
	bin, err := postgres.Installed()
	if err != nil {
		return nil, fmt.Errorf("%w; on Debian: apt-get install postgresql", err)
	}
	as, err := postgres.Account(os.Getuid())
	if err != nil {
		return nil, err
	}
	data, err := p.PostgresDir()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := p.initdb(bin, data, as); err != nil {
			return nil, err
		}
	}
	host, port, err := net.SplitHostPort(p.Places.Postgres)
	if err != nil {
		return nil, fmt.Errorf("the address of PostgreSQL: %w", err)
	}
	c := exec.Command(filepath.Join(bin, "postgres"), "-D", data, //nolint:gosec // found and made here
		"-c", "listen_addresses="+host, "-c", "port="+port, "-c", "unix_socket_directories=",
		"-c", "max_connections=400", "-c", "shared_buffers=128MB", "-c", "wal_compression=on",
		"-c", "max_wal_size=2GB", "-c", "checkpoint_timeout=15min")
	c.Dir, c.Env, c.SysProcAttr = data, postgres.Environment(os.Environ()), &syscall.SysProcAttr{Credential: as}
	return c, nil
}

// initdb makes the data, whole or not at all: it is made beside and then given its name.
func (p *Plan) initdb(bin, data string, as *syscall.Credential) error {
	making := data + ".new"
	if err := os.RemoveAll(making); err != nil {
		return fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	if err := os.MkdirAll(making, 0o700); err != nil {
		return fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	secret := making + ".password"
	defer func() { _ = os.Remove(secret) }()
	if err := os.WriteFile(secret, []byte(p.Password), 0o600); err != nil {
		return fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	for _, path := range []string{making, secret} {
		if as == nil {
			break
		}
		if err := os.Chown(path, int(as.Uid), int(as.Gid)); err != nil {
			return fmt.Errorf("make PostgreSQL's folder: %w", err)
		}
	}
	c := exec.Command(filepath.Join(bin, "initdb"), "-D", making, "--username=beacon", "--pwfile="+secret, //nolint:gosec // found and made here
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C")
	c.Dir, c.Env, c.SysProcAttr = making, postgres.Environment(os.Environ()), &syscall.SysProcAttr{Credential: as}
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, said)
	}
	if err := os.Rename(making, data); err != nil {
		return fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	return nil
}

// databases is nil once PostgreSQL answers and every database is there.
func (p *Plan) databases(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", p.DatabaseURL("postgres"))
	if err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	defer db.Close()
	for _, name := range databases {
		var there bool
		if err := db.QueryRowContext(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&there); err != nil {
			return fmt.Errorf("reach PostgreSQL: %w", err)
		}
		if there {
			continue
		}
		if _, err := db.ExecContext(ctx, "create database "+name); err != nil {
			return fmt.Errorf("create database %s: %w", name, err)
		}
	}
	return nil
}

// eventKey is nil once the emulator answers; it then keeps the key with which the
// emulator signs what SendGrid would.
func (p *Plan) eventKey(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Places.Emulator+"/dev/event-key", nil)
	if err != nil {
		return fmt.Errorf("ask the emulator: %w", err)
	}
	got, err := browser.Do(r)
	if err != nil {
		return fmt.Errorf("ask the emulator: %w", err)
	}
	defer got.Body.Close()
	key, err := io.ReadAll(io.LimitReader(got.Body, 4<<10))
	if err != nil || got.StatusCode != http.StatusOK {
		return fmt.Errorf("ask the emulator: it answered %d", got.StatusCode)
	}
	p.EventKey = strings.TrimSpace(string(key))
	return p.save()
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
