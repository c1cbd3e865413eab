package extract

import (
	"fmt"
	"math/rand/v2"
	"time"
	_ "time/tzdata" // the same zone on every machine, so the same bytes
)

// DefaultDay is the morning on which an extract is cut unless told otherwise.
const DefaultDay = "2026-03-02"

// DefaultDays is how many days an extract covers unless told otherwise.
const DefaultDays = 3

// calendar spreads the reports of an extract over the days before it was cut, at
// 06:00 in Europe/London, evenings and weekends heavier, and in order.
type calendar struct {
	start time.Time
	hours []int64 // weight of each hour since start, summed up
	rows  int64
}

func newCalendar(day string, days, rows int) (calendar, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return calendar{}, fmt.Errorf("load the zone: %w", err)
	}
	cut, err := time.ParseInLocation(time.DateOnly, day, london)
	if err != nil {
		return calendar{}, fmt.Errorf("day %q is not YYYY-MM-DD", day)
	}
	c := calendar{start: cut.AddDate(0, 0, -days).Add(6 * time.Hour), rows: int64(rows)}
	var sum int64
	for h := range 24 * days {
		at := c.start.Add(time.Duration(h) * time.Hour)
		sum += byHour[at.Hour()] * byWeekday[at.Weekday()]
		c.hours = append(c.hours, sum)
	}
	return c, nil
}

// byHour and byWeekday are rough weights: assumed, after what control rooms say.
var (
	byHour    = [24]int64{6, 5, 4, 2, 1, 1, 1, 2, 3, 4, 4, 5, 5, 5, 5, 6, 7, 8, 9, 10, 11, 11, 10, 8}
	byWeekday = [7]int64{14, 9, 9, 9, 10, 12, 15} // from Sunday
)

// reported is when the row with this index was reported, to the minute, in
// Europe/London. Whole numbers only: a fraction may come out differently on
// another machine.
func (c calendar) reported(row int, rng *rand.Rand) time.Time {
	const fine, minutes = 1000, 60
	total := c.hours[len(c.hours)-1] * minutes
	at := total * (int64(row)*fine + int64(rng.IntN(fine))) / (c.rows * fine)
	var before int64
	for h, upTo := range c.hours {
		if at < upTo*minutes {
			minute := (at - before*minutes) / (upTo - before)
			return c.start.Add(time.Duration(h)*time.Hour + time.Duration(minute)*time.Minute)
		}
		before = upTo
	}
	return c.start.Add(time.Duration(len(c.hours)) * time.Hour) // not reached: at < total
}
