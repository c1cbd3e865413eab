package store

import (
	"context"
	"strings"
	"time"
)

// Look is a case that somebody looks into because of what it waits for.
type Look struct {
	CaseID string `db:"case_id"`
	Tries  int    `db:"tries"` // how often in a row what it waits for was made anew
}

// ClaimSending takes cases that have had something to do since a moment, and have told
// nothing: at most so many, first those that nobody has looked into yet, and of the others
// the longest not looked into. Nobody else is given them until a moment.
func (db *DB) ClaimSending(ctx context.Context, since, now, until time.Time, most int) (looks []Look, err error) {
	err = db.write(ctx, "claim cases that send", func(s session) error {
		looks = nil
		return s.all(ctx, &looks, `insert into looks (case_id, until, tries)
			select c.id, ?, 0 from cases c left join looks l on l.case_id = c.id
			where c.sending and c.as_of <= ? and (l.until is null or l.until <= ?)
			order by coalesce(l.until, ''), c.as_of, c.id limit ?
			on conflict (case_id) do update set until = excluded.until where looks.until <= ? returning case_id, tries`, Time{until}, Time{since}, Time{now}, most, Time{now})
	})
	return looks, err
}

// ClaimLooks takes these cases in order to have made anew what they wait for, but for
// those in which that has just been done. Nobody else is given them until a moment.
func (db *DB) ClaimLooks(ctx context.Context, cases []string, now, until time.Time) (looks []Look, err error) {
	if len(cases) == 0 {
		return nil, nil
	}
	var args []any
	for _, id := range cases {
		args = append(args, id, Time{until})
	}
	err = db.write(ctx, "claim cases", func(s session) error {
		looks = nil
		return s.all(ctx, &looks, `insert into looks (case_id, until, tries) values (?, ?, 1)`+strings.Repeat(`, (?, ?, 1)`, len(cases)-1)+`
			on conflict (case_id) do update set until = excluded.until, tries = looks.tries + 1 where looks.until <= ? or looks.tries = 0
			returning case_id, tries - 1 as tries`, append(args, Time{now})...)
	})
	return looks, err
}

// Looked keeps until when nobody need look into a case again, and how often in a row
// what it waits for was made anew.
func (db *DB) Looked(ctx context.Context, l Look, until time.Time) error {
	return db.write(ctx, "keep a look", func(s session) error {
		_, err := s.do(ctx, `update looks set until = ?, tries = ? where case_id = ?`, Time{until}, l.Tries, l.CaseID)
		return err
	})
}

// ForgetLooks deletes the claims that ended before a moment, and says how many.
func (db *DB) ForgetLooks(ctx context.Context, before time.Time) (n int64, err error) {
	err = db.write(ctx, "forget looks", func(s session) error {
		n, err = s.do(ctx, `delete from looks where until < ?`, Time{before})
		return err
	})
	return n, err
}
