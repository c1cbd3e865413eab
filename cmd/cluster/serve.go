package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/internal/app"
	"beacon/internal/cluster"
	"beacon/internal/embedded"
	"beacon/internal/issuer"
	"beacon/messaging/emulator"
)

// namespace is that of BEACON_TEMPORAL_NAMESPACE when it is not set.
const namespace = "beacon"

// runTemporal is the Temporal server, on PostgreSQL, until ctx ends.
func runTemporal(ctx context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	s, err := embedded.Start(ctx, embedded.Options{
		Postgres: &embedded.Postgres{
			Addr: p.Places.Postgres, User: "beacon", Password: p.Password, Main: "temporal", Visibility: "temporal_visibility", Shards: p.Shards,
		},
		Faults:       embedded.Faults{Rate: o.faults, Seed: o.seed},
		FrontendAddr: p.Places.Temporal, UIAddr: p.Places.TemporalUI, Namespace: namespace,
		Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	defer s.Stop()
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.Failed():
		return err
	}
}

// runEmulator is both providers, and whoever issues tokens, until ctx ends.
func runEmulator(ctx context.Context, o options) error {
	p, err := cluster.Load(o.dir)
	if err != nil {
		return err
	}
	key, err := signingKey(filepath.Join(p.Dir, "tokens.key"))
	if err != nil {
		return err
	}
	l, err := app.Listen("the emulator", "-port", p.Places.Emulator)
	if err != nil {
		return err
	}
	e, err := emulator.New(emulator.Options{
		AccountSID: cluster.Account, AuthToken: p.Twilio, SendGridKey: p.SendGrid,
		LedgerFile: p.Ledger(), CallbackDelay: 300 * time.Millisecond,
		EventsURL:  "http://" + p.Places.API1 + "/v1/webhooks/sendgrid/events",
		InboundURL: "http://" + p.Places.API1 + "/v1/webhooks/twilio/inbound",
	})
	if err != nil {
		return fmt.Errorf("open emulator: %w", err)
	}
	defer func() { _ = e.Close() }()
	return app.Serve(ctx, l, pages(e, issuer.Issuer{Name: "http://" + p.Places.Emulator + "/dev", Audience: "beacon", Key: key}))
}

// pages are the emulator's, and under /dev what stands in for the issuer.
func pages(e *emulator.Emulator, i issuer.Issuer) http.Handler {
	dev := echo.New()
	dev.Logger.SetOutput(io.Discard)
	dev.POST("/dev/tokens", i.Serve)
	dev.GET("/dev/keys", i.Keys)
	dev.GET("/dev/event-key", func(c echo.Context) error { return c.String(http.StatusOK, e.EventKey()) })
	mux := http.NewServeMux()
	mux.Handle("/dev/", dev)
	mux.Handle("/", e.Handler())
	return mux
}

// signingKey reads the key of tokens, or makes it.
func signingKey(file string) (*ecdsa.PrivateKey, error) {
	der, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("make the key of tokens: %w", err)
		}
		if der, err = x509.MarshalECPrivateKey(key); err != nil {
			return nil, fmt.Errorf("make the key of tokens: %w", err)
		}
		return key, os.WriteFile(file, der, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of tokens: %w", err)
	}
	key, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read the key of tokens: %w", err)
	}
	return key, nil
}
