package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"beacon/casework"
	"beacon/internal/app"
	"beacon/internal/runs"
)

// renewing is one asking of cases to begin a fresh run.
type renewing struct {
	streams
	all, older, dry bool
	notOn, begun    string
	pace            float64
	wait            time.Duration
	cases           []string
	who             *operator
}

func (r *renewing) flags(environ []string) *flag.FlagSet {
	f := flags("case renew", "[CASE-ID...]", r.streams)
	f.BoolVar(&r.all, "all", false, "every open case")
	f.BoolVar(&r.older, "older", false, fmt.Sprintf("only open cases that are under an older logic than this version's, which is %d", casework.LatestLogic))
	f.StringVar(&r.notOn, "not-on", "", "only open cases that are not on this build of BEACON_WORKER_DEPLOYMENT")
	f.StringVar(&r.begun, "begun-before", "", "only open cases whose run began before this moment, such as 2026-03-02T09:00:00Z; without it: before now")
	f.Float64Var(&r.pace, "per-second", 10, "how many are asked in a second")
	f.BoolVar(&r.dry, "dry-run", false, "count them, and ask nobody")
	f.DurationVar(&r.wait, "wait", 30*time.Second, "how long to watch, at the most, until all of them have")
	r.who = operatorOf(f, environ)
	return f
}

// renewCases asks cases to begin a fresh run: under the newest logic, on the current build.
func renewCases(ctx context.Context, args, environ []string, s streams) error {
	r := &renewing{streams: s}
	f := r.flags(environ)
	var err error
	if r.cases, err = parse(f, args, asMany); err != nil {
		return err
	}
	some := r.all || r.older || r.notOn != "" || r.begun != ""
	if some == (len(r.cases) > 0) || r.pace <= 0 {
		fmt.Fprintln(s.err, "beacon case renew: say which cases: their IDs, or --all, --older, --not-on or --begun-before; and --per-second above 0")
		f.Usage()
		return errUsage
	}
	filter, err := r.filter()
	if err = errors.Join(err, caseIDs(r.cases)); err != nil {
		fmt.Fprintf(s.err, "beacon case renew: %v\n", err)
		return errUsage
	}
	c, l, err := openLiving(environ, s, r.needs)
	if err != nil {
		return err
	}
	defer l.Close()
	filter.NotOn = wholeBuild(c.Release.Deployment, filter.NotOn)
	db, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	n := runs.Renewal{Runs: l.Runs, Cases: l.Cases, PerSecond: r.pace, DryRun: r.dry, Said: r.says}
	if !r.dry {
		if err := r.who.does(ctx, db, r.action(), r.cases...); err != nil {
			return err
		}
	}
	if len(r.cases) > 0 {
		tally, err := n.These(ctx, r.cases)
		return r.told(tally, err)
	}
	return r.some(ctx, db, n, filter)
}

// wholeBuild is the name of a build with its deployment, which may be left out.
func wholeBuild(deployment, build string) string {
	if build == "" || strings.Contains(build, ":") {
		return build
	}
	return deployment + ":" + build
}

// action is what was asked, as the audit has it.
func (r *renewing) action() string {
	if len(r.cases) > 0 {
		return "case-renew"
	}
	var which []string
	for _, w := range []struct {
		name string
		on   bool
	}{{"older", r.older}, {"not-on", r.notOn != ""}, {"begun-before", r.begun != ""}} {
		if w.on {
			which = append(which, w.name)
		}
	}
	return "cases-renew:" + cmp.Or(strings.Join(which, "+"), "all")
}

// needs says what is missing of the configuration for what was asked.
func (r *renewing) needs(c app.Config) error {
	if len(r.cases) > 0 {
		return errors.Join(c.CheckStore(), c.CheckTemporal())
	}
	var deployment error
	if r.notOn != "" && !strings.Contains(r.notOn, ":") {
		deployment = c.CheckRelease()
	}
	return errors.Join(c.CheckStore(), c.CheckCases(), deployment)
}

func (r *renewing) filter() (f runs.Filter, err error) {
	f = runs.Filter{NotOn: r.notOn, BegunBefore: time.Now().UTC()}
	if r.older {
		f.OlderThan = casework.LatestLogic
	}
	if r.begun != "" {
		if f.BegunBefore, err = time.Parse(time.RFC3339, r.begun); err != nil {
			return f, errors.New("--begun-before must be a moment such as 2026-03-02T09:00:00Z")
		}
	}
	return f, nil
}

// some asks those that a filter means.
func (r *renewing) some(ctx context.Context, book runs.Book, n runs.Renewal, f runs.Filter) error {
	if !r.dry {
		fmt.Fprintf(r.out, "asking open cases; where this is interrupted, the rest are asked by the same command with --begun-before %s\n", f.BegunBefore.Format(time.RFC3339))
	}
	tally, err := n.All(ctx, f, book)
	err = r.told(tally, err)
	if r.dry || ctx.Err() != nil {
		return err
	}
	left, watched := r.watch(ctx, n.Runs, f)
	switch {
	case watched != nil:
		return errors.Join(err, watched)
	case left > 0:
		fmt.Fprintf(r.out, "%d are still in their old run: each ends it at its next quiet moment, when no message is on its way and a worker carries it on (beacon case versions)\n", left)
	default:
		fmt.Fprintln(r.out, "none is left in its old run")
	}
	return err
}

// watch waits until none is left, or long enough.
func (r *renewing) watch(ctx context.Context, all runs.Runs, f runs.Filter) (left int64, err error) {
	until := time.Now().Add(r.wait)
	for {
		if left, err = all.Left(ctx, f); err != nil || left == 0 || time.Now().After(until) {
			return left, err
		}
		select {
		case <-ctx.Done():
			return left, ctx.Err()
		case <-time.After(2 * time.Second):
		}
	}
}

func (r *renewing) says(t runs.Tally) {
	fmt.Fprintf(r.out, "  %d asked, %d had ended, %d could not be reached\n", t.Asked, t.Ended, len(t.Unreached))
}

// told says what came of it. Where a case could not be reached that is a failure.
func (r *renewing) told(t runs.Tally, err error) error {
	if r.dry {
		fmt.Fprintf(r.out, "%d would be asked\n", t.Asked)
		return err
	}
	r.says(t)
	for _, id := range t.Unreached {
		fmt.Fprintf(r.err, "could not be reached: %s\n", id)
	}
	if err == nil && len(t.Unreached) > 0 {
		return errReported
	}
	return err
}
