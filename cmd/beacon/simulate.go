package main

import (
	"context"
	"encoding/json"
	"fmt"

	"beacon/internal/simulate"
)

// simulateYear lives through a made-up year and prints what it came to. It needs
// nothing, and touches nothing. An invariant that was broken is a failure.
func simulateYear(_ context.Context, args, _ []string, s streams) error {
	f := flags("simulate", "", s)
	var o simulate.Options
	f.IntVar(&o.Referrals, "referrals", 350, "how many referrals the first month has")
	f.Uint64Var(&o.Seed, "seed", 7, "the same seed is the same year")
	f.IntVar(&o.Days, "days", simulate.Year, "for how many days the cases are watched")
	asJSON := f.Bool("json", false, "print everything that was counted, as JSON")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	r, err := simulate.Run(o)
	if err != nil {
		return err
	}
	if *asJSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			return fmt.Errorf("print the year: %w", err)
		}
	} else if err := r.Print(s.out); err != nil {
		return err
	}
	if r.Broken() {
		fmt.Fprintf(s.err, "beacon simulate: %d violations of what must always be true\n", r.Violated)
		return errReported
	}
	return nil
}
