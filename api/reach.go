package api

import (
	"context"
	"sync"
	"sync/atomic"

	"beacon/casework"
)

// reach is whether cases can be reached now. Whoever finds that they cannot tells
// everybody else: a batch of referrals must not wait for each by itself.
type reach struct {
	mu       sync.Mutex
	away     chan struct{} // closed while cases cannot be reached
	gone     bool
	silent   atomic.Int32 // referrals in a row that no case answered
	behind   atomic.Bool  // more referrals wait than are being handed over
	stopping atomic.Bool
	nudge    chan struct{} // the inbox is looked at at once
}

func newReach() *reach { return &reach{away: make(chan struct{}), nudge: make(chan struct{}, 1)} }

// silentFor is how many referrals in a row may go unanswered before cases count as not
// to be reached: one may be a case that stands still by itself.
const silentFor = 4

// isAway is closed while cases cannot be reached; one that is not closed yet will be
// when they no longer can.
func (r *reach) isAway() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.away
}

// leave says that cases cannot be reached. Whoever waits for one stops waiting.
func (r *reach) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.gone {
		r.gone = true
		close(r.away)
	}
}

// back says that they can.
func (r *reach) back() {
	r.silent.Store(0)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		r.gone, r.away = false, make(chan struct{})
	}
}

func (r *reach) isGone() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gone
}

// unanswered counts a referral that no case answered.
func (r *reach) unanswered() {
	if r.silent.Add(1) >= silentFor {
		r.leave()
	}
}

// look has the inbox looked at now.
func (r *reach) look() {
	select {
	case r.nudge <- struct{}{}:
	default: // it is about to be
	}
}

// free says whether a referral of a grade may go to its case past those that wait. While
// others wait only the gravest may, or a batch would keep the gravest of them waiting.
func (r *reach) free(g casework.Grade) bool {
	return !r.isGone() && (g.Place() == 0 || !r.behind.Load())
}

// within is a context that ends when cases can no longer be reached.
func (r *reach) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	away := r.isAway()
	go func() {
		select {
		case <-away:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
