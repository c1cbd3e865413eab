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
	answers  atomic.Int64 // how often a case has answered
	quiet    atomic.Bool  // somebody gave up waiting, and no case has answered anybody since
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

// heard says that a case has answered, and so that they can.
func (r *reach) heard() {
	r.silent.Store(0)
	r.answers.Add(1)
	r.quiet.Store(false)
	r.back()
}

// back says that they can, as far as is known: no more of them need have gone unanswered
// than may.
func (r *reach) back() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		r.gone, r.away = false, make(chan struct{})
		r.quiet.Store(false)
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
// others wait only the gravest may, or a batch would keep the gravest of them waiting;
// and where no case answers nobody need find that out again: the inbox does.
func (r *reach) free(g casework.Grade) bool {
	return !r.isGone() && !r.quiet.Load() && (g.Place() == 0 || !r.behind.Load())
}

// hope is that of somebody who waits for a case.
type hope struct {
	reach *reach
	heard int64
}

func (r *reach) hope() hope { return hope{r, r.answers.Load()} }

// left says whether any case has answered anybody since it was last asked: one that is
// busy will come to this one too. If none has, all who come are told that there is none.
func (h *hope) left() bool {
	now := h.reach.answers.Load()
	if h.heard == now {
		h.reach.quiet.Store(true)
		return false
	}
	h.heard = now
	return true
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
