package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"beacon/messaging"
)

// What the audit calls the setting and the ending of a pause; the scope follows.
const (
	auditPaused  = "messages-paused:"
	auditResumed = "messages-resumed:"
)

type pauseRow struct {
	ID    string `db:"id"`
	Scope string `db:"scope"`
	Since Time   `db:"since"`
	SetBy string `db:"set_by"`
	Why   string `db:"why"`
	Until Time   `db:"until"`
}

func (r pauseRow) pause() messaging.Pause {
	return messaging.Pause{Scope: messaging.Scope(r.Scope), Since: r.Since.Time, By: r.SetBy, Why: r.Why, Until: r.Until.Time}
}

const selectPauses = `select id, scope, since, set_by, why, until from pauses where ended_at is null`

// Pauses are the pauses that stand at a moment, the oldest first.
func (db *DB) Pauses(ctx context.Context, at time.Time) (messaging.Pauses, error) {
	rows, err := db.read().standingPauses(ctx, at)
	if err != nil {
		return nil, doing("read pauses", err)
	}
	out := make(messaging.Pauses, len(rows))
	for i, r := range rows {
		out[i] = r.pause()
	}
	return out, nil
}

func (s session) standingPauses(ctx context.Context, at time.Time) ([]pauseRow, error) {
	var rows []pauseRow
	err := s.all(ctx, &rows, selectPauses+` and (until is null or until > ?) order by since, id`, Time{at})
	return rows, err
}

// Pause sets a pause, unless its scope is already paused for as long, and says
// whether it did. One that ends sooner is replaced. It is written in the audit in the
// same transaction. An error of messaging.Pause.Check says what is wrong with it.
func (db *DB) Pause(ctx context.Context, p messaging.Pause) (set bool, err error) {
	if err := p.Check(); err != nil {
		return false, doing("pause messages", err)
	}
	err = db.write(ctx, "pause messages", func(s session) error {
		if err := s.hold(ctx, "pauses"); err != nil {
			return err
		}
		longer, err := s.endShorter(ctx, p)
		if set = err == nil && !longer; !set {
			return err
		}
		_, err = s.do(ctx, `insert into pauses (id, scope, since, set_by, why, until, ended_by) values (?, ?, ?, ?, ?, ?, '')`,
			uuid.NewString(), string(p.Scope), Time{p.Since}, p.By, p.Why, Time{p.Until})
		if err != nil {
			return err
		}
		return s.auditPause(ctx, auditPaused, p.Scope, p.By, p.Since)
	})
	return set && err == nil, err
}

// endShorter ends the pause that p takes the place of; longer: there is one that
// lasts as long as p, and it is left.
func (s session) endShorter(ctx context.Context, p messaging.Pause) (longer bool, err error) {
	var row pauseRow
	found, err := s.found(ctx, &row, selectPauses+` and scope = ?`, string(p.Scope))
	if err != nil || !found {
		return false, err
	}
	was := row.pause()
	if !was.Stands(p.Since) {
		return false, s.endPause(ctx, row.ID, was.By, was.Until)
	}
	if !p.Outlasts(was) {
		return true, nil
	}
	return false, s.endPause(ctx, row.ID, p.By, p.Since)
}

// Resume ends the pause of a scope, or every pause where the scope is empty, and
// answers with those it ended. It is written in the audit in the same transaction.
func (db *DB) Resume(ctx context.Context, scope messaging.Scope, by string, at time.Time) (ended messaging.Pauses, err error) {
	err = db.write(ctx, "resume messages", func(s session) error {
		ended = nil
		if err := s.hold(ctx, "pauses"); err != nil {
			return err
		}
		rows, err := s.standingPauses(ctx, at)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if scope != "" && r.Scope != string(scope) {
				continue
			}
			if err := s.endPause(ctx, r.ID, by, at); err != nil {
				return err
			}
			if err := s.auditPause(ctx, auditResumed, messaging.Scope(r.Scope), by, at); err != nil {
				return err
			}
			ended = append(ended, r.pause())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ended, nil
}

func (s session) endPause(ctx context.Context, id, by string, at time.Time) error {
	_, err := s.do(ctx, `update pauses set ended_at = ?, ended_by = ? where id = ?`, Time{at}, by, id)
	return err
}

func (s session) auditPause(ctx context.Context, action string, scope messaging.Scope, by string, at time.Time) error {
	return s.audit(ctx, Entry{At: at, Subject: by, Role: "operator", Action: action + string(scope)})
}
