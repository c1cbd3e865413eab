// Package victimscode is what the law says, as data: which days are working days,
// and so when a time limit that is counted in them ends. It knows no case.
package victimscode

import (
	"time"
	_ "time/tzdata" // the law counts days in Europe/London, wherever this runs

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
)

// London is the zone in which the law counts its days.
var London = london()

func london() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("victimscode: no Europe/London: " + err.Error())
	}
	return zone
}

// date is one day of the calendar.
type date struct {
	year  int
	month time.Month
	day   int
}

// Proclaimed lists the bank holidays that were proclaimed once and that the calendar
// library does not know. To add one, add a line with its source: due times that are
// fixed already do not move by themselves.
var Proclaimed = []struct {
	Year   int
	Month  time.Month
	Day    int
	Source string
}{
	{2022, time.September, 19, "royal proclamation of 10 September 2022: the State Funeral of Queen Elizabeth II"},
}

// The years for which bank holidays are known. Outside of them only weekends are
// not working days.
const (
	firstYear = 2015
	lastYear  = 2100
)

// holidays are the bank holidays of England and Wales, each on the day on which it
// is kept: a substitute day where the true one falls on a weekend.
// Source: Banking and Financial Dealings Act 1971, as the calendar library has it;
// compared by a test with the dates published for 2024 to 2027.
var holidays = kept()

func kept() map[date]bool {
	days := map[date]bool{}
	for year := firstYear; year <= lastYear; year++ {
		for _, h := range gb.Holidays {
			if on := observed(h, year); !on.IsZero() {
				days[date{on.Year(), on.Month(), on.Day()}] = true
			}
		}
	}
	for _, p := range Proclaimed {
		days[date{p.Year, p.Month, p.Day}] = true
	}
	return days
}

func observed(h *cal.Holiday, year int) time.Time {
	_, on := h.Calc(year)
	return on
}

// BankHoliday says whether a date is a bank holiday in England and Wales, as far as
// this program knows by itself.
func BankHoliday(year int, month time.Month, day int) bool {
	return Calendar("").BankHoliday(year, month, day)
}

// WorkingDay says the same of a moment's London date: whether it is a weekday that is
// no bank holiday.
func WorkingDay(at time.Time) bool { return Calendar("").WorkingDay(at) }

// Deadline is the end of the nth working day after a moment, likewise.
func Deadline(from time.Time, days int) time.Time { return Calendar("").Deadline(from, days) }

// noon is safe to count days from: no clock changes at noon.
func noon(at time.Time) time.Time {
	y, m, d := at.Date()
	return time.Date(y, m, d, 12, 0, 0, 0, London)
}
