package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"beacon/activities"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/internal/guard"
	"beacon/internal/holidays"
	"beacon/internal/telemetry"
	"beacon/messaging"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// OpenStore opens the configured database, with the keys where there are any. It does
// not migrate it.
func OpenStore(ctx context.Context, c Config) (*store.DB, error) {
	if c.DataKeys == "" {
		return store.Open(ctx, c.Database, store.Traced(c.traced.Provider())) // what is sealed stays closed
	}
	keys, err := codec.ParseRing(c.DataKeys)
	if err != nil {
		return nil, problem("BEACON_DATA_KEYS", "cannot be used: "+err.Error())
	}
	db, err := store.Open(ctx, c.Database, store.Traced(c.traced.Provider()))
	if err != nil {
		return nil, err
	}
	db.SealWith(keys)
	return db, nil
}

// newDesk connects the activities to the database and the providers.
func newDesk(c Config, db *store.DB, days *holidays.Watch, log *slog.Logger) (*activities.Desk, error) {
	post, err := openPost(c)
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
	if hours.Holiday != nil {
		hours.Holiday = days.BankHoliday
	}
	courier, err := messaging.NewCourier(messaging.Parts{
		Contacts: db, Ledger: db, Templates: words, Now: time.Now, CallBack: c.CallBack, Quiet: hours, Timing: c.timing(),
		Channels: post.channels, Fallbacks: post.fallbacks, Braking: c.braking(db, log),
		RatherTwice: c.Senders.Twice,
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
	t.GiveUp = max(t.GiveUp/time.Duration(c.Hurry), t.SettleAfter+15*time.Second)
	return t
}

// Worker runs a Temporal worker over an open database until ctx ends, then lets
// what it is doing finish. It asks Temporal by tc, and carries cases by a client of its
// own, made with the rest.
func Worker(ctx context.Context, c Config, db *store.DB, tc client.Client, log *slog.Logger, with ...func(*client.Options)) error {
	return carry(ctx, c, db, nil, tc, log, with...)
}

// CacheCases says how many cases this process keeps in memory: before its first worker is
// made, and so before it starts a Temporal server.
func (c Config) CacheCases() { worker.CacheCases(c.Cached) }

// carry is Worker, measured.
func carry(ctx context.Context, c Config, db *store.DB, m *measures, tc client.Client, log *slog.Logger, with ...func(*client.Options)) error {
	days := holidays.NewWatch(c.Holidays, db, log, time.Now)
	if err := days.Load(ctx); err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	d, err := newDesk(c, db, days, log)
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	m.ofDesk(d, db)
	o, err := c.temporalOptions()
	if err != nil {
		return err
	}
	carrier, err := dialWorker(c, log, with)
	if err != nil {
		return err
	}
	defer carrier.Close()
	c.CacheCases()
	w := worker.New(carrier, &workflows.Cases{Policy: c.following(days), Tell: worker.Telling(d.Publish, telemetry.Outside)}, d, c.Release.version())
	if err := startPatiently(ctx, log, func() error {
		if err := checkNamespace(ctx, tc, o.Namespace); err != nil {
			return err
		}
		return w.Start()
	}); err != nil {
		if ctx.Err() != nil && !errors.Is(err, errNamespace) {
			return nil // asked to stop before there was anything to stop
		}
		return err
	}
	rung := make(chan struct{})
	go func() {
		defer close(rung)
		(&worker.Ringer{Rings: db, Bell: &workflows.Client{Temporal: tc}, Now: time.Now, Log: log}).Run(ctx)
	}()
	days.Run(ctx)
	<-ctx.Done()
	<-rung
	w.Stop()
	return nil
}

// following is the policy with the bank holidays as they are known by now.
func (c Config) following(days *holidays.Watch) func() casework.Policy {
	return func() casework.Policy {
		p := c.Policy()
		p.Calendar = days.Calendar()
		return p
	}
}

// startPatiently starts a worker, waiting for a Temporal that is still away.
func startPatiently(ctx context.Context, log *slog.Logger, start func() error) error {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		err := start()
		if err == nil {
			return nil
		}
		if errors.Is(err, errNamespace) || strings.Contains(err.Error(), "already started") {
			return fmt.Errorf("start worker: %w", err)
		}
		log.WarnContext(ctx, "Temporal is away; the worker waits for it", "kind", fmt.Sprintf("%T", err), "again_in", wait.String())
		select {
		case <-ctx.Done():
			return fmt.Errorf("start worker: %w", err)
		case <-time.After(wait):
		}
	}
}

// RunWorker is the production worker: everything that Worker needs, from the
// configuration, and a page of metrics where one is asked for.
func RunWorker(ctx context.Context, c Config, log *slog.Logger) error {
	stop, err := c.Trace(ctx, "beacon-worker", log)
	if err != nil {
		return err
	}
	defer stop()
	m := newMeasures()
	db, tc, err := connect(ctx, c, log, m.ofClient)
	if err != nil {
		return err
	}
	defer db.Close()
	defer tc.Close()
	if err := refuseUnsafe(ctx, c, log); err != nil {
		return err
	}
	if c.WorkerAddr == "" {
		log.Info("worker started", "version", Version)
		return Worker(ctx, c, db, tc, log, m.ofClient)
	}
	l, err := Listen("the worker", "BEACON_WORKER_ADDR", c.WorkerAddr)
	if err != nil {
		return err
	}
	log.Info("worker started", "addr", c.WorkerAddr, "version", Version)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return Serve(ctx, l, m.pages(db, tc)) })
	g.Go(func() error { return carry(ctx, c, db, m, tc, log, m.ofClient) })
	return g.Wait()
}

// connect opens what every role needs. A database of another schema is refused
// here, before anything runs.
func connect(ctx context.Context, c Config, log *slog.Logger, with ...func(*client.Options)) (*store.DB, client.Client, error) {
	if !guard.All && c.real() {
		return nil, nil, errors.New("this build lacks a guard, as chaos-bites makes them: it serves no real provider")
	}
	db, err := OpenStore(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	if err := db.Ready(ctx); err != nil {
		_ = db.Close()
		return nil, nil, fmt.Errorf("the database is not ready: %w", err)
	}
	tc, err := DialTemporal(c, log, with...)
	if err != nil {
		_ = db.Close()
		return nil, nil, err
	}
	return db, tc, nil
}
