package casework

import (
	"slices"
	"time"
)

// ownWindows are the windows that stand whatever the grade becomes: those that the
// victim asked for or a cut-off call brought, and the first call of all.
var ownWindows = []string{AskedFor, AtOnce, FirstCall}

// ease plans reaching again after the grade was lowered: the next attempt falls in the
// hours of the milder protocol, and who has been tried as often as it asks for is put
// to a supervisor.
func (c *Case) ease(now time.Time) {
	p := c.protocol()
	if p.WelfareWithin == 0 {
		c.stop("unreached")
	}
	c.planAnew(now)
}

// planAnew plans the next attempt by all that is known now, where one is planned.
func (c *Case) planAnew(now time.Time) {
	p := c.protocol()
	planned := c.clock("next-attempt") >= 0 || c.open(CallVictim)
	if w := c.Contact.Next; !planned || w == nil || slices.Contains(ownWindows, w.Part) {
		return
	}
	if c.Contact.Failed >= p.Attempts {
		c.stopTrying(now)
		return
	}
	c.unplan("it is planned again by all that is known now", now)
	c.drop(CallVictim, now)
	c.planNext(now)
}
