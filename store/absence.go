package store

import (
	"context"
	"errors"
	"time"

	"beacon/casework"
)

// Absence is when somebody is away, and who covers for them. Times are UTC.
type Absence struct {
	ID      string
	Subject string
	From    time.Time
	Until   time.Time
	Cover   string // empty: nobody
	Written time.Time
	By      string
	Ended   time.Time // zero: it has not been ended before its time
}

type absenceRow struct {
	ID      string `db:"id"`
	Subject string `db:"subject"`
	Starts  Time   `db:"starts"`
	Until   Time   `db:"until"`
	Cover   string `db:"cover"`
	Written Time   `db:"written"`
	Wrote   string `db:"wrote"`
	Ended   Time   `db:"ended_at"`
}

func (r absenceRow) row() Absence {
	return Absence{r.ID, r.Subject, r.Starts.Time, r.Until.Time, r.Cover, r.Written.Time, r.Wrote, r.Ended.Time}
}

const absenceColumns = `a.id, a.subject, a.starts, a.until, a.cover, a.written, a.wrote, a.ended_at`

// WriteAbsence keeps an absence. It may be repeated; one that stood for the same
// person ends with it, as nobody is away twice.
func (db *DB) WriteAbsence(ctx context.Context, a Absence) error {
	return db.write(ctx, "write absence", func(s session) error {
		n, err := s.do(ctx, `insert into absences (id, subject, starts, until, cover, written, wrote, ended_at, ended_by)
			values (?, ?, ?, ?, ?, ?, ?, null, '') on conflict (id) do nothing`,
			a.ID, a.Subject, Time{a.From}, Time{a.Until}, a.Cover, Time{a.Written}, a.By)
		if err != nil || n == 0 {
			return err
		}
		_, err = s.do(ctx, `update absences set ended_at = ?, ended_by = ? where subject = ? and id <> ? and ended_at is null and until > ?`,
			Time{a.Written}, a.By, a.Subject, a.ID, Time{a.Written})
		return err
	})
}

// EndAbsence says that somebody is back, or will not be away at all. ErrNotFound:
// they are not away, and will not be.
func (db *DB) EndAbsence(ctx context.Context, subject, by string, at time.Time) error {
	return db.write(ctx, "end absence", func(s session) error {
		n, err := s.do(ctx, `update absences set ended_at = ?, ended_by = ? where subject = ? and ended_at is null and until > ?`,
			Time{at}, by, subject, Time{at})
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// AbsenceOf is the absence of somebody that has not ended by a moment, begun or
// ahead; nil: there is none.
func (db *DB) AbsenceOf(ctx context.Context, subject string, at time.Time) (*Absence, error) {
	var row absenceRow
	err := db.read().one(ctx, &row, `select `+absenceColumns+` from absences a
		where a.subject = ? and a.ended_at is null and a.until > ? order by a.until limit 1`, subject, Time{at})
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	a := row.row()
	return &a, doing("read absence", err)
}

// Uncovered is a case whose owner is away and which does not know, or one that is
// covered for an absence that has ended.
type Uncovered struct {
	CaseID   string
	Revision int
	Over     bool // the absence has ended
	Absence
}

// Uncovered lists what cases must still be told of absences.
func (db *DB) Uncovered(ctx context.Context, at time.Time, limit int) ([]Uncovered, error) {
	var rows []struct {
		absenceRow
		CaseID   string `db:"case_id"`
		Revision int    `db:"revision"`
		Over     bool   `db:"over"`
	}
	err := db.read().all(ctx, &rows, `select `+absenceColumns+`, c.id as case_id, c.revision, 1 = 0 as over from absences a
			join cases c on c.owner = a.subject
			where a.ended_at is null and a.until > ? and a.cover <> '' and c.stage <> ? and c.absence <> a.id and (c.cover = '' or c.absence <> '')
		union all
		select `+absenceColumns+`, c.id as case_id, c.revision, 1 = 1 as over from cases c join absences a on a.id = c.absence
			where c.cover <> '' and a.ended_at is not null and c.stage <> ?
		order by case_id limit ?`, Time{at}, string(casework.Closed), string(casework.Closed), limit)
	if err != nil {
		return nil, doing("list uncovered cases", err)
	}
	out := make([]Uncovered, len(rows))
	for i, r := range rows {
		out[i] = Uncovered{r.CaseID, r.Revision, r.Over, r.row()}
	}
	return out, nil
}
