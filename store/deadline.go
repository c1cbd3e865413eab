package store

import (
	"context"
	"slices"

	"beacon/casework"
)

// DeadlineState is how a deadline of the ledger stands.
type DeadlineState string

// A deadline is armed until its clock rings or is stopped, and then never anything else.
const (
	Armed   DeadlineState = "armed"
	Rung    DeadlineState = "rung"
	Stopped DeadlineState = "stopped"
)

// DeadlineRow is one deadline of the ledger.
type DeadlineRow struct {
	CaseID  string        `db:"case_id"`
	ClockID string        `db:"clock_id"`
	Set     int           `db:"armed"` // the revision in which it was set
	Kind    casework.Kind `db:"kind"`
	Due     Time          `db:"due"`
	Outcome DeadlineState `db:"outcome"`
	Ended   Time          `db:"outcome_at"` // zero: not yet
	RungBy  casework.Bell `db:"rung_by"`
}

// Deadlines reads the ledger of a case, in the order in which its clocks were due.
func (db *DB) Deadlines(ctx context.Context, caseID string) (rows []DeadlineRow, err error) {
	err = db.read().all(ctx, &rows, `select `+deadlineColumns+` from deadlines where case_id = ? order by due, clock_id, armed`, caseID)
	return rows, doing("read deadlines", err)
}

const deadlineColumns = `case_id, clock_id, armed, kind, due, outcome, outcome_at, rung_by`

// armedOf are the deadlines of a case that are armed. Were it said that way, a database
// which does not know yet how many there are would look through all that are, of any case.
const armedOf = `select ` + deadlineColumns + ` from deadlines where case_id = ? and outcome not in ('rung', 'stopped')`

// writeDeadlines brings the ledger up to a view, and answers with the clocks of which it
// is known only now that they have rung. The view names all that stand, so that one which
// is armed and not named was stopped.
func (s session) writeDeadlines(ctx context.Context, v casework.View, armed []DeadlineRow) (rung []casework.Deadline, err error) {
	known := make(map[settingOf]DeadlineRow, len(armed))
	for _, r := range armed {
		known[settingOf{r.ClockID, r.Set}] = r
	}
	rows, rang := make([]DeadlineRow, len(v.Deadlines)), map[settingOf]casework.Deadline{}
	for i, d := range v.Deadlines {
		rows[i] = deadlineRowOf(v.ID, d)
		if rows[i].Outcome == Rung {
			rang[settingOf{d.Clock, d.Set}] = d
		}
	}
	changed := differing(known, rows, func(r DeadlineRow) settingOf { return settingOf{r.ClockID, r.Set} })
	for _, gone := range known {
		gone.Outcome, gone.Ended = Stopped, momentOf(lastNoted(v))
		changed = append(changed, gone)
	}
	wrote, err := s.putDeadlines(ctx, changed, len(rang) > 0)
	for _, is := range wrote {
		if d, ok := rang[is]; ok {
			rung = append(rung, d)
		}
	}
	return rung, err
}

// settingOf names a deadline within its case.
type settingOf struct {
	Clock string `db:"clock_id"`
	Set   int    `db:"armed"`
}

func deadlineRowOf(caseID string, d casework.Deadline) DeadlineRow {
	row := DeadlineRow{CaseID: caseID, ClockID: d.Clock, Set: d.Set, Kind: d.Kind, Due: momentOf(d.Due), Outcome: Armed}
	if !d.Rung.IsZero() {
		row.Outcome, row.Ended, row.RungBy = Rung, momentOf(d.Rung), d.By
	}
	return row
}

// putDeadlines writes them all in one statement, or as few as can be, and says which of
// them changed anything, where somebody asks. What has ended stays as it ended.
func (s session) putDeadlines(ctx context.Context, rows []DeadlineRow, asked bool) (wrote []settingOf, err error) {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		var args []any
		for _, r := range chunk {
			args = append(args, r.CaseID, r.ClockID, r.Set, string(r.Kind), r.Due, string(r.Outcome), r.Ended, string(r.RungBy))
		}
		text := `insert into deadlines (` + deadlineColumns + `) values ` + rowsOf(len(chunk), `(?, ?, ?, ?, ?, ?, ?, ?)`) + `
			on conflict (case_id, clock_id, armed) do update set kind = excluded.kind, due = excluded.due,
				outcome = excluded.outcome, outcome_at = excluded.outcome_at, rung_by = excluded.rung_by
			where deadlines.outcome = 'armed'`
		var some []settingOf
		if asked {
			err = s.all(ctx, &some, text+` returning clock_id, armed`, args...)
		} else {
			err = s.later(ctx, text, args...)
		}
		if err != nil {
			return nil, err
		}
		wrote = append(wrote, some...)
	}
	return wrote, nil
}

// MendDeadlines brings the ledger up to a view that readers already have.
func (db *DB) MendDeadlines(ctx context.Context, v casework.View) error {
	return db.write(ctx, "mend deadlines", func(s session) error {
		var at int
		if err := s.one(ctx, &at, `select revision from cases where id = ?`+s.dialect.forUpdate, v.ID); err != nil || at != v.Revision {
			return err
		}
		var armed []DeadlineRow
		if err := s.all(ctx, &armed, armedOf, v.ID); err != nil {
			return err
		}
		_, err := s.writeDeadlines(ctx, v, armed)
		return err
	})
}
