package messaging_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// printed are the ways in which a value could get into a log, an error or a file.
func printed(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewJSONHandler(&b, nil)), slog.New(slog.NewTextHandler(&b, nil))} {
		log.Info("x", "v", v)
		log.Info("x", "v", []any{v})
		log.Info("x", "v", map[string]any{"v": v})
	}
	written, err := json.Marshal(v)
	require.NoError(t, err)
	return fmt.Sprintf("%v %+v %#v %s %v %+v\n%s\n%s", v, v, v, v, []any{v}, struct{ V any }{v}, b.String(), written)
}

func TestALetterAndAContactPrintNothingOfAPerson(t *testing.T) {
	t.Parallel()
	const canary = "Zebedee Quux"
	p := point()
	p.Value = number
	letter := messaging.Letter{MessageID: "m1", To: number, Text: canary, Subject: canary, HTML: canary}
	contact := messaging.Contact{CaseID: caseID, Name: canary, Points: []messaging.PointValue{p}}
	for _, v := range []any{letter, &letter, contact, &contact, p, &p} {
		out := printed(t, v)
		require.NotContains(t, out, canary)
		require.NotContains(t, out, number)
		require.NotContains(t, out, "900123")
	}
	require.Contains(t, printed(t, letter), "m1")
	require.Contains(t, printed(t, p), "p1")
}
