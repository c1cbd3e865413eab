package peers_test

import (
	"context"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"beacon/internal/codec"
	"beacon/internal/pgtest"
)

// site is one PostgreSQL server for all. Every run has databases of its own, which are
// copies of those that its peer has made ready.
type site struct {
	t      *testing.T
	server *url.URL
	admin  *pgxpool.Pool
	keys   string

	mu    sync.Mutex
	ready map[string]place
	made  int
}

func newSite(t *testing.T) *site {
	t.Helper()
	at := pgtest.Durable(t)
	server, err := url.Parse(at)
	require.NoError(t, err)
	admin, err := pgxpool.New(t.Context(), at)
	require.NoError(t, err)
	t.Cleanup(admin.Close)
	return &site{t: t, server: server, admin: admin, keys: codec.NewKey("bench"), ready: map[string]place{}}
}

// prepare makes the databases of a peer that its runs copy.
func (s *site) prepare(p peer) {
	s.t.Helper()
	at := s.place(p, "template0")
	require.NoError(s.t, p.prepare(s.t.Context(), at), p.name)
	s.ready[p.name] = at
}

// place makes databases, each from a template: one for all, or one for each.
func (s *site) place(p peer, templates ...string) place {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	at := place{Keys: s.keys}
	for i := range p.databases {
		s.made++
		name := "run_" + strconv.Itoa(s.made)
		statement := "create database " + pgx.Identifier{name}.Sanitize() + " template " + pgx.Identifier{templates[i%len(templates)]}.Sanitize()
		_, err := s.admin.Exec(s.t.Context(), statement)
		require.NoError(s.t, err)
		of := *s.server
		of.Path = "/" + name
		at.Databases = append(at.Databases, of.String())
	}
	return at
}

// copied is a place with copies of what a peer has made ready.
func (s *site) copied(p peer) place {
	s.t.Helper()
	at := s.place(p, s.ready[p.name].names()...)
	for _, copied := range at.Databases[1:] { // Temporal's, which note their own name
		require.NoError(s.t, execute(s.t.Context(), copied, "update schema_version set db_name = current_database()"))
	}
	return at
}

func (s *site) remove(at place) {
	for _, name := range at.names() {
		_, err := s.admin.Exec(context.WithoutCancel(s.t.Context()), "drop database "+pgx.Identifier{name}.Sanitize()+" with (force)")
		if err != nil {
			s.t.Log("drop:", err)
		}
	}
}

func (p place) names() (names []string) {
	for _, at := range p.Databases {
		u, err := url.Parse(at)
		if err == nil {
			names = append(names, u.Path[1:])
		}
	}
	return names
}

// meter is what the machine and the databases of a run have counted since they began.
type meter struct {
	at      time.Time
	commits float64
	wal     float64 // bytes, of the whole server
	size    float64 // bytes of all databases
	own     float64 // bytes of the first of them; the others are Temporal's
	busy    float64 // seconds of CPU, of the whole machine; 0: not known here
}

func (s *site) read(at place) meter {
	s.t.Helper()
	m := meter{at: time.Now(), busy: busy()}
	err := s.admin.QueryRow(s.t.Context(), `
		select sum(xact_commit)::float8, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8, sum(pg_database_size(datname))::float8,
			sum(pg_database_size(datname)) filter (where datname = ($1::text[])[1])::float8
		from pg_stat_database where datname = any($1)`, at.names()).Scan(&m.commits, &m.wal, &m.size, &m.own)
	require.NoError(s.t, err)
	return m
}

// busy is how long the machine's CPUs have worked, as Linux counts it.
func busy() float64 {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	var sum float64
	for i, field := range strings.Fields(line)[1:] {
		n, err := strconv.ParseFloat(field, 64)
		if err == nil && i < 8 && i != 3 && i != 4 { // all but idle and iowait; guests are counted in user
			sum += n
		}
	}
	return sum / ticksPerSecond
}

const ticksPerSecond = 100 // of /proc/stat: USER_HZ
