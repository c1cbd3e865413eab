// Command cluster runs the whole topology of production on this machine, without
// containers: PostgreSQL, a Temporal server on it, two APIs, two workers, and an emulator
// in the place of the providers, each a process of its own, all on loopback. It is for
// trying out what needs more than one process, and for breaking it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"beacon/internal/cluster"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// options are every flag; a command uses some.
type options struct {
	dir    string
	beacon string
	port   int
	day    time.Duration
	wipe   bool
	json   bool
	faults float64
	seed   int64 // of the faults
	part   string
	chaos  chaosFlags
	out    io.Writer
	errs   io.Writer
}

// commands lists everything that can be done. To add one, add a line.
var commands = []struct {
	name, arg, says string
	run             func(context.Context, options) error
}{
	{"up", "", "start whatever does not run, and wait until it is ready", up},
	{"down", "", "end everything; -wipe removes what it kept", down},
	{"status", "", "say how each part stands; fails unless all are ready", status},
	{"smoke", "", "take one case through it, killing a worker on the way", smoke},
	{"demo", "", "take one case from referral to closure and show what was sent", show},
	{"kill", "PART", "end one part as a power cut would", kill},
	{"start", "PART", "start one part again", start},
	{"chaos", "", "break a cluster of its own while people work, and see whether anything is lost; it is wiped afterwards", breakIt},
	{"chaos-bites", "", "remove each guard in turn, and see whether a small run of chaos notices", bite},
	{"temporal", "", "be the Temporal server of a cluster (it starts this itself)", runTemporal},
	{"emulator", "", "be the emulator of a cluster (it starts this itself)", runEmulator},
}

// run does one command and returns the exit code: 0 done, 1 failed, 2 not understood.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	for _, c := range commands {
		if len(args) == 0 || args[0] != c.name {
			continue
		}
		o, err := read(c.name, c.arg, args[1:], out, errs)
		if err == nil {
			err = c.run(ctx, o)
		}
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			return 2
		}
		fmt.Fprintf(errs, "cluster %s: %v\n", c.name, err)
		return 1
	}
	fmt.Fprintln(errs, "usage: cluster COMMAND [flags]")
	for _, c := range commands {
		fmt.Fprintf(errs, "  %-9s %-5s %s\n", c.name, c.arg, c.says)
	}
	return 2
}

var errUsage = errors.New("usage")

func read(name, arg string, args []string, out, errs io.Writer) (options, error) {
	o := options{out: out, errs: errs}
	f := flag.NewFlagSet("cluster "+name, flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.dir, "dir", ".cluster", "the folder of its data, logs and keys")
	f.StringVar(&o.beacon, "beacon", "bin/beacon", "up: the binary to run")
	f.IntVar(&o.port, "port", 17230, "up: the first of eight ports, of a new cluster; 0 takes free ones")
	day := 3 * time.Second
	if strings.HasPrefix(name, "chaos") { // long enough for what is in doubt to be settled while it is of use
		day = 3 * time.Minute
	}
	f.DurationVar(&o.day, "day", day, "up: how long a day of the policy lasts, of a new cluster; 24h is real time")
	f.BoolVar(&o.wipe, "wipe", false, "down: remove what it kept, too")
	f.BoolVar(&o.json, "json", false, "status, chaos: as JSON")
	f.Float64Var(&o.faults, "faults", 0, "temporal: the share of what it asks of its database that fails on purpose, from 0 to 1")
	f.Int64Var(&o.seed, "faults-seed", 1, "temporal: which of it fails")
	o.chaos.add(f)
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, errUsage
	}
	if f.NArg() > 1 || (f.NArg() == 1) != (arg != "") {
		f.Usage()
		return o, errUsage
	}
	o.part = f.Arg(0)
	var err error
	o.dir, err = filepath.Abs(o.dir)
	return o, err
}

// plan is the cluster of the folder or, where there is none, a new one.
func (o options) plan() (*cluster.Plan, error) {
	p, err := cluster.Load(o.dir)
	if err == nil || !errors.Is(err, cluster.ErrNone) {
		return p, err
	}
	if o.day <= 0 || o.day > 24*time.Hour {
		return nil, errors.New("-day must be more than 0 and at most 24h")
	}
	places := cluster.Usual(o.port)
	if o.port == 0 {
		if places, err = cluster.Free(); err != nil {
			return nil, err
		}
	}
	beacon, err := filepath.Abs(o.beacon)
	if err != nil {
		return nil, fmt.Errorf("find -beacon: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this very program: %w", err)
	}
	return cluster.New(o.dir, beacon, self, o.day, places), nil
}
