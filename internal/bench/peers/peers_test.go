//go:build unix

package peers_test

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/bench/rounds"
	"beacon/messaging/emulator"
)

// Without settings this is a short run with few kills, which shows that everything is in
// its place; make bench makes it a long one and has it written down. Not parallel: the
// peers take turns.
func TestPeers(t *testing.T) {
	span := time.Duration(rounds.Setting(t, "BENCH_SPAN_MS", 300, 4000, 15000)) * time.Millisecond
	often, kills := rounds.Setting(t, "BENCH_ROUNDS", 1, 5, 7), rounds.Setting(t, "BENCH_KILLS", 2, 16, 100)
	seed := rounds.Setting(t, "SEED", 11, 11, 11)
	r := report{
		At: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(), CPUs: runtime.NumCPU(), Load: rounds.Load(), Span: span.Seconds(),
		People: people, Workers: workers, Senders: senders, Shards: shards, Seed: seed,
	}
	s := newSite(t)
	r.Postgres = s.version()
	for _, p := range peers {
		s.prepare(p)
		r.Peers = append(r.Peers, figures{Name: p.name})
	}
	for round := range often {
		for turn := range peers {
			i := (turn + round) % len(peers)
			one := s.measure(t, peers[i], span)
			t.Logf("round %d, %s: %+v", round+1, peers[i].name, one)
			r.Peers[i].Rounds = append(r.Peers[i].Rounds, one)
		}
	}
	r.sum()
	r.Campaigns = s.campaigns(t, uint64(seed), kills) //nolint:gosec // a seed
	r.Lines = linesOf(t)
	r.Seconds = time.Since(r.At).Seconds()
	page := r.page()
	t.Log("\n" + page)
	if out := os.Getenv("BENCH_OUT"); out != "" {
		r.write(t, out, page)
	}
	for _, c := range r.Campaigns {
		if c.Peer == byBeacon.name {
			require.Zero(t, c.Lost+c.Twice+c.Stuck, "Beacon lost a text, sent it twice or left a case: %+v", c)
		}
	}
}

func (s *site) version() (v string) {
	_ = s.admin.QueryRow(s.t.Context(), "show server_version").Scan(&v)
	return v
}

const (
	people = 16 // who do their parts at once
	calm   = time.Second
	idle   = 2 * time.Second
)

// measure lets people refer cases for a while, as fast as they are answered, and waits
// until all are closed.
func (s *site) measure(t *testing.T, p peer, span time.Duration) (m measured) {
	t.Helper()
	r := start(t, s, p, true, nil, remindAfter)
	defer s.remove(r.place)
	<-time.After(calm)
	before := s.read(r.place)
	<-time.After(min(idle, 4*span))
	begun := s.read(r.place)
	until, n, most := begun.at.Add(span), 0, mostOf(p)
	ctx, end := context.WithTimeout(t.Context(), span+stuckAfter)
	defer end()
	r.people(ctx, people, func() (life, time.Duration, bool) {
		n++
		return lifeOf(n), 0, n <= most && time.Now().Before(until)
	})
	closed, at := r.awaitClosed(t.Context(), len(r.lives), stuckAfter)
	done := s.read(r.place)
	v, all := r.judge(closed)
	if v.Lost+v.Twice+v.Stuck > 0 { // the others' figures are wanted all the same
		t.Errorf("%s, though nobody was killed: %+v", p.name, v)
	}
	transitions, events, err := r.office.Work(t.Context(), r.all())
	require.NoError(t, err)
	r.stop() // connections tell what they counted as they end
	after := s.read(r.place)

	cases := float64(len(r.lives))
	quiet := begun.at.Sub(before.at).Seconds()
	m = measured{Cases: len(r.lives), Seconds: at.Sub(begun.at).Seconds(), Load: rounds.Load(), verdict: v}
	m.PerSecond = cases / max(m.Seconds-waits.Seconds(), 0.1)
	each := func(all, idle, over float64) float64 { return max(all-idle/quiet*over, 0) / cases }
	working := done.at.Sub(begun.at).Seconds()
	m.IdleCommits = (begun.commits - before.commits) / quiet
	m.Commits = each(after.commits-begun.commits, begun.commits-before.commits, after.at.Sub(begun.at).Seconds())
	m.WAL = each(done.wal-begun.wal, begun.wal-before.wal, working)
	m.Size, m.Own = each(done.size-begun.size, 0, 0), each(done.own-begun.own, 0, 0)
	m.Temporal = m.Size - m.Own
	m.CPU = 1000 * each(done.busy-begun.busy, begun.busy-before.busy, working)
	m.Transitions, m.Events = float64(transitions)/cases, float64(events)/cases
	m.Steps = map[string]quantiles{}
	for name, took := range r.steps {
		m.Steps[name] = quantilesOf(took)
	}
	first, second := r.late(all)
	m.Steps["text"], m.Steps["reminder"] = quantilesOf(first), quantilesOf(second)
	return m
}

// mostOf is how many cases a run may have: no two of Beacon's have the same number.
func mostOf(p peer) int {
	if p.name == byBeacon.name {
		return mostNumbers
	}
	return mostLives
}

func (r *run) all() (all []life) {
	for _, one := range r.lives {
		all = append(all, one)
	}
	return all
}

// variants are what is killed: each peer that is written by hand in two ways.
var variants = []struct {
	peer peer
	asks bool
	says string
}{
	{bySQL, false, "sends again"}, {bySQL, true, "asks first"},
	{byRiver, false, "sends again"}, {byRiver, true, "asks first"},
	{byBeacon, true, "as it is"},
}

// campaigns kill the workers of all, beside each other: what is measured is not how fast
// they are.
func (s *site) campaigns(t *testing.T, seed uint64, kills int) []campaign {
	t.Helper()
	all := make([]campaign, len(variants))
	var wait sync.WaitGroup
	for i, v := range variants {
		wait.Go(func() {
			all[i] = s.campaign(t, v.peer, v.asks, seed, kills)
			all[i].Variant = v.says
			t.Logf("%s, %s: %+v", v.peer.name, v.says, all[i])
		})
	}
	wait.Wait()
	return all
}

// How cases come in a campaign: slowly enough for all to keep up, so that the same texts
// meet the same kills.
const (
	arriveEvery   = 200 * time.Millisecond
	casesPerKill  = 4
	stuckAfter    = time.Minute
	droppedAnswer = 0.1 // of texts: taken, and the connection closed without an answer
	slowAnswer    = 0.2
	slowBy        = 100 * time.Millisecond
)

func (s *site) campaign(t *testing.T, p peer, asks bool, seed uint64, kills int) campaign {
	t.Helper()
	k := newStrike(seed, kills)
	r := start(t, s, p, asks, k, remindLater,
		emulator.Fault{Kind: emulator.AcceptThenDrop, Rate: droppedAnswer}, emulator.Fault{Kind: emulator.Slow, Rate: slowAnswer, Delay: emulator.Duration(slowBy)})
	defer s.remove(r.place)
	begun, n := time.Now(), 0
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var office sync.WaitGroup
	office.Go(func() {
		r.people(ctx, people, func() (life, time.Duration, bool) {
			if in := time.Until(begun.Add(time.Duration(n) * arriveEvery)); in > 0 {
				return life{}, in, true
			}
			n++
			return lifeOf(n), 0, n <= casesPerKill*kills
		})
	})
	<-time.After(time.Duration(casesPerKill*kills) * arriveEvery)
	closed, at := r.awaitClosed(t.Context(), casesPerKill*kills, stuckAfter)
	end()
	office.Wait()
	r.back.Wait()
	c := campaign{Peer: p.name, Cases: len(r.lives), Kills: k.died, At: k.at, Recovered: max(at.Sub(k.last).Seconds(), 0)}
	c.verdict, _ = r.judge(closed)
	r.explain(t, closed)
	r.stop()
	return c
}

// explain says what is known of the cases that are not closed.
func (r *run) explain(t *testing.T, closed map[string]int) {
	t.Helper()
	told, can := r.office.(interface {
		Story(ctx context.Context, one life) []string
	})
	for id, one := range r.lives {
		if _, over := closed[id]; !over && can {
			t.Logf("%s, %s is not closed; accepted %s:\n%s", r.peer.name, id, r.asked[id].UTC(), strings.Join(told.Story(t.Context(), one), "\n"))
		}
	}
}

func spreadOf(of []measured, figure func(measured) float64) spread {
	var all []float64
	for _, m := range of {
		all = append(all, figure(m))
	}
	if len(all) == 0 {
		return spread{}
	}
	return spread{Median: middle(all), Least: slices.Min(all), Most: slices.Max(all), CV: rounds.Apart(all)}
}
