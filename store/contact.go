package store

import (
	"context"

	"beacon/messaging"
)

var _ messaging.Contacts = (*DB)(nil)

// Contact is how the victim of a case may be reached, as it stands now. No name is
// given: none has been agreed for use in messages. A postal address has no value: none
// is needed for any message, and whoever sends needs no key. ErrNotFound: no such case has
// been admitted.
func (db *DB) Contact(ctx context.Context, caseID string) (messaging.Contact, error) {
	p, points, err := db.personWith(ctx, caseID, pointRow.point)
	if err != nil {
		return messaging.Contact{}, doing("find contact", err)
	}
	sealed, err := db.Sealed(ctx, caseID)
	if err != nil {
		return messaging.Contact{}, doing("find contact", err)
	}
	return messaging.Contact{CaseID: caseID, Language: p.Language, Points: points, Sealed: sealed != nil, Needs: p.Needs}, nil
}
