package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// publishedFeed writes a feed in the shape of GOV.UK's, from last year until the end of
// another, with more days than the law has.
func publishedFeed(t *testing.T, years int, more ...string) string {
	t.Helper()
	var events []map[string]any
	this := time.Now().Year()
	for at := time.Date(this-1, 1, 1, 12, 0, 0, 0, victimscode.London); at.Year() <= this+years; at = at.AddDate(0, 0, 1) {
		if victimscode.BankHoliday(at.Date()) {
			more = append(more, at.Format(time.DateOnly))
		}
	}
	for _, date := range more {
		events = append(events, map[string]any{"title": "A day’s rest", "date": date, "notes": "", "bunting": true})
	}
	text, err := json.Marshal(map[string]any{"england-and-wales": map[string]any{"division": "england-and-wales", "events": events}})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "bank-holidays.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return file
}

// workday is the first working day on or after the tenth of June of next year, and the
// one after it.
func workday(t *testing.T) (first, second time.Time) {
	t.Helper()
	first = victimscode.Deadline(time.Date(time.Now().Year()+1, time.June, 9, 12, 0, 0, 0, victimscode.London), 1)
	return first, victimscode.Deadline(first, 1)
}

func TestWhatIsPublishedIsComparedAndCountedBy(t *testing.T) {
	t.Parallel()
	first, second := workday(t)
	day := first.Format(time.DateOnly)
	environ := []string{"BEACON_BANK_HOLIDAYS=" + publishedFeed(t, 2, day)}
	code, out, errs := do(t, environ, "workdays", "--check")
	require.Zero(t, code, errs)
	require.Contains(t, out, day+" is a bank holiday (A day’s rest), which this version does not know")

	from := first.AddDate(0, 0, -1).Format(time.DateOnly)
	_, out, _ = do(t, environ, "workdays", "--from", from)
	require.Contains(t, out, "1 working day from "+from+": "+second.Format(time.DateOnly))
	_, out, _ = do(t, environ, "duties", "due", "--id", "R6a", "--enhanced", "--at", from+"T12:00")
	require.Contains(t, out, day+" (bank holiday)")
	_, out, _ = do(t, environ, "workdays", "--from", from, "--calendar", "2020-01-07")
	require.Contains(t, out, ": "+day, "the calendar that is given is the one that counts")
	_, out, _ = do(t, nil, "workdays", "--check")
	require.Contains(t, out, "are not followed")
	_, out, _ = do(t, nil, "workdays", "--check", "--feed", publishedFeed(t, 2))
	require.Contains(t, out, "nothing otherwise")
}

func TestWhatIsKeptIsWhatCountsAndWhatIsPublishedSinceIsSaid(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	first, second := workday(t)
	day := first.Format(time.DateOnly)
	require.NoError(t, db.KeepBankHolidays(t.Context(), []byte(`[{"date":"`+day+`","title":"Kept"}]`), day, time.Now()))
	environ = append(environ, "BEACON_BANK_HOLIDAYS="+publishedFeed(t, 2))
	from := first.AddDate(0, 0, -1).Format(time.DateOnly)
	_, out, errs := do(t, environ, "workdays", "--from", from)
	require.Contains(t, out, ": "+second.Format(time.DateOnly), errs)
	code, _, errs := do(t, environ, "workdays", "--check")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "cases do not count by it yet")
}

func TestAFeedThatRunsOutOrCannotBeUsedIsAnAlarm(t *testing.T) {
	t.Parallel()
	code, out, errs := do(t, nil, "workdays", "--check", "--json", "--feed", publishedFeed(t, 0))
	require.Equal(t, 1, code, errs)
	var p publishedDays
	require.NoError(t, json.Unmarshal([]byte(out), &p))
	require.Equal(t, []string{"it runs out in less than a year"}, p.Warnings)
	require.Empty(t, p.Differences)
	broken := filepath.Join(t.TempDir(), "x.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"england-and-wales":{}}`), 0o600))
	for feed, why := range map[string]string{broken: "changes nothing: it has nothing for england-and-wales", "/nowhere/x.json": "no such file", "ftp://x": "must be a file, or an address"} {
		code, _, errs = do(t, nil, "workdays", "--check", "--feed", feed)
		require.Equal(t, 1, code)
		require.Contains(t, errs, why)
	}
	code, _, errs = do(t, []string{"BEACON_BANK_HOLIDAYS=/nowhere/x.json"}, "workdays", "--from", "2026-04-02")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "give --calendar")
}
