package workflows_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/sdk/interceptor"

	"beacon/internal/telemetry"
)

// traced is an interceptor, and where its spans go.
func traced(t *testing.T) (*telemetry.Traces, interceptor.Interceptor, *tracetest.InMemoryExporter) {
	t.Helper()
	to := tracetest.NewInMemoryExporter()
	traces := telemetry.NewTraces(to, telemetry.TraceOptions{})
	t.Cleanup(traces.Stop)
	i, err := traces.Interceptor()
	require.NoError(t, err)
	return traces, i, to
}

// What was recorded without traces is carried on with them, and says nothing twice.
func TestAHistoryReplaysTracedAsItDoesUntraced(t *testing.T) {
	t.Parallel()
	replayed := 0
	for name, h := range recorded(t) {
		if replay(t, h, asItIs()) != nil {
			continue // TestEveryHistoryReplays says so
		}
		replayed++
		traces, i, to := traced(t)
		require.NoError(t, replay(t, h, asItIs(), i), name)
		require.NoError(t, traces.Flush(t.Context()))
		for _, span := range to.GetSpans() {
			require.False(t, strings.HasPrefix(span.Name, "HandleUpdate:") || strings.HasPrefix(span.Name, "StartActivity:") || strings.HasPrefix(span.Name, "RunWorkflow:"),
				"%s: %s is told again", name, span.Name)
		}
	}
	require.NotZero(t, replayed, "no golden history replays: go test ./workflows -run TestMakeHistories -histories")
}
