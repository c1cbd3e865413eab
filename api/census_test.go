package api

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

// counting is a census in which each counting takes so long and finds one more.
func counting(takes time.Duration) (c *census, times *int) {
	times = new(int)
	return &census{count: func(context.Context) (tally, error) {
		<-time.After(takes)
		*times++
		return tally{counts: store.Counts{Cases: []store.CaseCount{{N: *times}}}}, nil
	}}, times
}

func readCensus(t *testing.T, c *census) int {
	t.Helper()
	w, err := c.read(t.Context())
	require.NoError(t, err)
	return w.counts.Cases[0].N
}

func TestWhatIsCountedQuicklyIsCountedForWhoeverAsks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := counting(countQuick)
		for n := range 3 {
			require.Equal(t, n+1, readCensus(t, c))
		}
	})
}

func TestWhatTakesItsTimeIsCountedForAHundredthOfTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, times := counting(time.Second)
		began := time.Now()
		for time.Since(began) < 1000*time.Second {
			require.Positive(t, readCensus(t, c))
			<-time.After(time.Second)
		}
		require.Equal(t, 10, *times)
	})
}

func TestNobodyWaitsForACountingThatTakesLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := counting(30 * time.Second)
		began := time.Now()
		_, err := c.read(t.Context())
		require.ErrorIs(t, err, errUncounted)
		require.Equal(t, countWait, time.Since(began))
		<-time.After(time.Minute)
		require.Equal(t, 1, readCensus(t, c))
		<-time.After(time.Hour)
		require.Equal(t, 1, readCensus(t, c), "the next is under way")
		<-time.After(time.Minute)
		require.Equal(t, 2, readCensus(t, c))
	})
}
