package telemetry

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
)

// Withheld stands in a log for what it may not hold.
const Withheld = "(withheld)"

// Log is a handler that passes on the attributes of LogKeys, and withholds every
// other. What is said of a request that is traced has its trace_id. Errors that one of
// ours is are named in its words; see Cause.
func Log(to slog.Handler, ours ...error) slog.Handler { return allowing{to, LogKeys, ours} }

// ServerLog is the same for a Temporal server in this process, whose attributes are
// grouped under "temporal".
func ServerLog(to slog.Handler, ours ...error) slog.Handler {
	if a, ok := to.(allowing); ok {
		to = a.to
	}
	return allowing{to, ServerKeys, ours}.WithGroup("temporal")
}

type allowing struct {
	to   slog.Handler
	keys map[string]string
	ours []error
}

// Enabled says whether a level is logged.
func (a allowing) Enabled(ctx context.Context, l slog.Level) bool { return a.to.Enabled(ctx, l) }

// Handle writes a line.
func (a allowing) Handle(ctx context.Context, r slog.Record) error {
	line := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(attr slog.Attr) bool {
		line.AddAttrs(a.allowed(attr))
		return true
	})
	if s := trace.SpanContextFromContext(ctx); s.IsValid() {
		line.AddAttrs(slog.String("trace_id", s.TraceID().String()))
	}
	return a.to.Handle(ctx, line)
}

// WithAttrs keeps attributes for every line to come.
func (a allowing) WithAttrs(attrs []slog.Attr) slog.Handler {
	some := make([]slog.Attr, len(attrs))
	for i, attr := range attrs {
		some[i] = a.allowed(attr)
	}
	a.to = a.to.WithAttrs(some)
	return a
}

// WithGroup puts every attribute to come under a name.
func (a allowing) WithGroup(name string) slog.Handler {
	a.to = a.to.WithGroup(name)
	return a
}

// longest is how much of a text is logged.
const longest = 500

// allowed is an attribute as it may be logged. A group has to be on the list by the
// names of what is in it.
func (a allowing) allowed(attr slog.Attr) slog.Attr {
	if attr.Value.Kind() == slog.KindGroup {
		var some []slog.Attr
		for _, inner := range attr.Value.Group() {
			some = append(some, a.allowed(inner))
		}
		return slog.Attr{Key: attr.Key, Value: slog.GroupValue(some...)}
	}
	if _, listed := a.keys[attr.Key]; !listed {
		return slog.String(attr.Key, Withheld)
	}
	return slog.Attr{Key: attr.Key, Value: a.value(attr)}
}

// value is what of a value may be said: what holds more than one thing may hold anything.
func (a allowing) value(attr slog.Attr) slog.Value {
	v := attr.Value
	if err, ok := v.Any().(error); ok {
		return slog.StringValue(Cause(err, a.ours...))
	}
	switch v = v.Resolve(); v.Kind() {
	case slog.KindBool, slog.KindDuration, slog.KindFloat64, slog.KindInt64, slog.KindUint64, slog.KindTime:
		return v
	case slog.KindString:
		if attr.Key == "cause" || attr.Key == "error" { // somebody made a text of an error
			return slog.StringValue(Withheld)
		}
		return slog.StringValue(v.String()[:min(len(v.String()), longest)])
	}
	if s, ok := v.Any().(interface{ String() string }); ok && machine(v.Any()) {
		return slog.StringValue(s.String())
	}
	return slog.StringValue(Withheld)
}

// machine says that a value is the name of a trace, or of a part of one.
func machine(v any) bool {
	switch v.(type) {
	case trace.TraceID, trace.SpanID:
		return true
	}
	return false
}
