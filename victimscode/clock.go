package victimscode

import (
	"errors"
	"fmt"
	"time"
)

// Why a time of the London clock is none.
var (
	ErrNoTime    = errors.New("it is no time, such as 2026-04-02T10:00:00+01:00 or, of the London clock, 2026-04-02T10:00")
	ErrNever     = errors.New("there was no such time in London: the clocks went forward over it")
	ErrTwice     = errors.New("there were two such times in London, for the clocks went back: say which, as +01:00 (summer time) or +00:00")
	ErrOutOfTime = fmt.Errorf("bank holidays are known from %d to %d only", firstYear+1, lastYear-1)
)

// ParseTime reads a moment: with an offset, or as the clock in London shows it without
// one. What the London clock never showed, or showed twice, is refused: nobody could
// say from which moment a time limit runs.
func ParseTime(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		at, err := time.ParseInLocation(layout, text, London)
		if err != nil || len(text) != len(layout) {
			continue
		}
		if at.Format(layout) != text {
			return time.Time{}, ErrNever
		}
		for _, by := range []time.Duration{-time.Hour, time.Hour} {
			if at.Add(by).Format(layout) == text {
				return time.Time{}, ErrTwice
			}
		}
		return at, nil
	}
	return time.Time{}, ErrNoTime
}

// Known says whether the bank holidays of a moment's London year are known, and of the
// years beside it.
func Known(at time.Time) error {
	if year := at.In(London).Year(); year <= firstYear || year >= lastYear {
		return ErrOutOfTime
	}
	return nil
}
