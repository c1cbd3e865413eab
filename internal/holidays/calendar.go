package holidays

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"beacon/victimscode"
)

// Merge is what is known after a feed was read: of the time that the feed covers, what
// it lists; before and after that, what was kept. GOV.UK drops past years from it.
func Merge(kept, fresh []Day) []Day {
	if len(fresh) == 0 {
		return kept
	}
	first, last := fresh[0].Date, fresh[len(fresh)-1].Date
	all := slices.DeleteFunc(slices.Clone(kept), func(d Day) bool { return d.Date >= first && d.Date <= last })
	all = append(all, fresh...)
	slices.SortFunc(all, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	return all
}

// Difference is one day of which the feed says otherwise than this program.
type Difference struct {
	Date  string `json:"date"`
	Title string `json:"title,omitempty"`
	Kept  bool   `json:"bank_holiday"` // it is one, which the program does not know; else it is none, though the program has it
}

// widest is the longest time between two bank holidays, in days, with room for one that
// was moved: from the summer one to Christmas it is 122. Where nothing is listed for
// longer, the list has a hole.
const widest = 150

// Differences says, in order, what days in order say otherwise than this program does.
// A day is struck out only between two days that are listed: not before the first, not
// after the last, and in no hole.
func Differences(days []Day) (all []Difference) {
	for i, d := range days {
		if i > 0 && d.at().Sub(days[i-1].at()) <= widest*24*time.Hour {
			all = append(all, struck(days[i-1].at(), d.at())...)
		}
		if !victimscode.BankHoliday(d.at().Date()) {
			all = append(all, Difference{d.Date, d.Title, true})
		}
	}
	return all
}

// struck are the bank holidays that this program has between two days.
func struck(after, before time.Time) (all []Difference) {
	for at := after.AddDate(0, 0, 1); at.Before(before); at = at.AddDate(0, 0, 1) {
		if victimscode.BankHoliday(at.Date()) {
			all = append(all, Difference{Date: at.Format(time.DateOnly)})
		}
	}
	return all
}

// Calendar is what these days add to what this program knows, and strike out of it.
func Calendar(days []Day) victimscode.Calendar {
	var words []string
	for _, d := range Differences(days) {
		if d.Kept {
			words = append(words, d.Date)
		} else {
			words = append(words, "-"+d.Date)
		}
	}
	c, err := victimscode.ParseCalendar(strings.Join(words, " "))
	if err != nil {
		return "" // no Day that was read is no date
	}
	return c
}

// Until is the last day that is listed; zero where none is.
func Until(days []Day) time.Time {
	if len(days) == 0 {
		return time.Time{}
	}
	return days[len(days)-1].at()
}

// RunsOut says that less than a year of what was published lies ahead.
func RunsOut(days []Day, now time.Time) bool { return Until(days).Before(now.AddDate(1, 0, 0)) }

// write writes days as they are kept.
func write(days []Day) ([]byte, error) { return json.Marshal(days) }

// Unpack reads days that were kept, and refuses what is none.
func Unpack(text []byte) ([]Day, error) {
	var days []Day
	if len(text) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(text, &days); err != nil {
		return nil, err
	}
	var all []error
	for _, d := range days {
		all = append(all, d.doubt())
	}
	return days, errors.Join(all...)
}
