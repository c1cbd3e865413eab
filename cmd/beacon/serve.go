package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"beacon/internal/app"
	"beacon/store"
)

// configured reads the configuration, checks it for one role, and makes a logger. It
// fails with everything that is wrong, at once.
func configured(environ []string, w io.Writer, check func(app.Config) error) (app.Config, *slog.Logger, error) {
	c, err := app.FromEnv(environ)
	log, level := app.Logger(w, c.LogLevel)
	return c, log, errors.Join(err, check(c), level)
}

func serveAPI(ctx context.Context, args, environ []string, s streams) error {
	if _, err := parse(flags("api", "", s), args, 0); err != nil {
		return err
	}
	c, log, err := configured(environ, s.err, app.Config.CheckAPI)
	if err != nil {
		return err
	}
	return app.RunAPI(ctx, c, log)
}

func runWorker(ctx context.Context, args, environ []string, s streams) error {
	if _, err := parse(flags("worker", "", s), args, 0); err != nil {
		return err
	}
	c, log, err := configured(environ, s.err, app.Config.CheckWorker)
	if err != nil {
		return err
	}
	return app.RunWorker(ctx, c, log)
}

func serveCodec(ctx context.Context, args, environ []string, s streams) error {
	if _, err := parse(flags("codec", "", s), args, 0); err != nil {
		return err
	}
	c, log, err := configured(environ, s.err, app.Config.CheckCodec)
	if err != nil {
		return err
	}
	return app.RunCodec(ctx, c, log)
}

func migrate(ctx context.Context, args, environ []string, s streams) error {
	if _, err := parse(flags("migrate", "", s), args, 0); err != nil {
		return err
	}
	c, _, err := configured(environ, s.err, app.Config.CheckStore)
	if err != nil {
		return err
	}
	db, err := app.OpenStore(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	sealed, err := db.SealClear(ctx)
	switch {
	case errors.Is(err, store.ErrKeys):
		return fmt.Errorf("the schema is up to date, but addresses or referrals lie in clear, and BEACON_DATA_KEYS is needed to encrypt them: %w", err)
	case err != nil:
		return err
	case sealed > 0:
		fmt.Fprintf(s.out, "encrypted what lay in clear: %d addresses and referrals\n", sealed)
	}
	fmt.Fprintln(s.out, "the database is up to date")
	return nil
}

func version(_ context.Context, args, _ []string, s streams) error {
	if _, err := parse(flags("version", "", s), args, 0); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "beacon %s (commit %s)\n", app.Version, app.Commit)
	return nil
}
