package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"go.temporal.io/sdk/client"

	"beacon/internal/app"
	"beacon/internal/chaos"
)

// chaosFlags are those of the command that breaks a cluster of its own.
type chaosFlags struct {
	chaos.Size
	only string
}

func (c *chaosFlags) add(f *flag.FlagSet) {
	f.Uint64Var(&c.Seed, "seed", 1, "chaos: what is broken and when; the same seed is the same plan")
	f.IntVar(&c.Cases, "cases", 200, "chaos: how many victims are referred")
	f.IntVar(&c.Kills, "kills", 24, "chaos: how often something is killed")
	f.DurationVar(&c.Down, "down", time.Minute, "chaos: how long PostgreSQL is away when it is away for long")
	f.StringVar(&c.only, "only", "", "chaos: only these kinds of fault, chaos-bites: only these tags; with commas between")
}

// errLost: the run is over, and something was not as it must be.
var errLost = errors.New("something that must be true is not")

func breakIt(ctx context.Context, o options) error {
	run, err := o.chaosOptions()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(run.Dir) }() //nolint:gosec // a folder of its own; wiped already, unless it could not be
	r, err := chaos.Run(ctx, run)
	if err != nil {
		return err
	}
	if o.json {
		err = r.WriteJSON(o.out)
	} else {
		r.Print(o.out)
	}
	if err == nil && !r.Well {
		err = fmt.Errorf("%w; the same again: %s", errLost, r.Again())
	}
	return err
}

// chaosOptions are those of a run: a cluster of its own, in a folder that it is wiped with.
func (o options) chaosOptions() (chaos.Options, error) {
	beacon, err := filepath.Abs(o.beacon)
	if err == nil {
		_, err = os.Stat(beacon)
	}
	if err != nil {
		return chaos.Options{}, fmt.Errorf("find -beacon: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return chaos.Options{}, fmt.Errorf("find this very program: %w", err)
	}
	dir, err := folder()
	if err != nil {
		return chaos.Options{}, err
	}
	size := o.chaos.Size
	if o.chaos.only != "" {
		size.Only = strings.Split(o.chaos.only, ",")
	}
	says := o.out
	if o.json {
		says = o.errs
	}
	return chaos.Options{
		Size: size, Dir: dir, Folder: folder, Beacon: beacon, Self: self, Day: o.day, Commit: app.Commit, Out: says, Temporal: asBeaconDoes,
	}, nil
}

func folder() (string, error) {
	dir, err := os.MkdirTemp("", "beacon-chaos-")
	if err != nil {
		return "", fmt.Errorf("make the cluster's folder: %w", err)
	}
	return dir, nil
}

// bite shows that the absence of each guard is noticed. It needs Go, and this program's
// source in the working folder.
func bite(ctx context.Context, o options) error {
	run, err := o.chaosOptions()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(run.Dir) }() //nolint:gosec // a folder of its own
	built, err := folder()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(built) }()
	all, err := chaos.BiteAll(ctx, run, func(ctx context.Context, tags string) (string, error) {
		binary := filepath.Join(built, "beacon")
		c := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-tags", tags, "-o", binary, "./cmd/beacon") //nolint:gosec // tags of a table
		if said, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("build with %s: %w: %s", tags, err, said)
		}
		return binary, nil
	})
	if o.json {
		e := json.NewEncoder(o.out)
		e.SetIndent("", "  ")
		return errors.Join(err, e.Encode(all))
	}
	return errors.Join(err, chaos.PrintBites(all, o.out))
}

// asBeaconDoes reaches Temporal with whatever Beacon's own processes reach it with.
func asBeaconDoes(environ []string) (client.Client, error) {
	c, err := app.FromEnv(environ)
	if err != nil {
		return nil, err
	}
	return app.DialTemporal(c, slog.New(slog.NewTextHandler(io.Discard, nil)))
}
