package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Traces are the traces of one process, on their way to a collector. Nothing waits for
// the collector: what it does not take in time is lost. A nil Traces traces nothing.
type Traces struct{ by *sdktrace.TracerProvider }

// TraceOptions say what is traced.
type TraceOptions struct {
	Sampler    sdktrace.Sampler // which traces are kept; nil: all
	Attributes []attribute.KeyValue
}

// flushWithin is how long a process that stops waits for the collector to take the rest.
const flushWithin = 3 * time.Second

// NewTraces gives spans to an exporter, in batches. Every span passes through Spans, so
// that only what is listed leaves.
func NewTraces(to sdktrace.SpanExporter, o TraceOptions) *Traces {
	about := resource.NewSchemaless(append([]attribute.KeyValue{attribute.String("telemetry.sdk.language", "go")}, o.Attributes...)...)
	with := []sdktrace.TracerProviderOption{sdktrace.WithBatcher(Spans(to)), sdktrace.WithResource(about)}
	if o.Sampler != nil {
		with = append(with, sdktrace.WithSampler(o.Sampler))
	}
	return &Traces{sdktrace.NewTracerProvider(with...)}
}

// Provider is whoever makes spans; nil where nothing is traced.
func (t *Traces) Provider() trace.TracerProvider {
	if t == nil {
		return nil
	}
	return t.by
}

// Flush hands over what has ended.
func (t *Traces) Flush(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.by.ForceFlush(ctx)
}

// Stop hands over the rest, for as long as a stopping process may wait for it.
func (t *Traces) Stop() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushWithin)
	defer cancel()
	_ = t.by.Shutdown(ctx) // a collector that is away takes nothing
}

// nobody is told the trace: not a provider, and no caller's is taken up. What a caller
// says of a trace could decide what is kept, and could hold anything.
var nobody propagation.TextMapPropagator = propagation.NewCompositeTextMapPropagator()

// Transport traces the requests that are made of a provider, by its name. It is nil
// where nothing is traced.
func (t *Traces) Transport(provider string) http.RoundTripper {
	if t == nil {
		return nil
	}
	return otelhttp.NewTransport(http.DefaultTransport, otelhttp.WithTracerProvider(t.by), otelhttp.WithPropagators(nobody),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method + " " + provider }),
		otelhttp.WithFilter(func(r *http.Request) bool { return trace.SpanContextFromContext(r.Context()).IsValid() }))
}

// Handler traces requests that are answered. Each begins a trace of its own; whoever
// answers gives it its name, by the route.
func (t *Traces) Handler(h http.Handler) http.Handler {
	if t == nil {
		return h
	}
	return otelhttp.NewHandler(h, "request", otelhttp.WithTracerProvider(t.by), otelhttp.WithPropagators(nobody),
		otelhttp.WithFilter(func(r *http.Request) bool { return !slices.Contains(looking, r.URL.Path) }))
}

// looking are the pages by which machines look after machines, all the time.
var looking = []string{"/healthz", "/readyz", "/metrics"}

// tellEvery is how often it is said that a collector takes nothing.
const tellEvery = time.Minute

// TellErrors says to a log, now and then, that traces are being lost. What the libraries
// report goes to one place in a process.
func TellErrors(log *slog.Logger) {
	var mu sync.Mutex
	var told time.Time
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); !errors.Is(err, context.Canceled) && now.Sub(told) >= tellEvery {
			told = now
			log.Warn("traces are lost: the collector does not take them", "cause", err)
		}
	}))
}
