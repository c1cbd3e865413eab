package worker

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"
)

const (
	// tellWithin is how long a case waits for its readers to be told before an activity does it.
	tellWithin = 2 * time.Second
	// stuckAfter is when a case that does not yield is taken to be stuck: not while it tells.
	stuckAfter = tellWithin + 3*time.Second
)

// Telling has a case tell its readers what publish does, within a task of its workflow:
// once, and for two seconds at most. Outside gives the context that this belongs to, for
// whoever traces what comes of what; nil: none.
func Telling[View any](publish func(context.Context, View) error, outside func(workflow.Context) context.Context) func(workflow.Context, View) error {
	if outside == nil {
		outside = func(workflow.Context) context.Context { return context.Background() }
	}
	return func(ctx workflow.Context, v View) (err error) {
		defer func() {
			if recover() != nil {
				err = errPanicked // an outage like another: a bug in SQL holds no case up
			}
		}()
		within, cancel := context.WithTimeout(outside(ctx), tellWithin)
		defer cancel()
		return publish(within, v)
	}
}

var errPanicked = errors.New("publish case: it panicked")
