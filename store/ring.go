package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"beacon/casework"
)

// ClaimRings takes open cases whose next clock is a patient one that is due, the
// longest due first, at most so many, and answers with their IDs. Nobody else is given
// them until a moment, or before their clocks have rung.
func (db *DB) ClaimRings(ctx context.Context, now, until time.Time, most int) (cases []string, err error) {
	err = db.write(ctx, "claim rings", func(s session) error {
		cases = nil
		query, args, err := claimRings(now, until, most)
		if err != nil {
			return err
		}
		return s.all(ctx, &cases, query, args...)
	})
	return cases, err
}

func claimRings(now, until time.Time, most int) (string, []any, error) {
	return sqlx.In(`insert into rings (case_id, until)
		select c.id, ? from cases c where c.next_due <= ? and c.next_kind in (?)
			and not exists (select 1 from rings r where r.case_id = c.id and r.until > ?)
		order by c.next_due, c.id limit ?
		on conflict (case_id) do update set until = excluded.until where rings.until <= ?
		returning case_id`, Time{until}, Time{now}, casework.Patient, Time{now}, most, Time{now})
}

// Unrung says which of these cases still show a patient clock as due, or something that
// is not done yet.
func (db *DB) Unrung(ctx context.Context, cases []string, now time.Time) (still []string, err error) {
	if len(cases) == 0 {
		return nil, nil
	}
	query, args, err := sqlx.In(`select id from cases where id in (?) and (sending or next_due <= ? and next_kind in (?))`, cases, Time{now}, casework.Patient)
	if err != nil {
		return nil, doing("look at rings", err)
	}
	return still, doing("look at rings", db.read().all(ctx, &still, query, args...))
}

// ForgetRings deletes the claims that ended before a moment, and says how many.
func (db *DB) ForgetRings(ctx context.Context, before time.Time) (n int64, err error) {
	err = db.write(ctx, "forget rings", func(s session) error {
		n, err = s.do(ctx, `delete from rings where until < ?`, Time{before})
		return err
	})
	return n, err
}
