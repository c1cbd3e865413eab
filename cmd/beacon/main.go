// Command beacon runs the service: its API, its worker, its migrations, and the
// tools that go with them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks a second time is not made to wait
	code := run(ctx, os.Args[1:], os.Environ(), streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// streams are where a command reads and writes.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// command is one thing that beacon does.
type command struct {
	name string
	says string
	run  func(ctx context.Context, args, environ []string, s streams) error
}

// commands lists everything that beacon does. To add one, add a line.
func commands() []command {
	return []command{
		{"api", "serve the REST API and the providers' webhooks", serveAPI},
		{"worker", "carry cases on", runWorker},
		{"migrate", "bring the database to this version's schema", migrate},
		{"keys", "make a key, or seal everything in the database again with the newest data key", tendKeys},
		{"namespace", "make Temporal's namespace and search attributes, where they are missing", makeNamespace},
		{"codec", "decrypt for Temporal's web UI and command line, for those who may", serveCodec},
		{"health", "ask an API, a worker or a codec server on this machine whether it lives, or is ready", askHealth},
		{"import", "send a police extract (CSV or NDJSON), or with hearings a list of hearings, through the API", importExtract},
		{"generate", "write a made-up police extract, to try things with", generateExtract},
		{"simulate", "live through a made-up year of cases, and look whether every rule held", simulateYear},
		{"case", "show a case, its timeline, or why everything in it happened; renew, count, replay or reconcile open cases", aboutCases},
		{"release", "show the builds of the workers, or promote one", aboutRelease},
		{"compliance", "write the quarterly return of compliance with the Victims' Code (CSV or JSON)", returnCompliance},
		{"duties", "list the duties of the Victims' Code, compare editions, or say when one is due", showDuties},
		{"workdays", "count working days of England and Wales", countWorkdays},
		{"messages", "pause all messages, resume them, or show what is paused", brakeMessages},
		{"version", "say which version this is", version},
	}
}

var (
	// errUsage: the command line itself is wrong, and flag or we have said how.
	errUsage = errors.New("usage")
	// errReported: what went wrong has been said already; only the exit code is left.
	errReported = errors.New("reported")
)

// run does one command and returns the exit code: 0 done, 1 failed, 2 not understood.
func run(ctx context.Context, args, environ []string, s streams) int {
	list := commands()
	i := -1
	if len(args) > 0 {
		i = slices.IndexFunc(list, func(c command) bool { return c.name == args[0] })
	}
	if i < 0 {
		usage(s.err, list)
		return 2
	}
	err := list[i].run(ctx, args[1:], environ, s)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errReported):
		return 1
	}
	fmt.Fprintf(s.err, "beacon %s: %v\n", args[0], err)
	return 1
}

func usage(w io.Writer, list []command) {
	fmt.Fprintln(w, "usage: beacon COMMAND [flags]")
	fmt.Fprintln(w)
	for _, c := range list {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.says)
	}
	fmt.Fprintln(w, "\nbeacon COMMAND -h lists a command's flags.")
}

// flags makes a command's flags; arg names what follows them.
func flags(name, arg string, s streams) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(s.err)
	f.Usage = func() {
		fmt.Fprintf(s.err, "usage: beacon %s [flags] %s\n", name, arg)
		f.PrintDefaults()
	}
	return f
}

// asMany is as many arguments as there are.
const asMany = -1

// parse reads a command's flags, wherever they stand among its n arguments.
func parse(f *flag.FlagSet, args []string, n int) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if f.NArg() == 0 {
			break
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
	if n != asMany && len(rest) != n {
		f.Usage()
		return nil, errUsage
	}
	return rest, nil
}
