package casework

import "time"

// A text that reminds of a hearing asks for a 1 in reply. Who sends it is not known;
// it tells that the reminder was seen, and no more than that.

// reminded notes that a text which asks to be confirmed has left.
func (c *Case) reminded(m Message, now time.Time) {
	c.toldOf(m, now)
	h, ok := c.hearing(m.About)
	if m.Template != HearingReminder || m.Channel != Text || !ok || !c.wanted(m) {
		return
	}
	h.Asked = now.UTC()
	c.keepHearing(h)
	c.awaitConfirmation(h, now)
}

// awaitConfirmation sets the clock that asks a person to call where nobody confirms
// a reminder.
func (c *Case) awaitConfirmation(h Hearing, now time.Time) {
	due := c.confirmBy(h, now)
	if h.Asked.IsZero() || !h.Confirmed.IsZero() || !due.After(now) {
		return
	}
	c.set(Clock{ID: unconfirmed(h.ID), Kind: Unconfirmed, Due: due, About: h.ID})
}

// confirmBy is when a reminder that nobody has confirmed becomes a call: on a day on
// which there is somebody to make it, where one is left.
func (c *Case) confirmBy(h Hearing, now time.Time) time.Time {
	due := h.Starts.Add(-c.Policy.ConfirmBefore)
	life := c.livedAt(due).In(London)
	for !OrdinaryCalls.on(life, c.Policy.Calendar) {
		life = life.AddDate(0, 0, -1)
	}
	if sooner := c.lived(life, now); sooner.After(now) && sooner.Before(due) {
		return sooner
	}
	return due
}

// unconfirmed is the ID of the clock of a hearing that nobody has confirmed.
func unconfirmed(hearing string) string { return "hearing/" + hearing + "/unconfirmed" }

// ringUnconfirmed makes a call of a reminder that nobody confirmed, unless one is
// asked for already.
func (c *Case) ringUnconfirmed(k Clock, now time.Time) {
	h, ok := c.hearing(k.About)
	if !ok || h.Status != Listed || !h.Needed || h.Asked.IsZero() || !h.Confirmed.IsZero() || !h.Starts.After(now) {
		return
	}
	if c.openAbout(CallInstead, h.ID) {
		return
	}
	c.note(now, "hearing-unconfirmed", h.ID, "Nobody has confirmed the reminder of the hearing.")
	c.raise(CallUnconfirmed, h.ID, now, min(c.Policy.TalkWithin, h.Starts.Sub(now)))
}

// confirm takes a reply as the answer to the latest reminder that asked for one and
// had none; false: there is none.
func (c *Case) confirm(s Said, now time.Time) bool {
	var latest Hearing
	for _, h := range c.Hearings {
		asked := h.Status == Listed && !h.Asked.IsZero() && h.Confirmed.IsZero() && h.Starts.After(now)
		if asked && h.Asked.After(latest.Asked) {
			latest = h
		}
	}
	if latest.ID == "" {
		return false
	}
	latest.Confirmed = s.when(now).UTC()
	c.keepHearing(latest)
	c.stop(unconfirmed(latest.ID))
	c.told(s, now, "hearing-confirmed", latest.ID, "A reply confirmed that the reminder of the hearing was seen.")
	c.dropAbout(CallUnconfirmed, latest.ID, now)
	return true
}
