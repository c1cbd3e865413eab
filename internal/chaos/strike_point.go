package chaos

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"beacon/messaging/emulator"
)

// Named points in the life of a text are reached without changing the program: a case of
// which nothing else is wanted is told that its victim accepts help, and the text that
// follows is held where it is to stand still.

// killAfterLedger ends all workers when an attempt is in the ledger and the provider has
// not taken it.
func (w *world) killAfterLedger(ctx context.Context, s Strike) error {
	return w.baited(ctx, emulator.Timeout, func(ctx context.Context, caseID, _ string) error {
		if err := w.until(ctx, w.isSending(caseID)); err != nil {
			return err
		}
		return w.killWorkers(ctx, s)
	})
}

// killAfterPost ends all workers when the provider has taken a text and has not answered.
func (w *world) killAfterPost(ctx context.Context, s Strike) error {
	return w.baited(ctx, emulator.Slow, func(ctx context.Context, _, number string) error {
		if err := w.until(ctx, w.hasTaken(number)); err != nil {
			return err
		}
		return w.killWorkers(ctx, s)
	})
}

// killPartAfterPost ends another part at that moment.
func (w *world) killPartAfterPost(ctx context.Context, s Strike) error {
	return w.baited(ctx, emulator.Slow, func(ctx context.Context, _, number string) error {
		if err := w.until(ctx, w.hasTaken(number)); err != nil {
			return err
		}
		return w.kill(ctx, s)
	})
}

// killBeforeID ends all workers when the provider's answer has come and waits to be
// written: the row that it goes into is held by us.
func (w *world) killBeforeID(ctx context.Context, s Strike) error {
	return w.baited(ctx, emulator.Slow, func(ctx context.Context, caseID, number string) error {
		if err := w.until(ctx, w.hasTaken(number)); err != nil {
			return err
		}
		tx, err := w.beacon.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		if _, err := tx.ExecContext(ctx, `select 1 from deliveries where case_id = $1 for update`, caseID); err != nil {
			return err
		}
		if err := w.until(ctx, w.waitsFor("deliveries")); err != nil {
			return err
		}
		return w.killWorkers(ctx, s)
	})
}

func (w *world) killWorkers(ctx context.Context, s Strike) error {
	err := errors.Join(w.signal("worker-1", syscall.SIGKILL), w.signal("worker-2", syscall.SIGKILL))
	if err != nil {
		return err
	}
	rest(ctx, s.Down)
	return w.mend(ctx)
}

// baited uses up one case: its next text is held by a fault, and then something is done.
func (w *world) baited(ctx context.Context, kind emulator.Kind, do func(ctx context.Context, caseID, number string) error) error {
	bait, err := w.bait()
	if err != nil {
		return err
	}
	if err := w.emulator.weather(ctx, append([]emulator.Fault{held(kind, bait.Number)}, w.weather...)...); err != nil {
		return err
	}
	w.background.Go(func() {
		if bait.step(context.WithoutCancel(ctx), 0, Step{What: "accepted"}) != nil {
			w.people.journal.gaveUp()
		}
	})
	if err := do(ctx, bait.caseID, bait.Number); err != nil {
		return fmt.Errorf("at the named point: %w", err)
	}
	return nil
}

// bait is a case of which nothing else is wanted.
func (w *world) bait() (*actor, error) {
	if len(w.baits) == 0 {
		return nil, errors.New("there is no case left for this")
	}
	bait := w.baits[0]
	w.baits = w.baits[1:]
	return bait, nil
}

// killAfterAdmit ends an API when it has written a referral down and nobody has taken it:
// the workers are frozen meanwhile.
func (w *world) killAfterAdmit(ctx context.Context, s Strike) error {
	for _, worker := range []string{"worker-1", "worker-2"} {
		if err := w.signal(worker, syscall.SIGSTOP); err != nil {
			return err
		}
		defer func() { _ = w.signal(worker, syscall.SIGCONT) }()
	}
	late := w.newcomer()
	if s.Part == "api-2" {
		late.API = 1
	}
	w.background.Go(func() {
		if late.refer(context.WithoutCancel(ctx)) != nil {
			w.people.journal.gaveUp()
		}
	})
	if err := w.until(ctx, w.isUntaken(late.source())); err != nil {
		return fmt.Errorf("at the named point: %w", err)
	}
	return w.kill(ctx, s)
}

// until looks again and again, quickly, until something is so.
func (w *world) until(ctx context.Context, so func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		yes, err := so(ctx)
		if yes {
			return nil
		}
		if !rest(ctx, 5*time.Millisecond) {
			return errors.Join(errors.New("it was not seen"), err)
		}
	}
}

func (w *world) isSending(caseID string) func(context.Context) (bool, error) {
	return w.counts(`select count(*) from deliveries where case_id = $1 and state = 'sending'`, caseID)
}

func (w *world) isUntaken(source string) func(context.Context) (bool, error) {
	return w.counts(`select count(*) from referral_versions v join referrals r on r.ref = v.ref where r.source_id = $1 and not v.taken`, source)
}

// waitsFor says that somebody waits for a lock in order to change a table.
func (w *world) waitsFor(table string) func(context.Context) (bool, error) {
	return w.counts(`select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%' || $1::text || '%'`, table)
}

func (w *world) counts(query string, args ...any) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		var n int
		err := w.beacon.QueryRowContext(ctx, query, args...).Scan(&n)
		return n > 0, err
	}
}

func (w *world) hasTaken(number string) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		n, err := w.emulator.took(ctx, number)
		return n > 0, err
	}
}
