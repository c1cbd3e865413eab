package casework

import (
	"slices"
	"time"
)

// Reviews: the plan, the needs and the risk are each looked at again in their own time,
// and a victim is asked about them in one conversation, not in three within a week.

// Reviews lists the kinds of clock that ask for a review of an open case. To add one,
// add a line.
// Source: Victims' Code, Right 4, support tailored to the victim; that reviews which are
// near each other are asked for together is this service's own rule.
var Reviews = []Kind{PlanReview, NeedsReview, RiskReview}

// reviewTogether asks now for every other review that would soon be asked for by itself.
// It makes a review earlier and never later: the next one counts from when this is done.
func (c *Case) reviewTogether(now time.Time) {
	soon := now.Add(c.Policy.TogetherWithin)
	for {
		i := slices.IndexFunc(c.Clocks, func(k Clock) bool {
			return slices.Contains(Reviews, k.Kind) && k.Due.After(now) && !k.Due.After(soon)
		})
		if i < 0 {
			return
		}
		k := c.Clocks[i]
		c.stop(k.ID)
		c.note(now, "review-together", k.ID, "Asked for now, and not by itself on %s, so that the victim is asked in one conversation. %s.", inLondon(k.Due), k.Kind.Rule().Says)
		c.ring(k, now)
	}
}
