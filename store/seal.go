package store

import (
	"context"
	"time"
)

// Sealed says that a case is sealed, since when, by whom and why.
type Sealed struct {
	At  time.Time // UTC
	By  string    // a subject
	Why string    // a code
}

// SealCase seals a case, or with nil opens it again, and keeps that as news which the
// case is to be told. Sealing a sealed case keeps the first moment. ErrNotFound: no
// such case has been admitted.
func (db *DB) SealCase(ctx context.Context, caseID string, to *Sealed, by string, at time.Time) (News, error) {
	n := News{Kind: CaseUnsealed, CaseID: caseID, At: at, By: by}
	if to != nil {
		n.Kind, n.Why = CaseSealed, to.Why
	}
	n.ID = identity("news", string(n.Kind), caseID, written(at))
	return n, db.write(ctx, "seal case", func(s session) error {
		if _, err := s.personOf(ctx, caseID); err != nil {
			return err
		}
		if err := s.writeNews(ctx, n); err != nil {
			return err
		}
		if to == nil {
			_, err := s.do(ctx, `delete from sealed_cases where case_id = ?`, caseID)
			return err
		}
		_, err := s.do(ctx, `insert into sealed_cases (case_id, sealed_at, sealed_by, sealed_why) values (?, ?, ?, ?)
			on conflict (case_id) do update set sealed_by = excluded.sealed_by, sealed_why = excluded.sealed_why`,
			caseID, Time{to.At}, to.By, to.Why)
		return err
	})
}

// Sealed says how a case is sealed; nil: it is not.
func (db *DB) Sealed(ctx context.Context, caseID string) (*Sealed, error) {
	var row struct {
		At  Time   `db:"sealed_at"`
		By  string `db:"sealed_by"`
		Why string `db:"sealed_why"`
	}
	known, err := db.read().found(ctx, &row, `select sealed_at, sealed_by, sealed_why from sealed_cases where case_id = ?`, caseID)
	if err != nil || !known {
		return nil, doing("read seal", err)
	}
	return &Sealed{row.At.Time, row.By, row.Why}, nil
}
