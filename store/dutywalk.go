package store

import (
	"context"
	"time"
)

// DutiesDueWithin gives every duty whose time ends from one moment until another, that
// one excluded, whatever has become of it. It reads them in parts, each as it then stands.
func (db *DB) DutiesDueWithin(ctx context.Context, from, until time.Time, each func(DutyRow)) error {
	for after := Cursor(""); ; {
		query, args, err := dueWithin(from, until, after)
		if err != nil {
			return doing("read duties", err)
		}
		rows, err := db.dutyRows(ctx, query, args)
		if err != nil {
			return doing("read duties", err)
		}
		page := pageOf(rows, longestPage, dutyPlace)
		for _, r := range page.Items {
			each(r)
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

func dueWithin(from, until time.Time, after Cursor) (string, []any, error) {
	var w where
	last, err := place(after, "duties", isMoment, isWord, isWord)
	if err != nil {
		return "", nil, err
	}
	if last == nil {
		w.and("d.due >= ?", written(from))
	} else {
		w.and("(d.due, d.case_id, d.id) > (?, ?, ?)", last...)
	}
	w.and("d.due < ?", written(until))
	return `select ` + dutyColumns + ` from duties d` + w.String() + dutiesOrder + limited(longestPage+1), w.args, nil
}
