package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"beacon/casework"
)

// Found is what was found of a case that stood still.
type Found string

// What may be found. To add one, add a line.
const (
	FoundLate   Found = "late"   // a clock had not rung, and was asked to
	FoundGone   Found = "gone"   // Temporal had no open workflow of it, and one was started
	FoundBehind Found = "behind" // Temporal knew more than this database, and that was written here
	FoundApart  Found = "apart"  // each knows what the other does not: a person decides
)

// Overdue is a case in which something should have rung by now.
type Overdue struct {
	CaseID string `db:"case_id"`
	Since  Time   `db:"since"` // when that was found
	Tries  int    `db:"tries"` // how often it has been claimed since, with this time
	Found  Found  `db:"found"` // what was found the last time
}

// Grace is how long after its time a clock may ring by itself.
type Grace struct {
	Every   time.Duration // for any clock
	Patient time.Duration // for one that is left to the ringer first
}

// overdue narrows deadlines d to those whose grace is over.
func (g Grace) overdue(now time.Time) (where string, args []any) {
	return `d.outcome = 'armed' and d.due <= ? and (d.kind not in (?) or d.due <= ?)`,
		[]any{Time{now.Add(-g.Every)}, casework.Patient, Time{now.Add(-max(g.Every, g.Patient))}}
}

// ClaimOverdue takes cases in which a clock has not rung although its grace is over, the
// longest due first, at most so many. Nobody else is given them until a moment. After that,
// who was claimed and has not answered is claimed again whatever the ledger says: a ring may
// have come to nothing with the worker that told of it.
func (db *DB) ClaimOverdue(ctx context.Context, g Grace, now, until time.Time, most int) (cases []Overdue, err error) {
	query, args, err := g.claim(now, until, most)
	if err != nil {
		return nil, doing("claim overdue cases", err)
	}
	err = db.write(ctx, "claim overdue cases", func(s session) error {
		cases = nil
		return s.all(ctx, &cases, query, args...)
	})
	return cases, err
}

// clocksOfCase is about as many clocks as a case has that are overdue at once: where some
// have more, fewer cases are claimed in one go.
const clocksOfCase = 10

// claim reads no more of what is overdue than it needs, however much there is.
func (g Grace) claim(now, until time.Time, most int) (string, []any, error) {
	late, args := g.overdue(now)
	args = append([]any{Time{until}, Time{now}, string(FoundLate)}, append(args, Time{now}, clocksOfCase*most, Time{now}, most, most, Time{now})...)
	return sqlx.In(`insert into redrives (case_id, until, since, tries, found, kept, answered)
		select o.case_id, ?, ?, 1, ?, '', false from (
			select * from (select d.case_id, d.due from deadlines d where `+late+`
				and not exists (select 1 from redrives r where r.case_id = d.case_id and r.until > ?) order by d.due, d.case_id limit ?) late
			union all
			select * from (select r.case_id, r.since from redrives r where r.until <= ? and not r.answered order by r.since, r.case_id limit ?) unanswered) o
		where true group by o.case_id order by min(o.due), o.case_id limit ?
		on conflict (case_id) do update set until = excluded.until, tries = redrives.tries + 1, answered = false where redrives.until <= ?
		returning case_id, since, tries, found`, args...)
}

// Answered keeps that a case has answered whoever claimed it.
func (db *DB) Answered(ctx context.Context, caseID string) error {
	return db.write(ctx, "note that a case answered", func(s session) error {
		_, err := s.do(ctx, `update redrives set answered = true where case_id = ?`, caseID)
		return err
	})
}

// NoteFound keeps what was found of a case that was claimed.
func (db *DB) NoteFound(ctx context.Context, caseID string, found Found) error {
	return db.write(ctx, "note what was found", func(s session) error {
		_, err := s.do(ctx, `update redrives set found = ? where case_id = ? and found <> ?`, string(found), caseID, string(FoundApart))
		return err
	})
}

// ForgetMoving deletes the claims of cases that have answered and gone on since, once they
// ended.
func (db *DB) ForgetMoving(ctx context.Context, g Grace, now time.Time) (n int64, err error) {
	late, args := g.overdue(now)
	query, args, err := sqlx.In(`delete from redrives where until <= ? and answered and found <> ?
		and not exists (select 1 from deadlines d where d.case_id = redrives.case_id and `+late+`)`,
		append([]any{Time{now}, string(FoundApart)}, args...)...)
	if err != nil {
		return 0, doing("forget cases that move", err)
	}
	err = db.write(ctx, "forget cases that move", func(s session) error {
		n, err = s.do(ctx, query, args...)
		return err
	})
	return n, err
}

// Lateness is how far the ledger of deadlines is from what it promises.
type Lateness struct {
	Cases  int           // in which a clock has not rung although its grace is over, as far as latenessTo clocks tell
	Oldest time.Duration // how long ago the longest due of those was due; 0: there is none
	Apart  int           // cases of which a person decides what they know
}

// latenessTo is how many clocks are looked at, the longest due first: after an outage of
// a week it may be all there are, when it does not matter how many.
const latenessTo = 10_000

func (g Grace) lateness(now time.Time) (string, []any, error) {
	late, args := g.overdue(now)
	return sqlx.In(`select count(distinct o.case_id) as n, coalesce(min(o.due), '') as due from
		(select d.case_id, d.due from deadlines d where `+late+` order by d.due limit ?) o`, append(args, latenessTo)...)
}

// Lateness reads it.
func (db *DB) Lateness(ctx context.Context, g Grace, now time.Time) (Lateness, error) {
	query, args, err := g.lateness(now)
	if err != nil {
		return Lateness{}, doing("read lateness", err)
	}
	var row struct {
		N   int    `db:"n"`
		Due string `db:"due"`
	}
	if err := db.read().one(ctx, &row, query, args...); err != nil {
		return Lateness{}, doing("read lateness", err)
	}
	l := Lateness{Cases: row.N}
	var due Time
	if row.N > 0 && due.Scan(row.Due) == nil {
		l.Oldest = now.Sub(due.Time)
	}
	err = db.read().one(ctx, &l.Apart, `select count(*) from redrives where found = ?`, string(FoundApart))
	return l, doing("read lateness", err)
}

// ForgetRedrive deletes what was found of a case, as when a person has mended it.
func (db *DB) ForgetRedrive(ctx context.Context, caseID string) error {
	return db.write(ctx, "forget what was found", func(s session) error {
		_, err := s.do(ctx, `delete from redrives where case_id = ?`, caseID)
		return err
	})
}
