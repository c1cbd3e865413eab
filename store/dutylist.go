package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"beacon/victimscode"
)

// DutyState is how a duty stands.
type DutyState string

// How duties stand. A duty whose case has yet to see that its time is over is late all
// the same.
const (
	DutyOpen     DutyState = "open"     // it is owed
	DutyLate     DutyState = "late"     // it is owed, and its time is over
	DutyMet      DutyState = "met"      // in time or late
	DutyBreached DutyState = "breached" // it was not met in time, whether it has been since or not
	DutyEnded    DutyState = "ended"    // nothing is owed any more, without its having been met
)

// DutyStates lists how duties stand.
var DutyStates = []DutyState{DutyOpen, DutyLate, DutyMet, DutyBreached, DutyEnded}

// DutyFilter narrows a list of duties. Empty fields narrow nothing, except State: empty
// is DutyOpen.
type DutyFilter struct {
	State                                DutyState
	Now                                  time.Time // of DutyLate
	Body, Ours, Row, Team, Worker, Force string
	Subject, Teammates                   string // only what this person works on, and what anybody of this team does; empty: of everybody
	Aim                                  *bool  // false: only what the Code sets a number for, or nobody does
	DueBefore                            time.Time
	After                                Cursor
	Limit                                int // zero or less: 50; never more than 500
}

// Duties lists duties, what is due first first, and what has no time last. ErrCursor:
// After was not a cursor of this list.
func (db *DB) Duties(ctx context.Context, f DutyFilter) (Page[DutyRow], error) {
	query, args, err := f.query()
	if err != nil {
		return Page[DutyRow]{}, doing("list duties", err)
	}
	rows, err := db.dutyRows(ctx, query, args)
	if err != nil {
		return Page[DutyRow]{}, doing("list duties", err)
	}
	return pageOf(rows, atMost(f.Limit), dutyPlace), nil
}

func (db *DB) dutyRows(ctx context.Context, query string, args []any) ([]DutyRow, error) {
	var rows []dutyRow
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return nil, err
	}
	return shown(rows, dutyRow.row), nil
}

func dutyPlace(r DutyRow) Cursor { return cursorAt("duties", written(r.Due), r.CaseID, r.ID) }

const dutiesOrder = ` order by d.due, d.case_id, d.id`

func (f DutyFilter) query() (string, []any, error) {
	last, err := place(f.After, "duties", isMoment, isWord, isWord)
	if err != nil {
		return "", nil, err
	}
	runs := f.runs()
	if last != nil {
		for i := range runs {
			runs[i].and("(d.due, d.case_id, d.id) > (?, ?, ?)", last...)
		}
	}
	limit := atMost(f.Limit) + 1
	if len(runs) == 1 {
		return `select ` + dutyColumns + ` from duties d` + runs[0].String() + dutiesOrder + limited(limit), runs[0].args, nil
	}
	each, args := dutiesTogether(runs, dutyColumns, limit)
	return `select * from (` + each + `) d` + dutiesOrder + limited(limit), args, nil
}

// runs are one for each way in which a duty comes to be shown, each of which an index
// has in the order of the list.
func (f DutyFilter) runs() []where {
	w := f.where()
	switch {
	case f.Subject != "" && f.Teammates != "":
		own, others := w.copy(), w.copy()
		own.and("d.owner = ?", f.Subject)
		others.and("d.team = ?", f.Teammates)
		others.and("d.owner <> ?", f.Subject)
		return []where{own, others}
	case f.Subject != "":
		w.and("d.owner = ?", f.Subject)
	case f.byBody():
		return f.eachBody(w)
	}
	return []where{w}
}

// byBody says that a list is best put together from what each body owes.
func (f DutyFilter) byBody() bool {
	open := f.State == "" || f.State == DutyOpen || f.State == DutyLate
	return open && (f.Body != "" || f.Aim != nil) && f.Team+f.Worker+f.Row == ""
}

// eachBody is a run for each who may owe a duty, of what the Code sets a number for and
// of the rest.
func (f DutyFilter) eachBody(w where) (out []where) {
	aims, bodies := []string{"d.aim = false", "d.aim = true"}, victimscode.Bodies
	if f.Aim != nil {
		aims = []string{""}
	}
	if f.Body != "" {
		bodies = []victimscode.Body{""}
	}
	for _, body := range bodies {
		for _, aim := range aims {
			r := w.copy()
			r.word("d.body = ?", string(body))
			if aim != "" {
				r.and(aim)
			}
			out = append(out, r)
		}
	}
	return out
}

// stands writes what a partial index is made for as that index has it.
var stands = map[DutyState]string{
	DutyOpen:     "d.met is null and d.ended = ''",
	DutyLate:     "d.met is null and d.ended = ''",
	DutyMet:      "d.met is not null",
	DutyBreached: "d.breached is not null",
	DutyEnded:    "d.ended <> ''",
}

func (f DutyFilter) where() (w where) {
	if f.State == "" {
		f.State = DutyOpen
	}
	w.and(stands[f.State])
	w.word("d.body = ?", f.Body)
	w.word("d.ours = ?", f.Ours)
	w.is("d.duty = ?", f.Row)
	w.is("d.team = ?", f.Team)
	w.is("d.owner = ?", f.Worker)
	w.is("d.force = ?", f.Force)
	w.either(f.Aim, "d.aim = true", "d.aim = false")
	if f.State == DutyLate {
		w.and("d.due < ?", written(f.Now))
	}
	if !f.DueBefore.IsZero() {
		w.and("d.due < ?", written(f.DueBefore))
	}
	return w
}

// dutiesTogether puts runs one after the other, of each not more than limit rows.
func dutiesTogether(runs []where, columns string, limit int) (string, []any) {
	parts := make([]string, len(runs))
	var args []any
	for i, r := range runs {
		parts[i] = `select * from (select ` + columns + ` from duties d` + r.String() + dutiesOrder + limited(limit) + `) r` + strconv.Itoa(i)
		args = append(args, r.args...)
	}
	return strings.Join(parts, " union all "), args
}
