package store

import (
	"context"
	"strconv"
	"time"

	"beacon/casework"
)

// TaskRow is a task on a worklist, with the case it belongs to.
type TaskRow struct {
	CaseID string
	Grade  casework.Grade // of the case; of a task that has ended, when it ended
	Stage  casework.Stage // of the case, now
	casework.Task
}

type taskRow struct {
	CaseID    string `db:"case_id"`
	ID        string `db:"id"`
	Kind      string `db:"kind"`
	Team      string `db:"team"`
	Role      string `db:"role"`
	Owner     string `db:"owner"`
	Urgent    bool   `db:"urgent"`
	Grade     string `db:"grade"`
	Weight    int    `db:"weight"`
	Raised    Time   `db:"raised"`
	NotBefore Time   `db:"not_before"`
	Due       Time   `db:"due"`
	About     string `db:"about"`
	Escalated int    `db:"escalated"`
	Ended     Time   `db:"ended"`
	EndedIn   int    `db:"ended_in"`
	How       string `db:"how"`
	Stage     string `db:"stage"`
}

func (r taskRow) row() TaskRow {
	return TaskRow{
		CaseID: r.CaseID, Grade: casework.Grade(r.Grade), Stage: casework.Stage(r.Stage),
		Task: casework.Task{
			ID: r.ID, Kind: casework.TaskKind(r.Kind), Team: r.Team, Role: casework.Role(r.Role), Owner: r.Owner, Priority: r.Weight, Urgent: r.Urgent,
			Raised: r.Raised.Time, NotBefore: r.NotBefore.Time, Due: r.Due.Time, About: r.About, Escalated: r.Escalated,
			Ended: r.Ended.Time, EndedIn: r.EndedIn, How: r.How,
		},
	}
}

// TaskFilter narrows a worklist. Empty fields narrow nothing, except Open: nil and
// true are the tasks that are open, false those that have ended.
type TaskFilter struct {
	Case, Team, Role, Assignee, Kind string
	Open                             *bool
	DueBefore                        time.Time
	After                            Cursor
	Limit                            int // zero or less: 50; never more than 500
}

// Tasks lists tasks in the order in which they should be done: by priority, which
// the case gives, and then what is due first. ErrCursor: After was not
// a cursor of this list.
func (db *DB) Tasks(ctx context.Context, f TaskFilter) (Page[TaskRow], error) {
	query, args, err := f.query()
	if err != nil {
		return Page[TaskRow]{}, doing("list tasks", err)
	}
	var rows []taskRow
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return Page[TaskRow]{}, doing("list tasks", err)
	}
	out := make([]TaskRow, len(rows))
	for i, row := range rows {
		out[i] = row.row()
	}
	return pageOf(out, atMost(f.Limit), func(r TaskRow) Cursor {
		return cursorAt("tasks", strconv.Itoa(r.Priority), written(r.Due), r.CaseID, r.ID)
	}), nil
}

func (f TaskFilter) query() (string, []any, error) {
	var w where
	if f.Open != nil && !*f.Open {
		w.and("t.ended is not null")
	} else {
		w.and("t.ended is null")
	}
	w.is("t.case_id = ?", f.Case)
	w.is("t.team = ?", f.Team)
	w.is("t.role = ?", f.Role)
	w.is("t.owner = ?", f.Assignee)
	w.is("t.kind = ?", f.Kind)
	if !f.DueBefore.IsZero() {
		w.and("t.due < ?", written(f.DueBefore))
	}
	last, err := place(f.After, "tasks", isNumber, isMoment, isWord, isWord)
	if err != nil {
		return "", nil, err
	}
	if last != nil {
		last[0], _ = strconv.Atoi(last[0].(string))
		w.and("(t.weight, t.due, t.case_id, t.id) > (?, ?, ?, ?)", last...)
	}
	return `select t.case_id, t.id, t.kind, t.team, t.role, t.owner, t.urgent, t.grade, t.weight, t.raised, t.not_before, t.due, t.about, t.escalated,
			t.ended, t.ended_in, t.how, coalesce((select c.stage from cases c where c.id = t.case_id), '') as stage
		from tasks t` + w.String() + ` order by t.weight, t.due, t.case_id, t.id limit ?`,
		append(w.args, atMost(f.Limit)+1), nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseInt(s, 10, 32)
	return err == nil
}
