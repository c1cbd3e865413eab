package capacity

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/workflows"
)

var update = flag.Bool("update", false, "draw docs/capacity.md anew from docs/bench")

const (
	figures = "../../../docs/bench"
	page    = "../../../docs/capacity.md"
)

func TestThePageIsOfTheFigures(t *testing.T) {
	t.Parallel()
	in, err := Read(figures)
	require.NoError(t, err)
	drawn := Page(in)
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(drawn), 0o600))
	}
	is, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, drawn, string(is), "the figures have changed: go test ./internal/bench/capacity -update")
}

func TestACountryIsASmallTemporal(t *testing.T) {
	t.Parallel()
	in := assumed()
	s := Services[1]
	s.Light = 0
	n := Compute(s, in)
	require.InDelta(t, 32, n.Mean, 1)
	require.InDelta(t, 405, n.Peak, 5)
	require.InDelta(t, 4, n.Cores, 0)
	require.InDelta(t, 512, n.Shards, 0)
	require.InDelta(t, 88e9, n.TemporalOpen, 2e9)
	require.InDelta(t, 14e9, n.WALDay, 1e9)
}

func TestWhatIsSmallStillHasTwoOfEverything(t *testing.T) {
	t.Parallel()
	n := Compute(Service{Yearly: 1, Open: 1}, assumed())
	require.InDelta(t, 2, n.Cores, 0)
	require.InDelta(t, 2, n.Workers, 0)
	require.InDelta(t, 4, n.Shards, 0)
}

func TestEveryInputHasASource(t *testing.T) {
	t.Parallel()
	in := assumed()
	for _, f := range in.All() {
		require.NotEmpty(t, f.From, f.Says)
		require.Positive(t, f.Value, f.Says)
		require.False(t, f.Measured, f.Says)
	}
	require.InDelta(t, workflows.Retention.Hours()/24, in.Retention.Value, 0)
}

func TestWhatIsMeasuredTakesThePlaceOfWhatIsAssumed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	none, err := Read(dir)
	require.NoError(t, err)
	require.Equal(t, assumed(), none)
	require.NoError(t, os.WriteFile(dir+"/latest.json", []byte(`{"reference_case":{"at":"2026-11-22T10:00:00Z","cpus":2,"cost":{"events":400,"state_transitions":160}}}`), 0o600))
	require.NoError(t, os.WriteFile(dir+"/peers.json", []byte(`{"at":"2026-11-22T10:00:00Z","cpus":2,"peers":[{"name":"SQL","sum":{}},{"name":"Beacon","sum":{
		"state_transitions_per_case":{"median":40},"history_events_per_case":{"median":100},"cpu_ms_per_case":{"median":200},"wal_bytes_per_case":{"median":400000},
		"commits_per_case":{"median":120},"temporal_bytes_per_case":{"median":60000},"app_bytes_per_case":{"median":30000}}}]}`), 0o600))
	in, err := Read(dir)
	require.NoError(t, err)
	for f, want := range map[*Figure]float64{
		&in.Transitions: 160, &in.Events: 400, &in.LightTransitions: 40, &in.LightEvents: 100, &in.Rate: 200, &in.WAL: 10000, &in.Commits: 3,
		&in.EventBytes: 600, &in.AppBytes: 30000,
	} {
		require.InDelta(t, want, f.Value, 0, f.Says)
		require.True(t, f.Measured)
		require.Contains(t, f.From, "2026-11-22 10:00, 2 CPUs")
	}
	require.NoError(t, os.WriteFile(dir+"/peers.json", []byte(`{`), 0o600))
	_, err = Read(dir)
	require.ErrorContains(t, err, "peers.json")
}
