package api

import (
	"context"
	"errors"
	"sync"
	"time"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// How often the inbox is looked at, how many referrals are handed over at once, and for
// how long one belongs to whoever hands it over. Any number of APIs share the work: each
// takes what no other has claimed, and a claim outlives none of them for longer than
// this. To hand over twice is harmless besides: a case takes a referral once.
const (
	inboxEvery  = time.Second
	inboxAtOnce = 8
	handWithin  = 30 * time.Second
	reachWithin = time.Second
)

// watchInbox hands over the referrals that no case has taken, until ctx ends.
func (a *API) watchInbox(ctx context.Context) {
	tick := time.NewTicker(inboxEvery)
	defer tick.Stop()
	for {
		if err := a.lookAtInbox(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "inbox: referrals wait", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-a.reach.nudge:
		}
	}
}

// lookAtInbox finds out whether cases can be reached and, if so, hands over whatever
// waits: the gravest first, then the oldest, a few at a time, for as long as cases answer.
func (a *API) lookAtInbox(ctx context.Context) error {
	if !a.reachable(ctx) {
		a.reach.leave()
		return nil
	}
	if a.reach.silent.Load() < silentFor {
		a.reach.back()
	}
	d := &round{api: a, free: make(chan struct{}, inboxAtOnce)}
	return d.run(ctx)
}

// reachable asks Temporal itself, which says nothing about workers.
func (a *API) reachable(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, reachWithin)
	defer cancel()
	return a.cases.Ready(ctx) == nil
}

// round is handing over what waits, once through.
type round struct {
	api  *API
	free chan struct{} // a place for each that is under way
	all  sync.WaitGroup
}

// run ends when nothing is left, when cases cannot be reached, or with ctx. What it has
// begun it finishes.
func (d *round) run(ctx context.Context) error {
	defer d.all.Wait()
	defer d.api.reach.behind.Store(false)
	for n := 1; ctx.Err() == nil && (n == 1 || !d.api.reach.isGone()); n++ {
		places := d.take()
		claimed, err := d.api.claim(ctx, places)
		for range places - len(claimed) {
			<-d.free
		}
		d.api.reach.behind.Store(len(claimed) == places)
		for _, u := range claimed {
			d.all.Go(func() {
				defer func() { <-d.free }()
				d.api.handOver(context.WithoutCancel(ctx), u)
			})
		}
		if err != nil || len(claimed) == 0 {
			return err
		}
	}
	return nil
}

// take waits until one more may be under way, and answers how many may.
func (d *round) take() int {
	d.free <- struct{}{}
	for n := 1; ; n++ {
		select {
		case d.free <- struct{}{}:
		default:
			return n
		}
	}
}

func (a *API) claim(ctx context.Context, most int) ([]store.Untaken, error) {
	now := a.cfg.Now()
	return a.db.ClaimUntaken(ctx, now, now.Add(handWithin), most)
}

// handOver gives a referral to its case, and says when it is tried again where that
// fails.
func (a *API) handOver(ctx context.Context, u store.Untaken) {
	err := contain(func() error { return a.handOverOnce(ctx, u) })
	if err == nil {
		a.reach.heard()
		return
	}
	again, refused := a.tryAgain(ctx, u, err)
	if refused {
		a.log.ErrorContext(ctx, "inbox: a referral is not taken", "case", u.CaseID, "tries", u.Tries+1,
			"again", again.UTC().Format(time.RFC3339), "cause", err)
	}
	if err := a.db.PutOff(ctx, u.Ref, u.Version, again, refused); err != nil {
		a.log.WarnContext(ctx, "inbox: a claim stays until it ends", "case", u.CaseID, "cause", err)
	}
}

func (a *API) handOverOnce(ctx context.Context, u store.Untaken) error {
	if u.Fault != nil {
		return u.Fault
	}
	b, err := understand(u.Body)
	if err != nil {
		return err
	}
	r := readReferral(b, kindOf(b), u.Received)
	r.sentBy(u.SentBy, u.SentAs)
	if err := casework.CheckReferral(r.command, a.cfg.Now()); err != nil {
		return err // a case must not be opened by what it would refuse
	}
	if err := a.keepReason(ctx, u.Admitted, &r); err != nil {
		return err
	}
	return a.refer(ctx, u.Admitted, &r).err
}

// tryAgain is when a referral is tried again: at once when Temporal is back, soon where
// no case answers, and after a pause that grows where its own case would not have it.
// That one is never given up, and stands in nobody's way.
func (a *API) tryAgain(ctx context.Context, u store.Untaken, err error) (again time.Time, refused bool) {
	now := a.cfg.Now()
	switch {
	case errors.Is(err, workflows.ErrPending):
		a.reach.unanswered()
		return now.Add(handWithin), false
	case errors.Is(err, store.ErrUnavailable):
		return now, false
	case !errors.Is(err, workflows.ErrUnavailable):
		return now.Add(pauseAfter(u.Tries)), true
	case !a.reachable(ctx):
		a.reach.leave()
		return now, false
	}
	a.reach.unanswered()
	return now.Add(handWithin), false
}

// The pause after a referral was refused for the first time, and the longest.
const (
	firstPause   = 30 * time.Second
	longestPause = time.Hour
)

func pauseAfter(tries int) time.Duration { return min(firstPause<<min(tries, 10), longestPause) }
