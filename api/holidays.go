package api

import (
	"context"
	"time"
)

// How long the bank holidays may go unread, and how far ahead they are to be known.
const (
	unreadAtMost = 7 * 24 * time.Hour
	knownAtLeast = 1 // years
)

// What readiness says of bank holidays.
const (
	notRead       = "have not been read yet"
	notReadLately = "could not be read for more than a week: what was kept stands"
	runningOut    = "are published for less than a year ahead: until "
)

// holidays says until when bank holidays are published, and what is to be seen to.
func (a *API) holidays(ctx context.Context) (until time.Time, warning string, err error) {
	days, last, readAt, err := a.db.BankHolidays(ctx)
	if err != nil || len(days) == 0 {
		return time.Time{}, notRead, err
	}
	now := a.cfg.Now()
	until, readable := dateOf(last)
	switch {
	case !readable:
		return time.Time{}, notRead, nil
	case until.Before(now.AddDate(knownAtLeast, 0, 0)):
		warning = runningOut + last
	case now.Sub(readAt) > unreadAtMost:
		warning = notReadLately
	}
	return until, warning, nil
}

// dateOf reads the date of a day, and says whether it is one.
func dateOf(text string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, text)
	return day, err == nil
}

// checkHolidays warns, long before a working day could be counted wrongly. It fails
// nothing: what was kept, and what this version knows, goes on.
func (a *API) checkHolidays(ctx context.Context) standing {
	ctx, cancel := context.WithTimeout(ctx, readyAtMost)
	defer cancel()
	_, warning, err := a.holidays(ctx)
	if err != nil {
		warning = "not known"
	}
	return standing{OK: warning == "", Detail: warning}
}

// holidaysLeft is for how many days bank holidays are published ahead; 0 where none
// were read yet.
func (a *API) holidaysLeft(ctx context.Context) (int, error) {
	until, _, err := a.holidays(ctx)
	if err != nil || until.IsZero() {
		return 0, err
	}
	return max(0, int(until.Sub(a.cfg.Now())/(24*time.Hour))), nil
}
