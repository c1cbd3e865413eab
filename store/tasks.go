package store

import (
	"context"
	"slices"
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

func taskRowOf(v casework.View, t casework.Task) taskRow {
	return taskRow{
		CaseID: v.ID, ID: t.ID, Kind: string(t.Kind), Team: t.Team, Role: string(t.Role), Owner: t.Owner, Urgent: t.Urgent, Grade: string(v.Grade),
		Weight: t.Priority, Raised: momentOf(t.Raised), NotBefore: momentOf(t.NotBefore), Due: momentOf(t.Due), About: t.About, Rung: string(t.Rung),
		Escalated: t.Escalated, Ended: momentOf(t.Ended), EndedIn: t.EndedIn, How: t.How, Stage: string(v.Stage), Halted: v.Halted,
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
	return pageOf(shown(rows, taskRow.row), limit, func(r TaskRow) Cursor {
		return cursorAt(list, strconv.Itoa(r.Priority), written(r.Due), r.CaseID, r.ID)
	}), nil
}

// writeTasks writes the tasks of a view which have changed. It lists every open one, so
// that a row which is open and not listed is of a task that ended unseen.
func (s session) writeTasks(ctx context.Context, v casework.View, known []taskRow) error {
	open := make(map[string]taskRow, len(known))
	for _, r := range known {
		open[r.ID] = r
	}
	rows := make([]taskRow, len(v.Tasks))
	for i, t := range v.Tasks {
		rows[i] = taskRowOf(v, t)
	}
	changed := differing(open, rows, func(r taskRow) string { return r.ID })
	for _, gone := range open {
		gone.Ended, gone.EndedIn, gone.How = momentOf(lastNoted(v)), v.Revision, "unseen"
		changed = append(changed, gone)
	}
	return s.putTasks(ctx, v.Revision, changed)
}

// openTasks are all that a view can be the same as: an end is told once, or was taken back.
const openTasks = `select case_id, id, kind, team, role, owner, urgent, grade, weight, raised, not_before, due, about, rung, escalated, ended, ended_in, how, stage, halted
	from tasks where case_id = ? and ended is null`

// putTasks writes them all in one statement, or as few as can be.
func (s session) putTasks(ctx context.Context, revision int, rows []taskRow) error {
	for some := range slices.Chunk(rows, rowsAtOnce) {
		var args []any
		for _, r := range some {
			args = append(args, r.CaseID, r.ID, revision, r.Kind, r.Team, r.Role, r.Owner, r.Urgent, r.Grade, r.Weight, r.Raised, r.NotBefore, written(r.Due.Time),
				r.About, r.Rung, r.Escalated, r.Ended, r.EndedIn, r.How, r.Stage, r.Halted)
		}
		err := s.later(ctx, `insert into tasks (case_id, id, revision, kind, team, role, owner, urgent, grade, weight, raised, not_before, due, about,
				rung, escalated, ended, ended_in, how, stage, halted)
			values `+rowsOf(len(some), `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)+`
			on conflict (case_id, id) do update set revision = excluded.revision, kind = excluded.kind, team = excluded.team, role = excluded.role,
				owner = excluded.owner, urgent = excluded.urgent, grade = excluded.grade, weight = excluded.weight,
				raised = excluded.raised, not_before = excluded.not_before, due = excluded.due, about = excluded.about, rung = excluded.rung, escalated = excluded.escalated,
				ended = excluded.ended, ended_in = excluded.ended_in, how = excluded.how, stage = excluded.stage, halted = excluded.halted`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}
