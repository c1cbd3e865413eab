package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// withLedger is every case at rest since before a moment whose deadlines have all ended
// before it, and are still in the ledger.
const withLedger = `select c.id from cases c where c.resting and not c.ledger_over and c.since < ?
	and not exists (select 1 from deadlines d where d.case_id = c.id and (d.outcome = 'armed' or d.outcome_at >= ?))
	order by c.since, c.id limit ?`

// ForgetLedger deletes the deadlines of cases that have been at rest since before a moment,
// the longest at rest first and at most so many cases, and says of how many. A case of
// which anything is armed, or ended later, keeps all of its deadlines.
func (db *DB) ForgetLedger(ctx context.Context, before time.Time, most int) (cases int, err error) {
	err = db.write(ctx, "forget deadlines", func(s session) error {
		var ids []string
		if err := s.all(ctx, &ids, withLedger+s.dialect.forUpdate, Time{before}, Time{before}, most); err != nil || len(ids) == 0 {
			cases = 0
			return err
		}
		for _, change := range []string{`delete from deadlines where case_id in (?)`, `update cases set ledger_over = true where id in (?)`} {
			query, args, err := sqlx.In(change, ids)
			if err != nil {
				return err
			}
			if _, err := s.do(ctx, query, args...); err != nil {
				return err
			}
		}
		cases = len(ids)
		return nil
	})
	return cases, err
}
