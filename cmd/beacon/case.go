package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"beacon/casework"
	"beacon/explanation"
	"beacon/store"
)

// showCase shows what the database has of a case: no name, number or words.
func showCase(ctx context.Context, args, environ []string, s streams) error {
	x := explaining{out: s.out, at: time.Now().UTC()}
	f := flags("case", "show|timeline|explain CASE-ID", s)
	x.who = operatorOf(f, environ)
	f.StringVar(&x.to, "for", string(explanation.ForStaff), "explain: to whom: staff, inspector (with revisions and IDs) or victim (in plain words, and without what would be unsafe or is about others)")
	f.BoolVar(&x.asJSON, "json", false, "explain: as JSON")
	rest, err := parse(f, args, 2)
	if err != nil {
		return err
	}
	if !slices.Contains(explanation.Readers, explanation.Reader(x.to)) {
		fmt.Fprintf(s.err, "beacon case: %q is none of staff, inspector and victim\n", x.to)
		return errUsage
	}
	_, db, err := configuredStore(ctx, environ, s)
	if err != nil {
		return err
	}
	defer db.Close()
	switch rest[0] {
	case "show":
		return x.show(ctx, db, rest[1])
	case "timeline":
		return x.timeline(ctx, db, rest[1])
	case "explain":
		return x.explain(ctx, db, rest[1])
	}
	fmt.Fprintf(s.err, "beacon case: %q is none of show, timeline and explain\n", rest[0])
	return errUsage
}

// explaining is one asking how a case stands, or why it stands as it does. Who asked is
// written down first, as the API does.
type explaining struct {
	out    io.Writer
	who    *operator
	to     string
	at     time.Time
	asJSON bool
}

func (x explaining) show(ctx context.Context, db *store.DB, id string) error {
	row, err := db.Case(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("no such case")
	}
	if err != nil {
		return err
	}
	if err := x.who.does(ctx, db, "case-shown", id); err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, row.State, "", "  "); err != nil {
		return fmt.Errorf("show case: %w", err)
	}
	_, err = fmt.Fprintln(x.out, pretty.String())
	return err
}

func (x explaining) timeline(ctx context.Context, db *store.DB, id string) error {
	t := tabwriter.NewWriter(x.out, 0, 0, 2, ' ', 0)
	for cursor := ""; ; {
		page, err := db.Timeline(ctx, id, cursor, 100)
		if errors.Is(err, store.ErrNotFound) {
			return errors.New("no such case")
		}
		if err != nil {
			return err
		}
		if cursor == "" {
			if err := x.who.does(ctx, db, "case-timeline-shown", id); err != nil {
				return err
			}
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

func (x explaining) explain(ctx context.Context, db *store.DB, id string) error {
	facts, err := explanation.Read(ctx, db, id, x.at)
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("no such case")
	}
	if err != nil {
		return err
	}
	if err := x.who.does(ctx, db, "case-explained:"+x.to, id); err != nil {
		return err
	}
	e := explanation.Of(facts, explanation.Reader(x.to), x.at)
	if !x.asJSON {
		return e.Print(x.out)
	}
	to := json.NewEncoder(x.out)
	to.SetIndent("", "  ")
	return to.Encode(e)
}
