package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"beacon/internal/app"
	"beacon/measures"
	"beacon/store"
)

// returnCompliance writes the quarterly return of compliance with the Victims' Code.
func returnCompliance(ctx context.Context, args, environ []string, s streams) error {
	f := flags("compliance", "", s)
	quarter := f.String("quarter", "", "which quarter, such as 2026-Q3")
	format := f.String("format", "csv", "csv or json")
	part := f.String("part", "rows", "of CSV: rows, or late: the evidence of each duty that was not met in time")
	force := f.String("force", "", "only the victims of this force")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	q, err := measures.ParseQuarter(*quarter)
	if err != nil {
		return misused(s, "compliance", fmt.Errorf("--quarter %w", err))
	}
	now := time.Now()
	if err := q.Begun(now); err != nil {
		return misused(s, "compliance", fmt.Errorf("%s %w", q, err))
	}
	write, known := map[string]func(measures.Compliance) error{
		"csv rows": func(c measures.Compliance) error { return c.WriteRows(s.out) },
		"csv late": func(c measures.Compliance) error { return c.WriteLate(s.out) },
		"json rows": func(c measures.Compliance) error {
			to := json.NewEncoder(s.out)
			to.SetIndent("", "  ")
			return to.Encode(c)
		},
	}[*format+" "+*part]
	if !known {
		return misused(s, "compliance", fmt.Errorf("--format is csv or json, and --part, for CSV only, rows or late"))
	}
	made, err := complianceOf(ctx, environ, s, q, now, *force)
	if err != nil {
		return err
	}
	return write(made)
}

// complianceOf counts what the database has of a quarter.
func complianceOf(ctx context.Context, environ []string, s streams, q measures.Quarter, now time.Time, force string) (measures.Compliance, error) {
	c, db, err := configuredStore(ctx, environ, s)
	if err != nil {
		return measures.Compliance{}, err
	}
	defer db.Close()
	days, err := app.Calendar(ctx, c)
	if err != nil {
		return measures.Compliance{}, err
	}
	count := measures.Count(q, now, force, days)
	err = db.DutiesDueWithin(ctx, q.From(), q.Until(), func(d store.DutyRow) {
		count.Add(measures.Kept{CaseID: d.CaseID, Force: d.Force, DutyView: d.DutyView})
	})
	return count.Done(), err
}
