package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"beacon/internal/app"
	"beacon/internal/holidays"
	"beacon/victimscode"
)

// calendarFlag says what a calendar is.
const calendarFlag = "bank holidays proclaimed since this program was built, or struck out, as \"2026-06-15 -2026-05-04\" (without it, those that BEACON_BANK_HOLIDAYS has)"

// calendarOf is the calendar that is given or, without one, what cases count by.
func calendarOf(ctx context.Context, given string, environ []string) (victimscode.Calendar, error) {
	if given != "" {
		days, err := victimscode.ParseCalendar(given)
		if err != nil {
			return "", fmt.Errorf("--calendar: %w", err)
		}
		return days, nil
	}
	c, err := app.FromEnv(environ)
	if err != nil {
		return "", err
	}
	days, err := app.Calendar(ctx, c)
	if err != nil {
		return "", fmt.Errorf("BEACON_BANK_HOLIDAYS cannot be read (give --calendar): %w", err)
	}
	return days, nil
}

// publishedDays is what workdays --check finds.
type publishedDays struct {
	Source      string                `json:"source"`
	First       string                `json:"first,omitempty"`
	Until       string                `json:"until,omitempty"`
	Days        int                   `json:"days"`
	Differences []holidays.Difference `json:"differences"`
	Calendar    victimscode.Calendar  `json:"calendar"`       // what a case would count by
	Kept        *victimscode.Calendar `json:"kept,omitempty"` // what cases count by now; none: nothing is kept
	Warnings    []string              `json:"warnings"`
}

// checkHolidays reads what is published and says what differs. It fails where it
// cannot be used, or needs to be seen to.
func checkHolidays(ctx context.Context, feed string, asJSON bool, environ []string, s streams) error {
	c, err := app.FromEnv(environ)
	if err != nil {
		return err
	}
	if feed = cmp.Or(feed, c.Holidays); feed == "" {
		fmt.Fprintln(s.out, "bank holidays are not followed (BEACON_BANK_HOLIDAYS is not set): this version has those of the law, and those proclaimed before it was built")
		return nil
	}
	days, err := holidays.Read(ctx, feed)
	if err != nil {
		return fmt.Errorf("%s changes nothing: %w", feed, err)
	}
	kept, err := app.KeptHolidays(ctx, c)
	if err != nil {
		return fmt.Errorf("read what is kept: %w", err)
	}
	p := compared(feed, days, kept)
	if asJSON {
		err = printJSON(s.out, p)
	} else {
		p.show(s)
	}
	if err == nil && len(p.Warnings) > 0 {
		return errReported
	}
	return err
}

func compared(feed string, days, kept []holidays.Day) publishedDays {
	merged := holidays.Merge(kept, days)
	p := publishedDays{
		Source: feed, First: days[0].Date, Until: days[len(days)-1].Date, Days: len(days),
		Differences: append([]holidays.Difference{}, holidays.Differences(merged)...), Calendar: holidays.Calendar(merged), Warnings: []string{},
	}
	if len(kept) > 0 {
		now := holidays.Calendar(kept)
		p.Kept = &now
		if now != p.Calendar {
			p.Warnings = append(p.Warnings, "cases do not count by it yet: a worker reads it every few hours, and when it starts")
		}
	}
	if holidays.RunsOut(days, time.Now()) {
		p.Warnings = append(p.Warnings, "it runs out in less than a year")
	}
	return p
}

func (p publishedDays) show(s streams) {
	fmt.Fprintf(s.out, "%s lists %d bank holidays of England and Wales, from %s to %s\n", p.Source, p.Days, p.First, p.Until)
	for _, d := range p.Differences {
		if d.Kept {
			fmt.Fprintf(s.out, "%s is a bank holiday (%s), which this version does not know\n", d.Date, d.Title)
		} else {
			fmt.Fprintf(s.out, "%s is none, though this version has it\n", d.Date)
		}
	}
	if len(p.Differences) == 0 {
		fmt.Fprintln(s.out, "it says nothing otherwise than this version")
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(s.err, "warning: %s\n", w)
	}
}
