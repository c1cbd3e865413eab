package app

import (
	"context"
	"log/slog"
	"net"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"beacon/api"
	"beacon/messaging"
	"beacon/store"
	"beacon/workflows"
)

// Redactor has a provider forget the words of a message that came to its end.
type Redactor func(context.Context, messaging.Delivery) error

// NewAPI connects the API to an open database, to the cases and, where redact is not
// nil, to what the providers still hold.
func NewAPI(c Config, db *store.DB, tc client.Client, v api.Verifier, redact Redactor, log *slog.Logger) (*api.API, error) {
	o, err := c.temporalOptions()
	if err != nil {
		return nil, err
	}
	var tokens []string
	for _, token := range []string{c.Twilio.Token, c.Twilio.OldToken, c.Second.Token} {
		if token != "" {
			tokens = append(tokens, token)
		}
	}
	var receipts []string
	if c.Notify.Token != "" {
		receipts = []string{c.Notify.Token}
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return api.New(api.Config{
		PublicURL: c.PublicURL, TwilioTokens: tokens, SendGridKey: c.SendGrid.WebhookKey, NotifyTokens: receipts, Redact: redact,
		Version: Version, Commit: Commit, AnswerWithin: c.AnswerWithin, StuckAfter: c.StuckAfter, OverdueAfter: c.OverdueAfter, OverdueEvery: c.overdueEvery(), PatientFor: c.Policy().PatientFor, Holidays: c.Holidays != "", Calendar: c.counting(db),
		Traced: c.traced.Handler,
	}, &workflows.Client{Temporal: tc, Namespace: o.Namespace, Anew: anew(tc, o.Namespace)}, db, v, log, reg)
}

// overdueEvery is how the API is told: for it 0 is its own default.
func (c Config) overdueEvery() time.Duration {
	if c.OverdueEvery <= 0 {
		return -1
	}
	return c.OverdueEvery
}

// ListenAPI opens the API's address. Whoever calls before it is served waits.
func ListenAPI(c Config) (net.Listener, error) {
	return Listen("the API", "BEACON_API_ADDR", c.APIAddr)
}

// ServeAPI answers requests, and watches for what was left undone, until ctx ends. Then
// it says that it is stopping, and takes requests for a while yet: whoever balances has
// that long to turn to another. What is under way by then is finished.
func ServeAPI(ctx context.Context, l net.Listener, a *api.API, drain time.Duration) error {
	g, ctx := errgroup.WithContext(ctx)
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	context.AfterFunc(ctx, func() {
		a.Stopping()
		time.AfterFunc(drain, stop)
	})
	g.Go(func() error { return Serve(serving, l, a.Handler()) })
	g.Go(func() error { return a.Watch(ctx) })
	g.Go(func() error { return a.WatchClocks(ctx) })
	defer a.Finish()
	return g.Wait()
}

// RunAPI is the production API: everything that ServeAPI needs, from the
// configuration.
func RunAPI(ctx context.Context, c Config, log *slog.Logger) error {
	stop, err := c.Trace(ctx, "beacon-api", log)
	if err != nil {
		return err
	}
	defer stop()
	db, tc, err := connect(ctx, c, log)
	if err != nil {
		return err
	}
	defer db.Close()
	defer tc.Close()
	if err := refuseNamespace(ctx, c, tc); err != nil {
		return err
	}
	v, err := api.NewTokens(api.TokenConfig{Issuer: c.Issuer, JWKSURL: c.JWKS, Audience: c.Audience})
	if err != nil {
		return err
	}
	redact, err := Redaction(c)
	if err != nil {
		log.Warn("no provider is told to forget words: this process is not configured to send", "cause", err)
		redact = nil
	}
	a, err := NewAPI(c, db, tc, v, redact, log)
	if err != nil {
		return err
	}
	l, err := ListenAPI(c)
	if err != nil {
		return err
	}
	log.Info("api started", "addr", c.APIAddr, "version", Version)
	return ServeAPI(ctx, l, a, c.Drain)
}
