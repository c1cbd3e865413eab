package extract

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatIsInventedIsWhatIsWritten(t *testing.T) {
	t.Parallel()
	o := GenerateOptions{Referrals: 60, Seed: 5, Days: 30}
	made, err := Invent(o)
	require.NoError(t, err)
	for range 2 { // and the same again
		rows, clean := 0, 0
		var lines bytes.Buffer
		w := newNDJSONLines(&lines)
		for r, kind := range made {
			rows++
			if kind == "" {
				clean++
			}
			require.NoError(t, w.write(r, kind == WrongEncoding))
		}
		require.NoError(t, w.flush())
		o.Format = NDJSON
		file, mix := generate(t, o)
		require.Equal(t, file, lines.String())
		require.Equal(t, mix.Clean, clean)
		require.Equal(t, mix.Rows, rows)
	}
	for range made {
		break // whoever has seen enough may stop
	}
}

func TestAnExtractMayCoverAMonth(t *testing.T) {
	t.Parallel()
	var first, last time.Time
	made, err := Invent(GenerateOptions{Referrals: 200, Seed: 1, Days: 30})
	require.NoError(t, err)
	for r, kind := range made {
		if kind != "" {
			continue // may have come before, or say no time
		}
		at, err := time.Parse(time.RFC3339, r.Crime.ReportedAt)
		require.NoError(t, err)
		if first.IsZero() {
			first = at
		}
		last = at
	}
	require.InDelta(t, 30, last.Sub(first).Hours()/24, 2)
}

func TestOptionsThatMakeNoSenseInventNothing(t *testing.T) {
	t.Parallel()
	for _, o := range []GenerateOptions{{}, {Referrals: 1, Days: -1}, {Referrals: 1, Days: MaxDays + 1}} {
		_, err := Invent(o)
		require.Error(t, err)
	}
	made, err := Invent(GenerateOptions{Referrals: 1})
	require.NoError(t, err)
	for r := range made {
		_, err := json.Marshal(r)
		require.NoError(t, err)
	}
}
