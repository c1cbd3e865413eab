package api

import (
	"context"
	"errors"
	"time"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// handed is what came of handing a referral over to its case. Of all who hand one over
// first is true for one, and shown is the revision of the case that readers saw then.
type handed struct {
	receipt casework.Receipt
	first   bool
	shown   int
	err     error
}

// referNow hands a referral over, and waits for its case for as long as cases answer
// anybody. Whoever stops waiting has ErrPending; the handing over goes on.
func (a *API) referNow(ctx context.Context, in store.Admitted, r *referral) handed {
	in, m, err := a.forItsCase(ctx, in, r)
	if err != nil {
		return handed{err: err}
	}
	done := make(chan handed, 1)
	a.handing.Go(func() { done <- a.bring(context.WithoutCancel(ctx), in, m) })
	return a.await(ctx, done)
}

// await is what came of a referral, if that is known while there is hope.
func (a *API) await(ctx context.Context, done <-chan handed) handed {
	hope := a.reach.hope()
	look := time.NewTimer(a.cfg.AnswerWithin)
	defer look.Stop()
	for {
		select {
		case h := <-done:
			return h
		case <-ctx.Done(): // whoever asked has gone
			return handed{err: workflows.ErrPending}
		case <-look.C:
			if !hope.left() {
				return handed{err: workflows.ErrPending}
			}
			look.Reset(a.cfg.AnswerWithin)
		}
	}
}

// bring hands a referral over for as long as cases can be reached, whether or not anybody
// waits to hear of it. Where its case does not answer, the inbox goes on.
func (a *API) bring(ctx context.Context, in store.Admitted, m casework.Referral) (h handed) {
	within, cancel := a.reach.within(ctx)
	defer cancel()
	h.err = contain(func() error {
		h = a.tellOfReferral(within, in, m)
		return h.err
	})
	switch {
	case h.err == nil:
		a.reach.heard()
	case within.Err() != nil: // it was cut off, wherever it was
		h.err = errors.Join(workflows.ErrUnavailable, h.err)
	case errors.Is(h.err, workflows.ErrUnavailable) && !a.reachable(ctx):
		a.reach.leave()
	case errors.Is(h.err, workflows.ErrPending), errors.Is(h.err, workflows.ErrUnavailable):
		a.reach.unanswered()
	}
	if errors.Is(h.err, workflows.ErrUnavailable) || errors.Is(h.err, workflows.ErrNotFound) {
		_ = a.db.PutOff(ctx, in.Ref, in.Version, a.cfg.Now(), false) // else it waits for a while longer
	}
	return h
}

// Finish ends the handing over of referrals whose senders have their answer: what is not
// handed over another API has at once. It is for when no request is served any more.
func (a *API) Finish() {
	a.reach.leave()
	a.handing.Wait()
}

// refer tells the case of an admitted referral and marks it as taken. It may be
// repeated; first is true for exactly one of those who do.
func (a *API) refer(ctx context.Context, in store.Admitted, r *referral) handed {
	in, m, err := a.forItsCase(ctx, in, r)
	if err != nil {
		return handed{err: err}
	}
	return a.tellOfReferral(ctx, in, m)
}

// forItsCase is an admitted referral as its case is told of it: the case that goes on,
// and how the victim may be called as things stand now.
func (a *API) forItsCase(ctx context.Context, in store.Admitted, r *referral) (_ store.Admitted, m casework.Referral, err error) {
	m = r.command
	m.ID, m.Body, m.Ref = in.CommandKey, in.Digest, in.Ref
	by := waysBy(in.Points, a.cfg.Now())
	if !in.Fresh { // else there is nothing that could have become of the case yet
		if in.CaseID, err = a.db.Survivor(ctx, in.CaseID); err != nil {
			return in, m, err
		}
		if by, err = a.ways(ctx, in.CaseID); err != nil {
			return in, m, err
		}
		if m.OwnerLeft, err = a.db.OwnerLeft(ctx, in.CaseID); err != nil {
			return in, m, err
		}
	}
	m.SafeWay, m.Told, m.Hours = by.call, true, by.hours
	if !m.SafeWay {
		r.warn("/victim/contact_points", "no_safe_way", "have none that may be used to call the victim; the officer in the case will be asked")
	}
	return in, m, nil
}

func (a *API) tellOfReferral(ctx context.Context, in store.Admitted, m casework.Referral) (h handed) {
	h.receipt, h.err = a.cases.Refer(ctx, in.CaseID, m, restingState(in.Closed))
	if errors.Is(h.err, workflows.ErrNotFound) { // it has ended between the two: next time it is taken up from SQL
		h.err = refuse(unavailable, "the case does not answer").because(h.err)
	}
	if h.err != nil {
		return h
	}
	if in.Closed != nil {
		if h.err = a.db.Unshelve(ctx, in.CaseID); h.err != nil {
			return h
		}
	}
	h.first, h.shown, h.err = a.db.TakeSeen(ctx, in, h.receipt.Revision)
	return h
}
