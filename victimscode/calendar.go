package victimscode

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Calendar is which days are working days: the bank holidays that this program knows,
// and, as dates parted by spaces, the days that were proclaimed since ("2026-06-15")
// or struck out ("-2026-05-04"). The zero calendar is what the program knows. It is a
// string so that it can be compared, and be a part of what a case remembers.
type Calendar string

// calendars remembers what was read of each calendar: there are few.
var calendars sync.Map // Calendar to changes

type changes struct{ kept, struck map[date]bool }

// ParseCalendar reads a calendar's dates, and refuses what is none. The order of the
// dates and what is said twice do not matter.
func ParseCalendar(text string) (Calendar, error) {
	fields := strings.Fields(text)
	for _, f := range fields {
		if _, err := time.Parse(time.DateOnly, strings.TrimPrefix(f, "-")); err != nil {
			return "", fmt.Errorf("%q is no date, such as 2026-06-15, or -2026-05-04 for a day that is struck out", f)
		}
	}
	slices.Sort(fields)
	return Calendar(strings.Join(slices.Compact(fields), " ")), nil
}

func (c Calendar) changes() changes {
	if known, ok := calendars.Load(c); ok {
		return known.(changes)
	}
	read := changes{kept: map[date]bool{}, struck: map[date]bool{}}
	for _, f := range strings.Fields(string(c)) {
		day, err := time.Parse(time.DateOnly, strings.TrimPrefix(f, "-"))
		if err != nil {
			continue
		}
		on := date{day.Year(), day.Month(), day.Day()}
		if strings.HasPrefix(f, "-") {
			read.struck[on] = true
		} else {
			read.kept[on] = true
		}
	}
	calendars.Store(c, read)
	return read
}

// BankHoliday says whether a date is a bank holiday in England and Wales.
func (c Calendar) BankHoliday(year int, month time.Month, day int) bool {
	on := date{year, month, day}
	if c == "" {
		return holidays[on]
	}
	changed := c.changes()
	return changed.kept[on] || holidays[on] && !changed.struck[on]
}

// WorkingDay says whether the London date of a moment is a working day: a weekday
// that is no bank holiday.
func (c Calendar) WorkingDay(at time.Time) bool {
	at = at.In(London)
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	return !weekend && !c.BankHoliday(at.Date())
}

// Deadline is the end of the nth working day after a moment. The London date of the
// moment is day 0, whatever the hour; a working day ends at 23:59:59.
func (c Calendar) Deadline(from time.Time, days int) time.Time {
	at := noon(from.In(London))
	for left := days; left > 0; {
		at = at.AddDate(0, 0, 1)
		if c.WorkingDay(at) {
			left--
		}
	}
	return endOfDay(at)
}
