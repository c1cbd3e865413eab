// Package storetest is what package store promises, as tests that every database
// must pass. It knows nothing of any database but what a store shows.
package storetest

import (
	"context"
	"testing"
	"time"

	"beacon/store"
)

// Epoch is the Monday on which every story begins.
var Epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// rule is one promise.
type rule struct {
	name  string
	holds func(t *testing.T, db *store.DB)
}

// Exercise tests every promise, each on a database of its own: open gives one that
// is migrated and empty, and closes it when the test ends.
func Exercise(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Helper()
	for _, part := range [][]rule{
		finding, joined, opposed,
		admitting, racing, taking, people, sharing, publishing, owing, listing, overseeing, telling, ledger, reporting, redacting, bouncing, covering, addressing, replying,
		wishing, retaining, charging, elsewhere, holidays, braking, catchingUp, keeping, failing, ringing, looking, deadlines,
	} {
		for _, r := range part {
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				r.holds(t, open(t))
			})
		}
	}
}

// ctxOf ends with the test.
func ctxOf(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}
