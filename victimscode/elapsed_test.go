package victimscode

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Whatever is counted on is counted back.
func TestWorkingDaysBetweenAreThoseOfTheDeadline(t *testing.T) {
	t.Parallel()
	for _, days := range []Calendar{"", "2026-04-08 -2026-04-03"} {
		for hour := range 24 * 40 {
			from := time.Date(2026, time.March, 20, 0, 30, 0, 0, London).Add(time.Duration(hour) * time.Hour)
			for n := range 12 {
				require.Equal(t, n, days.Between(from, days.Deadline(from, n)), "%s %d", from, n)
			}
		}
	}
}

func TestNothingLiesBetweenWhatIsNotLater(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, time.April, 3, 23, 59, 0, 0, London)
	require.Zero(t, Calendar("").Between(friday, friday.AddDate(0, 0, -9)))
	require.Zero(t, Calendar("").Between(friday, friday.AddDate(0, 0, 3)), "Good Friday to Easter Monday")
	require.Equal(t, 1, Calendar("").Between(friday, friday.AddDate(0, 0, 3).Add(2*time.Minute)))
}
