package app

import (
	"context"
	"errors"
	"log/slog"

	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"

	"beacon/internal/codec"
	"beacon/internal/runs"
	"beacon/store"
	"beacon/workflows"
)

// Living is what an operator moves living cases on with.
type Living struct {
	Runs  runs.Runs
	Cases *workflows.Client
	Close func()
}

// OpenLiving reaches for the cases of the configured namespace.
func OpenLiving(c Config, log *slog.Logger) (Living, error) {
	o, err := c.temporalOptions()
	if err != nil {
		return Living{}, err
	}
	tc, err := DialTemporal(c, log)
	if err != nil {
		return Living{}, err
	}
	return Living{Runs: runs.Runs{Temporal: tc, Namespace: o.Namespace}, Cases: &workflows.Client{Temporal: tc}, Close: tc.Close}, nil
}

// Replay replays open cases with this program; see runs.Replay.
func Replay(ctx context.Context, c Config, log *slog.Logger, most int, cases []string) (runs.Replayed, error) {
	o, err := c.temporalOptions()
	if err != nil {
		return runs.Replayed{}, err
	}
	var with sdkworker.WorkflowReplayerOptions
	tc, err := dial(c, log, codec.WorkerOptions, []func(*client.Options){func(o *client.Options) { // which reads histories as a worker does
		with.DataConverter, with.FailureConverter, with.ContextPropagators = o.DataConverter, o.FailureConverter, o.ContextPropagators
	}})
	if err != nil {
		return runs.Replayed{}, err
	}
	defer tc.Close()
	all := runs.Runs{Temporal: tc, Namespace: o.Namespace}
	return all.Replay(ctx, with, &workflows.Cases{Policy: c.Policy}, most, cases)
}

// shelf is the read model, for a reconciliation.
type shelf struct{ *store.DB }

// Known reads a case.
func (s shelf) Known(ctx context.Context, caseID string) (runs.Known, bool, error) {
	row, err := s.Case(ctx, caseID)
	if errors.Is(err, store.ErrNotFound) {
		return runs.Known{}, false, nil
	}
	return runs.Known{Revision: row.Revision, Open: !row.Resting, State: row.State}, err == nil, err
}

// Reconcile compares how cases stand with how the database has them; see
// runs.Reconciliation. It needs no worker.
func Reconcile(ctx context.Context, c Config, log *slog.Logger, db *store.DB, repair bool, found func(runs.Finding) error) (map[runs.Verdict]int, error) {
	o, err := c.temporalOptions()
	if err != nil {
		return nil, err
	}
	var with sdkworker.WorkflowReplayerOptions
	tc, err := DialTemporal(c, log, func(o *client.Options) {
		with.DataConverter, with.FailureConverter, with.ContextPropagators = o.DataConverter, o.FailureConverter, o.ContextPropagators
	})
	if err != nil {
		return nil, err
	}
	defer tc.Close()
	return runs.Reconciliation{
		Runs: runs.Runs{Temporal: tc, Namespace: o.Namespace}, Options: with, Policy: c.Policy, Shelf: shelf{db},
		Cases: &workflows.Client{Temporal: tc}, Repair: repair, Found: found,
	}.Compare(ctx)
}
