package casework

import "time"

// What follows an attempt that did not end reaching.

// follow plans the next attempt, when the victim asked for it or else by the
// protocol, unless a person must decide first.
func (m RecordAttempt) follow(c *Case, o AttemptOutcome, at time.Time) {
	c.unplan("an attempt has been made before it", at)
	switch {
	case c.open(Unsafe) && !o.Spoke:
	case !m.CallBack.IsZero():
		c.Contact.Declined = c.Contact.Declined && !o.Spoke
		w := c.askedFor(m.CallBack)
		w.Again = !c.fresh(w.From)
		c.plan(w, at)
	case c.open(NotReached), c.Contact.Declined:
	case o.AtOnce && !c.cutOffBefore():
		m.callAgain(c, at)
	default:
		c.planNext(at)
	}
	if o.Interpreter {
		c.bringInterpreter(at)
	}
}

// askedFor is the window of a call that the victim asked for.
func (c *Case) askedFor(at time.Time) Window {
	return Window{From: at, Until: at.Add(c.Policy.UrgentWithin), Part: AskedFor}
}

// callAgain asks whoever was cut off to call back at once.
func (m RecordAttempt) callAgain(c *Case, at time.Time) {
	t := c.call(Window{From: at, Until: at.Add(c.Policy.CutOffWithin), Part: AtOnce}, at)
	if m.Role.Works() {
		t.Owner = m.By
	}
}

// cutOffBefore says that the attempt before this one was cut off too.
func (c *Case) cutOffBefore() bool {
	n := len(c.Contact.Attempts)
	return n > 1 && c.Contact.Attempts[n-2].Outcome == c.Contact.Attempts[n-1].Outcome
}

// bringInterpreter asks for an interpreter before the next attempt.
func (c *Case) bringInterpreter(now time.Time) {
	within := c.Policy.DecideWithin
	if w := c.Contact.Next; w != nil {
		within = min(within, w.From.Sub(now))
	}
	c.raise(FindInterpreter, "", now, max(within, 0))
}
