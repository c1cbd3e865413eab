package api

import (
	"context"
	"errors"
	"time"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// freezeFirst stops a contact point from being used before the case is told of a
// sign that it is not safe: nothing may leave in between, or while the case cannot
// be reached. A command that the case will refuse freezes nothing, and neither does
// one that it has already taken: the victim may have confirmed the point since.
func (a *API) freezeFirst(ctx context.Context, row store.CaseRow, k *ask, m casework.Command) (bool, error) {
	if !k.freeze {
		return false, nil
	}
	r, err := rehearse(row, m, a.cfg.Now())
	if err != nil || r.Revision <= row.Revision {
		return false, nil //nolint:nilerr // what the case thinks of it, the case will say
	}
	return true, a.freeze(ctx, k)
}

// freeze stops the contact point that was used; where nobody said which it was, every
// telephone of the victim.
func (a *API) freeze(ctx context.Context, k *ask) error {
	if k.point != "" {
		return a.db.FreezePoint(ctx, k.caseID, k.point, k.why, k.when(a.cfg.Now()))
	}
	_, points, err := a.db.Person(ctx, k.caseID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for _, p := range points {
		if p.Kind != safecontact.PhonePoint {
			continue
		}
		if err := a.db.FreezePoint(ctx, k.caseID, p.ID, k.why, k.when(a.cfg.Now())); err != nil {
			return err
		}
	}
	return nil
}

// afterwards keeps what a command that was taken says of the contact point itself.
func (a *API) afterwards(ctx context.Context, k *ask, frozen bool) error {
	switch {
	case k.freeze && !frozen:
		return a.freeze(ctx, k)
	case k.spoke:
		return a.db.Reached(ctx, k.caseID, k.point, k.when(a.cfg.Now()))
	}
	return nil
}

// checkPoint adds a fault where an attempt names a contact point that is not this
// victim's, and a warning where it is not to be called: what was done is kept all the
// same.
func (a *API) checkPoint(ctx context.Context, k *ask) error {
	if k.point == "" {
		return nil
	}
	_, points, err := a.db.Person(ctx, k.caseID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for _, p := range points {
		if p.ID == k.point {
			k.warn(p, k.when(a.cfg.Now()))
			return nil
		}
	}
	k.used.wrong("contact_point_id", "unknown", "is not a contact point of this victim")
	return nil
}

// warn says that a contact point was not to be called. What was found out by the
// attempt itself, or later, is no reason.
func (k *ask) warn(p store.Point, when time.Time) {
	if !p.FrozenAt.Before(when) {
		p.FrozenAt = time.Time{}
	}
	if mayUse(p, safecontact.ByCall, when) {
		return
	}
	k.unusable = true
	k.warnings = append(k.warnings, casework.Field{Pointer: k.used.under("contact_point_id"), Code: "not_to_be_used", Detail: "was not to be called, as far as is known"})
}

// marked is an attempt that says so, by itself or in a conversation; any other command as
// it is.
func marked[C casework.Command](k *ask, m C) C {
	if !k.unusable {
		return m
	}
	var told casework.Command
	switch m := any(m).(type) {
	case casework.RecordAttempt:
		m.Unusable = true
		told = m
	case casework.RecordConversation:
		attempt := *m.Attempt
		attempt.Unusable, m.Attempt = true, &attempt
		told = m
	}
	if with, ok := told.(C); ok {
		return with
	}
	return m
}
