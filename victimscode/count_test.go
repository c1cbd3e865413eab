package victimscode

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What follows computes the same dates again, in another way: whole days counted in
// UTC, bank holidays from the words of the law, and summer time from its rule.

// easter is Easter Sunday by the anonymous Gregorian computus.
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return utc(y, time.Month(n/31), n%31+1)
}

func utc(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func weekend(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// monday is the nth Monday of a month; 0 is the last.
func monday(y int, m time.Month, n int) time.Time {
	d := utc(y, m, 1)
	if n == 0 {
		d, n = utc(y, m+1, 0).AddDate(0, 0, -6), 1
	}
	for d.Weekday() != time.Monday {
		d = d.AddDate(0, 0, 1)
	}
	return d.AddDate(0, 0, 7*(n-1))
}

// lawful are the bank holidays of one year: a day at a weekend is kept on the next
// weekday that is none already.
func lawful(y int) map[time.Time]bool {
	kept := map[time.Time]bool{}
	keep := func(d time.Time) {
		for weekend(d) || kept[d] {
			d = d.AddDate(0, 0, 1)
		}
		kept[d] = true
	}
	keep(utc(y, time.January, 1))
	keep(easter(y).AddDate(0, 0, -2))
	keep(easter(y).AddDate(0, 0, 1))
	keep(map[bool]time.Time{false: monday(y, time.May, 1), true: utc(y, time.May, 8)}[y == 2020])
	keep(map[bool]time.Time{false: monday(y, time.May, 0), true: utc(y, time.June, 2)}[y == 2022])
	keep(monday(y, time.August, 0))
	if boxing := utc(y, time.December, 26); boxing.Weekday() != time.Monday {
		keep(utc(y, time.December, 25))
		keep(boxing)
	} else { // Christmas Day is a Sunday: Boxing Day is kept on its own day
		keep(boxing)
		keep(utc(y, time.December, 25))
	}
	for _, once := range []time.Time{utc(2022, time.June, 3), utc(2022, time.September, 19), utc(2023, time.May, 8)} {
		if once.Year() == y {
			keep(once)
		}
	}
	return kept
}

// summer says whether London is an hour ahead at a moment.
func summer(at time.Time) bool {
	change := func(m time.Month) time.Time {
		d := utc(at.Year(), m+1, 0)
		return d.AddDate(0, 0, -int(d.Weekday())).Add(time.Hour)
	}
	return !at.Before(change(time.March)) && at.Before(change(time.October))
}

// dateOf is the London date of a moment, as midnight in UTC.
func dateOf(at time.Time) time.Time {
	at = at.UTC()
	if summer(at) {
		at = at.Add(time.Hour)
	}
	return utc(at.Date())
}

// lastSecond is the last second of a London day.
func lastSecond(d time.Time) time.Time {
	end := d.Add(24*time.Hour - time.Second)
	if summer(end.Add(-time.Hour)) {
		return end.Add(-time.Hour)
	}
	return end
}

func TestEveryBankHolidayIsThatOfTheLawsOwnWords(t *testing.T) {
	t.Parallel()
	for y := firstYear; y <= lastYear; y++ {
		law := lawful(y)
		for d := utc(y, 1, 1); d.Year() == y; d = d.AddDate(0, 0, 1) {
			require.Equal(t, law[d], BankHoliday(d.Date()), d.Format(time.DateOnly))
		}
	}
}

// moments are any seconds of the years whose bank holidays are known.
func moments(t *rapid.T) time.Time {
	first, last := utc(firstYear+1, 1, 1).Unix(), utc(lastYear-1, 12, 31).Unix()
	return time.Unix(rapid.Int64Range(first, last).Draw(t, "at"), 0).UTC()
}

// changed is a calendar with some days proclaimed and some struck, near a date.
func changed(t *rapid.T, near time.Time) (Calendar, map[time.Time]bool) {
	var words []string
	is := map[time.Time]bool{}
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		d := near.AddDate(0, 0, rapid.IntRange(-5, 40).Draw(t, "day"))
		if _, said := is[d]; said {
			continue
		}
		is[d] = rapid.Bool().Draw(t, "kept")
		words = append(words, map[bool]string{false: "-"}[is[d]]+d.Format(time.DateOnly))
	}
	c, err := ParseCalendar(strings.Join(words, " "))
	if err != nil {
		t.Fatal(err)
	}
	return c, is
}

func TestADeadlineIsWhereCountingDayByDayComesTo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at, n := moments(t), rapid.IntRange(0, 60).Draw(t, "days")
		calendar, is := changed(t, dateOf(at))
		d := dateOf(at)
		for left := n; left > 0; {
			d = d.AddDate(0, 0, 1)
			rest, said := is[d]
			if !said {
				rest = lawful(d.Year())[d]
			}
			if !weekend(d) && !rest {
				left--
			}
		}
		if got := calendar.Deadline(at, n); !got.Equal(lastSecond(d)) || got.Location() != time.UTC {
			t.Fatalf("%s + %d working days under %q: %s, not %s", at, n, calendar, got, lastSecond(d))
		}
	})
}

func TestEveryLimitEndsWhereItsOwnArithmeticDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at, n := moments(t), rapid.IntRange(1, 36).Draw(t, "n")
		d := dateOf(at)
		months := func(n int) time.Time {
			y, m := d.Year(), int(d.Month())-1+n
			y, m = y+m/12, m%12+1
			last := utc(y, time.Month(m)+1, 0).Day()
			return utc(y, time.Month(m), min(d.Day(), last))
		}
		for l, want := range map[Limit]time.Time{
			{n, Hours}: at.Add(time.Duration(n) * time.Hour), {n, Days}: lastSecond(d.AddDate(0, 0, n)), SameDay: lastSecond(d),
			{n, Months}: lastSecond(months(n)), {n % 3, Years}: lastSecond(months(12 * (n % 3))), {n, WorkingDays}: Deadline(at, n), {}: {},
		} {
			if got := l.After(at, ""); !got.Equal(want) {
				t.Fatalf("%s + %q: %s, not %s", at, l, got, want)
			}
		}
	})
}

func TestADeadlineNeverComesSoonerForMoreDaysALaterEventOrMoreHolidays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at, n := moments(t), rapid.IntRange(0, 30).Draw(t, "days")
		later := at.Add(time.Duration(rapid.Int64Range(0, int64(90*24*time.Hour)).Draw(t, "later")))
		due := Deadline(at, n)
		if !Deadline(at, n+1).After(due) || Deadline(later, n).Before(due) || due.Before(at) {
			t.Fatalf("%s + %d: %s", at, n, due)
		}
		proclaimed := Calendar(dateOf(at).AddDate(0, 0, rapid.IntRange(0, 30).Draw(t, "proclaimed")).Format(time.DateOnly))
		if proclaimed.Deadline(at, n).Before(due) || Calendar("-"+proclaimed).Deadline(at, n).After(due) {
			t.Fatalf("%s + %d: %q moves it the wrong way", at, n, proclaimed)
		}
	})
}

func TestMonthsStopAtTheLastDayOfAShorterMonth(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ from, limit, ends string }{
		{"2026-11-30", "3 months", "2027-02-28"}, {"2027-11-30", "3 months", "2028-02-29"}, {"2026-08-31", "3 months", "2026-11-30"},
		{"2028-02-29", "2 years", "2030-02-28"}, {"2026-03-31", "1 month", "2026-04-30"}, {"2026-12-15", "3 months", "2027-03-15"},
		{"2026-03-28", "1 day", "2026-03-29"}, {"2026-10-24", "1 day", "2026-10-25"}, {"2026-03-29", "same day", "2026-03-29"},
	} {
		var l Limit
		require.NoError(t, l.UnmarshalText([]byte(v.limit)))
		for _, hour := range []string{" 00:00", " 12:00", " 23:59"} {
			ends := on(t, v.ends+" 23:59").Add(59 * time.Second).UTC()
			require.Equal(t, ends, l.After(on(t, v.from+hour), ""), "%s + %s", v.from, v.limit)
		}
	}
}

func TestAOneOffDayAndAStruckDayMoveWhatIsCountedOverThem(t *testing.T) {
	t.Parallel()
	friday := on(t, "2026-06-12 18:00")
	for calendar, ends := range map[string]string{
		"": "2026-06-15", "2026-06-15": "2026-06-16", "2026-06-15 2026-06-16": "2026-06-17", "-2026-06-15": "2026-06-15",
		"2026-06-13": "2026-06-15", "-2026-05-25": "2026-06-15",
	} {
		c, err := ParseCalendar(calendar)
		require.NoError(t, err)
		require.Equal(t, ends, c.Deadline(friday, 1).In(London).Format(time.DateOnly), "%q", calendar)
	}
	require.Equal(t, "2026-05-04", Calendar("-2026-05-04").Deadline(on(t, "2026-05-01 12:00"), 1).In(London).Format(time.DateOnly))
	for _, bad := range []string{"2026-02-30", "monday", "2026-6-1", "--2026-05-04", "+2026-05-04"} {
		_, err := ParseCalendar(bad)
		require.Error(t, err, bad)
	}
}

func TestALimitIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "same day", "1 working day", "5 working days", "1 day", "28 days", "24 hours", "1 month", "3 months", "2 years"} {
		var l Limit
		require.NoError(t, l.UnmarshalText([]byte(text)), text)
		require.Equal(t, text, l.String())
		require.Equal(t, text == "", l.IsZero())
	}
	for _, bad := range []string{"5", "working days", "0 days", "-1 days", "1 days", "5 working day", "5  days", "5 weeks", "5 Days", "10000 days", "5.5 days", " 5 days", "5 days "} {
		l := Limit{3, Months}
		require.Error(t, l.UnmarshalText([]byte(bad)), fmt.Sprintf("%q", bad))
	}
}
