package casework

import (
	"slices"
	"time"
)

// What the steps of the court plan do when their time has come. Each looks at the
// hearing as it stands then.

// awaited is a hearing that is still to come and needs the victim.
func (c *Case) awaited(id string, now time.Time) (Hearing, bool) {
	h, ok := c.hearing(id)
	return h, ok && h.Status == Listed && h.Needed && h.last().After(now)
}

func (c *Case) ringHearingCall(k Clock, now time.Time) {
	if h, ok := c.awaited(k.About, now); ok {
		c.raise(CallHearing, h.ID, now, min(c.Policy.TalkWithin, h.left(now)))
		c.take(asking(CallHearing).Code, h.ID)
	}
}

// ringHearingCheck asks a person to look at what the victim will need on the day.
func (c *Case) ringHearingCheck(k Clock, now time.Time) {
	s, known := courtStep(k.Step)
	if h, ok := c.awaited(k.About, now); ok && known {
		c.raise(s.Task, h.ID, now, min(c.Policy.ReviewWithin, h.left(now)))
		c.take(s.Code, h.ID)
	}
}

// ringHearingRemind sends a reminder, useful only until the next one is due or the
// hearing begins: after an outage two never leave together.
func (c *Case) ringHearingRemind(k Clock, now time.Time) {
	h, ok := c.awaited(k.About, now)
	s, known := courtStep(k.Step)
	if !ok || known && !s.suits(h, c) {
		return
	}
	until := h.last()
	for _, o := range c.Clocks {
		if o.Kind == HearingRemind && o.About == h.ID && o.Due.Before(until) {
			until = o.Due
		}
	}
	if !until.After(now) {
		c.note(now, "hearing-step-left-out", h.ID, "Not sent, as another reminder is due too: %s.", s.Says)
		return
	}
	m := Message{Template: HearingReminder, Channel: Text, When: h.Starts, UsefulUntil: until, About: h.ID}
	if h.Window() {
		m.Template = HearingWarned
	}
	c.message(m, now)
}

// ringHearingAfter asks a person to find out what came of a hearing and to explain it:
// by the end of the next working day.
func (c *Case) ringHearingAfter(k Clock, now time.Time) {
	for _, kind := range aboutHearing {
		c.dropAbout(kind, k.About, now) // too late for it
	}
	h, ok := c.hearing(k.About)
	s := asking(ExplainHearing)
	if !ok || h.Status == Vacated || h.taken(s) {
		return
	}
	due := c.lived(c.Policy.Calendar.Deadline(c.livedAt(now), s.Limit.N), now)
	c.raise(ExplainHearing, h.ID, now, due.Sub(now))
	c.take(s.Code, h.ID)
}

// dropAbout ends the open tasks of a kind that are about one thing.
func (c *Case) dropAbout(kind TaskKind, about string, now time.Time) {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == kind && t.About == about {
			c.end(t, "dropped", now)
			c.note(now, "task-dropped", t.ID, "No longer needed: %s.", kind.Rule().Says)
		}
	}
}

// heldOn lets what was taken for a window count for the day within it.
func (h *Hearing) heldOn(old Hearing) {
	h.Taken = slices.Clone(h.Taken)
	for i := range h.Taken {
		if t := &h.Taken[i]; t.Step == asking(ExplainHearing).Code && t.For.Equal(old.Starts) {
			t.For = h.Starts
		}
	}
}
