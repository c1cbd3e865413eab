package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"beacon/casework"
	"beacon/internal/app"
	"beacon/store"
)

// brakeMessages stops messages, lets them go again, or says what is stopped. Every
// worker reads it from the database before each message.
func brakeMessages(ctx context.Context, args, environ []string, s streams) error {
	b := brake{out: s.out, at: time.Now().UTC()}
	f := flags("messages", "pause|resume|status", s)
	f.StringVar(&b.scope, "scope", "", "what to pause or resume: all, sms, email or the name of a template (without it pause means all, and resume means every pause)")
	f.StringVar(&b.why, "why", "", "pause: a code such as wrong-template, with no words about anybody")
	f.DurationVar(&b.lasting, "for", 0, "pause: end it by itself after this time, such as 2h (0: not until it is resumed)")
	who := operatorOf(f, environ)
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	b.by = who.by
	do, known := map[string]func(context.Context, *store.DB) error{"pause": b.pause, "resume": b.resume, "status": b.status}[rest[0]]
	if !known {
		fmt.Fprintf(s.err, "beacon messages: %q is none of pause, resume and status\n", rest[0])
		return errUsage
	}
	_, db, err := configuredStore(ctx, environ, s)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(ctx, db)
}

// brake is one thing to be done to the brakes.
type brake struct {
	out            io.Writer
	at             time.Time
	scope, why, by string
	lasting        time.Duration
}

func (b *brake) pause(ctx context.Context, db *store.DB) error {
	if b.why == "" {
		return errors.New("say why, as a code: --why wrong-template")
	}
	b.scope = cmp.Or(b.scope, "all")
	set, err := db.Pause(ctx, app.Pause(b.scope, b.why, b.by, b.at, b.lasting))
	if err != nil {
		return err
	}
	said := "paused: "
	if !set {
		said = "already paused for as long: "
	}
	fmt.Fprintln(b.out, said+b.scope)
	return b.status(ctx, db)
}

func (b *brake) resume(ctx context.Context, db *store.DB) error {
	scope, err := app.Scope(b.scope)
	if err != nil {
		return err
	}
	ended, err := db.Resume(ctx, scope, b.by, b.at)
	if err != nil {
		return err
	}
	for _, p := range ended {
		fmt.Fprintf(b.out, "resumed: %s\n", p.Scope)
	}
	if len(ended) == 0 {
		fmt.Fprintln(b.out, "there was nothing to resume")
	}
	return b.status(ctx, db)
}

func (b *brake) status(ctx context.Context, db *store.DB) error {
	pauses, err := db.Pauses(ctx, b.at)
	if err != nil {
		return err
	}
	if len(pauses) == 0 {
		fmt.Fprintln(b.out, "nothing is paused")
		return nil
	}
	t := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PAUSED\tSINCE\tUNTIL\tBY\tWHY")
	for _, p := range pauses {
		until := "it is resumed"
		if !p.Until.IsZero() {
			until = clock(p.Until)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", p.Scope, clock(p.Since), until, p.By, p.Why)
	}
	return t.Flush()
}

func clock(at time.Time) string { return at.In(casework.London).Format("2006-01-02 15:04:05") }
