package worker

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"beacon/workflows"
)

// Rings knows which open cases have a patient clock that is due.
type Rings interface {
	// ClaimRings takes some of them, and of those that were taken before and have not
	// answered: nobody else is given these until a moment.
	ClaimRings(ctx context.Context, now, until time.Time, most int) ([]string, error)
	// Unrung says which of these still have it, or have not yet done what follows from it.
	Unrung(ctx context.Context, cases []string, now time.Time) ([]string, error)
	// Rang says that these have answered.
	Rang(ctx context.Context, cases []string, now time.Time) error
}

// Bell has a case look at its clocks.
type Bell interface {
	Ring(ctx context.Context, caseID string) error
}

// PatientFor is how long a case leaves a patient clock to the ringer before it rings by
// itself: a service whose ringers have all stopped is that late with what can wait, and
// with nothing else.
const PatientFor = 10 * time.Minute

// Ringer rings the patient clocks of all cases, a few at a time: the next only when
// one has rung. A Temporal server serves its tasks in the order in which they came, so
// that ten thousand reminders which all woke by themselves would stand before the one
// deadline that cannot wait. Any number of ringers share the work.
type Ringer struct {
	Rings Rings
	Bell  Bell
	Now   func() time.Time
	Log   *slog.Logger

	underway map[string]time.Time // since when a case has been asked
}

// How many cases a ringer asks at once, how long it waits for one, and how often it
// looks while there is much to ring and while there is nothing.
const (
	ringsAtOnce = 192
	ringWithin  = 30 * time.Second
	lookBusy    = 50 * time.Millisecond
	lookIdle    = time.Second
)

// Run rings until ctx ends.
func (r *Ringer) Run(ctx context.Context) {
	r.underway = map[string]time.Time{}
	for {
		rung, err := r.turn(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.WarnContext(ctx, "ringer: patient clocks wait", "cause", err)
		}
		wait := lookIdle
		if err == nil && (rung || len(r.underway) > 0) {
			wait = lookBusy
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// turn sees which cases have rung, and asks as many others. It says whether it asked any.
func (r *Ringer) turn(ctx context.Context) (bool, error) {
	now := r.Now()
	still, err := r.Rings.Unrung(ctx, slices.Sorted(maps.Keys(r.underway)), now)
	if err != nil {
		return false, err
	}
	maps.DeleteFunc(r.underway, func(id string, since time.Time) bool {
		return now.Sub(since) >= ringWithin || !slices.Contains(still, id)
	})
	free := ringsAtOnce - len(r.underway)
	if free < ringsAtOnce/8 {
		return false, nil
	}
	claimed, err := r.Rings.ClaimRings(ctx, now, now.Add(ringWithin), free)
	if err != nil {
		return false, err
	}
	for _, id := range claimed {
		r.underway[id] = now
	}
	return len(claimed) > 0, r.ring(ctx, claimed)
}

// ring asks every one of them, whatever came of the others, and says who answered. Who did
// not will be asked again by somebody, though readers may have been told that they rang:
// the task that told them can be lost with its worker, and this ringer with it.
func (r *Ringer) ring(ctx context.Context, cases []string) error {
	var g errgroup.Group
	g.SetLimit(ringsAtOnce / 4)
	answered := make([]bool, len(cases))
	for i, id := range cases {
		g.Go(func() error {
			err := r.Bell.Ring(ctx, id)
			answered[i] = err == nil || errors.Is(err, workflows.ErrNotFound) // one that has ended has nothing left to ring
			return err
		})
	}
	err := g.Wait()
	var rang []string
	for i, id := range cases {
		if answered[i] {
			rang = append(rang, id)
		}
	}
	return errors.Join(err, r.Rings.Rang(ctx, rang, r.Now()))
}
