package app

import (
	"context"

	"beacon/internal/holidays"
	"beacon/store"
	"beacon/victimscode"
)

// Calendar is what cases count working days by, for who asks from the command line:
// the kept copy or, where there is none, what is published now.
func Calendar(ctx context.Context, c Config) (victimscode.Calendar, error) {
	if c.Holidays == "" {
		return "", nil
	}
	days, err := KeptHolidays(ctx, c)
	if err != nil || len(days) == 0 {
		days, err = holidays.Read(ctx, c.Holidays)
	}
	return holidays.Calendar(days), err
}

// KeptHolidays are the bank holidays as they were last read by a worker; none where
// there is no database, or nothing in it.
func KeptHolidays(ctx context.Context, c Config) ([]holidays.Day, error) {
	if c.Database == "" {
		return nil, nil
	}
	db, err := OpenStore(ctx, c)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	text, _, _, err := db.BankHolidays(ctx)
	if err != nil {
		return nil, err
	}
	return holidays.Unpack(text)
}

// counting reads by what cases count working days: the copy that a worker keeps or,
// where that cannot be read, what this program knows.
func (c Config) counting(db *store.DB) func(context.Context) victimscode.Calendar {
	return func(ctx context.Context) victimscode.Calendar {
		if c.Holidays == "" {
			return ""
		}
		text, _, _, err := db.BankHolidays(ctx)
		if err != nil {
			return ""
		}
		days, err := holidays.Unpack(text)
		if err != nil {
			return ""
		}
		return holidays.Calendar(days)
	}
}
