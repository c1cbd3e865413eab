package casework

import (
	"slices"
	"time"
)

// Hours is a part of the week in which the victim said that calls are safe, in
// minutes of the London day.
type Hours struct {
	Days []time.Weekday `json:"days"` // Sunday is 0
	From int            `json:"from"`
	To   int            `json:"to"` // not included; 1440 is the end of the day
}

const minutesOfDay = 24 * 60

func (h Hours) valid() bool {
	known := !slices.ContainsFunc(h.Days, func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday })
	return known && len(h.Days) > 0 && h.From >= 0 && h.From < h.To && h.To <= minutesOfDay
}

func (h Hours) equal(o Hours) bool {
	return h.From == o.From && h.To == o.To && slices.Equal(h.Days, o.Days)
}

// mostHours bounds the hours that a case keeps.
const mostHours = 50

// hours takes what the victim said of when calls are safe, and plans the next call
// again where it would fall at another time. A time that they asked for stands.
func (c *Case) hours(said []Hours, now time.Time) {
	if len(said) > mostHours {
		said = said[:mostHours]
	}
	if slices.EqualFunc(c.Contact.Hours, said, Hours.equal) {
		return
	}
	c.Contact.Hours = said
	c.note(now, "safe-hours", "", "When calls are safe has changed: the next call is planned by it.")
	w := c.Contact.Next
	switch {
	case c.Stage != Reaching || w == nil || w.Part == AskedFor || w.Part == AtOnce:
	case c.open(CallVictim):
		c.callAt(c.firstWindow(now), now)
	default:
		c.planNext(now)
	}
}

// callAt moves the open task of calling to another window, but never to a later end
// than it had, unless no safe time is left before it.
func (c *Case) callAt(w Window, now time.Time) {
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if !t.Open() || t.Kind != CallVictim || t.About != "" {
			continue
		}
		if t.Due.After(w.From) {
			w.Until = t.Due
		}
		t.NotBefore, t.Due = w.From, w.Until
		c.Contact.Next = &w
		if t.Escalated == 0 {
			c.set(Clock{ID: "task/" + t.ID, Kind: TaskOverdue, Due: t.Due, About: t.ID})
		}
	}
}
