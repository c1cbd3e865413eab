package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

var holidays = []rule{
	{"TheBankHolidaysThatWereReadLastAreKept", func(t *testing.T, db *store.DB) {
		days, until, readAt, err := db.BankHolidays(ctxOf(t))
		require.NoError(t, err)
		require.Empty(t, days)
		require.Empty(t, until)
		require.True(t, readAt.IsZero())
		keep := func(text, until string, at time.Time) {
			require.NoError(t, db.KeepBankHolidays(ctxOf(t), []byte(text), until, at))
		}
		keep(`[1]`, "2027-12-28", Epoch)
		keep(`[2]`, "2028-12-26", Epoch.Add(time.Hour))
		keep(`[3]`, "2026-12-28", Epoch.Add(time.Minute)) // of a process that was slower
		days, until, readAt, err = db.BankHolidays(ctxOf(t))
		require.NoError(t, err)
		require.Equal(t, []string{`[2]`, "2028-12-26"}, []string{string(days), until})
		require.Equal(t, Epoch.Add(time.Hour), readAt)
	}},
}
