package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"time"

	"beacon/messaging/emulator"
)

// strikeAll does every fault of the plan, one after another, and measures how soon after
// each the service makes progress again.
func (w *world) strikeAll(ctx context.Context) {
	for i, s := range w.plan.Strikes {
		if !rest(ctx, s.Wait) {
			return
		}
		w.broken.Store(true)
		r, err := w.strikeOne(ctx, s)
		w.broken.Store(false)
		if err != nil {
			w.faults = append(w.faults, fmt.Sprintf("%s %s: %s", s.Kind, s.Part, firstLine(err)))
			w.say("%2d of %d  %s %s: %s", i+1, len(w.plan.Strikes), s.Kind, s.Part, firstLine(err))
			continue
		}
		w.recoveries = append(w.recoveries, r)
		w.say("%2d of %d  %s %s: first progress after %s, all after %s", i+1, len(w.plan.Strikes), s.Kind, s.Part,
			r.First.Round(10*time.Millisecond), r.All.Round(10*time.Millisecond))
	}
	w.background.Wait()
}

// firstLine is an error without the end of the log that may come with it.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// strikeOne breaks something, mends it, and waits until all is well again.
func (w *world) strikeOne(ctx context.Context, s Strike) (Recovery, error) {
	ctx, cancel := context.WithTimeout(ctx, s.Down+3*time.Minute)
	defer cancel()
	probing := w.probe(ctx)
	err := kindOf(s.Kind).do(w, ctx, s)
	mended := w.mend(ctx)
	for range 3 {
		if mended == nil || !rest(ctx, 2*time.Second) {
			break
		}
		mended = w.mend(ctx)
	}
	r := probing.done(s)
	if r.All == 0 && err == nil && mended == nil {
		err = errors.New("there was no progress afterwards")
	}
	return r, errors.Join(err, mended)
}

// kill ends one part as a power cut would, and starts it again.
func (w *world) kill(ctx context.Context, s Strike) error {
	if err := w.signal(s.Part, syscall.SIGKILL); err != nil {
		return err
	}
	rest(ctx, s.Down)
	return w.mend(ctx)
}

func (w *world) signal(part string, sig syscall.Signal) error {
	w.changing.Lock()
	defer w.changing.Unlock()
	if err := w.cluster.Signal(part, sig); err != nil {
		return err
	}
	if sig == syscall.SIGKILL {
		w.probing.Load().struck()
	}
	return nil
}

// freeze puts one worker to sleep for longer than anything is held for it, and wakes it
// while other things go on.
func (w *world) freeze(ctx context.Context, s Strike) error {
	if err := w.signal(s.Part, syscall.SIGSTOP); err != nil {
		return err
	}
	w.probing.Load().struck()
	w.background.Go(func() {
		rest(context.WithoutCancel(ctx), s.Down)
		_ = w.signal(s.Part, syscall.SIGCONT) // it may have been killed meanwhile
		w.say("         %s is awake again", s.Part)
	})
	return nil
}

// roughen has Temporal's database and the providers fail from now on.
func (w *world) roughen(ctx context.Context, s Strike) error {
	w.cluster.Faults, w.cluster.FaultSeed = persistenceFaults, int64(w.Seed%1_000_000)+1
	if err := w.fail(ctx, rough...); err != nil {
		return err
	}
	return w.restart(ctx, s.Part)
}

// persistenceFaults is the share of what Temporal asks of its database that fails.
const persistenceFaults = 0.01

func (w *world) smoothen(ctx context.Context, s Strike) error {
	w.cluster.Faults = 0
	if err := w.fail(ctx); err != nil {
		return err
	}
	return w.restart(ctx, s.Part)
}

// fail has the providers fail in these ways from now on, and report as they always do.
func (w *world) fail(ctx context.Context, faults ...emulator.Fault) error {
	w.weather = faults
	if !w.Calm {
		w.weather = slices.Concat(faults, unruly)
	}
	return w.emulator.weather(ctx, w.weather...)
}

func (w *world) restart(ctx context.Context, part string) error {
	if err := w.signal(part, syscall.SIGKILL); err != nil {
		return err
	}
	w.changing.Lock()
	defer w.changing.Unlock()
	return w.cluster.Start(ctx, part, io.Discard)
}

// held is a fault of the provider at which a text of one number stands still.
func held(kind emulator.Kind, number string) emulator.Fault {
	f := emulator.Fault{Kind: kind, Provider: string(emulator.SMS), Next: 1, To: number, Delay: emulator.Duration(8 * time.Second)}
	if kind == emulator.Error429 {
		f.RetryAfter = 8
	}
	return f
}
