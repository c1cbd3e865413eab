package bench_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"beacon/internal/cluster"
	"beacon/internal/postgres"
)

// recoveryReport is how long it takes to go on after each part was killed.
type recoveryReport struct {
	measured
	Kills int         `json:"kills_of_each"`
	Cases int         `json:"cases"`
	Parts []recovered `json:"parts"`
}

// recovered is what the kills of one part came to, in seconds after it was killed.
type recovered struct {
	Part  string `json:"part"`
	First spread `json:"first_progress_seconds"` // until a case had taken a command
	All   spread `json:"all_progress_seconds"`   // until every case had

	Failed int `json:"failed,omitempty"` // kills after which not every case had, for as long as was waited
}

// killed lists what is killed, and within what every case is to go on.
var killed = []struct {
	part   string
	within float64
}{{"worker-1", 7}, {"api-1", 7}, {"temporal", 10}, {"postgres", 30}}

func TestRecovery(t *testing.T) {
	if !measuring() && os.Getenv("BENCH_RECOVERY") == "" {
		t.Skip("cmd/cluster's own tests and make chaos kill the parts; here only the time is of interest")
	}
	if _, err := postgres.Installed(); err != nil {
		t.Skip(err)
	}
	r := recoveryReport{measured: begun(), Kills: setting(t, "BENCH_KILLS", 1, 5, 20), Cases: 12}
	s := newSite(t)
	ids := s.open(r.Cases)
	for _, k := range killed {
		if only := os.Getenv("BENCH_KILL"); only != "" && only != k.part {
			continue
		}
		one := recovered{Part: k.part}
		var first, all []float64
		for range r.Kills {
			r.round()
			f, a, err := s.kill(k.part, ids)
			t.Logf("%s: first %.2f s, all %.2f s %v", k.part, f, a, err)
			first, all = append(first, f), append(all, a)
			if err != nil {
				one.Failed++
				require.NoError(t, s.plan.Up(t.Context(), io.Discard))
			}
		}
		one.First, one.All = spreadOf(first), spreadOf(all)
		r.Parts = append(r.Parts, one)
		r.most("killed "+k.part+", until every case had gone on, the longest of the kills", k.within, slices.Max(all), "s")
	}
	keep(t, "recovery", &r)
}

// site is a cluster of processes on this machine, and somebody who asks either API.
type site struct {
	t    *testing.T
	plan *cluster.Plan
	apis []*bed
	tok  map[string]string
}

func newSite(t *testing.T) *site {
	t.Helper()
	places, err := cluster.Free()
	require.NoError(t, err)
	s := &site{t: t, tok: map[string]string{}, plan: cluster.New(filepath.Join(t.TempDir(), "cluster"), built(t, "beacon"), built(t, "cluster"), 24*time.Hour, places)}
	t.Cleanup(func() { require.NoError(t, errors.Join(s.plan.Down(io.Discard), s.plan.Wipe())) })
	require.NoError(t, s.plan.Up(t.Context(), io.Discard))
	for _, at := range []string{places.API1, places.API2} {
		s.apis = append(s.apis, &bed{t: t, api: "http://" + at, http: &http.Client{Timeout: patience}})
	}
	emulator := &bed{t: t, api: "http://" + places.Emulator, http: &http.Client{Timeout: time.Minute}}
	for _, role := range []string{"referrer", "caseworker"} {
		var answer struct{ Token string }
		require.NoError(t, emulator.ask(t.Context(), "", http.MethodPost, "/dev/tokens", "", object{"role": role, "subject": "bench-" + role}, &answer))
		s.tok[role] = answer.Token
	}
	return s
}

func (s *site) open(n int) (ids []string) {
	s.t.Helper()
	for range n {
		id, err := s.apis[0].referAs(s.t.Context(), s.tok["referrer"])
		require.NoError(s.t, err)
		ids = append(ids, id)
	}
	return ids
}

// patience is a little longer than an API waits for a case.
const patience = 7 * time.Second

// waits is how long a case is asked to take its note.
const waits = 3 * time.Minute

// kill kills a part, starts it again at once, as whoever watches over it would, and has
// every case asked to take a note, by one API after the other, until it has.
func (s *site) kill(part string, ids []string) (first, all float64, err error) {
	s.t.Helper()
	if _, err := s.everyone(ids); err != nil { // so that each is cached by a worker that may be killed
		return waits.Seconds(), waits.Seconds(), err
	}
	began := time.Now()
	if err := s.plan.Kill(part); err != nil {
		return waits.Seconds(), waits.Seconds(), err
	}
	again := make(chan error, 1)
	go func() { again <- s.plan.Start(s.t.Context(), part, io.Discard) }()
	took, err := s.everyone(ids)
	return took[0].Sub(began).Seconds(), took[len(took)-1].Sub(began).Seconds(), errors.Join(err, <-again)
}

// everyone has every case take a note, and says when each had, the soonest first.
func (s *site) everyone(ids []string) ([]time.Time, error) {
	took := make([]time.Time, len(ids))
	var g errgroup.Group // the others go on where one fails
	for i, id := range ids {
		g.Go(func() error {
			err := s.note(s.t.Context(), id)
			took[i] = time.Now()
			return err
		})
	}
	err := g.Wait()
	slices.SortFunc(took, time.Time.Compare)
	return took, err
}

// note asks until it is answered: the same command every time, taken once.
func (s *site) note(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, waits)
	defer cancel()
	key := "bench-" + rand.Text()
	var last error
	for n := 0; ctx.Err() == nil; n++ {
		err := s.apis[n%len(s.apis)].ask(ctx, s.tok["caseworker"], http.MethodPost, "/v1/cases/"+id+"/notes", key, object{"text": "Something has been killed."}, nil)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			last = err
		}
		time.Sleep(50 * time.Millisecond) //nolint:forbidigo // a process of its own is asked until it answers
	}
	return fmt.Errorf("case %s took no note: %w", id, last)
}

func (r *recoveryReport) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, `The cluster of `+"`make cluster`"+`, every part a process: PostgreSQL, a Temporal server, two APIs, two workers. One part is killed (SIGKILL) and started again at once, %d times each, while %d cases are each asked to take a
note, by one API after the other, until it is answered. A case that the killed worker had cached waits until Temporal gives it to another.

| killed | first progress: median | longest | progress of all cases: median | longest |
|---|---|---|---|---|
`, r.Kills, r.Cases)
	for _, p := range r.Parts {
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %.2f s | %.2f s |\n", p.Part, p.First.Median, slices.Max(p.First.Raw), p.All.Median, slices.Max(p.All.Raw))
	}
	return b.String()
}
