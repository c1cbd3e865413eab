package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"go.temporal.io/sdk/client"

	"beacon/internal/cluster"
	"beacon/messaging/emulator"
)

// Options say what a run is made of.
type Options struct {
	Size
	Dir    string        // where the cluster is made, and wiped afterwards
	Beacon string        // the binary of APIs and workers
	Self   string        // the binary of the cluster itself
	Day    time.Duration // how long a day of the policy lasts
	Commit string
	Out    io.Writer // where it tells how it goes

	Folder  func() (string, error) // makes the folder of one cluster, where there are several
	Discard bool                   // the logs of a run that failed are not kept

	// Patience is how long the cluster may take to come to rest once all is well; 0: as
	// long as it ever should.
	Patience time.Duration

	// Temporal reaches the Temporal server as Beacon does, by its variables.
	Temporal func(environ []string) (client.Client, error)
}

// world is a cluster that is being broken.
type world struct {
	Options
	plan     Plan
	run      string
	cluster  *cluster.Plan
	beacon   *sql.DB // Beacon's database
	timers   *sql.DB // Temporal's
	temporal client.Client
	people   *people
	emulator *provider
	weather  []emulator.Fault // how the providers fail now
	disk     disk
	watch    *watch
	probes   []*actor
	baits    []*actor

	began      time.Time
	changing   sync.Mutex  // of the cluster's processes
	broken     atomic.Bool // something is broken on purpose, or not yet mended
	background sync.WaitGroup
	probing    atomic.Pointer[probing] // of the fault that strikes now
	probed     int
	recoveries []Recovery
	extra      int      // who are in no script
	deleted    int      // timers
	faults     []string // what could not be done
}

// open starts a cluster of this run's own.
func open(ctx context.Context, o Options) (*world, error) {
	places, err := cluster.Free()
	if err != nil {
		return nil, err
	}
	w := &world{
		Options: o, plan: NewPlan(o.Size), began: time.Now(), run: fmt.Sprintf("%d-%x", o.Seed, time.Now().Unix()),
		cluster: cluster.New(o.Dir, o.Beacon, o.Self, o.Day, places), emulator: &provider{at: places.Emulator},
		people: newPeople([2]string{places.API1, places.API2}, places.Emulator),
	}
	w.cluster.More = soon
	if err := os.MkdirAll(filepath.Dir(o.Dir), 0o755); err != nil { //nolint:gosec // PostgreSQL runs as somebody else, and has to pass through
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	if w.beacon, err = sql.Open("pgx", w.cluster.DatabaseURL("beacon")); err == nil {
		w.timers, err = sql.Open("pgx", w.cluster.DatabaseURL("temporal"))
	}
	if err == nil {
		w.disk, err = openDisk(ctx, w.cluster)
	}
	if err == nil {
		w.say("Starting a cluster (PostgreSQL, Temporal, two APIs, two workers, the providers)")
		err = w.cluster.Up(ctx, io.Discard)
	}
	if err == nil {
		w.temporal, err = o.Temporal(w.cluster.Environ())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the cluster: %w", err), w.close())
	}
	w.watch = newWatch(w)
	return w, nil
}

// soon has a clock that has not rung noticed within seconds instead of minutes, as days
// last minutes here.
var soon = map[string]string{"BEACON_OVERDUE_AFTER": "10s", "BEACON_OVERDUE_EVERY": "5s"}

// close ends the cluster and leaves nothing of it.
func (w *world) close() error {
	w.changing.Lock()
	defer w.changing.Unlock()
	if w.temporal != nil {
		w.temporal.Close()
	}
	_, _ = w.beacon.Close(), w.timers.Close() // only asked questions
	w.cluster.Thaw()
	err := w.cluster.Down(io.Discard)
	return errors.Join(err, w.disk.close(), w.cluster.Wipe())
}

func (w *world) say(format string, args ...any) {
	fmt.Fprintf(w.Out, "%6.1fs  %s\n", time.Since(w.began).Seconds(), fmt.Sprintf(format, args...))
}

// mend starts every part that does not run. A server that ended by itself, since what it
// stands on was away, is started again as a supervisor of services would.
func (w *world) mend(ctx context.Context) error {
	w.changing.Lock()
	defer w.changing.Unlock()
	var failed []error
	for _, part := range []string{"postgres", "temporal", "api-1", "api-2", "worker-1", "worker-2"} {
		var said strings.Builder
		if w.cluster.Alive(part) {
			continue
		}
		if !w.broken.Load() {
			w.faults = append(w.faults, part+" ended while nothing was broken")
			w.say("%s ended while nothing was broken; it is started again", part)
		}
		if err := w.cluster.Start(ctx, part, &said); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
