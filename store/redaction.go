package store

import (
	"context"
	"time"

	"beacon/messaging"
)

// owed notes that a provider has the words of a message: it is to forget them once the
// message has come to its end, or could have, where nobody says that it did.
func (s session) owed(ctx context.Context, d messaging.Delivery) error {
	if !d.State.Left() || d.ProviderRef == "" {
		return nil
	}
	due := d.ReportedAt
	if !d.State.Final() {
		due = d.BegunAt.Add(messaging.OverAfter)
	}
	_, err := s.do(ctx, `insert into redactions (message_id, tries, next_try) values (?, 0, ?)
		on conflict (message_id) do update set next_try = excluded.next_try where excluded.next_try < redactions.next_try`, d.MessageID, Time{due})
	return err
}

// Unredacted lists messages whose words a provider may still have, and need no longer,
// and whose next try is before a moment, the longest due first. At most limit; zero or
// less: 50.
func (db *DB) Unredacted(ctx context.Context, before time.Time, limit int) ([]messaging.Delivery, error) {
	var records []string
	err := db.read().all(ctx, &records, `select d.record from redactions r join deliveries d on d.message_id = r.message_id
		where r.next_try < ? order by r.next_try, r.message_id limit ?`, Time{before}, atMost(limit))
	if err != nil {
		return nil, doing("list redactions", err)
	}
	out, err := deliveriesOf(records)
	return out, doing("list redactions", err)
}

// Redacted notes that the provider has forgotten the words. It may be repeated.
func (db *DB) Redacted(ctx context.Context, messageID string) error {
	return db.write(ctx, "note redaction", func(s session) error {
		_, err := s.do(ctx, `delete from redactions where message_id = ?`, messageID)
		return err
	})
}

// redactAtMost is the longest between two tries at having a provider forget.
const redactAtMost = 24 * time.Hour

// RedactLater notes that a provider could not be made to forget now. It is asked
// again after a minute, then after twice as long each time, up to a day.
func (db *DB) RedactLater(ctx context.Context, messageID string, now time.Time) error {
	return db.write(ctx, "put off redaction", func(s session) error {
		var tries int
		found, err := s.found(ctx, &tries, `select tries from redactions where message_id = ?`+s.dialect.forUpdate, messageID)
		if err != nil || !found {
			return err
		}
		after := min(time.Minute<<min(tries, 11), redactAtMost)
		_, err = s.do(ctx, `update redactions set tries = ?, next_try = ? where message_id = ?`, tries+1, Time{now.Add(after)}, messageID)
		return err
	})
}
