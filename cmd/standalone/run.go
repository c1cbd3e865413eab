package main

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"beacon/api"
	"beacon/internal/app"
	"beacon/internal/embedded"
	"beacon/internal/issuer"
	"beacon/messaging/emulator"
	"beacon/store"
)

// runAll runs everything until ctx ends. What was started last is stopped first.
func runAll(ctx context.Context, environ []string, out, errs io.Writer) error {
	s, c, err := read(environ)
	if err != nil {
		return err
	}
	log, err := app.Logger(errs, c.LogLevel)
	if err != nil {
		return err
	}
	stop, err := c.Trace(ctx, "beacon-standalone", log)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	defer stop()
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder (BEACON_DATA): %w", err)
	}
	p, err := open(ctx, s, &c, log)
	defer p.close()
	if err != nil {
		return err
	}
	if err := banner(out, s, c); err != nil {
		return err
	}
	return p.serve(ctx, c, log)
}

// parts are what a standalone is made of.
type parts struct {
	issuer   issuer.Issuer
	api      net.Listener
	outbox   net.Listener
	emulator *emulator.Emulator
	db       *store.DB
	temporal *embedded.Server
	closers  []func()
}

// open starts what the API and the worker stand on. It always answers with the
// parts that it did start.
func open(ctx context.Context, s settings, c *app.Config, log *slog.Logger) (*parts, error) {
	p := &parts{}
	own, err := openSecrets(s.file("secrets.json"))
	if err != nil {
		return p, err
	}
	key, err := own.signingKey()
	if err != nil {
		return p, err
	}
	p.issuer = issuer.Issuer{Name: c.Issuer, Audience: c.Audience, Key: key}
	c.Twilio.Token, c.SendGrid.Key, c.DataKeys, c.PayloadKeys = own.Twilio, own.SendGrid, own.Data, own.Payloads
	return p, errors.Join(p.openAPI(*c), p.openEmulator(s, c), p.openStore(ctx, c), p.openTemporal(ctx, s, c, log))
}

// openAPI opens the API's address before the emulator starts, which may have
// receipts to deliver from before it was stopped: they wait until they are served.
func (p *parts) openAPI(c app.Config) (err error) {
	p.api, err = app.ListenAPI(c)
	if err == nil {
		p.closers = append(p.closers, func() { _ = p.api.Close() })
	}
	return err
}

func (p *parts) openEmulator(s settings, c *app.Config) (err error) {
	p.outbox, err = app.Listen("the provider emulator", "BEACON_EMULATOR_ADDR", s.EmulatorAddr)
	if err != nil {
		return err
	}
	p.closers = append(p.closers, func() { _ = p.outbox.Close() })
	p.emulator, err = emulator.New(emulator.Options{
		AccountSID: c.Twilio.Account, AuthToken: c.Twilio.Token, SendGridKey: c.SendGrid.Key,
		LedgerFile: s.file("emulator.ndjson"), CallbackDelay: 300 * time.Millisecond,
		EventsURL:  c.PublicURL + "/v1/webhooks/sendgrid/events",
		InboundURL: c.PublicURL + "/v1/webhooks/twilio/inbound",
	})
	if err != nil {
		return fmt.Errorf("open emulator: %w", err)
	}
	p.closers = append(p.closers, func() { _ = p.emulator.Close() })
	c.SendGrid.WebhookKey = p.emulator.EventKey()
	return nil
}

func (p *parts) openStore(ctx context.Context, c *app.Config) (err error) {
	p.db, err = app.OpenStore(ctx, *c)
	if err != nil {
		return err
	}
	p.closers = append(p.closers, func() { _ = p.db.Close() })
	if err := p.db.Migrate(ctx); err != nil {
		return err
	}
	_, err = p.db.SealClear(ctx)
	return err
}

func (p *parts) openTemporal(ctx context.Context, s settings, c *app.Config, log *slog.Logger) (err error) {
	c.CacheCases() // before the server's own workers, which share it, have made one
	p.temporal, err = embedded.Start(ctx, embedded.Options{
		File: s.file("temporal.db"), FrontendAddr: c.TemporalAddr, UIAddr: s.UIAddr, Namespace: c.TemporalNamespace,
		Log: app.ServerLogger(log),
	})
	if err != nil {
		return fmt.Errorf("%w (BEACON_TEMPORAL_ADDR and BEACON_TEMPORAL_UI_ADDR move its ports)", err)
	}
	p.closers = append(p.closers, p.temporal.Stop)
	return nil
}

func (p *parts) close() {
	for i := len(p.closers) - 1; i >= 0; i-- {
		p.closers[i]()
	}
}

// serve runs the emulator's pages, the API and the worker.
func (p *parts) serve(ctx context.Context, c app.Config, log *slog.Logger) error {
	tc, err := app.DialTemporal(c, log)
	if err != nil {
		return err
	}
	defer tc.Close()
	v, err := api.NewTokens(api.TokenConfig{Issuer: c.Issuer, Audience: c.Audience, Keys: []crypto.PublicKey{p.issuer.Key.Public()}})
	if err != nil {
		return err
	}
	a, err := app.NewAPI(c, p.db, tc, v, nil, log)
	if err != nil {
		return err
	}
	a.Mount("POST", "/dev/tokens", p.issuer.Serve)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return app.Serve(ctx, p.outbox, p.emulator.Handler()) })
	g.Go(func() error { return app.ServeAPI(ctx, p.api, a, 0) })
	g.Go(func() error { return app.Worker(ctx, c, p.db, tc, log) })
	g.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case err := <-p.temporal.Failed():
			return fmt.Errorf("the Temporal server: %w", err)
		}
	})
	return g.Wait()
}

// banner says what is where, and a first thing to try.
func banner(w io.Writer, s settings, c app.Config) error {
	_, err := fmt.Fprintf(w, `Beacon %s
  API        http://%s   (read /docs)
  outbox     http://%s   (what the emulated providers received)
  Temporal   http://%s
  data       %s

Try: T=$(curl -s -H 'Accept: text/plain' -d '{"role":"referrer","subject":"me"}' http://%[2]s/dev/tokens)
     bin/beacon generate > day.csv && BEACON_TOKEN=$T bin/beacon import -api http://%[2]s day.csv
Ctrl-C stops it; started again, it carries every case on.
`, app.Version, c.APIAddr, s.EmulatorAddr, s.UIAddr, s.Data)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
