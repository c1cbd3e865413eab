package casework

import (
	"slices"
	"strconv"
	"time"

	"beacon/victimscode"
)

// How a duty begins, runs, is met, and ends. Its due time is fixed when its time begins
// to run; whatever changes it later is a line of the timeline with the old and the new.

// edition is the edition of the Victims' Code for what begins now. A case keeps the one
// that it began with, until somebody adopts another.
func (c *Case) edition() victimscode.Edition {
	if c.Edition == "" {
		c.Edition = victimscode.Current
		if e, ok := findEdition(c.Policy.Edition); ok && !e.Draft {
			c.Edition = e.ID
		}
	}
	e, _ := findEdition(c.Edition)
	return e
}

// start begins every duty that a trigger begins and whose conditions hold, each once for
// one event; and breaches what had to be done before it. Nothing else begins a duty. The rights that the
// same opens are the victim's from then on.
func (c *Case) start(by victimscode.Trigger, e JusticeEvent, at time.Time) {
	c.bound(by, e, at)
	c.decided(by, e, at)
	for _, d := range c.edition().Begun(by) {
		if inForce(c.edition(), d, e) && c.applies(d, e) && !c.owes(d.ID, e.ID) {
			c.owe(d, e, at)
		}
	}
	c.openRights(by, e, at)
}

// inForce says that an edition was in force when something happened. What is not in the
// Code is law of its own.
func inForce(e victimscode.Edition, d victimscode.Duty, of JusticeEvent) bool {
	return d.Right == 0 || of.Occurred.In(London).Format(time.DateOnly) >= e.InForce
}

// applies says that all conditions of a row hold.
func (c *Case) applies(d victimscode.Duty, e JusticeEvent) bool {
	return !slices.ContainsFunc(d.Only, func(k victimscode.Condition) bool { return !c.is(k, e) })
}

// owes says that a row has begun for an event.
func (c *Case) owes(row, event string) bool {
	return slices.ContainsFunc(c.Owed, func(o Owed) bool { return o.Row == row && o.Event == event && o.Ended != "replaced" })
}

// owe begins one duty.
func (c *Case) owe(d victimscode.Duty, e JusticeEvent, at time.Time) {
	c.Owed = append(c.Owed, Owed{
		ID: d.ID + "-" + strconv.Itoa(len(c.Owed)+1), Row: d.ID, Edition: c.Edition, Event: e.ID, Enhanced: c.Enhanced(), Began: e.Occurred.UTC(),
	})
	o := &c.Owed[len(c.Owed)-1]
	c.date(o, basis(d, e))
	c.note(at, "duty-began", o.ID, "Owed to the victim: %s; %s. Source: %s.", o.says(), o.byThen(), d.Source)
	if how, when := already(d, e); how != "" {
		c.meet(o, string(d.Owner), string(how), when, at)
		return
	}
	c.watchDuty(o, at)
}

// basis is the moment from which a row's time runs for an event; zero: not yet.
func basis(d victimscode.Duty, e JusticeEvent) time.Time {
	switch d.From {
	case victimscode.FromOccurred:
		return e.Occurred.UTC()
	case victimscode.FromReceived:
		return e.Received.UTC()
	case victimscode.FromTold:
	}
	return time.Time{}
}

// date fixes from when a duty's time runs, and until when. A zero from leaves it waiting.
func (c *Case) date(o *Owed, from time.Time) {
	o.From, o.Due, o.Aim = from.UTC(), time.Time{}, false
	if from.IsZero() {
		o.From = time.Time{}
		return
	}
	d, life := o.Duty(), c.lifeOf(from)
	due := d.Due(life, o.Enhanced, c.Policy.Calendar)
	if due.IsZero() {
		due = d.DueAim(life, c.Policy.Calendar)
		o.Aim = !due.IsZero()
	}
	if !due.IsZero() {
		o.Due = c.lived(due, c.Referred)
	}
}

// lifeOf is the moment of the case's life at a moment of the world. What was before the
// referral is the world's, however hurried the life is.
func (c *Case) lifeOf(at time.Time) time.Time {
	if at.Before(c.Referred) {
		return at
	}
	return c.livedAt(at)
}

// run begins the time of a duty that waited for its moment.
func (c *Case) run(o *Owed, from, at time.Time) {
	c.date(o, from)
	c.note(at, "duty-runs", o.ID, "Its time runs now: %s; %s.", o.says(), o.byThen())
	c.watchDuty(o, at)
}

// receive takes it that the body which owes a duty has received an event.
func (c *Case) receive(e JusticeEvent, at time.Time) {
	for i := range c.Owed {
		o := &c.Owed[i]
		d := o.Duty()
		switch {
		case o.Event != e.ID || o.Ended != "":
		case o.Open() && slices.Contains(d.Met, victimscode.MetByReceipt):
			c.meet(o, string(d.Owner), string(victimscode.MetByReceipt), e.Received, at)
		case d.From == victimscode.FromReceived && o.From.IsZero() && o.Open():
			c.run(o, e.Received, at)
		case d.From == victimscode.FromReceived && o.From.IsZero():
			c.date(o, e.Received)
		}
	}
}

// meet takes it that a duty was met at a moment: in time or late by when it really
// happened, whenever this case hears of it. Nobody is asked about it any longer.
func (c *Case) meet(o *Owed, by, how string, when, now time.Time) {
	breached := !o.Breached.IsZero()
	o.Met, o.MetBy, o.How, o.Noted, o.Breached = when.UTC(), by, how, now.UTC(), time.Time{}
	c.stop(dutyClock(o.ID))
	says := "in time"
	switch late := o.Late(now) > 0; {
	case o.Due.IsZero():
		says = "no time limit ran"
	case late && o.Aim:
		says = "after this service's own aim, " + inLondon(o.Due)
	case late:
		o.Breached = now.UTC()
		says = lateBy(o.Due, o.Met) + " late: it was " + o.byThen()
	case breached:
		says = "in time and recorded late: the breach is taken back"
	}
	c.note(now, "duty-met", o.ID, "Met on %s by %s (%s), %s: %s.", inLondon(o.Met), by, how, says, o.says())
	c.settle(*o, now)
}

// void ends a duty that is not owed any more without its having been met, for one of
// the Owings. Its breach, if there was one, stands.
func (c *Case) void(o *Owed, why string, now time.Time) {
	o.Ended = why
	c.stop(dutyClock(o.ID))
	c.note(now, "duty-ended", o.ID, "Nothing more is owed (%s): %s.", owing(why), o.says())
	c.settle(*o, now)
}
