package api

import (
	"context"
	"errors"
	"time"

	"beacon/workflows"
)

// How often the watch looks, how long it leaves a request to do its own work, and
// how much it takes on at a time. Referrals have an inbox of their own.
const (
	watchEvery = 30 * time.Second
	watchAfter = 30 * time.Second
	watchMost  = 100
)

// Watch finishes what requests had to leave: referrals that were kept and that no
// case has taken, news that no case has been told, words that a provider has not yet
// forgotten, and merges of which not both cases know. It ends, with nil, when ctx does
// and what it had begun is done.
func (a *API) Watch(ctx context.Context) error {
	inbox := make(chan struct{})
	go func() {
		defer close(inbox)
		a.watchInbox(ctx)
	}()
	defer func() { <-inbox }()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		a.look(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// look is one round of the watch. What fails is left for the next; where the cases
// cannot be reached at all the round ends.
func (a *API) look(ctx context.Context) {
	before := a.cfg.Now().Add(-watchAfter)
	if err := a.tellOfAbsences(ctx); err != nil {
		a.log.WarnContext(ctx, "watch: absences wait", "cause", err)
	}
	if err := a.tellUnhandled(ctx, before); err != nil {
		a.log.WarnContext(ctx, "watch: news waits", "cause", err)
	}
	if err := a.redactOwed(ctx, before); err != nil {
		a.log.WarnContext(ctx, "watch: redactions wait", "cause", err)
	}
	if err := a.mergeUnfinished(ctx, before); err != nil {
		a.log.WarnContext(ctx, "watch: merges wait", "cause", err)
	}
}

// tellUnhandled tells cases one after another, as long as that leads anywhere.
func (a *API) tellUnhandled(ctx context.Context, before time.Time) error {
	for {
		news, err := a.db.Unhandled(ctx, before, watchMost)
		if err != nil {
			return err
		}
		told := 0
		for _, n := range news {
			switch err := a.tellNews(ctx, n); {
			case errors.Is(err, workflows.ErrUnavailable):
				return err
			case err != nil:
				a.log.ErrorContext(ctx, "watch: a case is not told", "case", n.CaseID, "news", n.ID, "cause", err)
			default:
				told++
			}
		}
		if told == 0 || len(news) < watchMost {
			return nil
		}
	}
}
