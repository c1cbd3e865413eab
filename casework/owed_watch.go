package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// What is asked of people for a duty, and what happens when its time is over. A duty
// with a number that is ours to do or to chase is a task of its own, due when the duty
// is, which climbs the ladder by so much of the duty's allowance. Of the rest a body is
// asked in one task, and only when something of it is late.

// watchDuty sets the clock of a duty, and asks somebody to see to it. Where its time is
// over already it is late at once, and no fresh time is given.
func (c *Case) watchDuty(o *Owed, now time.Time) {
	d := o.Duty()
	switch {
	case o.Due.IsZero() || !o.Open() || d.Ours == victimscode.ToWatch:
	case now.After(o.Due):
		c.breach(o, now)
	case c.Stage == Closed:
	default:
		c.set(Clock{ID: dutyClock(o.ID), Kind: DutyDue, Due: o.Due.Add(hurried(time.Second, max(c.Policy.Hurry, 1))), About: o.ID})
		if o.own() {
			c.askDuty(o, now)
		}
	}
}

// own says that a duty is a task of its own.
func (o Owed) own() bool {
	d := o.Duty()
	return !o.Aim && (d.Ours == victimscode.ToDo || d.Ours == victimscode.ToChase)
}

// asks is the kind of task in which somebody is asked to see to a duty.
func (o Owed) asks() TaskKind {
	if o.Duty().Ours == victimscode.ToDo {
		return MeetDuty
	}
	return ChaseDuty
}

// askDuty asks somebody to see to one duty, by its due time.
func (c *Case) askDuty(o *Owed, now time.Time) {
	c.raiseIn(o.asks(), o.ID, Window{Until: o.Due}, now)
}

// share is when so much of a duty's time has passed. Of working days only those count,
// so that nobody is warned at a weekend of what nobody works on then.
func (c *Case) share(o Owed, percent int) time.Time {
	from, due := c.lifeOf(o.From), c.lifeOf(o.Due)
	days := c.worked(o, from, due)
	var whole time.Duration
	for _, d := range days {
		whole += d.Until.Sub(d.From)
	}
	left := whole / 100 * time.Duration(percent)
	for _, d := range days {
		length := d.Until.Sub(d.From)
		if left < length {
			return c.lived(d.From.Add(left), c.Referred)
		}
		left -= length
	}
	return o.Due
}

// worked are the parts of a duty's time that count, by days of London.
func (c *Case) worked(o Owed, from, due time.Time) (days []Window) {
	if o.Duty().Limit(o.Enhanced).Unit != victimscode.WorkingDays {
		return []Window{{From: from, Until: due}}
	}
	for at := from; at.Before(due); {
		y, m, d := at.In(London).Date()
		next := time.Date(y, m, d+1, 0, 0, 0, 0, London)
		if next.After(due) {
			next = due
		}
		if c.Policy.Calendar.WorkingDay(at) {
			days = append(days, Window{From: at, Until: next})
		}
		at = next
	}
	return days
}

// ringDutyDue is the end of a duty's time.
func (c *Case) ringDutyDue(k Clock, now time.Time) {
	if o, ok := c.owed(k.About); ok && o.Open() {
		c.watchDuty(o, now)
	}
}

// breach says that a duty's time is over and it is not known to have been met, and asks
// a person to look into it.
func (c *Case) breach(o *Owed, now time.Time) {
	switch {
	case o.Aim:
		c.note(now, "duty-aim-passed", o.ID, "Not known to be done when this service looks, which breaches nothing: %s; it was %s.", o.says(), o.byThen())
	case o.Breached.IsZero():
		o.Breached = now.UTC()
		c.note(now, "duty-breached", o.ID, "Breached, and %s late by now: %s; it was %s.", lateBy(o.Due, now), o.says(), o.byThen())
	}
	switch ours := o.Duty().Ours; {
	case c.Stage == Closed || ours == victimscode.ToWatch:
	case o.own():
		c.askDuty(o, now)
	case o.Aim && ours != victimscode.ToChase: // what we owe without a number is what our other tasks ask for
	default:
		c.raise(o.asks(), string(o.Duty().Owner), now, c.Policy.ChaseWithin)
	}
}

// bound breaches what had to be done before something that has happened now.
func (c *Case) bound(by victimscode.Trigger, e JusticeEvent, at time.Time) {
	for i := range c.Owed {
		o := &c.Owed[i]
		if o.Open() && slices.Contains(o.Duty().Before, by) && !e.Occurred.Before(o.Began) && o.Event != e.ID {
			o.Due, o.Aim = e.Occurred.UTC(), false
			c.stop(dutyClock(o.ID))
			c.watchDuty(o, at)
		}
	}
}

// decides is which event is the decision that another asked for.
var decides = map[victimscode.Trigger]victimscode.Trigger{victimscode.SpecialMeasuresDecided: victimscode.SpecialMeasuresApplied}

// decided meets what was owed until a decision that has come now.
func (c *Case) decided(by victimscode.Trigger, e JusticeEvent, at time.Time) {
	for i := range c.Owed {
		o := &c.Owed[i]
		d := o.Duty()
		asked := decides[by] != "" && slices.Contains(d.Begins, decides[by]) && slices.Contains(d.Met, victimscode.MetByDeciding)
		if o.Open() && asked && !e.Occurred.Before(o.Began) {
			c.meet(o, string(d.Owner), string(victimscode.MetByDeciding), e.Occurred, at)
		}
	}
}

// settle ends what is asked of people about a duty that is over, or whose time changed.
func (c *Case) settle(o Owed, now time.Time) {
	body := string(o.Duty().Owner)
	late := slices.ContainsFunc(c.Owed, func(p Owed) bool {
		return p.Open() && !p.own() && p.asks() == o.asks() && string(p.Duty().Owner) == body && p.Late(now) > 0
	})
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if !t.Open() || t.Kind != o.asks() || t.About != o.ID && (t.About != body || late) {
			continue
		}
		c.end(t, "met", now)
		c.note(now, "task-done", t.ID, "Done, or no longer needed: %s.", t.Kind.Rule().Says)
	}
}

// watchDuties watches every duty of a case that is taken up again.
func (c *Case) watchDuties(now time.Time) {
	for i := range c.Owed {
		c.watchDuty(&c.Owed[i], now)
	}
}

// dutyDecided is what follows when somebody has decided about a duty, or about all that
// is late of one body.
func (m RecordDecision) dutyDecided(c *Case, d Decision, at time.Time) {
	t := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.ID == m.Task })
	if t < 0 {
		return
	}
	about := c.Tasks[t].About
	for i := range c.Owed {
		o := &c.Owed[i]
		late := !o.own() && string(o.Duty().Owner) == about && o.Late(at) > 0
		if o.Open() && o.asks() == d.Task && o.Duty().Ours != victimscode.ToWatch && (o.ID == about || late) {
			c.void(o, d.Code, at)
		}
	}
}
