package casework

import "time"

// Reaching: call the victim until somebody has spoken to them, as often and as
// soon as the protocol of their risk grade says. Every attempt is a task for a
// person. A supervisor decides when the protocol is exhausted; high risk is
// asked about again until somebody has decided.

// Contact is what the case knows of its attempts to reach the victim.
type Contact struct {
	Attempts []Attempt `json:"attempts,omitempty"`
	Failed   int       `json:"failed,omitempty"`   // failed attempts since reaching last began
	Reached  time.Time `json:"reached,omitzero"`   // when they were first spoken to, UTC
	Accepted bool      `json:"accepted,omitempty"` // they said yes to help
}

func (c *Case) arriveReaching(now time.Time) {
	p := c.Policy.protocol(c.Risk.Grade)
	c.Contact.Failed = 0
	if !c.open(Unsafe) { // who finds a safe way decides when to call
		c.raise(CallVictim, "", now, p.FirstWithin)
	}
	c.watchUnreached(now, p)
}

// supersede takes back what was planned or asked before reaching begins again.
func (c *Case) supersede(now time.Time) {
	c.stop("next-attempt")
	for _, kind := range row(Reaching).Drops {
		c.drop(kind, now)
	}
}

// hurry plans reaching again after the grade was raised, as if every attempt that
// has failed had been made under the stricter protocol.
func (c *Case) hurry(now time.Time) {
	p := c.Policy.protocol(c.Risk.Grade)
	if c.open(CallVictim) || c.clock("next-attempt") >= 0 {
		c.stop("next-attempt")
		c.raise(CallVictim, "", now, p.FirstWithin)
	}
	c.alarm(0, p, now)
	c.watchUnreached(now, p)
}

// watchUnreached sets the moment at which a supervisor decides on a victim who has
// not been reached. What happens meanwhile never makes it later.
func (c *Case) watchUnreached(now time.Time, p Protocol) {
	due := now.Add(p.WelfareWithin)
	if i := c.clock("unreached"); p.WelfareWithin == 0 || i >= 0 && c.Clocks[i].Due.Before(due) {
		return
	}
	c.set(Clock{ID: "unreached", Kind: Unreached, Due: due})
}

func (c *Case) ringUnreached(now time.Time) {
	c.raise(SafeAndWell, "", now, c.Policy.UrgentWithin)
}

func (c *Case) ringNextAttempt(now time.Time) {
	c.raise(CallVictim, "", now, c.Policy.UrgentWithin)
}

// keepReaching sees to it that somebody is always about to try, or to decide.
func (c *Case) keepReaching(now time.Time) {
	if c.open(CallVictim) || c.open(NotReached) || c.open(Unsafe) || c.open(SignOff) || c.clock("next-attempt") >= 0 {
		return
	}
	c.Contact.Failed = 0
	c.nextAttempt(now.Add(c.Policy.protocol(c.Risk.Grade).Every))
}

func (c *Case) nextAttempt(at time.Time) {
	c.set(Clock{ID: "next-attempt", Kind: NextAttempt, Due: at})
}

// reaching is what the attempt does to the protocol.
func (m RecordAttempt) reaching(c *Case, o AttemptOutcome, at time.Time) {
	p := c.Policy.protocol(c.Risk.Grade)
	if o.Spoke {
		c.stop("unreached")
		c.drop(ReachReview, at)
		c.drop(NotReached, at)
		c.withdraw(func(w Message) bool { return w.Template == LeaveOpen })
	}
	switch {
	case o.Code == "accepted":
		c.Contact.Accepted = true
		c.drop(SignOff, at)
		c.tell(SupportAccepted, time.Time{}, at)
		c.enter(Assessing, at)
		return
	case o.Code == "declined":
		c.endOrAsk("declined_at_first_contact", m.Said, at)
		return
	case o.Counts:
		c.failed(at, p)
	}
	m.planNext(c, o, at.Add(p.Every))
}

// planNext plans the next attempt, when the victim asked for it or else by the
// protocol, unless a person must decide first.
func (m RecordAttempt) planNext(c *Case, o AttemptOutcome, next time.Time) {
	if !m.CallBack.IsZero() {
		next = m.CallBack
	}
	unsafe := c.open(Unsafe) && !o.Spoke
	exhausted := c.open(NotReached) && m.CallBack.IsZero()
	if unsafe || exhausted {
		c.stop("next-attempt")
		return
	}
	c.nextAttempt(next)
}

// failed counts a failed attempt and asks whoever must now decide.
func (c *Case) failed(at time.Time, p Protocol) {
	c.Contact.Failed++
	c.alarm(c.Contact.Failed-1, p, at)
	if c.Contact.Failed < p.Attempts {
		return
	}
	c.raise(NotReached, "", at, c.Policy.DecideWithin)
	if p.LeaveOpen && c.Contact.Failed == p.Attempts {
		c.tell(LeaveOpen, time.Time{}, at)
	}
}

// alarm asks a supervisor about every limit of the protocol that was passed since
// so many attempts had failed.
func (c *Case) alarm(since int, p Protocol, at time.Time) {
	passed := func(limit int) bool { return limit > since && limit <= c.Contact.Failed }
	if passed(p.SupervisorAfter) {
		c.raise(ReachReview, "", at, c.Policy.DecideWithin)
	}
	if passed(p.WelfareAfter) {
		c.raise(SafeAndWell, "", at, c.Policy.UrgentWithin)
	}
}
