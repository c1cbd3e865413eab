package chaos

import (
	"context"
	"database/sql"
	"errors"

	"beacon/workflows"
)

// renewCases asks every open case to begin a fresh run, as an upgrade does. What a run
// does not hand over to the next is lost for good.
func (w *world) renewCases(ctx context.Context, _ Strike) error {
	cases, asked := &workflows.Client{Temporal: w.temporal}, 0
	err := w.each(ctx, `select id from cases where not resting`, func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		asked++
		err := cases.Renew(ctx, id)
		for errors.Is(err, workflows.ErrUnavailable) && ctx.Err() == nil {
			err = cases.Renew(ctx, id)
		}
		if errors.Is(err, workflows.ErrNotFound) {
			return nil
		}
		return err
	})
	w.probing.Load().struck()
	w.say("         %d cases begin a fresh run", asked)
	return err
}
