package bench_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/bench/rounds"
)

// part is what one test measured.
type part interface {
	common() *measured
	section() string // of the page: what was measured and how, and the figures
}

// parts lists everything that is measured, in the order of the page. To add one, add a
// line, and a test whose name is the part's without underlines.
var parts = []struct {
	name, says string
	new        func() part
}{
	{"reference_case", "The reference case", func() part { return &referenceReport{} }},
	{"referrals", "Referrals", func() part { return &referralsReport{} }},
	{"outcomes", "Outcomes", func() part { return &outcomesReport{} }},
	{"storm", "The storm", func() part { return &stormReport{} }},
	{"lists", "Worklists and the board", func() part { return &listsReport{} }},
	{"memory", "Memory and disk", func() part { return &memoryReport{} }},
	{"replay", "Replay", func() part { return &replayReport{} }},
	{"cold_start", "Cold start", func() part { return &coldReport{} }},
	{"recovery", "Going on after a kill", func() part { return &recoveryReport{} }},
	{"lifetimes", "Lifetimes", func() part { return &lifetimesReport{} }},
}

// measured is what every part has: when and where it was measured, and whether what is
// asked was met.
type measured struct {
	At   time.Time `json:"at"`
	Go   string    `json:"go"`
	CPUs int       `json:"cpus"`
	Load []string  `json:"load"` // of the machine before each round: of one, five and fifteen minutes
	Aims []aim     `json:"aims"`
}

func (m *measured) common() *measured { return m }

// begun notes when and where; every round then notes the load.
func begun() measured {
	return measured{At: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(), CPUs: runtime.NumCPU(), Aims: []aim{}, Load: []string{}}
}

func (m *measured) round() { m.Load = append(m.Load, load()) }

// aim is one thing that is asked of what was measured.
type aim struct {
	Says     string  `json:"says"`
	Asked    float64 `json:"asked"`
	Least    bool    `json:"least,omitempty"` // it is the least; else the most
	Measured float64 `json:"measured"`
	Unit     string  `json:"unit,omitempty"`
	CV       float64 `json:"cv_percent,omitempty"` // how far the rounds lay apart
	Met      bool    `json:"met"`
}

func (m *measured) most(says string, asked, is float64, unit string) {
	m.Aims = append(m.Aims, aim{Says: says, Asked: asked, Measured: is, Unit: unit, Met: is <= asked})
}

func (m *measured) least(says string, asked, is float64, unit string) {
	m.Aims = append(m.Aims, aim{Says: says, Asked: asked, Least: true, Measured: is, Unit: unit, Met: is >= asked})
}

// spreadBy says of the last aim how far its rounds lay apart.
func (m *measured) spreadBy(s spread) { m.Aims[len(m.Aims)-1].CV = s.CV }

// unsteady is the spread from which on a figure says little.
const unsteady = 15

func (a aim) row() string {
	bound, verdict := "at most", "met"
	if a.Least {
		bound = "at least"
	}
	if !a.Met {
		verdict = "**not met**"
	}
	if a.CV > unsteady {
		verdict += fmt.Sprintf(" (the rounds lie %.0f %% apart)", a.CV)
	}
	return fmt.Sprintf("%s | %s %s | %s | %s", a.Says, bound, number(a.Asked, a.Unit), number(a.Measured, a.Unit), verdict)
}

// number writes a figure to three digits, and a whole one as it is.
func number(n float64, unit string) string {
	digits := 2
	switch {
	case n == float64(int64(n)), n >= 1000:
		digits = 0
	case n >= 100:
		digits = 1
	}
	return strings.TrimSpace(strconv.FormatFloat(n, 'f', digits, 64) + " " + unit)
}

// The peers measure by the same.
var setting, load = rounds.Setting, rounds.Load

// measuring says that figures are wanted, and not only whether all is in its place.
func measuring() bool { return os.Getenv("BENCH") != "" }

// keep tells what was measured and, where BENCH_OUT names a folder, puts it there beside
// what was measured before of the other parts.
func keep(t *testing.T, name string, p part) {
	t.Helper()
	t.Log("\n" + p.section())
	for _, a := range p.common().Aims {
		t.Log(a.row())
	}
	if folder := os.Getenv("BENCH_OUT"); folder != "" {
		keepIn(t, folder, name, p)
	}
}

func keepIn(t *testing.T, folder, name string, p part) {
	t.Helper()
	file := filepath.Join(folder, "latest.json")
	all := map[string]json.RawMessage{}
	if text, err := os.ReadFile(file); err == nil {
		require.NoError(t, json.Unmarshal(text, &all))
	}
	one, err := json.Marshal(p)
	require.NoError(t, err)
	all[name] = one
	require.NoError(t, os.MkdirAll(folder, 0o750))
	whole, err := json.MarshalIndent(all, "", "  ")
	require.NoError(t, err)
	replace(t, file, append(whole, '\n'))
	replace(t, filepath.Join(folder, "README.md"), page(t, all))
}

// replace writes a file whole, or not at all.
func replace(t *testing.T, file string, text []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(file+".new", text, 0o600))
	require.NoError(t, os.Rename(file+".new", file))
}

// page is docs/bench/README.md: what is asked and what was measured, and then each part.
func page(t *testing.T, all map[string]json.RawMessage) []byte {
	t.Helper()
	var rows, sections bytes.Buffer
	for _, known := range parts {
		text, there := all[known.name]
		if !there {
			fmt.Fprintf(&rows, "| [%s](#%s) | not measured yet | | | |\n", known.says, anchor(known.says))
			continue
		}
		p := known.new()
		require.NoError(t, json.Unmarshal(text, p), known.name)
		m := p.common()
		for _, a := range m.Aims {
			fmt.Fprintf(&rows, "| [%s](#%s) | %s |\n", known.says, anchor(known.says), a.row())
		}
		fmt.Fprintf(&sections, "\n## %s\n\n%s\nMeasured %s, %s, %d CPUs. Load before each round: %s.\n", known.says, p.section(),
			m.At.Format("2006-01-02 15:04"), m.Go, m.CPUs, strings.Join(m.Load, "; "))
	}
	return []byte("# What it costs, and how fast it is\n\nWritten by `make bench`; `latest.json` has the same figures and the raw ones. `make bench ONLY=replay` measures one part and leaves the others as they are.\n" +
		"What is measured here depends on the machine, and on what else it does: Beacon and what it is held against ran in turn, in one process, on the same databases and the same Temporal server. " +
		"Whatever is slower than is asked says so.\n\n| part | what | asked | measured | |\n|---|---|---|---|---|\n" + rows.String() + sections.String())
}

func anchor(says string) string { return strings.ReplaceAll(strings.ToLower(says), " ", "-") }
