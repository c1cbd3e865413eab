package api

import (
	"context"
	"errors"
	"sync"
	"time"

	"beacon/store"
	"beacon/victimscode"
)

// tally is what can be counted only by reading all there is of it.
type tally struct {
	counts store.Counts
	slack  map[victimscode.Body][]int
}

// census counts it when somebody asks. Where that takes its time it is done beside the
// asking, and no more than a hundredth of the time is spent on it: whoever asks meanwhile
// is given what was counted last.
type census struct {
	count func(ctx context.Context) (tally, error)

	mu       sync.Mutex
	last     tally
	err      error         // of the last
	took     time.Duration // the last
	ended    time.Time     // the last; zero: there was none
	underway chan struct{} // closed when it ends; nil: none is
}

// How quickly it is counted where it is counted for whoever asks, how many times as long
// as it took it is left alone otherwise, how long is waited for it, and how long it may take.
const (
	countQuick  = 50 * time.Millisecond
	countRarely = 99
	countWait   = 2 * time.Second
	countWithin = time.Minute
)

// errUncounted says that nothing has been counted yet.
var errUncounted = errors.New("nothing has been counted yet")

// read answers with what was counted last.
func (c *census) read(ctx context.Context) (tally, error) {
	wait := time.NewTimer(countWait)
	defer wait.Stop()
	select {
	case <-c.begin():
	case <-wait.C:
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended.IsZero() {
		return tally{}, errUncounted
	}
	return c.last, c.err
}

// begin begins to count, unless that is under way or was done not long ago. What it
// answers with is closed when there is nothing to wait for.
func (c *census) begin() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.underway != nil {
		return c.underway
	}
	done := make(chan struct{})
	if c.took > countQuick && time.Since(c.ended) < countRarely*c.took {
		close(done)
		return done
	}
	c.underway = done
	go c.run(done)
	return done
}

func (c *census) run(done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), countWithin)
	defer cancel()
	began := time.Now()
	counted, err := c.count(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last, c.err, c.ended, c.underway = counted, err, time.Now(), nil
	c.took = c.ended.Sub(began)
	close(done)
}

// countWhole is what the gauges count by reading all of it.
func (a *API) countWhole(ctx context.Context) (w tally, err error) {
	if w.counts, err = a.db.Counts(ctx); err == nil {
		w.slack, err = a.db.DutySlack(ctx, a.ends(ctx))
	}
	return w, err
}

// within are the working days in which the time of duties is counted to end.
var within = []int{0, 1, 2, 5, 10}

// ends are the moments at which those are over.
func (a *API) ends(ctx context.Context) []time.Time {
	now := a.cfg.Now()
	ends := make([]time.Time, len(within))
	for i, days := range within {
		if ends[i] = now; days > 0 {
			ends[i] = a.cfg.Calendar(ctx).Deadline(now, days).Add(time.Second)
		}
	}
	return ends
}
