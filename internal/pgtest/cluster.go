package pgtest

import (
	"bufio"
	"bytes"
	"crypto/rand"
	_ "embed" // cluster.sh
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"beacon/internal/postgres"
)

//go:embed cluster.sh
var script string

// cluster is a running server which ends when alive is closed, and so at the latest
// with this process.
type cluster struct {
	url   string // of its database "postgres", as its superuser
	dir   string // everything it has on disk; removed when it ends
	alive *os.File

	settings string // of the server, as its command line has them
}

// attempts to find a port: one that was free may be taken before PostgreSQL binds it,
// since several test processes look for one at the same time.
const attempts = 3

// How servers are set: for tests, where nothing needs to outlive them, and for
// measurements, where every commit is on disk, as cmd/cluster sets it.
const (
	quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off " +
		"-c shared_buffers=16MB -c max_connections=200 -c wal_level=minimal -c max_wal_senders=0"
	durable = "-c max_connections=400 -c shared_buffers=128MB -c wal_compression=on " +
		"-c max_wal_size=2GB -c checkpoint_timeout=15min"
)

// start makes a cluster with the programs in bin, and returns when it answers.
func start(bin, settings string) (*cluster, error) {
	var err error
	for range attempts {
		var c *cluster
		if c, err = startOnce(bin, settings); err == nil {
			return c, nil
		}
		if !strings.Contains(err.Error(), "could not bind") {
			break
		}
	}
	return nil, err
}

func startOnce(bin, settings string) (*cluster, error) {
	as, err := postgres.Account(os.Getuid())
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	password := rand.Text()
	dir, err := folder(as, password)
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, settings: settings, url: (&url.URL{
		Scheme: "postgres", User: url.UserPassword("beacon", password),
		Host: net.JoinHostPort("127.0.0.1", port), Path: "/postgres", RawQuery: "sslmode=disable",
	}).String()}
	if err := c.launch(bin, port, as); err != nil {
		return nil, err
	}
	return c, nil
}

// launch starts the script and waits for its one line, or for it to give up.
func (c *cluster) launch(bin, port string, as *syscall.Credential) error {
	hold, alive, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("hold the cluster: %w", err)
	}
	defer hold.Close()
	cmd := exec.Command("/bin/sh", "-c", script, "cluster.sh", bin, c.dir, port, c.settings) //nolint:gosec // names we found and made
	cmd.Dir = c.dir
	cmd.Env = postgres.Environment(os.Environ())
	cmd.Stdin = hold
	// A session of its own: Ctrl-C in the terminal ends the tests, and they end it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: as}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("hold the cluster: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(fmt.Errorf("run /bin/sh: %w", err), alive.Close(), os.RemoveAll(c.dir))
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err == nil && line == "ready\n" {
		c.alive = alive
		return nil
	}
	said, err := os.ReadFile(filepath.Join(c.dir, "log"))
	err = errors.Join(fmt.Errorf("%s made no cluster: %s", bin, bytes.TrimSpace(said)), err, alive.Close())
	return errors.Join(err, cmd.Wait()) // the script has then removed the folder
}

// longest is how long the path of a folder may be for a socket's path within it, with
// some 40 letters more, to stay under the least limit there is, macOS's 104.
const longest = 60

// base is the folder in which a cluster's own folder is made: usual, the one for
// temporary files, unless another account must work there and may not.
func base(usual string, as *syscall.Credential) string {
	if len(usual) > longest || (as != nil && !postgres.OpenToAll(usual)) {
		return "/tmp"
	}
	return usual
}

// folder makes the folder for a cluster of the account, with the password in it.
func folder(as *syscall.Credential, password string) (string, error) {
	dir, err := os.MkdirTemp(base(os.TempDir(), as), "beacon-pg-")
	if err != nil {
		return "", fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		return "", fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	if as == nil {
		return dir, nil
	}
	for _, path := range []string{secret, dir} {
		if err := os.Chown(path, int(as.Uid), int(as.Gid)); err != nil {
			return "", fmt.Errorf("make a folder for PostgreSQL: %w", err)
		}
	}
	return dir, nil
}

// freePort is a loopback port that nobody listens on now.
func freePort() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	return strconv.Itoa(port), l.Close()
}
