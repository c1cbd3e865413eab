package store

import (
	"context"
	"time"

	"beacon/victimscode"
)

// GlanceDuties looks at the list that Duties reads by the same filter; its cursor and
// limit do not matter.
func (db *DB) GlanceDuties(ctx context.Context, f DutyFilter, first int) (Glance[DutyRow], error) {
	f.After, f.Limit = "", first
	page, err := db.Duties(ctx, f)
	if err != nil {
		return Glance[DutyRow]{}, doing("glance at duties", err)
	}
	query, args := f.count()
	g, err := glance(ctx, db.read(), page, query, args)
	return g, doing("glance at duties", err)
}

func (f DutyFilter) count() (string, []any) {
	each, args := dutiesTogether(f.runs(), "1", countsTo+1)
	return `select count(*) from (` + each + ` limit ?) n`, append(args, countsTo+1)
}

// AgencyLate is how much one body of one force's area has not done in time.
type AgencyLate struct {
	Body  victimscode.Body
	Force string // of police, that knows the victims; empty: none is known
	Count int
	More  bool      // the body has more: only the thousand that were due first were looked at
	Since time.Time // since when the first of it is late
}

// LateByAgency says what each of these bodies has not done in time of a list of what is
// late, in the order of the bodies, and of each the force with the most first.
func (db *DB) LateByAgency(ctx context.Context, f DutyFilter, of []victimscode.Body) ([]AgencyLate, error) {
	var out []AgencyLate
	for _, body := range of {
		f.Body = string(body)
		query, args := f.byForce()
		var rows []struct {
			Force string `db:"force"`
			N     int    `db:"n"`
			Since Time   `db:"since"`
		}
		if err := db.read().all(ctx, &rows, query, args...); err != nil {
			return nil, doing("count late duties", err)
		}
		whole := 0
		for _, r := range rows {
			whole += r.N
		}
		for _, r := range rows {
			out = append(out, AgencyLate{body, r.Force, r.N, whole > countsTo, r.Since.Time})
		}
	}
	return out, nil
}

func (f DutyFilter) byForce() (string, []any) {
	each, args := dutiesTogether(f.runs(), "d.force, d.due", countsTo+1)
	return `select force, count(*) as n, min(due) as since from (` + each + ` limit ?) o group by force order by n desc, force`,
		append(args, countsTo+1)
}
