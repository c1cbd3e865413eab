package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// house is the standalone that is shown, as a process of its own.
type house struct {
	binary   string
	dir      string
	hurry    int64
	api      string // host:port
	emulator string
	env      []string
	child    *exec.Cmd
	ended    chan error
}

// settle chooses where everything listens, once: a second start uses the same.
func (h *house) settle() error {
	addrs := make([]string, 4)
	for i := range addrs {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close()
		addrs[i] = l.Addr().String()
	}
	h.api, h.emulator = addrs[0], addrs[1]
	h.env = append(os.Environ(),
		"BEACON_DATA="+filepath.Join(h.dir, "data"), "BEACON_API_ADDR="+addrs[0], "BEACON_EMULATOR_ADDR="+addrs[1],
		"BEACON_TEMPORAL_ADDR="+addrs[2], "BEACON_TEMPORAL_UI_ADDR="+addrs[3],
		"BEACON_SENDING_HOURS=any", "BEACON_LOG_LEVEL=warn", fmt.Sprintf("BEACON_HURRY=%d", h.hurry))
	return nil
}

// start runs the standalone and waits until it is ready.
func (h *house) start(ctx context.Context) error {
	if h.api == "" {
		if err := h.settle(); err != nil {
			return err
		}
	}
	log, err := os.OpenFile(h.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer log.Close()
	h.child = exec.Command(h.binary, "run") //nolint:gosec // the binary that shows itself
	h.child.Env, h.child.Stdout, h.child.Stderr = h.env, log, log
	if err := h.child.Start(); err != nil {
		return fmt.Errorf("start the standalone: %w", err)
	}
	h.ended = make(chan error, 1)
	go func(c *exec.Cmd, ended chan<- error) { ended <- c.Wait() }(h.child, h.ended)
	return h.ready(ctx)
}

// ready waits until the standalone says that it is.
func (h *house) ready(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-h.ended:
			h.child = nil
			return fmt.Errorf("the standalone ended: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
		if h.answers(ctx) {
			return nil
		}
	}
}

func (h *house) answers(ctx context.Context) bool {
	r, err := get(ctx, "http://"+h.api+"/readyz")
	if err != nil {
		return false
	}
	_ = r.Body.Close()
	return r.StatusCode == http.StatusOK
}

func (h *house) wait() error { return <-h.ended }

// kill ends the standalone as a power cut would.
func (h *house) kill() error {
	if err := h.child.Process.Kill(); err != nil {
		return fmt.Errorf("kill the standalone: %w", err)
	}
	_ = h.wait() // it was killed, and says so
	h.child = nil
	return nil
}

// stop ends the standalone as Ctrl-C would, and expects it to end well.
func (h *house) stop() error {
	if h.child == nil {
		return nil
	}
	_ = h.child.Process.Signal(os.Interrupt)
	select {
	case err := <-h.ended:
		h.child = nil
		if err != nil {
			return fmt.Errorf("the standalone did not stop cleanly: %w", err)
		}
		return nil
	case <-time.After(45 * time.Second):
		_ = h.kill()
		return errors.New("the standalone did not stop in time")
	}
}

func (h *house) log() string { return filepath.Join(h.dir, "standalone.log") }

// lastWords are the end of the standalone's log, for whoever has to find out.
func (h *house) lastWords() error {
	b, _ := os.ReadFile(h.log()) // where there is no log there are no last words
	lines := strings.Split(string(bytes.TrimSpace(b)), "\n")
	return fmt.Errorf("the end of its log:\n%s", strings.Join(lines[max(0, len(lines)-15):], "\n"))
}
