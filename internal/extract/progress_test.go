package extract

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWithoutATerminalALineIsWrittenEveryFewSeconds(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	c := newClock()
	p := newProgressLines(&b, c.pace().now)
	p.At(Standing{Rows: 1, Bytes: 10, Total: 100})
	require.Empty(t, b.String())
	c.at = c.at.Add(5 * time.Second)
	p.At(Standing{Rows: 20, Bytes: 50, Total: 100, Waiting: 3})
	p.At(Standing{Rows: 21, Bytes: 51, Total: 100})
	p.End(Standing{Rows: 40, Bytes: 100, Total: 100})
	require.Equal(t, "import: 20 rows, 3 waiting for the service (50 %)\nimport: 40 rows (100 %)\n", b.String())
	p.End(Standing{Rows: 40})
	require.Equal(t, 2, strings.Count(b.String(), "\n"))
}

func TestOnATerminalABarIsDrawn(t *testing.T) {
	t.Parallel()
	for _, total := range []int64{0, 1000} {
		var b strings.Builder
		p := &bar{w: &b, now: newClock().pace().now}
		p.At(Standing{Rows: 1, Bytes: 10, Total: total})
		p.At(Standing{Rows: 99, Bytes: 990, Total: total})
		p.End(Standing{Rows: 100, Bytes: 1000, Total: total})
		require.Contains(t, b.String(), "100 rows")
		require.True(t, strings.HasSuffix(b.String(), "\n"))
	}
}

func TestAPipeIsNoTerminal(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { _ = r.Close(); _ = w.Close() })
	require.IsType(t, &progressLines{}, NewProgress(w))
}

type heard struct{ at, end []Standing }

func (h *heard) At(s Standing)  { h.at = append(h.at, s) }
func (h *heard) End(s Standing) { h.end = append(h.end, s) }

func TestProgressEndsWithTheWholeFile(t *testing.T) {
	t.Parallel()
	s := newService(t)
	text, _ := generate(t, GenerateOptions{Referrals: 30, Seed: 1})
	o, _ := s.options(t, "day.csv", text)
	h := &heard{}
	o.Progress = h
	_, err := Import(t.Context(), o)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(h.at), 30)
	require.Equal(t, []Standing{{Rows: 30, Bytes: int64(len(text)), Total: int64(len(text))}}, h.end)
}
