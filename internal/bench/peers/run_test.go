//go:build unix

package peers_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging/emulator"
)

// run is one peer at work at a place of its own: an office, workers that are processes,
// and a provider, which is the truth about what left.
type run struct {
	t      *testing.T
	site   *site
	peer   peer
	place  place
	office office

	emulator *emulator.Emulator
	ledger   string
	public   *httptest.Server
	fronts   []*httptest.Server // a way to the provider for each worker, so that it is known who calls

	mu      sync.Mutex
	workers []*child // nil: it was killed and is not back yet
	heard   map[string]map[string]bool
	ready   chan life // whose reminder has left
	lives   map[string]life
	strike  *strike // nil: nobody is killed
	steps   map[string][]time.Duration
	asked   map[string]time.Time // when help was accepted

	back sync.WaitGroup // workers on their way back
}

// mostLives is more than any run can have.
const mostLives = 100_000

func start(t *testing.T, s *site, p peer, asks bool, k *strike, remind time.Duration, faults ...emulator.Fault) *run {
	t.Helper()
	r := &run{
		t: t, site: s, peer: p, place: s.copied(p), strike: k, ready: make(chan life, mostLives),
		heard: map[string]map[string]bool{}, lives: map[string]life{}, steps: map[string][]time.Duration{}, asked: map[string]time.Time{},
		ledger: filepath.Join(t.TempDir(), "providers.ndjson"),
	}
	r.place.Asks, r.place.Remind = asks, remind
	r.public = httptest.NewServer(http.HandlerFunc(r.report))
	r.place.Public = r.public.URL
	var err error
	r.emulator, err = emulator.New(emulator.Options{
		AccountSID: account, AuthToken: token, SendGridKey: key, LedgerFile: r.ledger, Seed: 7, RetryDelay: 50 * time.Millisecond,
	})
	require.NoError(t, err)
	for _, f := range faults {
		_, err := r.emulator.AddFault(f)
		require.NoError(t, err)
	}
	r.office, err = p.open(t.Context(), &r.place)
	require.NoError(t, err, p.name)
	r.workers = make([]*child, workers)
	for i := range workers {
		r.fronts = append(r.fronts, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.front(i, w, req) })))
		r.workers[i], err = r.employ(i)
		require.NoError(t, err, p.name)
	}
	return r
}

func (r *run) employ(i int) (*child, error) {
	p := r.place
	p.Providers = r.fronts[i].URL
	return employ(r.t.Context(), "worker", r.peer.name, p)
}

// stop ends everything but what is in the databases.
func (r *run) stop() {
	r.back.Wait()
	r.mu.Lock()
	workers := r.workers
	r.mu.Unlock()
	var all sync.WaitGroup
	for _, w := range workers {
		if w != nil {
			all.Go(w.dismiss)
		}
	}
	all.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = r.emulator.Settle(ctx)
	r.office.Stop()
	_ = r.emulator.Close()
	for _, front := range r.fronts {
		front.Close()
	}
	r.public.Close()
}

// report is where the provider reports to. Who hears of a second text knows that the
// reminder has left, and closes the case.
func (r *run) report(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(io.LimitReader(req.Body, 1<<20))
	if err != nil {
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	r.office.Report(w, req)
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("MessageStatus") != "delivered" {
		return
	}
	message := req.URL.Query().Get("m")
	id := r.office.Whose(message, form.Get("To"))
	r.mu.Lock()
	defer r.mu.Unlock()
	of := r.heard[id]
	if of == nil {
		of = map[string]bool{}
		r.heard[id] = of
	}
	if !of[message] {
		of[message] = true
		if len(of) == len(texts) {
			r.ready <- r.lives[id]
		}
	}
}

// step does one person's part, and again until it is answered.
func (r *run) step(ctx context.Context, name string, one life, do func(context.Context, life) error) {
	begun := time.Now()
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		if err := do(ctx, one); err == nil || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-again.C:
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps[name] = append(r.steps[name], time.Since(begun))
	if name == "accept" {
		r.asked[one.ID] = begun
	}
}

// arrivals say which case is referred next, in how long, and whether any is.
type arrivals func() (one life, in time.Duration, more bool)

// people do their parts, so many at once: a case that may be closed goes before a new
// one. They end when all cases that were referred have been asked to close, or with ctx.
func (r *run) people(ctx context.Context, n int, next arrivals) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	var all sync.WaitGroup
	var mu sync.Mutex
	open, over := 0, false
	take := func() (one life, in time.Duration, more bool) {
		mu.Lock()
		defer mu.Unlock()
		if over {
			return life{}, 0, false
		}
		one, in, more = next()
		if over = !more; over && open == 0 {
			end()
		}
		if more && in <= 0 {
			open++
		}
		return one, in, more
	}
	closed := func() {
		mu.Lock()
		defer mu.Unlock()
		if open--; open == 0 && over {
			end()
		}
	}
	for range n {
		all.Go(func() { r.person(ctx, take, closed) })
	}
	all.Wait()
}

func (r *run) person(ctx context.Context, take arrivals, closed func()) {
	for ctx.Err() == nil {
		select {
		case one := <-r.ready:
			r.step(ctx, "close", one, r.office.Close)
			closed()
			continue
		default:
		}
		one, in, more := take()
		if more && in <= 0 {
			r.begin(ctx, one)
			continue
		}
		if !more {
			in = time.Hour
		}
		wait := time.NewTimer(in)
		select {
		case one := <-r.ready:
			r.step(ctx, "close", one, r.office.Close)
			closed()
		case <-wait.C:
		case <-ctx.Done():
		}
		wait.Stop()
	}
}

// begin refers a victim and has help accepted.
func (r *run) begin(ctx context.Context, one life) {
	r.mu.Lock()
	r.lives[one.ID] = one
	r.mu.Unlock()
	r.step(ctx, "refer", one, r.office.Refer)
	r.step(ctx, "accept", one, r.office.Accept)
}

// awaitClosed returns when so many cases are closed, or no other has been for so long, and
// says which are, and when the last of them was seen to be.
func (r *run) awaitClosed(ctx context.Context, all int, patience time.Duration) (closed map[string]int, at time.Time) {
	r.t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	at = time.Now()
	for most := -1; ; {
		now, err := r.office.Closed(ctx)
		require.NoError(r.t, err)
		if len(now) > most {
			closed, most, at = now, len(now), time.Now()
		}
		if most == all || time.Since(at) > patience {
			return closed, at
		}
		<-tick.C
	}
}

// front is a worker's way to the provider.
func (r *run) front(i int, w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost || r.strike == nil {
		r.emulator.Handler().ServeHTTP(w, req)
		return
	}
	body, err := io.ReadAll(io.LimitReader(req.Body, 1<<20))
	if err != nil {
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	at, after := r.strike.next()
	if at == onItsWay && r.kill(i) { // the letter has left, and its sender is dead: the provider takes it all the same
		r.emulator.Handler().ServeHTTP(httptest.NewRecorder(), req.WithContext(context.WithoutCancel(req.Context())))
		return
	}
	if at == anywhere {
		r.back.Go(func() {
			<-time.After(after)
			r.kill(i)
		})
	}
	r.emulator.Handler().ServeHTTP(w, req)
	if at == justTaken {
		r.back.Go(func() { r.kill(i) })
	}
}

// kill ends a worker at once, and has it come back a little later, as a supervisor of
// processes would. It says whether there was one to kill.
func (r *run) kill(i int) bool {
	r.mu.Lock()
	c := r.workers[i]
	r.workers[i] = nil
	r.mu.Unlock()
	if c == nil {
		return false
	}
	_ = c.kill()
	r.strike.killed()
	r.back.Go(func() {
		<-time.After(restartAfter)
		c, err := r.employ(i)
		if err != nil {
			r.t.Error("a worker did not come back:", err)
			return
		}
		r.mu.Lock()
		r.workers[i] = c
		r.mu.Unlock()
	})
	return true
}

const restartAfter = 200 * time.Millisecond

// point is where a worker is killed.
type point string

const (
	nowhere   point = ""
	onItsWay  point = "on_its_way" // the provider has the text, and its answer never comes
	justTaken point = "just_taken" // the provider has answered; it may not yet be written down
	anywhere  point = "anywhere"   // at some moment of the next half second
)

// strike says at which texts workers are killed: the same ones for every peer.
type strike struct {
	mu   sync.Mutex
	dice *rand.Rand
	left int
	gap  int
	at   map[point]int
	died int
	last time.Time
}

func newStrike(seed uint64, kills int) *strike {
	return &strike{dice: rand.New(rand.NewPCG(seed, seed)), left: kills, gap: 5, at: map[point]int{}}
}

// next says whether somebody is killed as this text is handed over.
func (k *strike) next() (at point, after time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gap--; k.gap > 0 || k.left == 0 {
		return nowhere, 0
	}
	k.left--
	k.gap = 2 + k.dice.IntN(8)
	at = []point{onItsWay, justTaken, anywhere}[k.dice.IntN(3)]
	k.at[at]++
	return at, time.Duration(k.dice.IntN(500)) * time.Millisecond
}

func (k *strike) killed() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.died++
	k.last = time.Now()
}
