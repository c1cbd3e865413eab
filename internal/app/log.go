package app

import (
	"fmt"
	"io"
	"log/slog"

	tlog "go.temporal.io/sdk/log"
)

// Logger writes JSON lines at a level: debug, info, warn or error.
func Logger(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, problem("BEACON_LOG_LEVEL", "must be debug, info, warn or error")
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})), nil
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
