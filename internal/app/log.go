package app

import (
	"fmt"
	"io"
	"log/slog"

	tlog "go.temporal.io/sdk/log"

	"beacon/api"
	"beacon/internal/codec"
	"beacon/internal/telemetry"
	"beacon/messaging"
	"beacon/store"
	"beacon/workflows"
)

// Logger writes JSON lines at a level: debug, info, warn or error. It passes on only
// what telemetry.LogKeys lists.
func Logger(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, problem("BEACON_LOG_LEVEL", "must be debug, info, warn or error")
	}
	return slog.New(telemetry.Log(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l}), ourErrors...)), nil
}

// ServerLogger is for what a Temporal server in this process says, in the same log.
func ServerLogger(log *slog.Logger) *slog.Logger {
	return slog.New(telemetry.ServerLog(log.Handler(), ourErrors...))
}

// ourErrors are those of ours which are told by their words and not by their type.
var ourErrors = []error{
	workflows.ErrUnavailable, workflows.ErrPending, workflows.ErrNotFound,
	store.ErrUnavailable, store.ErrNotFound, store.ErrConflict, store.ErrKeyReused, store.ErrMigrations, store.ErrKeys,
	api.ErrNoKeys, messaging.ErrScope,
	codec.ErrNoKey, codec.ErrBroken, codec.ErrClear, codec.ErrElsewhere,
}

// temporalLog gives Temporal's SDK a logger that keeps what it says about itself
// and drops the text of errors, which may hold anything.
func temporalLog(log *slog.Logger) tlog.Logger { return quiet{log} }

type quiet struct{ log *slog.Logger }

// kept are the keys whose values name a part of the machinery.
var kept = map[string]bool{
	"Namespace": true, "TaskQueue": true, "WorkerID": true, "WorkflowType": true, "WorkflowID": true, "RunID": true,
	"ActivityType": true, "ActivityID": true, "Attempt": true, "UpdateName": true,
}

func (q quiet) Debug(msg string, pairs ...any) { q.log.Debug(msg, keep(pairs)...) }
func (q quiet) Info(msg string, pairs ...any)  { q.log.Debug(msg, keep(pairs)...) }
func (q quiet) Warn(msg string, pairs ...any)  { q.log.Warn(msg, keep(pairs)...) }
func (q quiet) Error(msg string, pairs ...any) { q.log.Warn(msg, keep(pairs)...) }

func keep(pairs []any) []any {
	var some []any
	for i := 0; i+1 < len(pairs); i += 2 {
		key := fmt.Sprint(pairs[i])
		switch {
		case kept[key]:
			some = append(some, key, pairs[i+1])
		case key == "Error":
			some = append(some, "kind", fmt.Sprintf("%T", pairs[i+1]))
		}
	}
	return some
}
