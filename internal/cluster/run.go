package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// Up starts whatever of the cluster does not run, in order, and returns when everything
// is ready. It may be called again. What has been started stays when a later part fails,
// so that its log can be read.
func (p *Plan) Up(ctx context.Context, out io.Writer) error {
	if p.Payloads == "" {
		return fmt.Errorf("the cluster in %s was made by a build that let Temporal keep cases in clear, which none does any longer: end it with `make cluster-down WIPE=1`", p.Dir)
	}
	if err := p.Prepare(); err != nil {
		return err
	}
	unlock, err := p.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for _, one := range p.parts() {
		// The list is made anew: what starts later may need what was learnt before.
		one = p.again(one.name)
		if err := p.start(ctx, one, out); err != nil {
			return fmt.Errorf("%s: %w\n%s", one.name, err, p.lastWords(one.name))
		}
	}
	return nil
}

// Prepare makes the cluster's folder and keeps the plan there; after it, single parts can
// be started. Up does it too.
func (p *Plan) Prepare() error {
	if err := os.MkdirAll(p.file("logs"), 0o711); err != nil { //nolint:gosec // PostgreSQL runs as somebody else, and has to pass through
		return fmt.Errorf("make the cluster's folder: %w", err)
	}
	unlock, err := p.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return p.save()
}

func (p *Plan) again(name string) part {
	for _, one := range p.parts() {
		if one.name == name {
			return one
		}
	}
	return part{}
}

// start starts one part, unless it runs, and waits until it is ready.
func (p *Plan) start(ctx context.Context, one part, out io.Writer) error {
	began := time.Now()
	if p.Running[one.name].alive() {
		if err := p.await(ctx, one, nil); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %-10s %-16s runs already\n", one.name, one.at)
		return nil
	}
	if one.at != "" {
		if err := p.place(ctx, one); err != nil {
			return err
		}
	}
	if one.once {
		return p.finish(ctx, one, out, began)
	}
	for tries := one.tries; ; tries-- {
		err := p.begin(ctx, one)
		if err == nil {
			break
		}
		if tries <= 1 || !errors.Is(err, errEnded) {
			return err
		}
		time.Sleep(time.Second)
	}
	fmt.Fprintf(out, "  %-10s %-16s ready after %s\n", one.name, one.at, time.Since(began).Round(10*time.Millisecond))
	return nil
}

// errEnded: a process ended before it was ready.
var errEnded = errors.New("it has ended")

// begin starts a process and waits until it is ready.
func (p *Plan) begin(ctx context.Context, one part) error {
	command, err := one.command()
	if err != nil {
		return err
	}
	process, ended, err := launch(command, p.logFile(one.name))
	if err != nil {
		return err
	}
	p.Running[one.name] = process
	if err := p.save(); err != nil {
		return err
	}
	return p.await(ctx, one, ended)
}

// finish does a step and waits for its end.
func (p *Plan) finish(ctx context.Context, one part, out io.Writer, began time.Time) error {
	command, err := one.command()
	if err != nil {
		return err
	}
	_, ended, err := launch(command, p.logFile(one.name))
	if ended == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-ended:
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "  %-10s %-16s done in %s\n", one.name, "", time.Since(began).Round(10*time.Millisecond))
	return nil
}

// await asks a part until it is ready, or has ended.
func (p *Plan) await(ctx context.Context, one part, ended <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		err := one.ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is not ready after %s: %w", readyWithin, err)
		case err := <-ended:
			return errors.Join(errEnded, err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// letsGoWithin is how long one that was killed may hold its place: its threads end one
// after another.
const letsGoWithin = 5 * time.Second

// place sees to it that a part's address can be taken.
func (p *Plan) place(ctx context.Context, one part) error {
	_, ranBefore := p.Running[one.name]
	deadline := time.Now().Add(letsGoWithin)
	for {
		err := free(one.at)
		if err == nil || !ranBefore || time.Now().After(deadline) || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// free says whether an address can be taken, and if not, by whom it is wanted.
func free(at string) error {
	l, err := net.Listen("tcp", at)
	if err != nil {
		return fmt.Errorf("%s is taken by another program (-port moves all of the cluster): %w", at, err)
	}
	return l.Close()
}

// Down ends everything that runs, what was started last first, and says what had to be
// killed.
func (p *Plan) Down(out io.Writer) error {
	unlock, err := p.lock()
	if err != nil {
		return err
	}
	defer unlock()
	var killed []string
	all := p.parts()
	for i := len(all) - 1; i >= 0; i-- {
		one := all[i]
		process, known := p.Running[one.name]
		if !known {
			continue
		}
		began, ran := time.Now(), process.alive()
		if process.end(one.stop, endWithin) {
			killed = append(killed, one.name)
		}
		delete(p.Running, one.name)
		if err := p.save(); err != nil {
			return err
		}
		if ran {
			fmt.Fprintf(out, "  %-10s ended after %s\n", one.name, time.Since(began).Round(10*time.Millisecond))
		}
	}
	if len(killed) > 0 {
		return fmt.Errorf("did not end by themselves and were killed: %s", strings.Join(killed, ", "))
	}
	return nil
}

// lock keeps two commands from changing a cluster at once.
func (p *Plan) lock() (unlock func(), err error) {
	f, err := os.OpenFile(p.file("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the cluster: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(errors.New("another command is changing this cluster"), f.Close())
	}
	return func() { _ = f.Close() }, nil
}

// lastWords are the end of a part's log, for whoever has to find out.
func (p *Plan) lastWords(name string) string {
	b, _ := os.ReadFile(p.logFile(name)) // where there is no log there are no last words
	lines := strings.Split(string(bytes.TrimSpace(b)), "\n")
	return "the end of " + p.logFile(name) + ":\n" + strings.Join(lines[max(0, len(lines)-15):], "\n")
}
