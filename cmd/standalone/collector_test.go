package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	collectorpb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"beacon/internal/telemetry"
)

// collector takes traces, as another program would.
type collector struct {
	at    string
	mu    sync.Mutex
	took  strings.Builder // everything, as JSON
	spans []*tracepb.Span
}

func collect(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			body = z
		}
		b, err := io.ReadAll(body)
		var asked collectorpb.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(b, &asked) != nil {
			http.Error(w, "no traces", http.StatusBadRequest)
			return
		}
		c.take(&asked)
	}))
	t.Cleanup(server.Close)
	c.at = server.URL
	return c
}

func (c *collector) take(asked *collectorpb.ExportTraceServiceRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range asked.GetResourceSpans() {
		for _, s := range r.GetScopeSpans() {
			c.spans = append(c.spans, s.GetSpans()...)
			for i, span := range s.GetSpans() {
				bare := proto.Clone(span).(*tracepb.Span)
				bare.TraceId, bare.SpanId, bare.ParentSpanId, bare.StartTimeUnixNano, bare.EndTimeUnixNano = nil, nil, nil, 0, 0
				s.Spans[i] = bare // in so many digits, any number is found
			}
		}
	}
	text, _ := protojson.Marshal(asked)
	c.took.Write(text)
}

// traceOf are the names of all spans of the traces that have a span of this name.
func (c *collector) traceOf(root string) map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	in := map[string]bool{}
	for _, s := range c.spans {
		if s.GetName() == root {
			in[string(s.GetTraceId())] = true
		}
	}
	names := map[string]bool{}
	for _, s := range c.spans {
		if in[string(s.GetTraceId())] {
			names[s.GetName()] = true
		}
	}
	return names
}

func (c *collector) everything() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.took.String()
}

// One trace leads from a request to all that follows from it, and none says anything
// about a person.
func TestATraceLeadsFromTheRequestToTheProviderAndNamesNobody(t *testing.T) {
	t.Parallel()
	c := collect(t)
	s := start(t, "BEACON_HURRY=8640", "OTEL_EXPORTER_OTLP_ENDPOINT="+c.at, "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test")
	id := s.must("referrer", http.MethodPost, "/v1/referrals", canaryReferral)["case_id"].(string)
	walkEveryPath(s, id)
	_, _ = s.ask("caseworker", http.MethodGet, "/v1/cases/"+id+"?name=Zebedee%20Quux", "")
	_, _ = s.ask("caseworker", http.MethodGet, "/v1/Zebedee-Quux", "")
	s.stop() // what is left is handed over

	referral := c.traceOf("POST /v1/referrals")
	for _, name := range []string{"UpdateWithStartWorkflow:refer", "RunWorkflow:Case", "HandleUpdate:refer", "sql.conn.exec"} {
		require.True(t, referral[name], "%s is not in the trace of a referral: %v", name, referral)
	}
	attempt := c.traceOf("POST /v1/cases/{id}/contact-attempts")
	for _, name := range []string{"UpdateWorkflow:record-attempt", "HandleUpdate:record-attempt", "StartActivity:SendSMS", "RunActivity:SendSMS", "sql.conn.query", "POST twilio"} {
		require.True(t, attempt[name], "%s is not in the trace of an attempt: %v", name, attempt)
	}
	text := c.everything()
	for _, canary := range canaries {
		require.NotContains(t, strings.ToLower(text), strings.ToLower(canary), canary)
	}
	require.Contains(t, text, "beacon-standalone")
	require.Contains(t, text, "case/"+id)
	require.Contains(t, text, "insert into", "statements are told without their values")
	require.Contains(t, s.log.String(), `"trace_id":"`)
	c.onlyListed(t)
}

// onlyListed walks every attribute.
func (c *collector) onlyListed(t *testing.T) {
	t.Helper()
	for _, s := range c.spans {
		require.Empty(t, s.GetStatus().GetMessage(), s.GetName())
		require.Empty(t, s.GetTraceState())
		for _, a := range s.GetAttributes() {
			if a.GetKey() == "server.address" {
				require.Equal(t, tracepb.Span_SPAN_KIND_CLIENT, s.GetKind())
				continue
			}
			require.Contains(t, telemetry.SpanKeys, a.GetKey(), s.GetName())
		}
		for _, e := range s.GetEvents() {
			for _, a := range e.GetAttributes() {
				require.Contains(t, telemetry.SpanKeys, a.GetKey(), s.GetName())
			}
		}
	}
}

// A collector that is away holds up nothing.
func TestACollectorThatIsAwayHoldsUpNothing(t *testing.T) {
	t.Parallel()
	s := start(t, "BEACON_HURRY=8640", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9")
	began := time.Now()
	s.must("referrer", http.MethodPost, "/v1/referrals", canaryReferral)
	require.Less(t, time.Since(began), 10*time.Second)
	s.stop()
}
