package store

import (
	"context"
	"encoding/json"
	"time"

	"beacon/casework"
)

// CaseRow is a case as readers see it. Times are UTC; zero: not yet.
type CaseRow struct {
	ID            string
	Revision      int
	Stage         casework.Stage
	Since         time.Time
	Grade         casework.Grade
	DomesticAbuse bool
	Team          string
	Owner         string
	OfferedTo     string
	Cover         string
	Absence       string
	Referred      time.Time
	Reached       time.Time
	Closed        time.Time
	ClosedFor     string
	Halted        bool
	Resting       bool
	NextDue       time.Time
	NextKind      string
	State         json.RawMessage // the whole case; not in lists
	OpenTasks     int
	PersonID      string // empty where no referral of it has been admitted here
}

type caseRow struct {
	ID            string `db:"id"`
	Revision      int    `db:"revision"`
	Stage         string `db:"stage"`
	Since         Time   `db:"since"`
	Grade         string `db:"grade"`
	DomesticAbuse bool   `db:"domestic_abuse"`
	Team          string `db:"team"`
	Owner         string `db:"owner"`
	OfferedTo     string `db:"offered_to"`
	Cover         string `db:"cover"`
	Absence       string `db:"absence"`
	Referred      Time   `db:"referred"`
	Reached       Time   `db:"reached"`
	Closed        Time   `db:"closed"`
	ClosedFor     string `db:"closed_for"`
	Halted        bool   `db:"halted"`
	Resting       bool   `db:"resting"`
	NextDue       Time   `db:"next_due"`
	NextKind      string `db:"next_kind"`
	State         string `db:"state"`
	OpenTasks     int    `db:"open_tasks"`
	PersonID      string `db:"person_id"`
}

func (r caseRow) row() CaseRow {
	out := CaseRow{
		ID: r.ID, Revision: r.Revision, Stage: casework.Stage(r.Stage), Since: r.Since.Time, Grade: casework.Grade(r.Grade),
		DomesticAbuse: r.DomesticAbuse, Team: r.Team, Owner: r.Owner, OfferedTo: r.OfferedTo, Cover: r.Cover, Absence: r.Absence, Referred: r.Referred.Time, Reached: r.Reached.Time, Closed: r.Closed.Time,
		ClosedFor: r.ClosedFor, Halted: r.Halted, Resting: r.Resting, NextDue: r.NextDue.Time, NextKind: r.NextKind,
		OpenTasks: r.OpenTasks, PersonID: r.PersonID,
	}
	if r.State != "" {
		out.State = json.RawMessage(r.State)
	}
	return out
}

const caseColumns = `c.id, c.revision, c.stage, c.since, c.grade, c.domestic_abuse, c.team, c.owner, c.offered_to, c.cover, c.absence, c.referred, c.reached, c.closed,
	c.closed_for, c.halted, c.resting, c.next_due, c.next_kind,
	(select count(*) from tasks t where t.case_id = c.id and t.ended is null) as open_tasks,
	coalesce((select p.person_id from case_people p where p.case_id = c.id), '') as person_id`

// Case reads one case. ErrNotFound: none has been published by this ID.
func (db *DB) Case(ctx context.Context, id string) (CaseRow, error) {
	var row caseRow
	err := db.read().one(ctx, &row, `select `+caseColumns+`, c.state from cases c where c.id = ?`, id)
	return row.row(), doing("read case", err)
}

// Revision is the revision of a case that readers see. ErrNotFound: none has been
// published by this ID.
func (db *DB) Revision(ctx context.Context, id string) (revision int, err error) {
	err = db.read().one(ctx, &revision, `select revision from cases where id = ?`, id)
	return revision, doing("read revision", err)
}

// Shown is how far readers see a case, and as of when: the time of the task in which they
// were told.
type Shown struct {
	Revision int  `db:"revision"`
	AsOf     Time `db:"as_of"`
}

// Shown reads it. ErrNotFound: none has been published by this ID.
func (db *DB) Shown(ctx context.Context, id string) (s Shown, err error) {
	return s, doing("read what is shown", db.read().one(ctx, &s, `select revision, as_of from cases where id = ?`, id))
}

// CaseFilter narrows a list of cases. Empty fields narrow nothing.
type CaseFilter struct {
	Stage, Grade, Team, Assignee, OfferedTo, Cover string
	DueBefore                                      time.Time
	Halted                                         *bool
	Open                                           *bool // false: those that are closed
	SetBack                                        *bool // those of which a person decides what they know; see Found
	After                                          Cursor
	Limit                                          int // zero or less: 50; never more than 500
}

// Cases lists cases, what is due first first, and cases for which nothing is due
// last. ErrCursor: After was not a cursor of this list.
func (db *DB) Cases(ctx context.Context, f CaseFilter) (Page[CaseRow], error) {
	query, args, err := f.query()
	if err != nil {
		return Page[CaseRow]{}, doing("list cases", err)
	}
	var rows []caseRow
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return Page[CaseRow]{}, doing("list cases", err)
	}
	return pageOf(shown(rows, caseRow.row), atMost(f.Limit), func(r CaseRow) Cursor { return cursorAt("cases", written(r.NextDue), r.ID) }), nil
}

const casesOrder = ` order by c.next_due, c.id`

func (f CaseFilter) query() (string, []any, error) {
	w := f.where()
	last, err := place(f.After, "cases", isMoment, isWord)
	if err != nil {
		return "", nil, err
	}
	if last != nil {
		w.and("(c.next_due, c.id) > (?, ?)", last...)
	}
	return `select ` + caseColumns + ` from cases c` + w.String() + casesOrder + limited(atMost(f.Limit)+1), w.args, nil
}

// where writes what a partial index is made for as that index has it, and not with a
// parameter, which would hide it from the database.
func (f CaseFilter) where() (w where) {
	w.word("c.stage = ?", f.Stage)
	w.word("c.grade = ?", f.Grade)
	w.is("c.team = ?", f.Team)
	w.is("c.owner = ?", f.Assignee)
	w.is("c.offered_to = ? and c.offered_to <> ''", f.OfferedTo)
	w.is("c.cover = ? and c.cover <> ''", f.Cover)
	w.either(f.Halted, "c.halted = true", "c.halted = false")
	w.either(f.SetBack, "c.id in (select r.case_id from redrives r where r.found = 'apart')", "c.id not in (select r.case_id from redrives r where r.found = 'apart')")
	w.either(f.Open, "c.stage <> 'closed'", "c.stage = 'closed'")
	if !f.DueBefore.IsZero() {
		w.and("c.next_due < ?", written(f.DueBefore))
	}
	return w
}

const stuck = `select count(*) from cases where next_due < ?`

// Stuck counts the cases for which something was due before a moment and has not
// happened: a case that is carried on is never among them for long.
func (db *DB) Stuck(ctx context.Context, before time.Time) (int, error) {
	var n int
	err := db.read().one(ctx, &n, stuck, Time{before})
	return n, doing("count stuck cases", err)
}
