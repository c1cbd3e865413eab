// Package holidays is which days England and Wales keep as bank holidays, as GOV.UK
// publishes them: read, doubted, kept, and compared with what this program knows. It
// knows no case, and decides no date.
package holidays

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"beacon/victimscode"
)

// Day is one bank holiday of England and Wales, on the day on which it is kept.
type Day struct {
	Date  string `json:"date"` // such as 2026-12-28
	Title string `json:"title"`
	Notes string `json:"notes,omitempty"` // "Substitute day", where the true day falls on a weekend
}

func (d Day) at() time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, d.Date, victimscode.London)
	return at.Add(12 * time.Hour)
}

func (d Day) year() int { return d.at().Year() }

// division is the only part of the feed that is read: Scotland and Northern Ireland
// keep other days.
const division = "england-and-wales"

// Parse reads the feed that GOV.UK publishes, in order of date, and refuses what is
// malformed or cannot be true. It may list past years or have dropped them.
// Source of the shape: gov.uk/bank-holidays.json.
func Parse(text []byte) ([]Day, error) {
	var feed map[string]struct {
		Division string `json:"division"`
		Events   []Day  `json:"events"`
	}
	if err := json.Unmarshal(text, &feed); err != nil {
		return nil, errors.New("it is not the JSON of bank holidays")
	}
	ours, said := feed[division]
	if !said || ours.Division != division {
		return nil, errors.New("it has nothing for " + division)
	}
	slices.SortStableFunc(ours.Events, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	return ours.Events, doubt(ours.Events)
}

// What a year's bank holidays are told by. Eight are kept by law.
const (
	fewestInAYear = 8
	mostInAYear   = 12
	mostExtra     = 3  // in one year: as many as in 2022, with a jubilee and a funeral
	movedAtMost   = 14 // days: no holiday was ever moved further
)

// doubt says why days, in order, cannot be the bank holidays of England and Wales. The
// first year and the last may be listed in part.
func doubt(days []Day) error {
	if len(days) == 0 {
		return errors.New("it lists no day")
	}
	var all []error
	for i, d := range days {
		all = append(all, d.doubt())
		if i > 0 && days[i-1].Date == d.Date {
			all = append(all, fmt.Errorf("%s is listed twice", d.Date))
		}
	}
	if err := errors.Join(all...); err != nil {
		return err
	}
	first, last := days[0].year(), days[len(days)-1].year()
	for year := first; year <= last; year++ {
		n := count(days, year)
		if n > mostInAYear || n < fewestInAYear && year != first && year != last {
			all = append(all, fmt.Errorf("%d has %d bank holidays", year, n))
		}
	}
	return errors.Join(append(all, unlikely(days)...)...)
}

func (d Day) doubt() error {
	at, err := time.Parse(time.DateOnly, d.Date)
	switch {
	case err != nil:
		return fmt.Errorf("%.20q is no date", d.Date)
	case victimscode.Known(at) != nil:
		return fmt.Errorf("%s: %w", d.Date, victimscode.ErrOutOfTime)
	case at.Weekday() == time.Saturday || at.Weekday() == time.Sunday:
		return fmt.Errorf("%s is at a weekend: a substitute day is listed instead", d.Date)
	case strings.TrimSpace(d.Title) == "":
		return fmt.Errorf("%s has no title", d.Date)
	}
	return nil
}

func count(days []Day, year int) (n int) {
	for _, d := range days {
		if d.year() == year {
			n++
		}
	}
	return n
}

// unlikely says which differences from what the law has for every year are more than
// a proclamation makes: it adds a day or moves one a little, and takes none away.
func unlikely(days []Day) (all []error) {
	extra := map[int][]time.Time{}
	differences := Differences(days)
	for _, d := range differences {
		if at := (Day{Date: d.Date}).at(); d.Kept {
			extra[at.Year()] = append(extra[at.Year()], at)
		}
	}
	for year, days := range extra {
		if len(days) > mostExtra {
			all = append(all, fmt.Errorf("%d has %d days that no law has", year, len(days)))
		}
	}
	for _, d := range differences {
		at := (Day{Date: d.Date}).at()
		near := slices.IndexFunc(extra[at.Year()], func(e time.Time) bool { return e.Sub(at).Abs() <= movedAtMost*24*time.Hour })
		if !d.Kept && near < 0 {
			all = append(all, fmt.Errorf("%s is missing, and no day near it stands instead", d.Date))
		} else if !d.Kept {
			extra[at.Year()] = slices.Delete(extra[at.Year()], near, near+1)
		}
	}
	return all
}
