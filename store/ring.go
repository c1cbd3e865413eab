package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"beacon/casework"
)

// ClaimRings takes open cases whose next clock is a patient one that is due, the
// longest due first, at most so many, and answers with their IDs. Nobody else is given
// them until a moment. After that, who was claimed and has not answered is claimed again
// whatever readers see of their clocks: a ring may have come to nothing with the worker
// that told of it.
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
	return sqlx.In(`insert into rings (case_id, until) select o.id, ? from (
			select * from (select c.id, c.next_due as due from cases c where c.next_due <= ? and c.next_kind in (?)
				and not exists (select 1 from rings r where r.case_id = c.id) order by c.next_due, c.id limit ?) due
			union all
			select * from (select r.case_id, r.until from rings r where r.until <= ? order by r.until, r.case_id limit ?) unanswered) o
		where true order by o.due, o.id limit ?
		on conflict (case_id) do update set until = excluded.until where rings.until <= ?
		returning case_id`, Time{until}, Time{now}, casework.Patient, most, Time{now}, most, most, Time{now})
}

// Rang ends the claims of cases that have answered whoever asked them, but for those of
// which readers still see a patient clock as due: they are left alone until their claims
// end by themselves.
func (db *DB) Rang(ctx context.Context, cases []string, now time.Time) error {
	if len(cases) == 0 {
		return nil
	}
	query, args, err := sqlx.In(`delete from rings where case_id in (?)
		and not exists (select 1 from cases c where c.id = rings.case_id and c.next_due <= ? and c.next_kind in (?))`, cases, Time{now}, casework.Patient)
	if err != nil {
		return doing("end claims", err)
	}
	return db.write(ctx, "end claims", func(s session) error {
		_, err := s.do(ctx, query, args...)
		return err
	})
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
