package safecontact

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Day is a day of the week, as it is written: "mon" to "sun".
type Day string

// The days of the week.
const (
	Monday    Day = "mon"
	Tuesday   Day = "tue"
	Wednesday Day = "wed"
	Thursday  Day = "thu"
	Friday    Day = "fri"
	Saturday  Day = "sat"
	Sunday    Day = "sun"
)

// Days lists the days of the week in the order of time.Weekday.
var Days = [7]Day{Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday}

// TimeOfDay is a London wall-clock time in minutes since midnight, 0 to 1440. It
// is written HH:MM; 24:00 is the end of the day.
type TimeOfDay int

const endOfDay TimeOfDay = 24 * 60

// At makes a time of day of an hour and a minute.
func At(hour, minute int) TimeOfDay { return TimeOfDay(hour*60 + minute) }

// String writes it as HH:MM.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// MarshalText writes it as HH:MM.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads HH:MM, from 00:00 to 24:00.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	if string(text) == endOfDay.String() {
		*t = endOfDay
		return nil
	}
	at, err := time.Parse("15:04", string(text))
	if err != nil || len(text) != len("15:04") {
		return errors.New("a time of day is written HH:MM, from 00:00 to 24:00")
	}
	*t = At(at.Hour(), at.Minute())
	return nil
}

// Window is a stretch of the week in London wall time: on each of Days, from From
// up to but not including To. One that runs past midnight is written as two.
type Window struct {
	Days []Day     `json:"days"`
	From TimeOfDay `json:"from"`
	To   TimeOfDay `json:"to"`
}

// Validate says what is wrong with a window. One that is not valid is never open.
func (w Window) Validate() error {
	switch {
	case len(w.Days) == 0:
		return errors.New("a window needs at least one day")
	case w.From < 0 || w.To > endOfDay:
		return errors.New("a window lies between 00:00 and 24:00")
	case w.From >= w.To:
		return errors.New("a window ends after it begins; write one that passes midnight as two")
	}
	for _, d := range w.Days {
		if !slices.Contains(Days[:], d) {
			return errors.New("a day is one of mon, tue, wed, thu, fri, sat, sun")
		}
	}
	return nil
}

// on is the part of the day that the window opens, and whether it opens at all.
func (w Window) on(day time.Weekday) (stretch, bool) {
	if w.Validate() != nil || !slices.Contains(w.Days, Days[day]) {
		return stretch{}, false
	}
	return stretch{w.From, w.To}, true
}

// stretch is a part of one day, in wall time.
type stretch struct{ from, to TimeOfDay }

// stretches are the parts of a day that a set of windows opens, in no order.
func stretches(windows []Window, day time.Weekday) []stretch {
	var open []stretch
	for _, w := range windows {
		if s, ok := w.on(day); ok {
			open = append(open, s)
		}
	}
	return open
}
