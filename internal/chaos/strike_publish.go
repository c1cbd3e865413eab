package chaos

import (
	"context"
	"fmt"
	"time"
)

// heldFor is how long the first of several publications of one case is held.
const heldFor = 6 * time.Second

// holdPublish has what readers are to see of one case held on its way into SQL, while what
// came later passes: the first publication waits before it touches the case's row. A
// sender who knows what time it is has given that one up by then; one whose machine was
// suspended meanwhile has not, and only the row itself can refuse it.
func (w *world) holdPublish(ctx context.Context, s Strike) error {
	bait, err := w.bait()
	if err != nil {
		return err
	}
	if err := w.hold(ctx, bait.caseID, s.Down); err != nil {
		return err
	}
	defer func() { _, _ = w.beacon.ExecContext(context.WithoutCancel(ctx), `drop trigger chaos_hold on cases`) }()
	w.probing.Load().struck()
	for i := range 3 {
		r := bait.request("note")
		r.what, r.key = "note", fmt.Sprintf("%s-held-%d-%d", w.run, bait.N, i)
		if _, err := w.people.patiently(ctx, r); err != nil {
			return err
		}
	}
	rest(ctx, s.Down+time.Second)
	return nil
}

// hold makes the next publication of a case wait.
func (w *world) hold(ctx context.Context, caseID string, d time.Duration) error {
	for _, do := range []string{
		`drop sequence if exists chaos_turn`, `create sequence chaos_turn`,
		fmt.Sprintf(`create or replace function chaos_hold() returns trigger language plpgsql as $$
			begin
				if new.id = '%s' and nextval('chaos_turn') = 1 then perform pg_sleep(%f); end if;
				return new;
			end $$`, caseID, d.Seconds()),
		`create or replace trigger chaos_hold before insert on cases for each row execute function chaos_hold()`,
	} {
		if _, err := w.beacon.ExecContext(ctx, do); err != nil {
			return err
		}
	}
	return nil
}
