package casework

import (
	"slices"
	"strconv"
	"time"

	"beacon/victimscode"
)

// That a hearing was listed, moved or vacated is news that the victim is owed. Who tells
// them has a working day from when it was received; the victim's own word starts none.

// startHearing begins the duty to tell the victim how a hearing stands now, where that
// is another than they were to be told before.
func (c *Case) startHearing(old Hearing, known bool, h Hearing, s Said, at time.Time) {
	kind := victimscode.HearingListed
	switch {
	case h.Status == Held, known && h.Status == old.Status && (h.Status == Vacated || old.sameDate(h)):
		return
	case h.Status == Vacated:
		kind = victimscode.HearingVacated
	case known:
		kind = victimscode.HearingMoved
	}
	for i := range c.Owed {
		if o := &c.Owed[i]; o.Open() && c.ofHearing(*o, h.ID) {
			c.void(o, "overtaken", at)
		}
	}
	e := JusticeEvent{
		ID: h.ID + "/" + strconv.Itoa(len(c.Justice)+1), Kind: kind, Occurred: h.Received, Noted: at.UTC(), Source: h.Source, About: h.ID, By: s.By,
	}
	if h.Source != string(victimscode.Victim) {
		e.Received = h.Received
	}
	c.Justice = append(c.Justice, e)
	c.start(kind, e, at)
}

// ofHearing says that a duty is one to tell the victim how a hearing stands.
func (c *Case) ofHearing(o Owed, hearing string) bool {
	e, ok := c.event(o.Event)
	return ok && e.About == hearing && slices.Contains(ofHearings, e.Kind) && slices.Contains(o.Duty().Met, victimscode.MetByTelling)
}

// toldOfHearing takes it that somebody of this service told the victim how a hearing
// stands, in a call about it.
func (c *Case) toldOfHearing(hearing string, when, now time.Time) {
	for i := range c.Owed {
		if o := &c.Owed[i]; o.Open() && !when.Before(o.Began) && c.ofHearing(*o, hearing) {
			c.meet(o, tellerBeacon, "by_phone", when, now)
		}
	}
}
