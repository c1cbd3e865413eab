package chaos

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// drainWithin is how long a cluster may take to come to rest once all is well: an attempt
// of which it is not known whether it left is settled after two minutes and a half.
const drainWithin = 5 * time.Minute

// drain waits until nothing is left to be done at once, and says what was when it gave up.
func (w *world) drain(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(w.Patience, drainWithin))
	defer cancel()
	told := time.Now()
	for {
		mended := w.mend(ctx)
		restless := w.restless(ctx)
		if mended != nil {
			restless = append(restless, firstLine(mended))
		}
		if len(restless) == 0 {
			return nil
		}
		if time.Since(told) > 15*time.Second {
			told = time.Now()
			w.say("waiting: %v", restless)
		}
		if !rest(ctx, time.Second) {
			return restless
		}
	}
}

// unquiet are the questions whose answer is 0 where all is at rest.
var unquiet = []struct{ what, query string }{
	{"referrals that no case has taken", `select count(*) from referral_versions v join referrals r on r.ref = v.ref and r.newest = v.version where not v.taken`},
	{"news that no case was told", `select count(*) from news where not handled`},
	{"messages that nobody knows to have left or not", `select count(*) from deliveries d where d.state in ('sending', 'not_sent', 'unknown') and exists (select 1 from cases c where c.id = d.case_id and c.sending)`},
	{"cases that have something to send", `select count(*) from cases where sending`},
	{"cases for which something is overdue", `select count(*) from cases where next_due < to_char(now() at time zone 'utc' - interval '5 seconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`},
}

func (w *world) restless(ctx context.Context) (all []string) {
	for _, q := range unquiet {
		var n int
		if err := w.beacon.QueryRowContext(ctx, q.query).Scan(&n); err != nil {
			all = append(all, q.what+": "+err.Error())
		} else if n > 0 {
			all = append(all, fmt.Sprintf("%d %s", n, q.what))
		}
	}
	return all
}
