package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/holidays"
	"beacon/store"
	"beacon/victimscode"
	"beacon/worker"
)

func TestAHurriedServiceStillGivesProvidersTimeForAReceipt(t *testing.T) {
	t.Parallel()
	ordinary := casework.Ordinary()
	ordinary.PatientFor = worker.PatientFor
	require.Equal(t, ordinary, Config{Hurry: 1}.Policy())
	hurried := Config{Hurry: 28800}.Policy()
	require.Equal(t, 5*time.Second, hurried.ReceiptWithin)
	require.Zero(t, hurried.PatientFor, "in a hurry nothing can wait")
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

func TestAWorkerFollowsWhatIsPublishedThroughTheDatabase(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "beacon.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	feed := filepath.Join(t.TempDir(), "bank-holidays.json")
	write := func(text string) { require.NoError(t, os.WriteFile(feed, []byte(text), 0o600)) }
	write(`{"england-and-wales":{"division":"england-and-wales","events":[{"title":"Spring bank holiday","date":"2026-05-25"},{"title":"A jubilee","date":"2026-06-15"}]}}`)
	c := Config{Hurry: 1, Holidays: feed}
	first := holidays.NewWatch(feed, db, slog.New(slog.DiscardHandler), time.Now)
	require.NoError(t, first.Look(t.Context()))
	write(`{}`)
	second := holidays.NewWatch(feed, db, slog.New(slog.DiscardHandler), time.Now)
	require.Error(t, second.Look(t.Context()))
	require.NoError(t, second.Load(t.Context()))
	p := c.following(second)()
	require.Equal(t, victimscode.Calendar("2026-06-15"), p.Calendar)
	friday := time.Date(2026, time.June, 12, 12, 0, 0, 0, time.UTC)
	require.Equal(t, "2026-06-16", p.Calendar.Deadline(friday, 1).Format(time.DateOnly))
}
