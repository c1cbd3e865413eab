package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMomentsSortAsTheirText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Custom(func(t *rapid.T) time.Time {
			seconds := rapid.Int64Range(-62135596799, 253402300798).Draw(t, "seconds")
			zone := time.FixedZone("", rapid.IntRange(-12*3600, 12*3600).Draw(t, "zone"))
			return time.Unix(seconds, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).In(zone)
		})
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		wa, wb := written(a), written(b)
		require.Len(t, wa, len(never))
		if wa < wb {
			require.True(t, a.Before(b))
		}
		v, err := Time{a}.Value()
		require.NoError(t, err)
		require.Equal(t, wa, v)
		var back Time
		require.NoError(t, back.Scan(v))
		require.Equal(t, momentOf(a), back)
		require.Equal(t, a.UTC().Truncate(time.Millisecond), back.Time)
	})
}

func TestNoMomentIsNull(t *testing.T) {
	t.Parallel()
	v, err := Time{}.Value()
	require.NoError(t, err)
	require.Nil(t, v)
	back := Time{epoch}
	require.NoError(t, back.Scan(nil))
	require.True(t, back.IsZero())
	require.Equal(t, never, written(time.Time{}))
	require.NoError(t, back.Scan(never))
	require.True(t, back.IsZero())
}

func TestWhatIsNoMomentIsRefusedWithoutQuotingIt(t *testing.T) {
	t.Parallel()
	for _, from := range []any{"canary", "2026-03-02", "2026-03-02T09:00:00Z", "2026-03-02 09:00:00.98 +0000 UTC m=+0.0018", 5, time.Now()} {
		var back Time
		err := back.Scan(from)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "canary")
	}
	_, err := Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}.Value()
	require.Error(t, err)
}
