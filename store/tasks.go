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
	Halted bool           // whether all messages of the case are stopped, now
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
	Rung      string `db:"rung"`
	Escalated int    `db:"escalated"`
	Ended     Time   `db:"ended"`
	EndedIn   int    `db:"ended_in"`
	How       string `db:"how"`
	Stage     string `db:"stage"`
	Halted    bool   `db:"halted"`
}

func (r taskRow) row() TaskRow {
	return TaskRow{
		CaseID: r.CaseID, Grade: casework.Grade(r.Grade), Stage: casework.Stage(r.Stage), Halted: r.Halted,
		Task: casework.Task{
			ID: r.ID, Kind: casework.TaskKind(r.Kind), Team: r.Team, Role: casework.Role(r.Role), Owner: r.Owner, Priority: r.Weight, Urgent: r.Urgent,
			Raised: r.Raised.Time, NotBefore: r.NotBefore.Time, Due: r.Due.Time, About: r.About, Rung: casework.Rung(r.Rung), Escalated: r.Escalated,
			Ended: r.Ended.Time, EndedIn: r.EndedIn, How: r.How,
		},
	}
}

// TaskFilter narrows a worklist. Empty fields narrow nothing, except Open: nil and
// true are the tasks that are open, false those that have ended.
type TaskFilter struct {
	Case, Team, Role, Assignee, Kind, Grade, Rung string
	Open                                          *bool
	DueBefore                                     time.Time
	After                                         Cursor
	Limit                                         int // zero or less: 50; never more than 500
}

// Tasks lists tasks in the order in which they should be done: by priority, which
// the case gives, and then what is due first. ErrCursor: After was not
// a cursor of this list.
func (db *DB) Tasks(ctx context.Context, f TaskFilter) (Page[TaskRow], error) {
	rows, err := db.tasks(ctx, "tasks", f.runs(), f.After, atMost(f.Limit))
	return rows, doing("list tasks", err)
}

func (db *DB) tasks(ctx context.Context, list string, runs []run, after Cursor, limit int) (Page[TaskRow], error) {
	query, args, err := tasksQuery(list, runs, after, limit+1)
	if err != nil {
		return Page[TaskRow]{}, err
	}
	var rows []taskRow
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return Page[TaskRow]{}, err
	}
	out := make([]TaskRow, len(rows))
	for i, row := range rows {
		out[i] = row.row()
	}
	return pageOf(out, limit, func(r TaskRow) Cursor {
		return cursorAt(list, strconv.Itoa(r.Priority), written(r.Due), r.CaseID, r.ID)
	}), nil
}
