package holidays

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/victimscode"
)

// known are the days of some years as this program has them, listed as GOV.UK does.
func known(first, last int) (days []Day) {
	for at := time.Date(first, 1, 1, 12, 0, 0, 0, victimscode.London); at.Year() <= last; at = at.AddDate(0, 0, 1) {
		if victimscode.BankHoliday(at.Date()) {
			days = append(days, Day{Date: at.Format(time.DateOnly), Title: "New Year’s Day"})
		}
	}
	return days
}

func without(days []Day, dates ...string) []Day {
	return slices.DeleteFunc(slices.Clone(days), func(d Day) bool { return slices.Contains(dates, d.Date) })
}

func with(days []Day, dates ...string) []Day {
	for _, date := range dates {
		days = append(days, Day{Date: date, Title: "Proclaimed"})
	}
	return days
}

// feed writes days as GOV.UK publishes them, with what other nations keep beside them.
func feed(t *testing.T, days []Day) []byte {
	type event struct {
		Day
		Bunting bool `json:"bunting"`
	}
	events := []event{}
	for _, d := range days {
		events = append(events, event{d, true})
	}
	elsewhere := []event{{Day{Date: "2026-01-02", Title: "2nd January"}, true}}
	text, err := json.Marshal(map[string]any{
		division: map[string]any{"division": division, "events": events}, "scotland": map[string]any{"division": "scotland", "events": elsewhere},
		"northern-ireland": map[string]any{"division": "northern-ireland", "events": elsewhere},
	})
	require.NoError(t, err)
	return text
}

func TestTheFeedOfEnglandAndWalesAloneIsReadInOrder(t *testing.T) {
	t.Parallel()
	days := known(2024, 2027)
	mixed := slices.Clone(days)
	slices.Reverse(mixed)
	read, err := Parse(feed(t, mixed))
	require.NoError(t, err)
	require.Equal(t, days, read)
	require.Empty(t, Differences(read), "of 2024 to 2027 this program has what was published")
	require.Equal(t, victimscode.Calendar(""), Calendar(read))
	read, err = Parse([]byte(`{"england-and-wales":{"division":"england-and-wales","events":[
		{"title":"Boxing Day","date":"2026-12-28","notes":"Substitute day","bunting":true},{"title":"Christmas Day","date":"2026-12-25","notes":"","bunting":true}]}}`))
	require.NoError(t, err)
	require.Equal(t, []Day{{"2026-12-25", "Christmas Day", ""}, {"2026-12-28", "Boxing Day", "Substitute day"}}, read)
}

func TestADayThatWasProclaimedOrMovedChangesTheCalendar(t *testing.T) {
	t.Parallel()
	for calendar, days := range map[victimscode.Calendar][]Day{
		"2026-06-15":             with(known(2026, 2028), "2026-06-15"),
		"-2027-05-03 2027-05-07": with(without(known(2026, 2028), "2027-05-03"), "2027-05-07"),
		"2027-05-07 2027-06-04 2027-09-20 -2027-05-03": with(without(known(2026, 2028), "2027-05-03"), "2027-05-07", "2027-06-04", "2027-09-20"),
	} {
		read, err := Parse(feed(t, days))
		require.NoError(t, err)
		want, err := victimscode.ParseCalendar(string(calendar))
		require.NoError(t, err)
		require.Equal(t, want, Calendar(read))
		for _, d := range days {
			require.True(t, Calendar(read).BankHoliday(d.at().Date()), d.Date)
		}
	}
}

func TestAFeedThatCannotBeTrueIsRefused(t *testing.T) {
	t.Parallel()
	years := known(2025, 2027)
	scottish := with(without(years, "2026-04-06", "2026-08-31"), "2026-01-02", "2026-08-03", "2026-11-30")
	for why, text := range map[string][]byte{
		"is not the JSON":       []byte(`<!doctype html>`),
		"is not the JSON of":    []byte(`{"england-and-wales":[]}`),
		"nothing for england":   []byte(`{"scotland":{"division":"scotland","events":[]}}`),
		"nothing for england-":  []byte(`{"england-and-wales":{"division":"scotland","events":[]}}`),
		"it lists no day":       feed(t, nil),
		"listed twice":          feed(t, with(years, "2026-05-04")),
		"is no date":            feed(t, with(years, "4 May 2026")),
		"2026-02-30\" is no":    feed(t, with(years, "2026-02-30")),
		"is at a weekend":       feed(t, with(years, "2026-05-09")),
		"1926-05-03: bank":      feed(t, with(years, "1926-05-03")),
		"has no title":          feed(t, append(slices.Clone(years), Day{Date: "2026-05-06"})),
		"2026 has 7 bank":       feed(t, without(years, "2026-05-04")),
		"2026 has 4 days that":  feed(t, with(years, "2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04")),
		"2026-08-31 is missing": feed(t, scottish),
		"2027-03-29 is missing": feed(t, without(years, "2027-03-29")),
		"2026 has 13 bank":      feed(t, with(years, "2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05")),
	} {
		_, err := Parse(text)
		require.ErrorContains(t, err, why)
	}
}

func TestYearsThatTheFeedDroppedAreKeptAndWhatItTookBackIsGone(t *testing.T) {
	t.Parallel()
	kept := with(known(2019, 2026), "2024-06-14", "2026-06-15")
	slices.SortFunc(kept, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	merged := Merge(kept, known(2026, 2028))
	require.Equal(t, victimscode.Calendar("2024-06-14"), Calendar(merged), "the past stands; 2026-06-15 was taken back")
	require.Equal(t, "2019-01-01", merged[0].Date)
	require.Equal(t, merged, Merge(merged, known(2026, 2028)))
	require.Equal(t, kept, Merge(kept, nil))

	hole := Merge(known(2019, 2021), known(2026, 2028))
	require.Empty(t, Differences(hole), "nobody listed the years between")
	started := Merge(nil, slices.DeleteFunc(known(2026, 2028), func(d Day) bool { return d.Date < "2026-05-05" }))
	require.Empty(t, Differences(started), "the first year is listed in part")
}

func TestAFeedThatIsPublishedForLessThanAYearAheadRunsOut(t *testing.T) {
	t.Parallel()
	days := known(2025, 2027) // until 28 December 2027
	at := func(date string) time.Time { return Day{Date: date}.at() }
	require.False(t, RunsOut(days, at("2026-12-27")))
	require.True(t, RunsOut(days, at("2026-12-29")))
	require.True(t, RunsOut(nil, at("2026-12-29")))
}

func TestNoFeedEverStrikesADayWithoutAnotherNearIt(t *testing.T) {
	t.Parallel()
	whole := known(2024, 2028)
	rapid.Check(t, func(rt *rapid.T) {
		days := slices.Clone(whole)
		for range rapid.IntRange(0, 4).Draw(rt, "changes") {
			i := rapid.IntRange(0, len(days)-1).Draw(rt, "at")
			if rapid.Bool().Draw(rt, "out") {
				days = slices.Delete(days, i, i+1)
				continue
			}
			days[i].Date = days[i].at().AddDate(0, 0, rapid.IntRange(-30, 30).Draw(rt, "by")).Format(time.DateOnly)
		}
		read, err := Parse(feed(t, days))
		if err != nil {
			return
		}
		struck, added := 0, 0
		for _, d := range Differences(read) {
			if d.Kept {
				added++
			} else {
				struck++
			}
		}
		if struck > added {
			rt.Fatalf("%d struck, %d added", struck, added)
		}
	})
}

func TestAFeedIsReadFromAFileOrAnAddressAndNotMoreThanItCanBe(t *testing.T) {
	t.Parallel()
	days := known(2025, 2027)
	file := filepath.Join(t.TempDir(), "bank-holidays.json")
	require.NoError(t, os.WriteFile(file, feed(t, days), 0o600))
	read, err := Read(t.Context(), file)
	require.NoError(t, err)
	require.Equal(t, days, read)

	answers := map[string]http.HandlerFunc{
		"/good": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(feed(t, days)) },
		"/moved": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/good", http.StatusMovedPermanently)
		},
		"/round": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) },
		"/gone":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"/huge":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat(" ", mostBytes+1)) },
		"/html":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answers[r.URL.Path](w, r) }))
	t.Cleanup(s.Close)
	for _, path := range []string{"/good", "/moved"} {
		read, err = Read(t.Context(), s.URL+path)
		require.NoError(t, err)
		require.Equal(t, days, read)
	}
	for where, why := range map[string]string{
		s.URL + "/gone": "503", s.URL + "/huge": "larger", s.URL + "/html": "not the JSON", s.URL + "/round": "sent on", "http://127.0.0.1:1/": "refused",
		t.TempDir(): "is no file", file + "x": "no such file", "ftp://example.org/x": "must be a file, or an address", "https://": "must be",
	} {
		_, err := Read(t.Context(), where)
		require.ErrorContains(t, err, why, where)
	}
	require.NoError(t, Check("https://www.gov.uk/bank-holidays.json"))
	require.NoError(t, Check(file))
	require.Error(t, Check("ftp://example.org"))
}
