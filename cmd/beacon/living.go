package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"beacon/internal/app"
	"beacon/internal/runs"
)

// aboutCases is everything that begins with beacon case.
func aboutCases(ctx context.Context, args, environ []string, s streams) error {
	if len(args) > 0 {
		switch args[0] {
		case "renew":
			return renewCases(ctx, args[1:], environ, s)
		case "versions":
			return countVersions(ctx, args[1:], environ, s)
		case "reconcile":
			return reconcileCases(ctx, args[1:], environ, s)
		case "replay":
			return replayCases(ctx, args[1:], environ, s)
		}
	}
	return showCase(ctx, args, environ, s)
}

// openLiving reaches for the cases; what is missing is named before anybody is asked.
func openLiving(environ []string, s streams, check func(app.Config) error) (app.Config, app.Living, error) {
	c, log, err := configured(environ, s.err, check)
	if err != nil {
		return c, app.Living{}, err
	}
	l, err := app.OpenLiving(c, log)
	return c, l, err
}

// askWithin bounds the questions of one command that only looks.
const askWithin = time.Minute

// countVersions says under which logic and on which build open cases run, and so what of
// the code, and which workers, nobody needs any more.
func countVersions(ctx context.Context, args, environ []string, s streams) error {
	f := flags("case versions", "", s)
	asJSON := f.Bool("json", false, "as JSON")
	check := f.Bool("check", false, "fail where a case still runs under an older logic than the newest")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	_, l, err := openLiving(environ, s, app.Config.CheckTemporal)
	if err != nil {
		return err
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	census, err := l.Runs.Census(ctx)
	if err != nil {
		return err
	}
	if *asJSON {
		err = printJSON(s.out, census)
	} else {
		err = printCensus(s.out, census, time.Now())
	}
	if err == nil && *check && census.Older() > 0 {
		return errReported
	}
	return err
}

func printCensus(w io.Writer, c runs.Census, now time.Time) error {
	fmt.Fprintf(w, "%d cases are open\n\n", c.Open)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, each := range []struct {
		head string
		all  []runs.Group
	}{{"LOGIC", c.Logics}, {"BUILD", c.Builds}} {
		fmt.Fprintf(t, "%s\tCASES\tOLDEST RUN BEGAN\tAGO\n", each.head)
		for _, g := range each.all {
			fmt.Fprintf(t, "%s\t%d\t%s\n", g.Name, g.Cases, since(g.Oldest, now))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	switch older := c.Older(); older {
	case 0:
		fmt.Fprintf(w, "Nothing runs under an older logic than %s: what an older one decided otherwise may be taken out of the code.\n", c.Newest)
	default:
		fmt.Fprintf(w, "%d cases run under an older logic than %s, which must stay in the code until they do not: beacon case renew --older\n", older, c.Newest)
	}
	return nil
}

func since(at, now time.Time) string {
	if at.IsZero() {
		return "\t"
	}
	return clock(at) + "\t" + now.Sub(at).Round(time.Minute).String()
}

// aboutRelease shows the builds of the workers, or promotes one.
func aboutRelease(ctx context.Context, args, environ []string, s streams) error {
	f := flags("release", "status|promote BUILD", s)
	wait := f.Duration("wait", 2*time.Minute, "promote: how long to wait for a worker of that build to ask for work")
	asJSON := f.Bool("json", false, "status: as JSON")
	who := operatorOf(f, environ)
	rest, err := parse(f, args, asMany)
	if err != nil {
		return err
	}
	if !(len(rest) == 1 && rest[0] == "status") && !(len(rest) == 2 && rest[0] == "promote") {
		f.Usage()
		return errUsage
	}
	needs := app.Config.CheckRelease
	if rest[0] == "promote" {
		needs = func(c app.Config) error { return errors.Join(c.CheckStore(), c.CheckRelease()) }
	}
	c, l, err := openLiving(environ, s, needs)
	if err != nil {
		return err
	}
	defer l.Close()
	if rest[0] == "status" {
		return showBuilds(ctx, l.Runs, c.Release.Deployment, *asJSON, s.out)
	}
	if err := app.CheckBuild(rest[1]); err != nil {
		return err
	}
	db, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := who.does(ctx, db, "release-promote:"+rest[1]); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *wait)
	defer cancel()
	return promote(ctx, c, l.Runs, rest[1], s.out)
}

// promote makes a build the current one.
func promote(ctx context.Context, c app.Config, all runs.Runs, build string, w io.Writer) error {
	before, err := all.Promote(ctx, c.Release.Deployment, build)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s is the current build of %s: new cases and fresh runs begin on it\n", build, c.Release.Deployment)
	if before != "" && before != build {
		fmt.Fprintf(w, "before it was %s, whose workers must go on until nothing is on it (beacon release status); beacon case renew --not-on %s moves its cases now\n", before, build)
	}
	return nil
}

func showBuilds(ctx context.Context, r runs.Runs, deployment string, asJSON bool, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	builds, err := r.Builds(ctx, deployment)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(w, builds)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "BUILD\tCASES\tFIRST SEEN\tSTANDS")
	current := false
	for _, b := range builds {
		stands := "its workers must go on"
		switch {
		case b.Current:
			stands, current = "current", true
		case b.Retired():
			stands = "nothing is on it: its workers may be stopped"
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\n", b.Name, b.Cases, clock(b.Since), stands)
	}
	if !current {
		return errors.Join(t.Flush(), errors.New("no build is current, so that workers of this deployment are given nothing: beacon release promote BUILD"))
	}
	return t.Flush()
}
