package store

import (
	"context"
	"slices"
	"strings"

	"beacon/casework"
)

// rowsAtOnce is how many rows one statement writes: enough to ask the database seldom,
// and within the parameters that either takes.
const rowsAtOnce = 100

// rowsOf is the values of so many rows, each written as one is.
func rowsOf(n int, one string) string { return one + strings.Repeat(", "+one, n-1) }

func (s session) writeLines(ctx context.Context, v casework.View) error {
	for some := range slices.Chunk(v.Lines, rowsAtOnce) {
		var args []any
		for _, l := range some {
			args = append(args, v.ID, l.Revision, l.N, Time{l.At}, Time{l.Noted}, l.What, l.Says, l.By, l.Text, l.About)
		}
		err := s.later(ctx, `insert into lines (case_id, revision, n, at, noted, what, says, written_by, text_id, about)
			values `+rowsOf(len(some), `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)+` on conflict (case_id, revision, n) do nothing`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}
