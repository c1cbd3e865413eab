package extract

import "math/rand/v2"

// quota deals out kinds of mess so that, however many rows there are, each
// comes exactly as often as its share says, at places nobody can foresee, and
// without holding the rows in memory: at every row a kind is drawn with the
// chance that is still owed to it.
type quota struct {
	rows int // not yet dealt
	owed []Count
}

func newQuota(rows int) *quota {
	q := &quota{rows: rows}
	for _, p := range Proportions {
		n := (rows*p.PerThousand + 500) / 1000
		q.owed = append(q.owed, Count{Mess: p.Mess, Rows: n})
	}
	return q
}

// clean deals one clean row. The first row must be one, for some kinds of mess
// need an earlier row.
func (q *quota) clean() { q.rows-- }

// next deals one row: a kind of mess, or none.
func (q *quota) next(rng *rand.Rand) Mess {
	at := rng.IntN(q.rows)
	q.rows--
	for i := range q.owed {
		if at < q.owed[i].Rows {
			q.owed[i].Rows--
			return q.owed[i].Mess
		}
		at -= q.owed[i].Rows
	}
	return ""
}
