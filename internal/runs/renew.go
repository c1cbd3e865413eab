package runs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"beacon/workflows"
)

// Renewal asks cases to begin a fresh run, which is under the newest logic and on the
// current build. A case does so at its next quiet moment. Asking twice does no harm.
type Renewal struct {
	Runs      Runs
	Cases     Renewer
	PerSecond float64                                    // how many are asked in a second
	DryRun    bool                                       // count, and ask nobody
	Said      func(t Tally)                              // how far it is, now and then
	Pause     func(context.Context, time.Duration) error // waits; nil: it really does
}

// Renewer asks one open case. ErrNotFound and ErrUnavailable are those of workflows.
type Renewer interface {
	Renew(ctx context.Context, caseID string) error
}

// Book lists the cases that the database has as open.
type Book interface {
	// OpenCases lists some after the one given, in order; none at the end.
	OpenCases(ctx context.Context, after string, most int) ([]string, error)
	// IsOpen says how the database has one case.
	IsOpen(ctx context.Context, caseID string) (bool, error)
}

// Tally is what came of it.
type Tally struct {
	Asked     int      // were asked; with DryRun: would be
	Ended     int      // had come to rest meanwhile
	Unreached []string // could not be asked
}

// ErrStopped says that too many cases in a row could not be asked; the rest were left alone.
var ErrStopped = errors.New("too many cases in a row could not be asked")

const (
	tries      = 3
	tryAgain   = 2 * time.Second
	mostInARow = 5 // cases that cannot be asked, before asking is given up
	sayEvery   = 500
)

// All asks every open case that a filter means: those that Temporal lists and, where the
// filter is about nothing but when a run began, those that only the database knows. What
// the database has as open and Temporal does not know is unreached: nobody carries it.
func (n Renewal) All(ctx context.Context, f Filter, book Book) (Tally, error) {
	w := &walk{Renewal: n, seen: map[string]bool{}}
	err := n.Runs.Each(ctx, f, func(r Run) error {
		w.seen[r.CaseID] = true
		return w.ask(ctx, r.CaseID, nil)
	})
	if err != nil || f.OlderThan > 0 || f.NotOn != "" {
		return w.tally, err
	}
	return w.tally, w.unlisted(ctx, book)
}

// These asks the cases given.
func (n Renewal) These(ctx context.Context, cases []string) (Tally, error) {
	w := &walk{Renewal: n}
	for _, id := range cases {
		if err := w.ask(ctx, id, func() bool { return true }); err != nil {
			return w.tally, err
		}
	}
	return w.tally, nil
}

// walk is one way through the cases.
type walk struct {
	Renewal
	seen  map[string]bool
	row   int // how many in a row could not be asked
	tally Tally
}

// unlisted asks those that the database has and Temporal did not list. A case that began
// or ended a moment ago may be one of them and be well.
func (w *walk) unlisted(ctx context.Context, book Book) error {
	for after := ""; ; {
		cases, err := book.OpenCases(ctx, after, pageOf)
		if err != nil || len(cases) == 0 {
			return err
		}
		for _, id := range cases {
			after = id
			if w.seen[id] {
				continue
			}
			open, err := true, error(nil)
			still := func() bool { open, err = book.IsOpen(ctx, id); return err == nil && open }
			if failed := errors.Join(w.ask(ctx, id, still), err); failed != nil {
				return failed
			}
		}
	}
}

// ask asks one case. missed says, of one that Temporal does not know, whether somebody
// should; nil: nobody need.
func (w *walk) ask(ctx context.Context, id string, missed func() bool) error {
	if w.DryRun {
		w.tally.Asked++
		return nil
	}
	if err := w.wait(ctx, time.Duration(float64(time.Second)/w.PerSecond)); err != nil {
		return err
	}
	err := w.Cases.Renew(ctx, id)
	for n := 1; n < tries && errors.Is(err, workflows.ErrUnavailable); n++ {
		if err := w.wait(ctx, tryAgain); err != nil {
			return err
		}
		err = w.Cases.Renew(ctx, id)
	}
	switch {
	case err == nil:
		w.tally.Asked, w.row = w.tally.Asked+1, 0
	case errors.Is(err, workflows.ErrNotFound) && (missed == nil || !missed()):
		w.tally.Ended, w.row = w.tally.Ended+1, 0
	case errors.Is(err, workflows.ErrNotFound):
		w.tally.Unreached, w.row = append(w.tally.Unreached, id), 0
	default:
		w.tally.Unreached, w.row = append(w.tally.Unreached, id), w.row+1
	}
	if done := w.tally.Asked + w.tally.Ended + len(w.tally.Unreached); w.Said != nil && done%sayEvery == 0 {
		w.Said(w.tally)
	}
	if w.row == mostInARow {
		return fmt.Errorf("%w: %w", ErrStopped, err)
	}
	return nil
}

func (w *walk) wait(ctx context.Context, d time.Duration) error {
	if w.Pause != nil {
		return w.Pause(ctx, d)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// Left is how many open cases still have a run that a filter means.
func (r Runs) Left(ctx context.Context, f Filter) (int64, error) {
	var n int64
	err := r.Each(ctx, f, func(Run) error { n++; return nil })
	return n, err
}
