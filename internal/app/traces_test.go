package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNothingIsTracedUnlessACollectorIsNamed(t *testing.T) {
	t.Parallel()
	for _, environ := range [][]string{nil, {"OTEL_TRACES_SAMPLER=nonsense"}, {"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_SDK_DISABLED=true"}} {
		c, err := FromEnv(environ)
		require.NoError(t, err)
		require.NoError(t, c.Traces.check())
		stop, err := c.Trace(t.Context(), "beacon-test", slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		require.Nil(t, c.traced)
		stop()
	}
}

func TestWhatIsWrongWithTracesIsNamed(t *testing.T) {
	t.Parallel()
	no := filepath.Join(t.TempDir(), "no.pem")
	require.NoError(t, os.WriteFile(no, []byte("no certificate"), 0o600))
	for variable, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "127.0.0.1:4318", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "collector", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
		"OTEL_EXPORTER_OTLP_HEADERS": "secret-without-a-name", "OTEL_EXPORTER_OTLP_CERTIFICATE": no, "OTEL_RESOURCE_ATTRIBUTES": "=x",
		"OTEL_TRACES_SAMPLER": "sometimes", "OTEL_SDK_DISABLED": "perhaps",
	} {
		c, err := FromEnv([]string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318", variable + "=" + value})
		if err == nil {
			err = c.Traces.check()
			require.ErrorContains(t, c.CheckAPI(), variable)
			require.ErrorContains(t, c.CheckWorker(), variable)
			_, failed := c.Trace(t.Context(), "beacon-test", slog.New(slog.DiscardHandler))
			require.ErrorContains(t, failed, variable)
		}
		require.ErrorContains(t, err, variable)
		require.NotContains(t, err.Error(), "secret-without")
	}
	for _, ratio := range []string{"2", "-1", "half"} {
		c, err := FromEnv([]string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318", "OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=" + ratio})
		require.NoError(t, err)
		require.ErrorContains(t, c.Traces.check(), "OTEL_TRACES_SAMPLER_ARG")
	}
}

func TestEveryProtocolAndSamplerCanBeChosen(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"grpc", "http/protobuf"} {
		for _, sampler := range []string{"always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"} {
			for _, at := range []string{"http://127.0.0.1:9", "https://127.0.0.1:9"} {
				c, err := FromEnv([]string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + at, "OTEL_EXPORTER_OTLP_PROTOCOL=" + protocol, "OTEL_TRACES_SAMPLER=" + sampler, "OTEL_TRACES_SAMPLER_ARG=0.5"})
				require.NoError(t, err)
				stop, err := c.Trace(t.Context(), "beacon-test", slog.New(slog.DiscardHandler))
				require.NoError(t, err)
				require.NotNil(t, c.traced)
				stop()
			}
		}
	}
}
