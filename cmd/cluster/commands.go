package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"beacon/internal/cluster"
	"beacon/internal/demo"
)

func up(ctx context.Context, o options) error {
	p, err := o.plan()
	if err != nil {
		return err
	}
	fmt.Fprintf(o.out, "Starting PostgreSQL, Temporal, two APIs and two workers on this machine (logs in %s)\n", filepath.Join(p.Dir, "logs"))
	if err := p.Up(ctx, o.out); err != nil {
		return err
	}
	fmt.Fprintf(o.out, `
  APIs       http://%s and http://%s   (read /docs)
  outbox     http://%s   (what the emulated providers received)
  Temporal   http://%s
A day of the policy lasts %s. Try: make demo CLUSTER=1; make cluster-smoke; make cluster-down ends it.
`, p.Places.API1, p.Places.API2, p.Places.Emulator, p.Places.TemporalUI, p.Day)
	return nil
}

func down(_ context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if errors.Is(err, cluster.ErrNone) {
		fmt.Fprintln(o.out, err)
		return nil
	}
	if err != nil {
		return err
	}
	err = p.Down(o.out)
	if o.wipe {
		err = errors.Join(err, p.Wipe())
	}
	return err
}

func status(ctx context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	list, well := p.Status(ctx)
	if o.json {
		e := json.NewEncoder(o.out)
		e.SetIndent("", "  ")
		err = e.Encode(list)
	} else {
		t := tabwriter.NewWriter(o.out, 0, 0, 2, ' ', 0)
		for _, s := range list {
			fmt.Fprintf(t, "%s\t%s\t%d\t%s\n", s.Part, s.At, s.PID, s.Says)
		}
		err = t.Flush()
	}
	if err == nil && !well {
		err = errors.New("not everything is ready")
	}
	return err
}

func smoke(ctx context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	return p.Smoke(ctx, o.out)
}

func show(ctx context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	return demo.Run(ctx, demo.Options{Day: p.Day, API: p.Places.API1, Emulator: p.Places.Emulator, Out: o.out})
}

func kill(_ context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	return p.Kill(o.part)
}

func start(ctx context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	return p.Start(ctx, o.part, o.out)
}
