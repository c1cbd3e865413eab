package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// ofNoUse says which warnings speak of nothing that is wrong: Beacon has no Nexus endpoints, of which the first complains at every start,
// and the second is said whenever the web UI shows a history.
func ofNoUse(msg string) bool {
	return strings.HasPrefix(msg, "HTTP API port has not been set") || strings.HasPrefix(msg, "GetHistory page size is larger than threshold")
}

// serverLog passes the server's warnings and errors on, and turns its fatal lines, with which it would end the process, into a report to
// fail: whether the process ends is its owner's to decide. From the moment quiet is set it passes nothing on: a server that is being
// stopped complains, service by service, that the others have gone.
type serverLog struct {
	log   *slog.Logger
	fail  func(error)
	quiet *atomic.Bool
}

var (
	_ log.Logger     = serverLog{}
	_ log.WithLogger = serverLog{}
)

// With keeps tags for every line to come.
func (l serverLog) With(tags ...tag.Tag) log.Logger {
	return serverLog{slog.New(l.log.Handler().WithAttrs(attrs(tags))), l.fail, l.quiet}
}

// Debug says nothing.
func (serverLog) Debug(string, ...tag.Tag) {}

// Info says nothing.
func (serverLog) Info(string, ...tag.Tag) {}

// Warn passes a warning on.
func (l serverLog) Warn(msg string, tags ...tag.Tag) { l.write(slog.LevelWarn, msg, tags) }

// Error passes an error on.
func (l serverLog) Error(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

// DPanic is an error here: it panics in the server's own development only.
func (l serverLog) DPanic(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

// Panic passes an error on and panics, as the server expects; its callers recover.
func (l serverLog) Panic(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	panic(msg)
}

// Fatal passes an error on, reports it and ends the goroutine that said it: its caller does not expect to go on.
func (l serverLog) Fatal(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	about := []string{"the server cannot go on: " + msg}
	for _, t := range tags {
		about = append(about, fmt.Sprintf("%s=%v", t.Key(), t.Value()))
	}
	l.fail(errors.New(strings.Join(about, " ")))
	runtime.Goexit()
}

func (l serverLog) write(level slog.Level, msg string, tags []tag.Tag) {
	if l.quiet.Load() || ofNoUse(msg) {
		return
	}
	l.log.LogAttrs(context.Background(), level, msg, attrs(tags)...)
}

func attrs(tags []tag.Tag) []slog.Attr {
	as := make([]slog.Attr, 0, len(tags))
	for _, t := range tags {
		as = append(as, slog.Any(t.Key(), t.Value()))
	}
	return as
}
