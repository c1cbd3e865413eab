package store

import (
	"context"
	"strconv"
	"time"
)

// Entry says who did or looked at what. It holds no name and no words.
type Entry struct {
	At        time.Time
	Subject   string // of the token; opaque
	Role      string
	Action    string
	CaseID    string // empty where it is about no case
	RequestID string
}

// Audit adds an entry. The database itself refuses to change one or take it away.
func (db *DB) Audit(ctx context.Context, e Entry) error {
	return db.writeOne(ctx, "write audit", func(s session) error { return s.audit(ctx, e) })
}

func (s session) audit(ctx context.Context, e Entry) error {
	_, err := s.do(ctx, `insert into audit (at, subject, role, action, case_id, request_id) values (?, ?, ?, ?, ?, ?)`,
		Time{e.At}, e.Subject, e.Role, e.Action, e.CaseID, e.RequestID)
	return err
}

// Audited reads the entries about a case, in the order in which they were written.
// ErrCursor: the cursor was not one of this list.
func (db *DB) Audited(ctx context.Context, caseID string, cursor Cursor, limit int) (Page[Entry], error) {
	var w where
	w.and("case_id = ?", caseID)
	last, err := place(cursor, "audit", isNumber)
	if err != nil {
		return Page[Entry]{}, doing("read audit", err)
	}
	if last != nil {
		last[0], _ = strconv.Atoi(last[0].(string))
		w.and("id > ?", last...)
	}
	type entryRow struct {
		ID        int    `db:"id"`
		At        Time   `db:"at"`
		Subject   string `db:"subject"`
		Role      string `db:"role"`
		Action    string `db:"action"`
		CaseID    string `db:"case_id"`
		RequestID string `db:"request_id"`
	}
	var rows []entryRow
	err = db.read().all(ctx, &rows, `select id, at, subject, role, action, case_id, request_id from audit`+w.String()+` order by id limit ?`,
		append(w.args, atMost(limit)+1)...)
	if err != nil {
		return Page[Entry]{}, doing("read audit", err)
	}
	cut := pageOf(rows, atMost(limit), func(r entryRow) Cursor { return cursorAt("audit", strconv.Itoa(r.ID)) })
	out := Page[Entry]{Next: cut.Next, Items: make([]Entry, len(cut.Items))}
	for i, r := range cut.Items {
		out.Items[i] = Entry{At: r.At.Time, Subject: r.Subject, Role: r.Role, Action: r.Action, CaseID: r.CaseID, RequestID: r.RequestID}
	}
	return out, nil
}
