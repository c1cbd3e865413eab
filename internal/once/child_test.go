//go:build unix

package once_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/store"
)

// asWorker, set in the environment, makes a worker of this binary.
const asWorker = "BEACON_ONCE_WORKER"

// TestMain lets this binary be run again as a worker that is killed or frozen.
func TestMain(m *testing.M) {
	if os.Getenv(asWorker) == "" {
		os.Exit(m.Run())
	}
	if err := work(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// point is a step of sending at which something may happen to a worker.
type point string

// The named points, in the order in which an attempt passes them.
const (
	anywhere    point = ""             // wherever the worker is
	afterLedger point = "after_ledger" // the attempt is in the ledger; nothing has left
	beforePost  point = "before_post"  // the provider is about to be called
	afterPost   point = "after_post"   // the letter has left; its answer has not come
	beforeID    point = "before_id"    // the provider's answer is here and not yet written down
)

// errand is what a worker is to do, and at which passing of a point which signal
// strikes it.
type errand struct {
	Database, Providers, Public, Clock string

	Point    point
	Passing  int64
	Together bool // it strikes once so many have come to the point, and all wait there
	Signal   syscall.Signal
	Endless  bool // guard off: a letter is always wanted
	Messages []decided
}

// handful is how many messages a worker sends at once.
const handful = 4

// work does one errand and says each outcome on a line of its own.
func work(in io.Reader, out io.Writer) error {
	var e errand
	if err := json.NewDecoder(in).Decode(&e); err != nil {
		return fmt.Errorf("read errand: %w", err)
	}
	db, err := store.Open(context.Background(), e.Database)
	if err != nil {
		return err
	}
	fuse := &fuse{errand: e, struck: make(chan struct{})}
	now := wallClock{e.Clock}.now
	courier, err := post{
		contacts: db, ledger: mined{db, fuse}, now: now, providers: e.Providers, public: e.Public,
		transport: &minedWay{&http.Transport{MaxIdleConnsPerHost: handful}, fuse}, channel: fuse.channel,
	}.courier()
	if err != nil {
		return err
	}
	say := &lines{w: out}
	say.line(said{Ready: true})
	jobs := make(chan decided)
	var wg sync.WaitGroup
	for range handful {
		wg.Go(func() {
			for d := range jobs {
				if o, err := courier.Send(context.Background(), d.Case, d.Effect, d.Message); err == nil {
					say.line(said{Effect: d.Effect, Outcome: o})
				}
			}
		})
	}
	for _, d := range e.Messages {
		jobs <- d
	}
	close(jobs)
	wg.Wait()
	say.line(said{Done: true})
	return db.Close()
}

// said is one line of a worker's.
type said struct {
	Ready, Done bool
	Effect      string
	Outcome     casework.Outcome
}

type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) line(s said) {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = l.w.Write(append(b, '\n')) // whoever listened has gone
}

// fuse sends the worker its signal when a point is passed for the nth time.
type fuse struct {
	errand
	passed atomic.Int64
	struck chan struct{}
}

func (f *fuse) pass(p point) {
	if f.Point != p {
		return
	}
	switch n := f.passed.Add(1); {
	case n == f.Passing:
		f.strike()
		close(f.struck)
	case n < f.Passing && f.Together:
		<-f.struck
	}
}

// strike returns only to a worker that was asleep. The kernel may let a thread go on
// for a moment before the signal stops all of them; the clock moves meanwhile.
func (f *fuse) strike() {
	clock := wallClock{f.Clock}
	before := clock.now()
	_ = syscall.Kill(os.Getpid(), f.Signal)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for clock.now().Equal(before) {
		<-look.C
	}
}

func (f *fuse) channel(c messaging.Channel) messaging.Channel {
	if !f.Endless {
		return c
	}
	return endless{c}
}

// endless is a channel without the guard against a sender that slept.
type endless struct{ messaging.Channel }

func (e endless) Send(ctx context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	l.Wanted = nil
	return e.Channel.Send(ctx, l)
}

// mined is the ledger of a worker with a fuse.
type mined struct {
	messaging.Ledger
	fuse *fuse
}

func (m mined) Enter(ctx context.Context, d messaging.Delivery) (messaging.Delivery, bool, error) {
	row, fresh, err := m.Ledger.Enter(ctx, d)
	if fresh && row.State == messaging.StateSending {
		m.fuse.pass(afterLedger)
	}
	return row, fresh, err
}

func (m mined) Settle(ctx context.Context, s messaging.Settlement) error {
	if s.State == messaging.StateAccepted {
		m.fuse.pass(beforeID)
	}
	return m.Ledger.Settle(ctx, s)
}

// minedWay is the way to the providers of a worker with a fuse.
type minedWay struct {
	http.RoundTripper
	fuse *fuse
}

func (m *minedWay) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost {
		return m.RoundTripper.RoundTrip(r)
	}
	m.fuse.pass(beforePost)
	trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { m.fuse.pass(afterPost) }}
	return m.RoundTripper.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
}

// worker is a running one, as its parent sees it.
type worker struct {
	t   *testing.T
	cmd *exec.Cmd
	out *bufio.Scanner
}

// employ starts a worker and returns once it is about to send.
func employ(t *testing.T, e errand) *worker {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asWorker+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.NoError(t, json.NewEncoder(in).Encode(e))
	require.NoError(t, in.Close())
	w := &worker{t: t, cmd: cmd, out: bufio.NewScanner(out)}
	first, ok := w.hear()
	require.True(t, ok && first.Ready, "the worker did not begin")
	return w
}

// hear is the worker's next line; not ok once it has nothing more to say. The last
// line of one that was killed may be cut short, and is not heard.
func (w *worker) hear() (s said, ok bool) {
	if !w.out.Scan() || json.Unmarshal(w.out.Bytes(), &s) != nil {
		return said{}, false
	}
	return s, true
}

// rest hears the worker out, and says whether it was killed and whether it had done
// everything before.
func (w *worker) rest(outcomes map[string]casework.Outcome) (killed, done bool) {
	w.t.Helper()
	for s, ok := w.hear(); ok; s, ok = w.hear() {
		done = done || s.Done
		if s.Effect != "" {
			outcomes[s.Effect] = s.Outcome
		}
	}
	err := w.cmd.Wait()
	status, ok := w.cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(w.t, ok)
	if status.Signaled() {
		require.Equal(w.t, syscall.SIGKILL, status.Signal())
		return true, done
	}
	require.NoError(w.t, err)
	return false, done
}
