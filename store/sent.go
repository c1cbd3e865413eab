package store

import (
	"context"
	"time"
)

// Sent is a referral as whoever sent it may ask about it.
type Sent struct {
	CaseID   string
	Received time.Time // its first version
}

// SentBy finds a referral that this subject sent, in whatever version. ErrNotFound:
// there is none, or somebody else sent it.
func (db *DB) SentBy(ctx context.Context, from Source, subject string) (Sent, error) {
	var row struct {
		CaseID   string `db:"case_id"`
		Received Time   `db:"received"`
	}
	err := db.read().one(ctx, &row, `select r.case_id, (select min(v.received) from referral_versions v where v.ref = r.ref) as received
		from referrals r where r.force = ? and r.system = ? and r.source_id = ? and exists
			(select 1 from referral_versions v where v.ref = r.ref and v.sent_by = ? and v.sent_by <> '')`,
		from.Force, from.System, from.ID, subject)
	return Sent{row.CaseID, row.Received.Time}, doing("find a referral that was sent", err)
}
