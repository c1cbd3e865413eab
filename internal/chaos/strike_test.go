package chaos

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAMomentIsWrittenAsTheTablesHaveIt(t *testing.T) {
	t.Parallel()
	require.Equal(t, "2026-03-02T09:00:00.007Z", sqlTime(time.Date(2026, 3, 2, 10, 0, 0, 7_900_000, time.FixedZone("", 3600))))
}
