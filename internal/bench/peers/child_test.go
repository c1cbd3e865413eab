//go:build unix

package peers_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What this binary may be run again as.
const (
	asRole = "BEACON_PEERS_ROLE"
	asPeer = "BEACON_PEERS_PEER"
)

// TestMain lets this binary be run again as a worker that is killed, or as a Temporal
// server.
func TestMain(m *testing.M) {
	role := os.Getenv(asRole)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := play(role, os.Getenv(asPeer)); err != nil {
		fmt.Fprintln(os.Stderr, role, err)
		os.Exit(1)
	}
}

// play does a role until standard input ends, as it does when the parent is killed.
func play(role, of string) error {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadBytes('\n')
	if err != nil {
		return err
	}
	var p place
	if err := json.Unmarshal(line, &p); err != nil {
		return fmt.Errorf("read place: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, in)
		cancel()
	}()
	if role == "temporal" {
		return serveTemporal(ctx, p, os.Stdout)
	}
	i := slices.IndexFunc(peers, func(one peer) bool { return one.name == of })
	sayReady(os.Stdout, role)
	return peers[i].work(ctx, p)
}

func sayReady(w io.Writer, as string) { _, _ = io.WriteString(w, "ready "+as+"\n") }

// child is this binary in a role.
type child struct {
	cmd  *exec.Cmd
	in   io.Closer
	gone chan struct{}
	said string // as what it is ready
}

// employ starts a child and returns once it is ready.
func employ(ctx context.Context, role, of string, p place) (*child, error) {
	cmd := exec.Command(os.Args[0]) //nolint:gosec // this binary
	cmd.Env = append(os.Environ(), asRole+"="+role, asPeer+"="+of)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, in: in, gone: make(chan struct{})}
	first := make(chan string, 1)
	go func() {
		lines := bufio.NewReader(out)
		line, _ := lines.ReadString('\n')
		first <- line
		_, _ = io.Copy(io.Discard, lines)
		_ = cmd.Wait()
		close(c.gone)
	}()
	if err := json.NewEncoder(in).Encode(p); err != nil {
		return c, errors.Join(err, c.kill())
	}
	select {
	case line := <-first:
		var ready bool
		if c.said, ready = strings.CutPrefix(strings.TrimSpace(line), "ready "); ready {
			return c, nil
		}
		<-c.gone
		return nil, fmt.Errorf("%s of %s did not begin", role, of)
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), c.kill())
	}
}

// kill ends it as a power cut does.
func (c *child) kill() error {
	err := c.cmd.Process.Signal(syscall.SIGKILL)
	<-c.gone
	return err
}

// dismiss lets it end by itself, and then does not.
func (c *child) dismiss() {
	_ = c.in.Close()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	select {
	case <-c.gone:
	case <-patience.C:
		_ = c.kill()
	}
}
