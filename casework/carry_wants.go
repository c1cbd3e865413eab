package casework

import (
	"slices"
	"time"
)

// carryWants takes over what the victim agreed to and what they want. Where the two
// cases differ, what shares less and writes less stands.
func (c *Case) carryWants(h *Case, now time.Time) {
	for _, k := range h.Consents {
		if _, known := c.consent(k.ID); !known {
			c.Consents = append(c.Consents, k)
		}
	}
	slices.SortStableFunc(c.Consents, func(a, b Consent) int { return a.At.Compare(b.At) })
	for _, o := range h.Onward {
		if _, known := c.onward(o.ID); !known {
			c.Onward = append(c.Onward, o)
		}
	}
	c.takeUpOnward(now)
	for _, k := range slices.Clone(c.Consents) {
		if stands, _ := c.stands(k.To, k.Purpose); stands.State != ConsentGiven {
			c.stopSharing(k.To, k.Purpose, now)
		}
	}
	for _, who := range h.Unwished {
		if !slices.Contains(c.Unwished, who) {
			c.Unwished = append(c.Unwished, who)
		}
	}
	c.carryPreferences(h, now)
	if h.MostInNeed != nil {
		c.countNeed(h.MostInNeed.Why, now)
	}
	c.findNeed(nil, now)
	c.safetyEndsPause(now) // what is new of this victim is looked at first
}

// carryPreferences takes over what the victim wants, where nothing is known of it
// here; else only what they do not want to be told about.
func (c *Case) carryPreferences(h *Case, now time.Time) {
	switch {
	case h.Preferences == nil:
		return
	case c.Preferences == nil:
		p := *h.Preferences
		c.Preferences = &p
	default:
		p := *c.Preferences
		p.Untold = slices.Clone(p.Untold)
		for _, topic := range h.Preferences.Untold {
			if !slices.Contains(p.Untold, topic) {
				p.Untold = append(p.Untold, topic)
			}
		}
		c.Preferences = &p
	}
	c.withdraw("the victim does not want to be told about it in writing", now, func(m Message) bool { return !c.wanted(m) })
	c.watchUpdates(now)
}
