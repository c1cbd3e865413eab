package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"beacon/victimscode"
)

// workdaysEnd is the answer of workdays.
type workdaysEnd struct {
	From     string               `json:"from"` // day 0
	Add      int                  `json:"add"`
	Ends     string               `json:"ends"`     // the date of the last working day
	Deadline time.Time            `json:"deadline"` // its end, UTC
	Skipped  []victimscode.DayOff `json:"skipped,omitempty"`
	Calendar victimscode.Calendar `json:"calendar"`
}

// countWorkdays counts working days of England and Wales on from a date, as a case
// does.
func countWorkdays(ctx context.Context, args, environ []string, s streams) error {
	f := flags("workdays", "", s)
	from := f.String("from", "", "the date to count from, which is day 0, such as 2026-04-02; or a moment")
	add := f.Int("add", 1, "how many working days to count on")
	calendar := f.String("calendar", "", calendarFlag)
	asJSON := f.Bool("json", false, "answer in JSON")
	check := f.Bool("check", false, "instead, read where bank holidays are published, and say what differs and when it runs out")
	feed := f.String("feed", "", "check: read this file or address, instead of BEACON_BANK_HOLIDAYS")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	if *check {
		return checkHolidays(ctx, *feed, *asJSON, environ, s)
	}
	days, err := calendarOf(ctx, *calendar, environ)
	if err != nil {
		return misused(s, "workdays", err)
	}
	a, err := workdays(*from, *add, days)
	if err != nil {
		return misused(s, "workdays", err)
	}
	if *asJSON {
		return printJSON(s.out, a)
	}
	fmt.Fprintf(s.out, "%s from %s: %s, until %s (London)\n", victimscode.Limit{N: a.Add, Unit: victimscode.WorkingDays}, a.From, a.Ends, london(a.Deadline))
	if len(a.Skipped) > 0 {
		fmt.Fprintf(s.out, "not counted: %s\n", daysOff(a.Skipped))
	}
	return nil
}

// mostDays is the most working days that are counted at once.
const mostDays = 9999

func workdays(from string, add int, days victimscode.Calendar) (workdaysEnd, error) {
	if from == "" {
		return workdaysEnd{}, errors.New("say from when to count: --from 2026-04-02")
	}
	if add < 0 || add > mostDays {
		return workdaysEnd{}, fmt.Errorf("--add %d: it is counted on, from 0 to %d days", add, mostDays)
	}
	at, err := time.ParseInLocation(time.DateOnly, from, victimscode.London)
	if err != nil {
		at, err = victimscode.ParseTime(from)
	}
	if err == nil {
		err = victimscode.Known(at)
	}
	if err != nil {
		return workdaysEnd{}, fmt.Errorf("--from %s: %w", from, err)
	}
	due := days.Deadline(at, add)
	if err := victimscode.Known(due); err != nil {
		return workdaysEnd{}, fmt.Errorf("--add %d: %w", add, err)
	}
	return workdaysEnd{
		From: at.In(victimscode.London).Format(time.DateOnly), Add: add, Ends: due.In(victimscode.London).Format(time.DateOnly),
		Deadline: due, Skipped: days.Skipped(at, due), Calendar: days,
	}, nil
}
