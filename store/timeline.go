package store

import (
	"context"
	"strconv"

	"beacon/casework"
)

// TimelineLine is a line of a case's timeline with the words it names.
type TimelineLine struct {
	casework.Line
	Words string
}

type lineRow struct {
	Revision  int    `db:"revision"`
	N         int    `db:"n"`
	At        Time   `db:"at"`
	Noted     Time   `db:"noted"`
	What      string `db:"what"`
	Says      string `db:"says"`
	WrittenBy string `db:"written_by"`
	TextID    string `db:"text_id"`
	About     string `db:"about"`
	Words     string `db:"words"`
}

func (r lineRow) line() TimelineLine {
	return TimelineLine{Words: r.Words, Line: casework.Line{
		Revision: r.Revision, N: r.N, At: r.At.Time, Noted: r.Noted.Time, What: r.What, Says: r.Says,
		By: r.WrittenBy, Text: r.TextID, About: r.About,
	}}
}

// Timeline reads what happened in a case, in the order in which it came to be
// known. At most limit lines; zero or less: 50. ErrNotFound: no such case has been
// published; ErrCursor: the cursor was not one of this list.
func (db *DB) Timeline(ctx context.Context, caseID string, cursor Cursor, limit int) (Page[TimelineLine], error) {
	query, args, err := timelineQuery(caseID, cursor, limit)
	if err != nil {
		return Page[TimelineLine]{}, doing("read timeline", err)
	}
	s := db.read()
	var rows []lineRow
	if err := s.all(ctx, &rows, query, args...); err != nil {
		return Page[TimelineLine]{}, doing("read timeline", err)
	}
	if len(rows) == 0 {
		var known int
		return Page[TimelineLine]{}, doing("read timeline", s.one(ctx, &known, `select 1 from cases where id = ?`, caseID))
	}
	out := make([]TimelineLine, len(rows))
	for i, row := range rows {
		out[i] = row.line()
	}
	return pageOf(out, atMost(limit), func(l TimelineLine) Cursor {
		return cursorAt("timeline", strconv.Itoa(l.Revision), strconv.Itoa(l.N))
	}), nil
}

func timelineQuery(caseID string, cursor Cursor, limit int) (string, []any, error) {
	var w where
	w.and("l.case_id = ?", caseID)
	last, err := place(cursor, "timeline", isNumber, isNumber)
	if err != nil {
		return "", nil, err
	}
	if last != nil {
		for i := range last {
			last[i], _ = strconv.Atoi(last[i].(string))
		}
		w.and("(l.revision, l.n) > (?, ?)", last...)
	}
	return `select l.revision, l.n, l.at, l.noted, l.what, l.says, l.written_by, l.text_id, l.about, coalesce(x.words, '') as words
		from lines l left join texts x on x.id = l.text_id` + w.String() + ` order by l.revision, l.n limit ?`,
		append(w.args, atMost(limit)+1), nil
}
