package main

import (
	"context"
	"errors"
	"fmt"

	"beacon/internal/app"
)

// askHealth says how a running part of this machine stands, for whatever
// watches over it and has nothing else to ask with.
func askHealth(ctx context.Context, args, environ []string, s streams) error {
	f := flags("health", "api|worker|codec", s)
	ready := f.Bool("ready", false, "ask whether it can work, not only whether it lives")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	c, err := app.FromEnv(environ)
	if err != nil {
		return err
	}
	var addr string
	switch rest[0] {
	case "api":
		addr = c.APIAddr
	case "worker":
		if addr = c.WorkerAddr; addr == "" {
			return errors.New("BEACON_WORKER_ADDR is not set: it says where the worker answers")
		}
	case "codec":
		addr = c.Codec.Addr
	default:
		fmt.Fprintf(s.err, "beacon health: %q is neither api nor worker nor codec\n", rest[0])
		return errUsage
	}
	says, err := app.Health(ctx, addr, *ready)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, says)
	return nil
}

// makeNamespace readies Temporal for cases.
func makeNamespace(ctx context.Context, args, environ []string, s streams) error {
	if _, err := parse(flags("namespace", "", s), args, 0); err != nil {
		return err
	}
	c, log, err := configured(environ, s.err, app.Config.CheckTemporal)
	if err != nil {
		return err
	}
	tc, err := app.DialTemporal(c, log)
	if err != nil {
		return err
	}
	defer tc.Close()
	return app.ReadyNamespace(ctx, c, tc, s.out)
}
