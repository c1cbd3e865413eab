package app

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.temporal.io/sdk/client"

	"beacon/activities"
	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/sendgrid"
	"beacon/messaging/twilio"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// OpenStore opens the configured database. It does not migrate it.
func OpenStore(ctx context.Context, c Config) (*store.DB, error) { return store.Open(ctx, c.Database) }

// newDesk connects the activities to the database and the providers.
func newDesk(c Config, db *store.DB) (*activities.Desk, error) {
	texts, err := twilio.New(twilio.Config{
		AccountSID: c.Twilio.Account, AuthToken: c.Twilio.Token, From: c.Twilio.From, MessagingServiceSID: c.Twilio.Service,
		PublicURL: c.PublicURL, BaseURL: c.Twilio.BaseURL, DiscardContent: c.Twilio.Retention, ObfuscateAddress: c.Twilio.Retention,
	})
	if err != nil {
		return nil, err
	}
	emails, err := sendgrid.New(sendgrid.Config{
		APIKey: c.SendGrid.Key, FromAddress: c.SendGrid.From, FromName: c.SendGrid.FromName, EU: c.SendGrid.EU, BaseURL: c.SendGrid.BaseURL,
	})
	if err != nil {
		return nil, err
	}
	words, err := messaging.LoadTemplates(messaging.Embedded())
	if err != nil {
		return nil, err
	}
	hours, err := SendingHours(c.QuietHours)
	if err != nil {
		return nil, err
	}
	courier, err := messaging.NewCourier(messaging.Parts{
		Contacts: db, Ledger: db, Templates: words, Now: time.Now, CallBack: c.CallBack, Quiet: hours, Timing: c.timing(),
		Channels: map[casework.Channel]messaging.Channel{casework.Text: texts, casework.Email: emails},
	})
	if err != nil {
		return nil, err
	}
	return &activities.Desk{Sender: courier, Book: db}, nil
}

// timing lets a hurried case send what is useful for only a moment.
func (c Config) timing() messaging.Timing {
	t := messaging.OrdinaryTiming
	t.Needs = max(t.Needs/time.Duration(c.Hurry), 100*time.Millisecond)
	return t
}

// Worker runs a Temporal worker over an open database until ctx ends, then lets
// what it is doing finish.
func Worker(ctx context.Context, c Config, db *store.DB, tc client.Client) error {
	d, err := newDesk(c, db)
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	w := worker.New(tc, &workflows.Cases{Policy: c.Policy}, d)
	if err := startPatiently(ctx, w.Start); err != nil {
		return err
	}
	<-ctx.Done()
	w.Stop()
	return nil
}

// startPatiently starts a worker, waiting for a Temporal that is still away.
func startPatiently(ctx context.Context, start func() error) error {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		err := start()
		if err == nil {
			return nil
		}
		if strings.Contains(err.Error(), "already started") {
			return fmt.Errorf("start worker: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("start worker: %w", err)
		case <-time.After(wait):
		}
	}
}

// RunWorker is the production worker: everything that Worker needs, from the
// configuration.
func RunWorker(ctx context.Context, c Config, log *slog.Logger) error {
	db, tc, err := connect(ctx, c, log)
	if err != nil {
		return err
	}
	defer db.Close()
	defer tc.Close()
	log.Info("worker started", "temporal", c.TemporalAddr, "namespace", c.TemporalNamespace)
	return Worker(ctx, c, db, tc)
}

// connect opens what every role needs. A database of another schema is refused
// here, before anything runs.
func connect(ctx context.Context, c Config, log *slog.Logger) (*store.DB, client.Client, error) {
	db, err := OpenStore(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	if err := db.Ready(ctx); err != nil {
		_ = db.Close()
		return nil, nil, fmt.Errorf("the database is not ready (is it migrated?): %w", err)
	}
	tc, err := DialTemporal(c, log)
	if err != nil {
		_ = db.Close()
		return nil, nil, err
	}
	return db, tc, nil
}
