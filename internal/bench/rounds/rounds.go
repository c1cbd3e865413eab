// Package rounds is what every measurement does alike: how long it lasts, how busy the
// machine was, and how far its rounds lie apart. Only tests import it, here and among the
// peers, which are a module of their own.
package rounds

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Setting reads a number from the environment, or takes the one for a trial, for
// `make bench` and for `make bench FULL=1`.
func Setting(t testing.TB, name string, trial, quick, full int) int {
	t.Helper()
	if text := os.Getenv(name); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err, name)
		return n
	}
	switch os.Getenv("BENCH") {
	case "":
		return trial
	case "full":
		return full
	default:
		return quick
	}
}

// Load is the load of the machine as Linux says it; "" elsewhere.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

// Apart is how far rounds lie apart: the standard deviation by the mean. It is 0 of
// fewer than two, and where the mean is 0.
func Apart(all []float64) float64 {
	var sum, squares float64
	for _, v := range all {
		sum += v
	}
	mean := sum / float64(len(all))
	if len(all) < 2 || mean == 0 {
		return 0
	}
	for _, v := range all {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares/float64(len(all)-1)) / mean
}
