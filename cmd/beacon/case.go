package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"beacon/casework"
	"beacon/internal/app"
	"beacon/store"
)

// showCase shows what the database has of a case: no name, number or words.
func showCase(ctx context.Context, args, environ []string, s streams) error {
	rest, err := parse(flags("case", "show|timeline CASE-ID", s), args, 2)
	if err != nil {
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
	if err := db.Ready(ctx); err != nil {
		return err
	}
	switch rest[0] {
	case "show":
		return showState(ctx, db, rest[1], s.out)
	case "timeline":
		return showTimeline(ctx, db, rest[1], s.out)
	}
	fmt.Fprintf(s.err, "beacon case: %q is neither show nor timeline\n", rest[0])
	return errUsage
}

func showState(ctx context.Context, db *store.DB, id string, w io.Writer) error {
	row, err := db.Case(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("no such case")
	}
	if err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, row.State, "", "  "); err != nil {
		return fmt.Errorf("show case: %w", err)
	}
	_, err = fmt.Fprintln(w, pretty.String())
	return err
}

func showTimeline(ctx context.Context, db *store.DB, id string, w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for cursor := ""; ; {
		page, err := db.Timeline(ctx, id, cursor, 100)
		if errors.Is(err, store.ErrNotFound) {
			return errors.New("no such case")
		}
		if err != nil {
			return err
		}
		for _, l := range page.Items {
			fmt.Fprintf(t, "%s\t%s\t%s\n", l.At.In(casework.London).Format("2006-01-02 15:04:05"), l.What, l.Says)
		}
		if page.Next == "" {
			return t.Flush()
		}
		cursor = page.Next
	}
}
