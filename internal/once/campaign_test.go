package once_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/messagingtest"
)

// senders is how many send at once.
const senders = 32

// campaign carries many messages until each has an outcome, as endless retries
// would: every message is sent again and again, by several at once.
type campaign struct {
	w        *world
	clock    *messagingtest.Clock
	couriers []*messaging.Courier // as in so many processes
	flight   *flight
	dice     *rand.Rand
	still    bool // the clock moves between rounds only
	early    bool // rounds do not wait for reports

	mu       sync.Mutex
	outcomes map[string]casework.Outcome
	changed  []string // messages whose outcome was not for good
}

// flight is the way to the providers. While the clock moves nothing is under way, so
// that a letter's flight takes no time: how late it is was decided before it left.
type flight struct {
	base *http.Transport
	air  sync.RWMutex
}

func (f *flight) RoundTrip(r *http.Request) (*http.Response, error) {
	f.air.RLock()
	defer f.air.RUnlock()
	return f.base.RoundTrip(r)
}

func newCampaign(t *testing.T, m mode, database string, victims int, ledger func(messaging.Ledger) messaging.Ledger) *campaign {
	t.Helper()
	at := messagingtest.NewClock(monday)
	c := &campaign{
		w: newWorld(t, making{now: at.Now, database: database, victims: victims}), clock: at, outcomes: map[string]casework.Outcome{},
		flight: &flight{base: &http.Transport{MaxIdleConnsPerHost: senders}}, dice: rand.New(rand.NewPCG(7, 7)),
		still: m.patience > 0, early: m.early,
	}
	c.w.alike = m.alike
	for _, f := range m.faults {
		_, err := c.w.emulator.AddFault(f)
		require.NoError(t, err)
	}
	for range 2 {
		p := c.w.post()
		p.transport, p.patience, p.forgets = c.flight, cmp.Or(m.patience, time.Minute), m.forgets
		if ledger != nil {
			p.ledger = ledger(p.ledger)
		}
		courier, err := p.courier()
		require.NoError(t, err)
		c.couriers = append(c.couriers, courier)
	}
	return c
}

// mostRounds is far more than the time to give up takes.
const mostRounds = 40

// run decides n messages and carries them, for so many rounds at most.
func (c *campaign) run(n, rounds int) []decided {
	c.w.t.Helper()
	all := make([]decided, n)
	for i := range all {
		all[i] = c.w.decide(i)
	}
	for r := 0; r < rounds && len(c.outcomes) < n; r++ {
		c.round(c.pending(all))
		c.flight.base.CloseIdleConnections()
		c.w.outside.calm()
		if !c.early {
			c.settle()
		}
		c.clock.Advance(c.pause(r))
	}
	c.settle()
	return all
}

// pause is the time from one round to the next: seconds at first, then minutes, so
// that an attempt can be proved absent and one that cannot be settled is given up.
func (c *campaign) pause(round int) time.Duration {
	if round < 6 {
		return time.Duration(20+c.dice.IntN(40)) * time.Second
	}
	return time.Duration(120+c.dice.IntN(120)) * time.Second
}

func (c *campaign) settle() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(c.w.t, c.w.emulator.Settle(ctx))
}

func (c *campaign) pending(all []decided) []decided {
	return slices.DeleteFunc(slices.Clone(all), func(d decided) bool {
		_, ended := c.outcomes[d.Effect]
		return ended
	})
}

// ticks is how often the clock moves while messages are being sent. A round lasts
// less than SettleAfter is longer than a lease.
const (
	ticks = 8
	tick  = 5 * time.Second
)

// round sends each message twice, by whoever is free.
func (c *campaign) round(pending []decided) {
	twice := append(slices.Clone(pending), pending...)
	c.dice.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
	jobs := make(chan decided)
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			for d := range jobs {
				c.send(c.couriers[i%len(c.couriers)], d)
			}
		})
	}
	for i, d := range twice {
		if !c.still && i%(len(twice)/ticks+1) == 0 {
			c.flight.air.Lock()
			c.clock.Advance(tick)
			c.flight.air.Unlock()
		}
		jobs <- d
	}
	close(jobs)
	wg.Wait()
}

func (c *campaign) send(by *messaging.Courier, d decided) {
	out, err := by.Send(context.Background(), d.Case, d.Effect, d.Message)
	if err != nil {
		return // an outage, or not settled yet: it is sent again
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	first, ended := c.outcomes[d.Effect]
	if ended && first.State != out.State && first.State != casework.Unclear {
		c.changed = append(c.changed, d.Effect)
	}
	c.outcomes[d.Effect] = out
}
