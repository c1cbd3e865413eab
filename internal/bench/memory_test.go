package bench_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"

	"beacon/activities"
	"beacon/internal/codec"
	"beacon/internal/embedded"
	"beacon/worker"
	"beacon/workflows"
)

// memoryReport is what an open case takes in a worker's memory, and on disk.
type memoryReport struct {
	measured
	Cached int        `json:"cached_cases"`
	Rounds []memory   `json:"rounds"`
	Case   spread     `json:"bytes_a_cached_case"`
	Idle   int        `json:"idle_cases"`
	Disk   []database `json:"databases"`
}

// memory is that of a worker without cases, and with them, in bytes.
type memory struct {
	Heap, Stack         uint64
	FullHeap, FullStack uint64
	Case                float64
}

// database is what one of them grew by for each open case.
type database struct {
	Name  string  `json:"name"`
	Rows  float64 `json:"rows_a_case"`
	Bytes float64 `json:"bytes_a_case"`
}

// asWorker makes this test binary a worker of cases that tells its memory; the rest is
// where its Temporal is, and its keys.
const asWorker = "BENCH_BE_A_WORKER"

func TestMain(m *testing.M) {
	if at := os.Getenv(asWorker); at != "" {
		if err := beAWorker(at, os.Getenv("BENCH_KEYS"), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// beAWorker works until its input ends, and tells its memory for each line of it.
func beAWorker(at, written string, in io.Reader, out io.Writer) error {
	keys, err := codec.ParseRing(written)
	if err != nil {
		return err
	}
	o := client.Options{HostPort: at, Namespace: namespace, Identity: "bench", Logger: silent}
	codec.WorkerOptions(keys)(&o)
	c, err := client.Dial(o)
	if err != nil {
		return err
	}
	defer c.Close()
	sdkworker.SetStickyWorkflowCacheSize(100000)
	w := worker.New(c, &workflows.Cases{Policy: patient}, &activities.Desk{Sender: taken{}, Book: &newest{}})
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var m runtime.MemStats
		for range 3 {
			runtime.GC()
			time.Sleep(100 * time.Millisecond) //nolint:forbidigo // what was running may end, and tells nobody
		}
		runtime.ReadMemStats(&m)
		if err := json.NewEncoder(out).Encode(memory{Heap: m.HeapAlloc, Stack: m.StackInuse}); err != nil {
			return err
		}
	}
	return nil
}

func TestMemory(t *testing.T) {
	n, rounds := setting(t, "BENCH_CACHED", 4, 1000, 5000), setting(t, "BENCH_ROUNDS", 1, 5, 5)
	r := memoryReport{measured: begun(), Cached: n, Idle: setting(t, "BENCH_IDLE", 4, 1000, 10000)}
	for range rounds {
		r.round()
		r.Rounds = append(r.Rounds, cached(t, n))
	}
	r.Case = over(r.Rounds, func(m memory) float64 { return m.Case })
	r.most("memory of a case in a worker's cache", 40, r.Case.Median/1000, "KB")
	r.spreadBy(r.Case)
	r.Disk = idle(t, r.Idle)
	keep(t, "memory", &r)
}

// cached has a worker of another process keep as many cases, by a server of this one.
func cached(t *testing.T, n int) memory {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{Namespace: namespace})
	require.NoError(t, err)
	defer server.Stop()
	key := codec.NewKey("bench")
	temporal, err := client.Dial(sealedBy(t, server.Addr(), key).ordinary)
	require.NoError(t, err)
	defer temporal.Close()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), asWorker+"="+server.Addr(), "BENCH_KEYS="+key)
	child.Stderr = os.Stderr
	in, err := child.StdinPipe()
	require.NoError(t, err)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	answers := json.NewDecoder(out)
	measure := func() (m memory) {
		_, err := io.WriteString(in, "\n")
		require.NoError(t, err)
		require.NoError(t, answers.Decode(&m))
		return m
	}
	cases := &workflows.Client{Temporal: temporal}
	refer := func(name string, n int) {
		_, err := calls(t.Context(), n, func(ctx context.Context, i int) error {
			_, err := cases.Refer(ctx, fmt.Sprint(name, i), referral(time.Now()), nil)
			return err
		})
		require.NoError(t, err)
	}
	refer("warm-", 50)
	m := measure()
	refer("case-", n)
	full := measure()
	require.NoError(t, in.Close())
	require.NoError(t, child.Wait())
	m.FullHeap, m.FullStack = full.Heap, full.Stack
	m.Case = (float64(full.Heap) + float64(full.Stack) - float64(m.Heap) - float64(m.Stack)) / float64(n)
	return m
}

// idle says what the databases grow by for each of many cases that have just opened.
func idle(t *testing.T, n int) []database {
	t.Helper()
	b := makeBed(t)
	b.open(min(n, 20))
	var before []database
	for _, at := range b.databases {
		before = append(before, sized(t, at))
	}
	b.open(n)
	for i, at := range b.databases {
		after := sized(t, at)
		before[i].Rows, before[i].Bytes = (after.Rows-before[i].Rows)/float64(n), (after.Bytes-before[i].Bytes)/float64(n)
	}
	before[0].Name, before[1].Name, before[2].Name = "Beacon's own", "Temporal's", "Temporal's list of workflows"
	return before
}

// sized counts a database's rows, and its bytes with indexes.
func sized(t *testing.T, at string) (d database) {
	t.Helper()
	u, err := url.Parse(at)
	require.NoError(t, err)
	db, err := sql.Open("pgx", u.String())
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	var tables []string
	rows, err := db.QueryContext(t.Context(), `select quote_ident(tablename) from pg_tables where schemaname = 'public'`)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	require.NoError(t, rows.Err())
	for _, name := range tables {
		var count float64
		require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from "+name).Scan(&count))
		d.Rows += count
	}
	require.NoError(t, db.QueryRowContext(t.Context(), "select pg_database_size(current_database())").Scan(&d.Bytes))
	return d
}

func (r *memoryReport) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, `%d cases that have just been referred are in the cache of a worker, which is a process of its own: what its heap, after collecting, and its stacks have grown by.

| round | heap without | stacks without | heap with | stacks with | a case |
|---|---|---|---|---|---|
`, r.Cached)
	for i, m := range r.Rounds {
		fmt.Fprintf(&b, "| %d | %.1f MB | %.1f MB | %.1f MB | %.1f MB | %.1f KB |\n", i+1, mega(m.Heap), mega(m.Stack), mega(m.FullHeap), mega(m.FullStack), m.Case/1000)
	}
	fmt.Fprintf(&b, "\nWhat PostgreSQL has grown by for each of %d cases that were referred over HTTP and are open and idle:\n\n| database | rows a case | bytes a case, with indexes |\n|---|---|---|\n", r.Idle)
	for _, d := range r.Disk {
		fmt.Fprintf(&b, "| %s | %.1f | %.0f |\n", d.Name, d.Rows, d.Bytes)
	}
	return b.String()
}

func mega(bytes uint64) float64 { return float64(bytes) / 1e6 }
