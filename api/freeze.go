package api

import (
	"context"
	"errors"

	"beacon/casework"
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

func (a *API) freeze(ctx context.Context, k *ask) error {
	return a.db.FreezePoint(ctx, k.caseID, k.point, k.why, k.when(a.cfg.Now()))
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
// victim's.
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
			return nil
		}
	}
	k.wrong("contact_point_id", "unknown", "is not a contact point of this victim")
	return nil
}
