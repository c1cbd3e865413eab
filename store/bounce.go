package store

import (
	"context"
	"time"

	"beacon/messaging"
)

// pauseBounced freezes the address that a message came back from, until the victim
// confirms it again. One that was confirmed after the message had begun to leave is
// left alone: it may have been put right meanwhile.
func (s session) pauseBounced(ctx context.Context, d messaging.Delivery, at time.Time) error {
	why, pauses := d.Pauses()
	if !pauses || d.Point == "" {
		return nil
	}
	var was pointRow
	known, err := s.found(ctx, &was, selectPoint+s.dialect.forUpdate, d.Point)
	if err != nil || !known || was.VerifiedAt.After(d.BegunAt) || !was.FrozenAt.IsZero() {
		return err
	}
	row := was
	row.FrozenAt, row.FrozenReason = momentOf(at), why
	return s.changePoint(ctx, was, row, change{at, "", why})
}
