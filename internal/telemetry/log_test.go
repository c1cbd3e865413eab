package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"

	"beacon/internal/telemetry"
)

// canary is something about a victim.
const canary = "Zebedee Quux 07700 900777"

// person prints as a canary in every way that Go knows.
type person struct{ Name string }

func (p person) String() string               { return p.Name }
func (p person) MarshalText() ([]byte, error) { return []byte(p.Name), nil }

func logged(t *testing.T, say func(*slog.Logger)) (string, map[string]any) {
	t.Helper()
	var b bytes.Buffer
	say(slog.New(telemetry.Log(slog.NewJSONHandler(&b, nil), errOurs)))
	var line map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &line), b.String())
	return b.String(), line
}

var errOurs = errors.New("the case cannot be reached now")

func TestALogHoldsWhatIsListedAndNothingElse(t *testing.T) {
	t.Parallel()
	text, line := logged(t, func(log *slog.Logger) {
		log.With("name", canary, "case", "id-1").Info("told",
			"role", "caseworker", "status", 201, "given_name", canary, "body", person{canary}, "why", []string{canary}, "code", map[string]any{"a": canary},
			"provider", &person{canary}, slog.Group("victim", "phone", canary, "message", "id-2"), "scope", struct{ A any }{canary}, "ms", 12*time.Millisecond)
	})
	require.NotContains(t, text, "Zebedee")
	for key, value := range map[string]any{"role": "caseworker", "status": 201.0, "case": "id-1", "name": telemetry.Withheld, "given_name": telemetry.Withheld, "body": telemetry.Withheld} {
		require.Equal(t, value, line[key], key)
	}
	require.Equal(t, map[string]any{"phone": telemetry.Withheld, "message": "id-2"}, line["victim"])
}

func TestAGroupHidesNothing(t *testing.T) {
	t.Parallel()
	text, line := logged(t, func(log *slog.Logger) { log.WithGroup("temporal").Info("told", "name", canary, "case", "id-1") })
	require.NotContains(t, text, "Zebedee")
	require.Equal(t, map[string]any{"name": telemetry.Withheld, "case": "id-1"}, line["temporal"])
}

func TestACauseSaysWhatWeWroteAndTheKindOfTheRest(t *testing.T) {
	t.Parallel()
	_, atoi := strconv.Atoi(canary)
	var syntax *json.SyntaxError
	require.ErrorAs(t, json.Unmarshal([]byte(canary), &struct{}{}), &syntax)
	for _, row := range []struct {
		err  error
		says string
	}{
		{nil, ""},
		{errors.New(canary), "*errors.errorString"},
		{fmt.Errorf("read %s", canary), "*errors.errorString"},
		{fmt.Errorf("read %s: %w", canary, io.ErrUnexpectedEOF), "unexpected EOF"},
		{fmt.Errorf("%w: %w", errOurs, errors.New(canary)), "the case cannot be reached now: *errors.errorString"},
		{fmt.Errorf("read %s: %w", canary, context.DeadlineExceeded), "context deadline exceeded"},
		{atoi, "*strconv.NumError: *errors.errorString"},
		{syntax, "*json.SyntaxError"},
		{&os.PathError{Op: "open", Path: canary, Err: syscall.ENOSPC}, "*fs.PathError: no space left on device"},
		{errors.Join(errOurs, errors.New(canary)), "the case cannot be reached now: *errors.errorString"},
	} {
		says := telemetry.Cause(row.err, errOurs)
		require.NotContains(t, says, "Zebedee")
		require.Equal(t, row.says, says)
		text, _ := logged(t, func(log *slog.Logger) { log.Warn("wrong", "cause", row.err) })
		require.NotContains(t, text, "Zebedee")
	}
	text, _ := logged(t, func(log *slog.Logger) { log.Warn("wrong", "cause", errors.New(canary).Error()) })
	require.NotContains(t, text, "Zebedee", "nobody may make a text of an error")
}

func TestALineOfATracedRequestNamesItsTrace(t *testing.T) {
	t.Parallel()
	id := trace.TraceID{1, 2, 3}
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: trace.SpanID{4}}))
	_, line := logged(t, func(log *slog.Logger) { log.InfoContext(ctx, "told") })
	require.Equal(t, id.String(), line["trace_id"])
	_, line = logged(t, func(log *slog.Logger) { log.InfoContext(t.Context(), "told") })
	require.NotContains(t, line, "trace_id")
}

func TestATemporalServerSaysOnlyWhatIsListed(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	log := slog.New(telemetry.ServerLog(telemetry.Log(slog.NewJSONHandler(&b, nil))))
	log.With("service", "history").Warn("slow", "shard-id", 3, "error", errors.New(canary), "detail-info", canary, "wf-id", "case/1")
	require.NotContains(t, b.String(), "Zebedee")
	require.Contains(t, b.String(), `"temporal":{"service":"history","shard-id":3,"error":"*errors.errorString","detail-info":"(withheld)","wf-id":"case/1"}`)
}
