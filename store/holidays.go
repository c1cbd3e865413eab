package store

import (
	"context"
	"time"
)

// ourDivision is whose bank holidays are kept.
const ourDivision = "england-and-wales"

// BankHolidays reads the bank holidays as they were last kept: the days, the last of
// them, and when they were read. Nothing where none were kept.
func (db *DB) BankHolidays(ctx context.Context) (days []byte, until string, readAt time.Time, err error) {
	var row struct {
		Days   string `db:"days"`
		Until  string `db:"until_day"`
		ReadAt Time   `db:"read_at"`
	}
	found, err := db.read().found(ctx, &row, `select days, until_day, read_at from bank_holidays where division = ?`, ourDivision)
	if err != nil || !found {
		return nil, "", time.Time{}, doing("read bank holidays", err)
	}
	return []byte(row.Days), row.Until, row.ReadAt.Time, nil
}

// KeepBankHolidays replaces what is kept, unless that was read later.
func (db *DB) KeepBankHolidays(ctx context.Context, days []byte, until string, readAt time.Time) error {
	return db.write(ctx, "keep bank holidays", func(s session) error {
		_, err := s.do(ctx, `insert into bank_holidays (division, days, until_day, read_at) values (?, ?, ?, ?)
			on conflict (division) do update set days = excluded.days, until_day = excluded.until_day, read_at = excluded.read_at
			where bank_holidays.read_at <= excluded.read_at`, ourDivision, string(days), until, Time{readAt})
		return err
	})
}
