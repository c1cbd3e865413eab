package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"
)

// Wipe removes what an ended cluster kept.
func (p *Plan) Wipe() error {
	for name, process := range p.Running {
		if process.alive() {
			return fmt.Errorf("%s still runs", name)
		}
	}
	data, err := p.PostgresDir()
	if err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(data), os.RemoveAll(p.Dir))
}

// Kill ends one part as a power cut would.
func (p *Plan) Kill(name string) error { return p.Signal(name, syscall.SIGKILL) }

// Alive says whether one part runs. A frozen one does.
func (p *Plan) Alive(name string) bool { return p.Running[name].alive() }

// Thaw wakes whatever of the cluster was frozen (SIGSTOP), so that it can end.
func (p *Plan) Thaw() {
	for _, process := range p.Running {
		if process.alive() {
			_ = syscall.Kill(process.PID, syscall.SIGCONT) // it may end at this very moment
		}
	}
}

// Signal sends one part a signal.
func (p *Plan) Signal(name string, s syscall.Signal) error {
	if _, err := p.part(name); err != nil {
		return err
	}
	process := p.Running[name]
	if !process.alive() {
		return fmt.Errorf("%s does not run", name)
	}
	if err := syscall.Kill(process.PID, s); err != nil {
		return fmt.Errorf("signal %s: %w", name, err)
	}
	for deadline := time.Now().Add(endWithin); s == syscall.SIGKILL && process.alive(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("%s lives on", name)
		}
	}
	return nil
}

// Start starts one part again, and returns when it is ready.
func (p *Plan) Start(ctx context.Context, name string, out io.Writer) error {
	one, err := p.part(name)
	if err != nil {
		return err
	}
	unlock, err := p.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := p.start(ctx, one, out); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, p.lastWords(name))
	}
	return nil
}

// Standing is how one part stands.
type Standing struct {
	Part string `json:"part"`
	At   string `json:"at"`
	PID  int    `json:"pid,omitempty"`
	Says string `json:"says"` // "ready", "runs, and is not ready", "does not run"
	Log  string `json:"log"`
}

// Status says how every part stands, and whether all are ready.
func (p *Plan) Status(ctx context.Context) (list []Standing, well bool) {
	well = true
	for _, one := range p.parts() {
		if one.once {
			continue
		}
		s := Standing{Part: one.name, At: one.at, Says: "does not run", Log: p.logFile(one.name)}
		if process := p.Running[one.name]; process.alive() {
			s.PID, s.Says = process.PID, "ready"
			if one.ready(ctx) != nil {
				s.Says = "runs, and is not ready"
			}
		}
		well = well && s.Says == "ready"
		list = append(list, s)
	}
	return list, well
}
