package store

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"
)

// asking are questions that the database is asked in one go, in the order in which they
// were put. What they read is there once answered has said that nothing failed. SQLite,
// which is not far, is asked one at a time.
type asking struct {
	session
	ctx  context.Context // of one function, which asks and waits for the answer
	read []answer
	err  error
}

// answer is where the rows of one question go.
type answer struct {
	from *sqlx.Rows
	into any
}

func (s session) asking(ctx context.Context) *asking { return &asking{session: s, ctx: ctx} }

// rows asks for rows, into a slice of structs.
func (a *asking) rows(into any, query string, args ...any) {
	switch {
	case a.err != nil || !keepable(args): // what cannot be kept cannot be found
	case !a.dialect.advisory:
		a.err = a.all(a.ctx, into, query, args...)
	default:
		from, err := a.q.QueryxContext(mayWait(a.ctx), a.q.Rebind(query), args...) //nolint:rowserrcheck // answered looks at that, and closes them
		if err != nil {
			a.err = err
			return
		}
		a.read = append(a.read, answer{from, into})
	}
}

// answered waits for all answers. Its error is the first.
func (a *asking) answered() error {
	for _, r := range a.read {
		if a.err == nil {
			a.err = sqlx.StructScan(r.from, r.into)
		}
		a.err = errors.Join(a.err, r.from.Close())
	}
	a.read = nil
	return faultOf(a.ctx, a.err)
}
