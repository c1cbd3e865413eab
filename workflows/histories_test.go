package workflows_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

var histories = flag.Bool("histories", false, "tell the golden stories to a Temporal server, and keep the histories in testdata")

// TestMakeHistories makes the golden histories of the latest logic. Those of a logic
// that has been released are never made again: what must go on replaying is what was
// recorded then. A new logic has new ones beside them.
func TestMakeHistories(t *testing.T) {
	if !*histories {
		t.Skip("only with -histories")
	}
	for name, tell := range golden {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newTeller(t)
			tell(g)
			for i, run := range g.runs {
				file := latest(name) + ".json.gz"
				if len(g.runs) > 1 {
					file = fmt.Sprintf("%s-%d.json.gz", latest(name), i+1)
				}
				h := g.historyOf(t, g.id, run)
				t.Logf("%s: %d events", file, len(h.GetEvents()))
				keep(t, filepath.Join("testdata", file), h)
			}
		})
	}
}

func keep(t *testing.T, file string, h *historypb.History) {
	t.Helper()
	text, err := protojson.Marshal(h)
	require.NoError(t, err)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write(text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, packed.Bytes(), 0o644))
}
