package store

import (
	"context"
	"time"

	"beacon/casework"
)

// ToLetGo is a case whose time is over: it has ended, and is not to be kept.
type ToLetGo struct {
	ID          string        `db:"id"`
	RetainUntil casework.Date `db:"retain_until"` // the last day on which it was to be kept
	ClosedFor   string        `db:"closed_for"`
}

// ToLetGo lists the cases that were to be kept until a day before this one, the
// longest past first; none is among them that is open or under a legal hold.
// ErrCursor: after was not a cursor of this list.
func (db *DB) ToLetGo(ctx context.Context, before casework.Date, after Cursor, limit int) (Page[ToLetGo], error) {
	var w where
	w.and("retain_until <> '' and not legal_hold and retain_until < ?", string(before))
	last, err := place(after, "retention", isDay, isWord)
	if err != nil {
		return Page[ToLetGo]{}, doing("list cases to let go", err)
	}
	if last != nil {
		w.and("(retain_until, id) > (?, ?)", last...)
	}
	rows := []ToLetGo{}
	err = db.read().all(ctx, &rows, `select id, retain_until, closed_for from cases`+w.String()+` order by retain_until, id limit ?`,
		append(w.args, atMost(limit)+1)...)
	if err != nil {
		return Page[ToLetGo]{}, doing("list cases to let go", err)
	}
	return pageOf(rows, atMost(limit), func(r ToLetGo) Cursor { return cursorAt("retention", string(r.RetainUntil), r.ID) }), nil
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
