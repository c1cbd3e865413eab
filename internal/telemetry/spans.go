package telemetry

import (
	"context"
	"regexp"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// SpanKeys are the attributes that a span may have, and what each is. The libraries that
// make spans would also tell paths, queries, addresses, the IDs that a caller chose and
// the words of errors: they are left behind, with whatever else is not here.
var SpanKeys = map[string]string{
	"http.request.method": "of a request", "http.response.status_code": "of an answer", "http.route": "the pattern of a request's path",
	"url.scheme": "http or https", "network.protocol.version": "of HTTP",
	"db.system.name": "which database", "db.query.text": "a statement, whose parameters are marks",
	"temporalWorkflowID": "which has the case's ID", "temporalRunID": "of a workflow", "temporalActivityID": "a number in a workflow",
	"error.type": "the Go type of an error, or a status", "exception.type": "the same",
	"beacon.case": "its ID", "beacon.role": "in which somebody acts", "beacon.code": "of a refusal", "beacon.request_id": "as in the log",
}

// host is what only a span of a request that we make may have: whom we asked. Of one
// that we answer, a caller says it.
const host = "server.address"

// Spans is an exporter that passes on what SpanKeys lists, and nothing else: no other
// attribute, no word of an event or a status, and no name that nobody of ours gave.
func Spans(to sdktrace.SpanExporter) sdktrace.SpanExporter { return listed{to} }

type listed struct{ to sdktrace.SpanExporter }

// ExportSpans passes spans on.
func (l listed) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	some := make([]sdktrace.ReadOnlySpan, len(spans))
	for i, s := range spans {
		some[i] = discreet{s}
	}
	return l.to.ExportSpans(ctx, some)
}

// Shutdown ends the exporter.
func (l listed) Shutdown(ctx context.Context) error { return l.to.Shutdown(ctx) }

// discreet is a span without what is not listed.
type discreet struct{ sdktrace.ReadOnlySpan }

// named is how our own names of spans look: a method and a route, an operation and what
// it is of.
var named = regexp.MustCompile(`^[A-Za-z0-9_./:{} -]{1,120}$`)

// Name is what was done.
func (d discreet) Name() string {
	if name := d.ReadOnlySpan.Name(); named.MatchString(name) {
		return name
	}
	return "unnamed"
}

// Attributes are those that are listed.
func (d discreet) Attributes() []attribute.KeyValue {
	return allowed(d.ReadOnlySpan.Attributes(), d.SpanKind() == trace.SpanKindClient)
}

// Events keep their time and their name, and the kind of an exception.
func (d discreet) Events() []sdktrace.Event {
	events := slices.Clone(d.ReadOnlySpan.Events())
	for i := range events {
		events[i].Attributes = allowed(events[i].Attributes, false)
	}
	return events
}

// Links keep what they lead to.
func (d discreet) Links() []sdktrace.Link {
	links := slices.Clone(d.ReadOnlySpan.Links())
	for i := range links {
		links[i].Attributes = allowed(links[i].Attributes, false)
	}
	return links
}

// Status is whether it went well, without the words.
func (d discreet) Status() sdktrace.Status {
	return sdktrace.Status{Code: d.ReadOnlySpan.Status().Code}
}

// longestValue is how much of a statement is kept.
const longestValue = 2000

func allowed(all []attribute.KeyValue, outgoing bool) []attribute.KeyValue {
	var some []attribute.KeyValue
	for _, a := range all {
		_, listed := SpanKeys[string(a.Key)]
		if !listed && !(outgoing && a.Key == host) {
			continue
		}
		if text := a.Value.AsString(); a.Value.Type() == attribute.STRING && len(text) > longestValue {
			a = a.Key.String(text[:longestValue])
		}
		some = append(some, a)
	}
	return some
}
