package victimscode

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unit is what a time limit is counted in.
type Unit string

// What time limits are counted in.
const (
	WorkingDays Unit = "working days" // weekdays that are no bank holidays of England and Wales
	Days        Unit = "days"         // of the calendar
	Hours       Unit = "hours"        // of the clock, weekends and nights too
	Months      Unit = "months"       // of the calendar; the last day of a shorter month
	Years       Unit = "years"        // likewise
)

// Limit is how long something may take. The zero limit sets no number. It is written
// as "5 working days", "24 hours", "3 months", "same day", or "".
type Limit struct {
	N    int
	Unit Unit
}

// SameDay is the limit of what is done on the day itself, before it ends.
var SameDay = Limit{Unit: Days}

// IsZero says that no number is set.
func (l Limit) IsZero() bool { return l == Limit{} }

// String writes the limit as people say it.
func (l Limit) String() string {
	switch {
	case l.IsZero():
		return ""
	case l == SameDay:
		return "same day"
	case l.N == 1:
		return "1 " + strings.TrimSuffix(string(l.Unit), "s")
	default:
		return strconv.Itoa(l.N) + " " + string(l.Unit)
	}
}

// MarshalText writes the limit as String does.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes, and refuses everything else.
func (l *Limit) UnmarshalText(text []byte) error {
	*l = Limit{}
	if len(text) == 0 {
		return nil
	}
	if string(text) == SameDay.String() {
		*l = SameDay
		return nil
	}
	number, _, _ := strings.Cut(string(text), " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 9999 {
		return fmt.Errorf("%q is not a time limit: say, for instance, \"5 working days\"", text)
	}
	for _, u := range []Unit{WorkingDays, Days, Hours, Months, Years} {
		if read := (Limit{n, u}); read.String() == string(text) {
			*l = read
			return nil
		}
	}
	return fmt.Errorf("%q is not a time limit: say, for instance, \"5 working days\"", text)
}

// After is when the limit ends that begins at a moment, in UTC; zero where no number
// is set. Hours end to the second. Everything else ends with a London day, at
// 23:59:59: the day of the moment is day 0, whatever the hour.
// Source: this service's rule of counting; the Code does not state one.
func (l Limit) After(from time.Time, days Calendar) time.Time {
	switch l.Unit {
	case WorkingDays:
		return days.Deadline(from, l.N)
	case Days:
		return endOfDay(noon(from.In(London)).AddDate(0, 0, l.N))
	case Hours:
		return from.Add(time.Duration(l.N) * time.Hour).UTC()
	case Months:
		return endOfDay(addMonths(from, l.N))
	case Years:
		return endOfDay(addMonths(from, 12*l.N))
	}
	return time.Time{}
}

// addMonths counts on by months of the calendar, and stops at the last day of a month
// that has no such day.
func addMonths(from time.Time, months int) time.Time {
	y, m, d := from.In(London).Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 12, 0, 0, 0, London).Day()
	return time.Date(y, m+time.Month(months), min(d, last), 12, 0, 0, 0, London)
}

func endOfDay(at time.Time) time.Time {
	y, m, d := at.In(London).Date()
	return time.Date(y, m, d, 23, 59, 59, 0, London).UTC()
}
