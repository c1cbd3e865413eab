package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"beacon/internal/guard"
	"beacon/messaging"
)

var _ messaging.Ledger = (*DB)(nil)

// Standing is the row of a message; not found: nothing has been decided of it.
func (db *DB) Standing(ctx context.Context, messageID string) (messaging.Delivery, bool, error) {
	if !guard.Ledger {
		return messaging.Delivery{}, false, nil
	}
	row, found, err := db.read().delivery(ctx, messageID)
	return row, found, doing("read delivery", err)
}

// Enter enters d by the rule of messaging.Delivery.Entered, and answers with the row
// as it then stands and whether it was entered, once that is safely on disk.
func (db *DB) Enter(ctx context.Context, d messaging.Delivery) (row messaging.Delivery, fresh bool, err error) {
	err = db.write(ctx, "enter delivery", func(s session) error {
		was, found, err := s.lockDelivery(ctx, d.MessageID)
		if err != nil {
			return err
		}
		if row, fresh = was.Entered(d); !fresh {
			return nil
		}
		return s.writeDelivery(ctx, row, found)
	})
	return row, (fresh || !guard.Ledger) && err == nil, err
}

// Settle applies a settlement by the rule of messaging.Delivery.Settled: one of an
// attempt that is not the latest changes nothing. Reports that came before the
// provider's name for the message was known are heard now. ErrNotFound: the message
// was never entered.
func (db *DB) Settle(ctx context.Context, settled messaging.Settlement) error {
	return db.write(ctx, "settle delivery", func(s session) error {
		was, found, err := s.lockDelivery(ctx, settled.MessageID)
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		row, changed := was.Settled(settled)
		if !changed {
			return nil
		}
		if err := s.writeDelivery(ctx, row, true); err != nil {
			return err
		}
		if row.ProviderRef == was.ProviderRef {
			return nil
		}
		if err := s.owed(ctx, row); err != nil {
			return err
		}
		return s.hearEarly(ctx, row)
	})
}

// twinRows are what may have left to the victim of a case, and of the cases merged with it.
const twinRows = `select record from deliveries where counted_at >= ? and case_id in
	(select ? union select ? union select case_id from case_merges where into_case = ?) order by entered_at, message_id`

// Twins are the rows to the victim of row's case, and of any case that was merged with it,
// of which row is a messaging.Delivery.Twin.
func (db *DB) Twins(ctx context.Context, row messaging.Delivery, since time.Time) ([]messaging.Delivery, error) {
	survivor, err := db.Survivor(ctx, row.CaseID)
	if err != nil {
		return nil, err
	}
	var records []string
	err = db.read().all(ctx, &records, twinRows, Time{since}, row.CaseID, survivor, survivor)
	if err != nil {
		return nil, doing("find messages in the same words", err)
	}
	all, err := deliveriesOf(records)
	return slices.DeleteFunc(all, func(other messaging.Delivery) bool { return !row.Twin(other, since) }), doing("find messages in the same words", err)
}

// Deliveries lists the messages of a case, sent or not, oldest first.
func (db *DB) Deliveries(ctx context.Context, caseID string) ([]messaging.Delivery, error) {
	var records []string
	err := db.read().all(ctx, &records, `select record from deliveries where case_id = ? order by entered_at, message_id`, caseID)
	if err != nil {
		return nil, doing("list deliveries", err)
	}
	out, err := deliveriesOf(records)
	return out, doing("list deliveries", err)
}

func (s session) delivery(ctx context.Context, messageID string) (messaging.Delivery, bool, error) {
	return s.deliveryBy(ctx, `select record from deliveries where message_id = ?`, messageID)
}

// lockDelivery reads a row that the transaction is going to change.
func (s session) lockDelivery(ctx context.Context, messageID string) (messaging.Delivery, bool, error) {
	return s.deliveryBy(ctx, `select record from deliveries where message_id = ?`+s.dialect.forUpdate, messageID)
}

func (s session) deliveryBy(ctx context.Context, query string, args ...any) (messaging.Delivery, bool, error) {
	var record string
	found, err := s.found(ctx, &record, query, args...)
	if err != nil || !found {
		return messaging.Delivery{}, false, err
	}
	d, err := deliveryOf(record)
	return d, err == nil, err
}

func deliveriesOf(records []string) ([]messaging.Delivery, error) {
	out := make([]messaging.Delivery, len(records))
	for i, record := range records {
		var err error
		if out[i], err = deliveryOf(record); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func deliveryOf(record string) (d messaging.Delivery, err error) {
	if err := json.Unmarshal([]byte(record), &d); err != nil {
		return d, fmt.Errorf("read delivery: %w", err)
	}
	return d, nil
}

// writeDelivery writes a row. Where somebody else made it since it was looked for,
// the whole transaction begins again.
func (s session) writeDelivery(ctx context.Context, d messaging.Delivery, known bool) error {
	record, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write delivery: %w", err)
	}
	counted, finished := countedAt(d), finishedAt(d)
	if known {
		_, err = s.do(ctx, `update deliveries set state = ?, provider = ?, provider_ref = ?, entered_at = ?, record = ?, counted_at = ?, finished_at = ? where message_id = ?`,
			string(d.State), d.Provider, string(d.ProviderRef), Time{d.EnteredAt}, string(record), counted, finished, d.MessageID)
		return err
	}
	n, err := s.do(ctx, `insert into deliveries (message_id, case_id, template, state, provider, provider_ref, entered_at, record, counted_at, finished_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (message_id) do nothing`,
		d.MessageID, d.CaseID, string(d.Template), string(d.State), d.Provider, string(d.ProviderRef), Time{d.EnteredAt}, string(record), counted, finished)
	if err == nil && n == 0 {
		return &fault{says: "somebody else was first", is: []error{ErrUnavailable}, again: true}
	}
	return err
}
