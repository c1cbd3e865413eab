package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"beacon/victimscode"
)

// GlanceDuties looks at the list that Duties reads by the same filter; its cursor and
// limit do not matter.
func (db *DB) GlanceDuties(ctx context.Context, f DutyFilter, first int) (Glance[DutyRow], error) {
	f.After, f.Limit = "", first
	query, args, err := f.glance()
	if err != nil {
		return Glance[DutyRow]{}, doing("glance at duties", err)
	}
	return glance[struct {
		dutyRow
		whole
	}](ctx, db, "glance at duties", query, args)
}

func (f DutyFilter) glance() (string, []any, error) {
	page, args, err := f.query()
	if err != nil {
		return "", nil, err
	}
	each, counted := dutiesTogether(f.runs(), "1", countsTo+1)
	return `select p.*, ` + wholeOf(each) + ` from (` + page + `) p order by p.due, p.case_id, p.id` + limited(atMost(f.Limit)), append(counted, args...), nil
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
	query, args := f.byForce(of)
	var rows []struct {
		Body  string `db:"body"`
		Force string `db:"force"`
		N     int    `db:"n"`
		Since Time   `db:"since"`
		Whole int    `db:"whole"`
	}
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return nil, doing("count late duties", err)
	}
	var out []AgencyLate
	for _, body := range of {
		for _, r := range rows {
			if r.Body == string(body) {
				out = append(out, AgencyLate{body, r.Force, r.N, r.Whole > countsTo, r.Since.Time})
			}
		}
	}
	return out, nil
}

// byForce looks at what is late of each body by itself, so that none is looked at less
// because another has much.
func (f DutyFilter) byForce(of []victimscode.Body) (string, []any) {
	parts := make([]string, len(of))
	var args []any
	for i, body := range of {
		f.Body = string(body)
		each, more := dutiesTogether(f.runs(), "d.body, d.force, d.due", countsTo+1)
		parts[i], args = `select * from (`+each+limited(countsTo+1)+`) b`+strconv.Itoa(i), append(args, more...)
	}
	return `select body, force, n, since, sum(n) over (partition by body) as whole from (select body, force, count(*) as n, min(due) as since
		from (` + strings.Join(parts, " union all ") + `) o group by body, force) by_force order by body, n desc, force`, args
}
