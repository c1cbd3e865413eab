package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"beacon/api"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/store"
)

// Codec is how Temporal's own UI and command line may read what is encrypted.
type Codec struct {
	Addr   string `env:"BEACON_CODEC_ADDR" envDefault:"127.0.0.1:8091" says:"where the codec server listens, which decrypts for Temporal's web UI and command line; it runs only where beacon codec is started"`
	Origin string `env:"BEACON_CODEC_ORIGIN" says:"the origin of Temporal's web UI, such as https://temporal.example.org: no other page may ask the codec server; empty: no page at all"`
}

// CheckCodec says everything that is wrong with what the codec server needs.
func (c Config) CheckCodec() error {
	return errors.Join(c.CheckStore(), c.checkPayloadKeys(), c.checkIssuer(), listens(c.Codec.Addr, "BEACON_CODEC_ADDR"), c.Codec.checkOrigin())
}

func (c Codec) checkOrigin() error {
	u, err := url.Parse(c.Origin)
	if c.Origin == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && c.Origin == u.Scheme+"://"+u.Host && u.Host != "" {
		return nil
	}
	return problem("BEACON_CODEC_ORIGIN", "must be one origin such as https://temporal.example.org, with nothing after it")
}

// codecRoles says who may do what at the codec server. What a case's history holds is
// about no person by name, and its reader is in the audit all the same.
var codecRoles = map[codec.Asked][]casework.Role{
	codec.Decode: {casework.Auditor, casework.Admin},
	codec.Encode: {casework.Admin},
}

// NewCodec is the codec server of an open database, which holds the audit.
func NewCodec(c Config, db *store.DB, v api.Verifier) (http.Handler, error) {
	keys, err := c.payloadKeys()
	if err != nil {
		return nil, err
	}
	s := &codec.Server{Keys: keys, Origin: c.Codec.Origin}
	s.Admit = func(r *http.Request, what codec.Asked) (string, string, error) {
		who, err := api.Identify(r, v)
		switch {
		case errors.Is(err, api.ErrNoKeys):
			return "", "", err
		case err != nil:
			return "", "", codec.ErrStranger
		}
		for _, role := range codecRoles[what] {
			if slices.Contains(who.Roles, role) {
				return who.Subject, string(role), nil
			}
		}
		return "", "", codec.ErrForbidden
	}
	s.Record = func(ctx context.Context, u codec.Use) error {
		return db.Audit(ctx, store.Entry{
			At: time.Now().UTC(), Subject: u.Who, Role: u.Role, Action: fmt.Sprintf("codec %s: %d payloads", u.What, u.Payloads),
		})
	}
	return s.Handler(), nil
}

// RunCodec serves the codec server until ctx ends.
func RunCodec(ctx context.Context, c Config, log *slog.Logger) error {
	db, err := OpenStore(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Ready(ctx); err != nil {
		return fmt.Errorf("the database is not ready (is it migrated?): %w", err)
	}
	v, err := api.NewTokens(api.TokenConfig{Issuer: c.Issuer, JWKSURL: c.JWKS, Audience: c.Audience})
	if err != nil {
		return err
	}
	pages, err := NewCodec(c, db, v)
	if err != nil {
		return err
	}
	l, err := Listen("the codec server", "BEACON_CODEC_ADDR", c.Codec.Addr)
	if err != nil {
		return err
	}
	log.Info("codec server started", "addr", c.Codec.Addr, "version", Version)
	return Serve(ctx, l, pages)
}
