package main

import (
	"context"
	"errors"
	"fmt"

	"beacon/internal/app"
	"beacon/internal/runs"
)

// reconcileCases compares, after a restore, how Temporal has every open case with how the
// database has it, and mends what differs where that is asked for.
func reconcileCases(ctx context.Context, args, environ []string, s streams) error {
	f := flags("case reconcile", "", s)
	repair := f.Bool("repair", false, "mend what differs: tell the database what it does not know; begin again, from the database, what Temporal has lost or has at an earlier moment")
	who := operatorOf(f, environ)
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	c, log, err := configured(environ, s.err, func(c app.Config) error { return errors.Join(c.CheckStore(), c.CheckTemporal()) })
	if err != nil {
		return err
	}
	db, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	if *repair {
		if err := who.does(ctx, db, "cases-reconcile"); err != nil {
			return err
		}
	}
	counts, err := app.Reconcile(ctx, c, log, db, *repair, func(found runs.Finding) error {
		fmt.Fprintln(s.out, found.Says())
		if !found.Mended {
			return nil
		}
		return who.does(ctx, db, "case-mended:"+string(found.Verdict), found.CaseID)
	})
	for _, v := range runs.Verdicts {
		fmt.Fprintf(s.out, "%d %s\n", counts[v], v)
	}
	if err != nil {
		return err
	}
	if counts[runs.Unread] > 0 || !*repair && counts[runs.Behind]+counts[runs.Gone]+counts[runs.SetBack] > 0 {
		return errReported
	}
	return nil
}
