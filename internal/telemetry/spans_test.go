package telemetry_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"beacon/internal/telemetry"
)

func begin(t *testing.T) (*telemetry.Traces, trace.Tracer, func() string) {
	t.Helper()
	to := tracetest.NewInMemoryExporter()
	traces := telemetry.NewTraces(to, telemetry.TraceOptions{})
	t.Cleanup(traces.Stop)
	return traces, traces.Provider().Tracer("test"), func() string {
		require.NoError(t, traces.Flush(t.Context()))
		text, err := json.Marshal(to.GetSpans())
		require.NoError(t, err)
		return string(text)
	}
}

func TestASpanHoldsWhatIsListedAndNothingElse(t *testing.T) {
	t.Parallel()
	_, tracer, exported := begin(t)
	_, span := tracer.Start(t.Context(), "call "+canary+"?")
	span.SetAttributes(attribute.String("victim", canary), attribute.String("url.full", canary), attribute.String("server.address", canary),
		attribute.String("temporalUpdateID", canary), attribute.String("beacon.case", "id-1"), attribute.String("db.query.text", strings.Repeat("x", 5000)))
	span.RecordError(errors.New(canary))
	span.AddEvent("note", trace.WithAttributes(attribute.String("text", canary)))
	span.SetStatus(codes.Error, canary)
	span.End()
	text := exported()
	require.NotContains(t, text, "Zebedee")
	require.Contains(t, text, "unnamed")
	require.Contains(t, text, "id-1")
	require.Contains(t, text, strings.Repeat("x", 2000))
	require.NotContains(t, text, strings.Repeat("x", 2001))
}

// What a provider is asked, and what a caller asks, has everything in its address.
func TestNoAddressOfARequestIsTold(t *testing.T) {
	t.Parallel()
	traces, tracer, exported := begin(t)
	var heard http.Header
	server := httptest.NewServer(traces.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { heard = r.Header })))
	t.Cleanup(server.Close)
	ctx, span := tracer.Start(t.Context(), "send")
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/Zebedee-Quux?To=%2B447700900777", strings.NewReader(canary))
	require.NoError(t, err)
	r.Header.Set("User-Agent", canary)
	r.Header.Set("tracestate", "zebedee=quux")
	r.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	answer, err := traces.Transport("twilio").RoundTrip(r)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, answer.Body)
	require.NoError(t, answer.Body.Close())
	span.End()
	text := exported()
	for _, canary := range []string{"Zebedee", "900777", "zebedee"} {
		require.NotContains(t, text, canary)
	}
	require.Contains(t, text, "POST twilio")
	require.NotContains(t, text, "0af7651916cd43dd8448eb211c80319c", "a caller's trace is not taken up")
	require.NotContains(t, heard.Get("traceparent"), span.SpanContext().TraceID().String(), "nobody outside is told the trace")
}

func TestNoTracesCostNothing(t *testing.T) {
	t.Parallel()
	var none *telemetry.Traces
	require.Nil(t, none.Provider())
	require.Nil(t, none.Transport("twilio"))
	h := http.NewServeMux()
	require.Same(t, h, none.Handler(h))
	i, err := none.Interceptor()
	require.NoError(t, err)
	require.Nil(t, i)
	require.NoError(t, none.Flush(t.Context()))
	none.Stop()
}

func TestMachinesThatLookAreNotTraced(t *testing.T) {
	t.Parallel()
	traces, _, exported := begin(t)
	h := traces.Handler(http.NewServeMux())
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	require.Equal(t, "[]", exported())
}
