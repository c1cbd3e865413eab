// Command standalone is the whole of Beacon in one process, on one machine: a
// Temporal server, SQLite, the worker, the API, and an emulator in the place of the
// providers, so that nothing it sends leaves the machine. It is for trying Beacon
// out and for developing it, and can show itself: standalone demo.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func command(ctx context.Context, args []string) int {
	name := "run"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	var err error
	switch name {
	case "run":
		err = runAll(ctx, os.Environ(), os.Stdout, os.Stderr)
	case "demo":
		err = runDemo(ctx, args, os.Stdout)
	default:
		fmt.Fprintln(os.Stderr, "usage: standalone [run | demo [-kill] [-keep]]")
		return 2
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "standalone: %v\n", err)
		return 1
	}
	return 0
}
