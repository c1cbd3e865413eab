package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"beacon/internal/app"
)

// replayCases replays what was recorded of open cases with this very program, and changes
// nothing: before a release is rolled out it says whether any case would be decided
// otherwise than it was.
func replayCases(ctx context.Context, args, environ []string, s streams) error {
	f := flags("case replay", "[CASE-ID...]", s)
	sample := f.Int("sample", 200, "how many open cases to replay, spread over all of them; 0: every one")
	cases, err := parse(f, args, asMany)
	if err != nil {
		return err
	}
	c, log, err := configured(environ, s.err, app.Config.CheckCases)
	if err != nil {
		return err
	}
	began := time.Now()
	r, err := app.Replay(ctx, c, log, *sample, cases)
	for _, m := range r.Mismatches {
		fmt.Fprintf(s.err, "%s (run %s): %s\n", m.Run.CaseID, m.Run.RunID, m.Says)
	}
	fmt.Fprintf(s.out, "replayed %d of %d open cases, %d events, in %s; %d would be decided otherwise than they were; %d had ended meanwhile\n",
		r.Replayed, r.Open, r.Events, time.Since(began).Round(time.Millisecond), len(r.Mismatches), r.Gone)
	switch {
	case err != nil:
		return err
	case len(r.Mismatches) > 0:
		return errors.New("this build would block these cases: do not roll it out")
	}
	return nil
}
