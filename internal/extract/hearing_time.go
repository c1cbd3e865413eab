package extract

import (
	"strings"
	"time"
	_ "time/tzdata" // lists are written by the clock in London, wherever this runs
)

const (
	codeNoTime  = "no_such_time"
	codeTwice   = "time_twice"
	codeMissing = "missing"
	codeAgainst = "contradicts"
)

// london is where courts sit.
var london = loadLondon()

func loadLondon() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("extract: no Europe/London: " + err.Error())
	}
	return zone
}

// hearingDay reads a day, as a Briton or a machine writes it.
func hearingDay(field, s string) (day time.Time, repair, wrong *Problem) {
	repair, wrong = settleDate(field, &s)
	if wrong == nil {
		day, _ = time.Parse(time.DateOnly, s)
	}
	return day, repair, wrong
}

// clockAt reads a time of a day by the clock in London. One that does not exist, or
// exists twice, because the clocks change then, must say its zone.
func clockAt(field string, day time.Time, s string) (time.Time, *Problem) {
	s = strings.ReplaceAll(s, " ", "")
	for _, layout := range []string{"15:04Z07:00", "15:04:05Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), t.Second(), 0, t.Location()).UTC(), nil
		}
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		if t, err = time.Parse("15:04:05", s); err != nil {
			return time.Time{}, problem(field, codeTime, "not a time of day: write it as 10:00, by the clock in London, or with its zone as 10:00+01:00")
		}
	}
	return inZone(field, day, t)
}

func inZone(field string, day, clock time.Time) (time.Time, *Problem) {
	const wall = "2006-01-02 15:04:05"
	at := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, london)
	written := day.Format(time.DateOnly) + " " + clock.Format("15:04:05")
	if at.Format(wall) != written {
		return time.Time{}, problem(field, codeNoTime, "that time does not exist, as the clocks go forward then: write it with the zone that is meant, as 02:30+01:00")
	}
	for _, apart := range []time.Duration{-time.Hour, time.Hour} {
		if at.Add(apart).In(london).Format(wall) == written {
			return time.Time{}, problem(field, codeTwice, "that time comes twice, as the clocks go back then: write it with its zone, as 01:30+01:00 for the first or 01:30+00:00 for the second")
		}
	}
	return at.UTC(), nil
}

// momentIn reads a day and a time in one, by the clock in London or with their zone.
func momentIn(field, s string) (time.Time, *Problem) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	date, clock, both := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	day, _, wrong := hearingDay(field, date)
	if wrong != nil || !both {
		return time.Time{}, problem(field, codeTime, "not a day and a time: write it as 2026-03-02 09:00, by the clock in London, or as 2026-03-02T09:00:00Z")
	}
	return clockAt(field, day, clock)
}
