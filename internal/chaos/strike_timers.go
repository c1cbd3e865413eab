package chaos

import (
	"context"
	"errors"
	"syscall"
	"time"

	"beacon/messaging/emulator"
)

// deleteTimers takes every timer from Temporal's database, as if they had been lost, while
// a text waits to be tried again and a worker has just been killed: nothing rings then,
// nothing is tried again, nobody is given up, and Temporal knows of nothing missing.
func (w *world) deleteTimers(ctx context.Context, _ Strike) error {
	return w.baited(ctx, emulator.Error429, func(ctx context.Context, caseID, _ string) error {
		if err := w.until(ctx, w.isNotSent(caseID)); err != nil {
			return err
		}
		rest(ctx, time.Second) // what is not sent has been told to Temporal
		if err := w.signal("worker-1", syscall.SIGKILL); err != nil {
			return err
		}
		r, err := w.timers.ExecContext(ctx, `delete from timer_tasks`)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		w.deleted += int(n)
		w.say("         %d timers are deleted", n)
		if n == 0 {
			return errors.New("there were none to delete")
		}
		return err
	})
}

func (w *world) isNotSent(caseID string) func(context.Context) (bool, error) {
	return w.counts(`select count(*) from deliveries where case_id = $1 and state = 'not_sent'`, caseID)
}
