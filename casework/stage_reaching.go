package casework

import (
	"slices"
	"time"
)

// Reaching: call the victim until somebody has spoken to them, as often and as
// soon as the protocol of their risk grade says, and never twice in the same part of
// the day. Every attempt is a task for a person. A supervisor decides when the
// protocol is exhausted; high risk is asked about again until somebody has decided.

// Contact is what the case knows of its attempts to reach the victim.
type Contact struct {
	Attempts []Attempt `json:"attempts,omitempty"` // the last of them
	Made     int       `json:"made,omitempty"`     // how many there were
	Round    int       `json:"round,omitempty"`    // the round of attempts, from 1
	Began    time.Time `json:"began,omitzero"`     // when the round began, UTC
	Failed   int       `json:"failed,omitempty"`   // attempts of the round that count
	Next     *Window   `json:"next,omitempty"`     // when the next attempt is to be made, while reaching
	Hours    []Hours   `json:"hours,omitempty"`    // when the victim said that calls are safe; none: not said
	Welfare  Welfare   `json:"welfare,omitempty"`  // how a safe-and-well check stands in this round
	Reached  time.Time `json:"reached,omitzero"`   // when they were first spoken to, UTC
	Accepted bool      `json:"accepted,omitempty"` // they said yes to help
	Declined bool      `json:"declined,omitempty"` // they said no to help, and nobody calls unless a person decides to

	// Exhausted says that every attempt of the protocol was made since reaching last
	// began, or that a supervisor decided that no more are.
	Exhausted bool `json:"exhausted,omitempty"`
}

func (c *Case) arriveReaching(now time.Time) {
	c.newRound(now)
	c.Contact.Exhausted = false
	if c.Contact.Declined {
		return
	}
	if !c.open(Unsafe) { // who finds a safe way decides when to call
		c.callFirst(now)
	}
	c.watchUnreached(now, c.protocol())
}

// newRound begins the attempts anew.
func (c *Case) newRound(now time.Time) {
	c.Contact.Failed, c.Contact.Welfare = 0, ""
	c.Contact.Round++
	c.Contact.Began = now.UTC()
}

// supersede takes back what was planned or asked before reaching begins again.
func (c *Case) supersede(now time.Time) {
	c.unplan("there is a new incident, and reaching begins again", now)
	for _, kind := range row(Reaching).Drops {
		c.drop(kind, now)
	}
}

// hurry plans reaching again after the grade was raised, as if every attempt that
// has failed had been made under the stricter protocol. A time that the victim asked
// for stands where it is soon enough: another may not be safe.
func (c *Case) hurry(now time.Time) {
	p := c.protocol()
	asked := c.Contact.Next != nil && c.Contact.Next.Part == AskedFor && c.Contact.Next.From.Before(c.firstDue(p, now))
	if !asked && !c.Contact.Declined && !c.open(NotReached) && !c.open(Unsafe) && !c.open(SignOff) {
		c.unplan("the risk is graver, and a call is to come sooner", now)
		c.callFirst(now)
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

func (c *Case) ringUnreached(now time.Time) { c.askWelfare(now) }

// ringNextAttempt asks somebody to call. A window that passed while nothing ran is
// not made up for at another hour: the next safe one is.
func (c *Case) ringNextAttempt(now time.Time) {
	w := c.Contact.Next
	if w == nil || !now.Before(w.Until) {
		p := c.protocol()
		c.note(now, "attempt-planned-again", "", "The time for the next attempt had passed: it is planned again.")
		c.plan(c.window(c.planner(p), now, now), now)
		return
	}
	c.call(*w, now)
}

// reachingWaitsFor are the tasks by which somebody is about to try, or to decide.
var reachingWaitsFor = []TaskKind{CallVictim, NotReached, Unsafe, SignOff, AskOfficer, FindOtherWay}

// keepReaching sees to it that somebody is always about to try, or to decide.
func (c *Case) keepReaching(now time.Time) {
	if slices.ContainsFunc(reachingWaitsFor, c.open) || c.clock("next-attempt") >= 0 {
		return
	}
	if c.Contact.Declined {
		c.raise(DecideNext, "", now, c.Policy.IdleAtMost)
		return
	}
	c.newRound(now)
	c.planNext(now)
}

// keptOpen: who has said no is called again only where a supervisor decides so.
func (c *Case) keptOpen(d Decision) {
	c.Contact.Declined = c.Contact.Declined && d.Code != "try_again"
}

// reaching is what the attempt does to the protocol.
func (m RecordAttempt) reaching(c *Case, o AttemptOutcome, counted bool, at time.Time) {
	if o.Spoke {
		c.stop("unreached")
		c.Contact.Exhausted, c.Contact.Welfare = false, ""
		for _, kind := range []TaskKind{ReachReview, NotReached, TellPartners, FindOtherWay} {
			c.drop(kind, at)
		}
		c.withdraw("the victim has been spoken to", at, func(w Message) bool { return w.Template == LeaveOpen })
	}
	switch {
	case o.Code == "accepted":
		c.Contact.Accepted, c.Contact.Declined = true, false
		c.drop(SignOff, at)
		c.tell(SupportAccepted, time.Time{}, at)
		c.enter(Assessing, at)
		return
	case o.Code == "declined":
		c.Contact.Declined = true
		c.endOrAsk("declined_at_first_contact", m.Said, at)
		return
	case counted:
		c.failed(at, c.protocol())
	}
	if !o.Spoke {
		c.askWelfareAgain(at)
	}
	m.follow(c, o, at)
}

// failed counts a failed attempt and asks whoever must now decide.
func (c *Case) failed(at time.Time, p Protocol) {
	c.Contact.Failed++
	c.alarm(c.Contact.Failed-1, p, at)
	if c.Contact.Failed < p.Attempts {
		return
	}
	c.stopTrying(at)
	if p.LeaveOpen && c.Contact.Failed == p.Attempts {
		c.tell(LeaveOpen, time.Time{}, at)
	}
}

// stopTrying asks a supervisor what next, as no more attempts are made.
func (c *Case) stopTrying(now time.Time) {
	c.Contact.Exhausted = true
	c.unplan("no more attempts are made until a supervisor has decided", now)
	c.drop(CallVictim, now)
	c.raise(NotReached, "", now, c.Policy.DecideWithin)
}

// alarm asks about every limit of the protocol that was passed since so many
// attempts had failed.
func (c *Case) alarm(since int, p Protocol, at time.Time) {
	passed := func(limit int) bool { return limit > since && limit <= c.Contact.Failed }
	if passed(p.SupervisorAfter) {
		c.raise(ReachReview, "", at, c.Policy.DecideWithin)
	}
	if passed(p.TellAfter) {
		c.raise(TellPartners, "", at, c.Policy.DecideWithin)
	}
	if passed(p.WelfareAfter) {
		c.askWelfare(at)
	}
}
