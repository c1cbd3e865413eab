package store

import (
	"context"

	"beacon/messaging"
)

// Moved is what a provider's report did.
type Moved struct {
	Delivery messaging.Delivery // as it now stands; zero where the message is not known
	Known    bool               // the message is known
	Fresh    bool               // this report had not been heard before
	Final    bool               // the message has just come back: its case is to be told
	Another  bool               // it is of another text than the one that is known; see messaging.Delivery.Another
	News     string             // where its case is to be told: the ID under which Unhandled lists it
	Kind     NewsKind           // and what of: Undelivered where Final, or Arrived
}

// Callback hears a provider's report of a message, each eventID of a provider once.
// The message is found by r.MessageID, or else by r.ProviderRef. A report may come
// before our own note that the message was accepted, twice, or out of order: a row
// only moves forward. One of a message that is not known is kept, and heard when
// the message becomes known.
func (db *DB) Callback(ctx context.Context, provider, eventID string, r messaging.Report) (Moved, error) {
	var out Moved
	err := db.write(ctx, "hear report", func(s session) error {
		out = Moved{}
		if err := s.holdRef(ctx, provider, r); err != nil {
			return err
		}
		n, err := s.do(ctx, `insert into provider_events (provider, event_id, message_id, provider_ref, state, reason, at, applied)
			values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (provider, event_id) do nothing`,
			provider, eventID, r.MessageID, string(r.ProviderRef), string(r.State), r.Reason, Time{r.At}, false)
		if err != nil {
			return err
		}
		out.Fresh = n == 1
		out.Delivery, out.Known, err = s.reported(ctx, provider, r)
		if err != nil || !out.Known || !out.Fresh {
			return err
		}
		out.Another = out.Delivery.Another(r)
		var told News
		if out.Delivery, told, err = s.hear(ctx, out.Delivery, provider, eventID, r); err != nil {
			return err
		}
		out.News, out.Kind, out.Final = told.ID, told.Kind, told.Kind == Undelivered
		return nil
	})
	return out, err
}

// holdRef keeps a report that names its message by the provider's reference only
// from passing by the settlement which makes that reference known.
func (s session) holdRef(ctx context.Context, provider string, r messaging.Report) error {
	if r.MessageID != "" || r.ProviderRef == "" {
		return nil
	}
	return s.hold(ctx, "ref/"+provider+"/"+string(r.ProviderRef))
}

// reported finds the message that a report is of.
func (s session) reported(ctx context.Context, provider string, r messaging.Report) (messaging.Delivery, bool, error) {
	if r.MessageID != "" {
		if d, found, err := s.lockDelivery(ctx, r.MessageID); found || err != nil {
			return d, found, err
		}
	}
	if r.ProviderRef == "" {
		return messaging.Delivery{}, false, nil
	}
	return s.deliveryBy(ctx, `select record from deliveries where provider = ? and provider_ref = ? and provider_ref <> ''
		order by message_id limit 1`+s.dialect.forUpdate, provider, string(r.ProviderRef))
}

// hear applies a report to a row, and makes news of it where the message has come
// back, or where it matters and has arrived. An address that a message bounced from
// is paused.
func (s session) hear(ctx context.Context, was messaging.Delivery, provider, eventID string, r messaging.Report) (messaging.Delivery, News, error) {
	_, err := s.do(ctx, `update provider_events set applied = ? where provider = ? and event_id = ?`, true, provider, eventID)
	if err != nil {
		return was, News{}, err
	}
	row, changed := was.Reported(r)
	if !changed {
		return row, News{}, nil
	}
	if err := s.writeDelivery(ctx, row, true); err != nil {
		return was, News{}, err
	}
	if row.State.Final() || row.ProviderRef != was.ProviderRef {
		if err := s.owed(ctx, row); err != nil {
			return was, News{}, err
		}
	}
	n := News{CaseID: row.CaseID, At: r.At, Delivery: row, PointID: row.Point}
	switch {
	case row.State == was.State:
		return row, News{}, nil
	case row.State == messaging.StateUndelivered:
		n.Kind = Undelivered
		err = s.pauseBounced(ctx, row, r.At)
	case row.State == messaging.StateDelivered && row.Template.Matters():
		n.Kind = Arrived
	default:
		return row, News{}, nil
	}
	if err != nil {
		return was, News{}, err
	}
	n.ID = identity("news", string(n.Kind), row.MessageID)
	return row, n, s.writeNews(ctx, n)
}

// hearEarly hears the reports that came before the message's provider reference was
// known, in the order in which they were made.
func (s session) hearEarly(ctx context.Context, row messaging.Delivery) error {
	if err := s.holdRef(ctx, row.Provider, messaging.Report{ProviderRef: row.ProviderRef}); err != nil {
		return err
	}
	var early []struct {
		EventID string `db:"event_id"`
		State   string `db:"state"`
		Reason  string `db:"reason"`
		At      Time   `db:"at"`
	}
	err := s.all(ctx, &early, `select event_id, state, reason, at from provider_events
		where provider = ? and provider_ref = ? and not applied order by at, event_id`, row.Provider, string(row.ProviderRef))
	if err != nil {
		return err
	}
	for _, e := range early {
		r := messaging.Report{MessageID: row.MessageID, State: messaging.State(e.State), ProviderRef: row.ProviderRef, Reason: e.Reason, At: e.At.Time}
		if row, _, err = s.hear(ctx, row, row.Provider, e.EventID, r); err != nil {
			return err
		}
	}
	return nil
}
