package app

import (
	"context"
	"log/slog"
	"net"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"beacon/api"
	"beacon/store"
	"beacon/workflows"
)

// NewAPI connects the API to an open database and to the cases.
func NewAPI(c Config, db *store.DB, tc client.Client, v api.Verifier, log *slog.Logger) (*api.API, error) {
	tokens := []string{c.Twilio.Token}
	if c.Twilio.OldToken != "" {
		tokens = append(tokens, c.Twilio.OldToken)
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return api.New(api.Config{
		PublicURL: c.PublicURL, TwilioTokens: tokens, SendGridKey: c.SendGrid.WebhookKey,
		Version: Version, Commit: Commit, StuckAfter: c.StuckAfter,
	}, &workflows.Client{Temporal: tc}, db, v, log, reg)
}

// ListenAPI opens the API's address. Whoever calls before it is served waits.
func ListenAPI(c Config) (net.Listener, error) {
	return Listen("the API", "BEACON_API_ADDR", c.APIAddr)
}

// ServeAPI answers requests, and watches for what was left undone, until ctx ends.
func ServeAPI(ctx context.Context, l net.Listener, a *api.API) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return Serve(ctx, l, a.Handler()) })
	g.Go(func() error { return a.Watch(ctx) })
	return g.Wait()
}

// RunAPI is the production API: everything that ServeAPI needs, from the
// configuration.
func RunAPI(ctx context.Context, c Config, log *slog.Logger) error {
	db, tc, err := connect(ctx, c, log)
	if err != nil {
		return err
	}
	defer db.Close()
	defer tc.Close()
	v, err := api.NewTokens(api.TokenConfig{Issuer: c.Issuer, JWKSURL: c.JWKS, Audience: c.Audience})
	if err != nil {
		return err
	}
	a, err := NewAPI(c, db, tc, v, log)
	if err != nil {
		return err
	}
	l, err := ListenAPI(c)
	if err != nil {
		return err
	}
	log.Info("api started", "addr", c.APIAddr, "version", Version)
	return ServeAPI(ctx, l, a)
}
