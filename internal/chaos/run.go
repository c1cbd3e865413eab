package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Run does everything: a cluster is started, broken as planned while people work, mended,
// left to come to rest, judged and wiped. An error means that it could not be done; what
// came of it otherwise is in the report.
func Run(ctx context.Context, o Options) (r Report, err error) {
	if err := o.check(); err != nil {
		return r, err
	}
	w, err := open(ctx, o)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	if err := w.prepare(ctx); err != nil {
		return r, err
	}
	e, err := w.live(ctx)
	if err != nil {
		kept, failed := w.logs()
		return r, errors.Join(fmt.Errorf("%w (the logs of the cluster are in %s)", err, kept), failed)
	}
	return w.judge(e)
}

func (o Options) check() error {
	var wrong []error
	if most := Numbers - probes - o.Kills - 10; o.Cases < 1 || o.Cases > most {
		wrong = append(wrong, fmt.Errorf("cases: from 1 to %d, as there are only so many telephone numbers that are nobody's", most))
	}
	if o.Kills < 0 {
		wrong = append(wrong, errors.New("kills: 0 or more"))
	}
	for _, name := range o.Only {
		if kindOf(name).Name == "" {
			wrong = append(wrong, fmt.Errorf("there is no fault called %q", name))
		}
	}
	return errors.Join(wrong...)
}

// prepare refers the cases that are used up at named points, and those at which it is
// seen whether there is progress.
func (w *world) prepare(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	baits := 0
	for _, s := range w.plan.Strikes {
		baits += kindOf(s.Kind).Baits
	}
	for i := range probes + baits {
		a := w.newcomer()
		if err := a.refer(ctx); err != nil {
			return fmt.Errorf("refer the first cases: %w", err)
		}
		if i < probes {
			w.probes = append(w.probes, a)
		} else {
			w.baits = append(w.baits, a)
		}
	}
	return w.fail(ctx)
}

// newcomer is somebody who is in no script.
func (w *world) newcomer() *actor {
	w.extra++
	n := w.plan.Cases + w.extra - 1
	a := w.actor(Script{N: n, Name: fmt.Sprintf("Newcomer%s", letters(n)), Born: "1990-05-17", Number: numberOf(n), Grade: "medium", Crowd: 1, API: n % 2})
	a.Born = time.Date(1930, 1, 1+97*n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	return a
}

// letters writes a number so that it may stand in a name.
func letters(n int) (s string) {
	for ; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s
}

// live breaks the cluster while people work, and waits until all is at rest.
func (w *world) live(ctx context.Context) (Evidence, error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go w.watch.run(watching)
	within := w.plan.expected()
	w.say("%d cases, %d faults, about %s", w.plan.Cases, len(w.plan.Strikes), within.Round(time.Second))
	work := w.begin(ctx, within)
	w.strikeAll(ctx)
	w.say("Everything is mended; people end their work")
	if err := errors.Join(w.emulator.wellAgain(ctx), w.mend(ctx)); err != nil {
		return Evidence{}, err
	}
	work.end(workEndsWithin)
	w.say("Waiting until all is at rest")
	restless := w.drain(ctx)
	e, err := w.settled(ctx)
	e.Restless = restless
	return e, err
}

// workEndsWithin is how long people may take to end their work once all is well.
const workEndsWithin = 2 * time.Minute

// settled gathers the evidence; again, where something speaks against a line that may
// have been under way just then. What is lost or doubled stays so.
func (w *world) settled(ctx context.Context) (e Evidence, err error) {
	for range 4 {
		if e, err = w.gather(ctx); err != nil {
			return e, err
		}
		if !slices.ContainsFunc(Judge(e), func(f Finding) bool { return len(f.Against) > 0 }) || !rest(ctx, 5*time.Second) {
			return e, nil
		}
	}
	return e, nil
}

// report says what came of a run.
func (w *world) report(e Evidence) Report {
	r := Report{
		Size: w.Size, Commit: w.Commit, Took: time.Since(w.began), Findings: Judge(e), Faults: struckBy(w.recoveries), Counts: count(e, w.people.journal),
	}
	r.Counts["timers deleted"] = w.deleted
	r.Well = !slices.ContainsFunc(r.Findings, func(f Finding) bool { return len(f.Against) > 0 })
	if slices.ContainsFunc(w.plan.Strikes, func(s Strike) bool { return s.Kind == "disk-full" }) {
		r.Disk = w.disk.How()
	}
	return r
}

// judge is the report, with the logs kept where something is not true.
func (w *world) judge(e Evidence) (r Report, err error) {
	if r = w.report(e); r.Well || w.Discard {
		return r, nil
	}
	r.Logs, err = w.logs()
	return r, err
}

// logs copies the cluster's logs to where somebody can read them afterwards.
func (w *world) logs() (kept string, err error) {
	if kept, err = os.MkdirTemp("", "beacon-chaos-logs-"); err == nil {
		err = os.CopyFS(kept, os.DirFS(filepath.Join(w.cluster.Dir, "logs")))
	}
	return kept, err
}
