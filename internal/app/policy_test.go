package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/holidays"
	"beacon/victimscode"
)

func TestAHurriedServiceStillGivesProvidersTimeForAReceipt(t *testing.T) {
	t.Parallel()
	require.Equal(t, casework.Ordinary(), Config{Hurry: 1}.Policy())
	require.Equal(t, 5*time.Second, Config{Hurry: 28800}.Policy().ReceiptWithin)
}

// proclaimed is a kept copy in which the Monday after a match was proclaimed.
type proclaimed struct{}

func (proclaimed) BankHolidays(context.Context) ([]byte, string, time.Time, error) {
	return []byte(`[{"date":"2026-06-15","title":"Proclaimed"}]`), "2026-06-15", time.Time{}, nil
}

func (proclaimed) KeepBankHolidays(context.Context, []byte, string, time.Time) error { return nil }

func TestCasesCountByTheBankHolidaysThatAreKeptAndTakeTheEditionThatIsSet(t *testing.T) {
	t.Parallel()
	c := Config{Hurry: 1, Holidays: "somewhere.json", Edition: "2020"}
	days := holidays.NewWatch(c.Holidays, proclaimed{}, slog.New(slog.DiscardHandler), time.Now)
	policy := c.following(days)
	require.Empty(t, policy().Calendar)
	require.NoError(t, days.Load(t.Context()))
	require.Equal(t, victimscode.Calendar("2026-06-15"), policy().Calendar)
	require.Equal(t, "2020", policy().Edition)
	require.Equal(t, policy(), policy(), "a policy can be compared")
}

func TestWhereBankHolidaysAreReadFromAndTheEditionAreChecked(t *testing.T) {
	t.Parallel()
	require.NoError(t, config(t, "BEACON_BANK_HOLIDAYS=https://www.gov.uk/bank-holidays.json", "BEACON_EDITION=2020").CheckWorker())
	err := config(t, "BEACON_BANK_HOLIDAYS=ftp://example.org", "BEACON_EDITION=1066").CheckWorker()
	require.ErrorContains(t, err, "BEACON_BANK_HOLIDAYS must be a file, or an address")
	require.ErrorContains(t, err, "BEACON_EDITION is no edition")
}
