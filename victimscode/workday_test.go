package victimscode

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func on(t *testing.T, s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", s, London)
	require.NoError(t, err)
	return at
}

func TestTheBankHolidaysAreThosePublished(t *testing.T) {
	t.Parallel()
	published := map[int][]string{
		2024: {"01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"},
		2025: {"01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"},
		2026: {"01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"},
		2027: {"01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"},
		2028: {"01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"},
	}
	for year, days := range published {
		var found []string
		for at := time.Date(year, 1, 1, 12, 0, 0, 0, London); at.Year() == year; at = at.AddDate(0, 0, 1) {
			if BankHoliday(at.Date()) {
				found = append(found, at.Format("01-02"))
			}
		}
		require.Equal(t, days, found, year)
	}
	for _, once := range []string{"2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"} {
		require.True(t, BankHoliday(on(t, once+" 12:00").Date()), once)
	}
}

func TestALimitInWorkingDaysEndsWithItsLastDay(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		from string
		days int
		ends string
	}{
		{"2026-04-02", 1, "2026-04-07"}, {"2026-04-02", 5, "2026-04-13"}, {"2026-04-03", 1, "2026-04-07"},
		{"2026-04-04", 1, "2026-04-07"}, {"2026-04-06", 2, "2026-04-08"}, {"2026-05-01", 2, "2026-05-06"},
		{"2026-08-28", 2, "2026-09-02"}, {"2026-07-31", 30, "2026-09-14"}, {"2026-12-24", 1, "2026-12-29"},
		{"2026-12-24", 5, "2027-01-05"}, {"2025-12-24", 5, "2026-01-05"}, {"2027-12-24", 1, "2027-12-29"},
		{"2027-12-31", 1, "2028-01-04"}, {"2028-04-13", 5, "2028-04-24"}, {"2026-10-23", 1, "2026-10-26"},
	} {
		for _, hour := range []string{" 00:00", " 12:00", " 23:59"} {
			ends := on(t, v.ends+" 23:59").Add(59 * time.Second).UTC()
			require.Equal(t, ends, Deadline(on(t, v.from+hour), v.days), "%s + %d", v.from, v.days)
		}
	}
}

func TestEveryProclaimedHolidayNamesItsSource(t *testing.T) {
	t.Parallel()
	for _, p := range Proclaimed {
		require.NotEmpty(t, p.Source)
		require.True(t, BankHoliday(p.Year, p.Month, p.Day))
	}
}
