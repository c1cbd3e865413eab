package app

import (
	"context"
	"log/slog"

	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"

	"beacon/internal/runs"
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
	tc, err := DialTemporal(c, log, func(o *client.Options) {
		with.DataConverter, with.FailureConverter, with.ContextPropagators = o.DataConverter, o.FailureConverter, o.ContextPropagators
	})
	if err != nil {
		return runs.Replayed{}, err
	}
	defer tc.Close()
	all := runs.Runs{Temporal: tc, Namespace: o.Namespace}
	return all.Replay(ctx, with, &workflows.Cases{Policy: c.Policy}, most, cases)
}
