package store

import (
	"context"

	"beacon/casework"
)

// Worklist asks what somebody has to do next.
type Worklist struct {
	Subject    string        // whose own tasks
	Role       casework.Role // the role they act in
	Unassigned bool          // also what is asked of their role, and nobody who has that role has
	Team       string        // only what is unassigned in this team; or else also what anybody in it has
	After      Cursor
	Limit      int // zero or less: 50; never more than 500
}

// Worklist lists what somebody has to do, what must happen first first: the urgent,
// then the gravest cases, then what is due first. ErrCursor: After was not a cursor
// of this list.
func (db *DB) Worklist(ctx context.Context, w Worklist) (Page[TaskRow], error) {
	rows, err := db.tasks(ctx, "worklist", w.runs(), w.After, atMost(w.Limit))
	return rows, doing("read worklist", err)
}

// runs are one for each way in which a task comes to be somebody's to do.
func (w Worklist) runs() []run {
	own := run{weight: anyWeight}
	own.and("t.ended is null")
	own.and("t.owner = ?", w.Subject)
	if !w.Unassigned && w.Team == "" {
		return []run{own}
	}
	return []run{own, w.others()}
}

// others leaves out what the caller has. What was not done in time and was put to a
// supervisor still has its caseworker, and waits for a supervisor as much as what
// nobody has.
func (w Worklist) others() run {
	r := run{weight: anyWeight}
	r.and("t.ended is null")
	r.is("t.team = ?", w.Team)
	if w.Unassigned {
		r.and("(t.owner = '' or t.escalated > 0)")
	}
	role := w.Role
	if role.Decides() {
		role = casework.Supervisor // what waits for a supervisor, a manager may do, too
	}
	if w.Unassigned || role != casework.Supervisor {
		r.word("t.role = ?", string(role))
	}
	r.and("t.owner <> ?", w.Subject)
	return r
}
