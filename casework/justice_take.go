package casework

import (
	"slices"
	"strconv"
	"time"

	"beacon/victimscode"
)

// What becomes of an event: it is new, it is known already, it corrects what the same
// source said, or it contradicts what another said, which is for a person to resolve.

func (m RecordJusticeEvent) apply(c *Case, at time.Time) {
	e := JusticeEvent{
		ID: m.Event, Kind: m.Kind, Occurred: m.Occurred.UTC(), Received: m.Received.UTC(), Noted: at.UTC(), Source: m.Source,
		About: m.About, Facts: m.Facts, Months: m.Months, By: m.By, Text: m.Text,
	}
	c.takeEvent(e, m.Said, at)
}

// takeEvent takes an event as it was told.
func (c *Case) takeEvent(e JusticeEvent, s Said, at time.Time) {
	old, known := c.event(e.ID)
	switch {
	case known && old.same(e) && (e.unseen(*old) || e.Source != old.Source):
		c.knownAlready(old, e, s, at)
	case known && old.Source == e.Source:
		c.correct(old, e, s, at)
	case known:
		e.ID = old.ID + "/" + e.Source
		if _, again := c.event(e.ID); again {
			c.takeEvent(e, s, at)
			return
		}
		c.dispute(e, old.ID, s, at)
	default:
		c.newEvent(e, s, at)
	}
}

// unseen says that an event has nothing to say against what is known: at most that it
// has been received meanwhile.
func (e JusticeEvent) unseen(old JusticeEvent) bool {
	return e.Received.IsZero() || old.Received.IsZero() || e.Received.Equal(old.Received)
}

func (c *Case) newEvent(e JusticeEvent, s Said, at time.Time) {
	row, _ := justiceRow(e.Kind)
	for i := range c.Justice {
		old := &c.Justice[i]
		apart := old.About != e.About && old.About != "" && e.About != ""
		switch day := old.Occurred.In(London).Format(time.DateOnly) == e.Occurred.In(London).Format(time.DateOnly); {
		case old.Kind != e.Kind || old.Standing != Stands || apart:
		case (row.Once && day || old.Occurred.Equal(e.Occurred)) && old.agrees(e):
			c.knownAlready(old, e, s, at)
			return
		case row.Once:
			c.dispute(e, old.ID, s, at)
			return
		}
	}
	c.Justice = append(c.Justice, e)
	c.told(s, at, "justice-event", e.ID, "%s", e.says())
	c.begin(e, at)
}

// says tells of an event without a name.
func (e JusticeEvent) says() string {
	row, _ := justiceRow(e.Kind)
	says := "Justice: " + row.Says
	for i, f := range e.Facts {
		says += map[bool]string{true: " (", false: ", "}[i == 0] + f
	}
	if len(e.Facts) > 0 {
		says += ")"
	}
	if e.Months > 0 {
		says += ", " + strconv.Itoa(e.Months) + " months"
	}
	says += ": " + inLondon(e.Occurred) + ", says " + e.Source
	if !e.Received.IsZero() {
		says += "; received " + inLondon(e.Received)
	}
	return says + "."
}

// begin starts what an event starts, and puts it to a person where the victim may be in
// danger because of it, or where a case that has ended must act on it.
func (c *Case) begin(e JusticeEvent, at time.Time) {
	c.start(e.Kind, e, at)
	if e.has(suspectYoung) {
		c.suspectKnown(at)
	}
	if c.alerts(e) || c.owesFor(e.ID) || c.leftToUs(e.ID) {
		c.lookAgain(at)
	}
	c.alert(e, at)
}

// alert asks a supervisor to see to the safety of a victim of domestic abuse.
func (c *Case) alert(e JusticeEvent, at time.Time) {
	if c.alerts(e) && c.Stage != Closed {
		c.note(at, "bail-alert", e.ID, "The victim of domestic abuse may be in danger because of this: a supervisor sees to it at once, day or night.")
		c.raise(BailAlert, e.ID, at, c.Policy.UrgentWithin)
	}
}

// alerts says that an event may put a victim of domestic abuse in danger.
func (c *Case) alerts(e JusticeEvent) bool {
	row, _ := justiceRow(e.Kind)
	return row.Alert && e.Standing == Stands && !e.has(calm...) && (c.DomesticAbuse() || c.Pathway().Abuse)
}

// owesFor says that this service itself owes the victim something because of an event.
func (c *Case) owesFor(event string) bool {
	return slices.ContainsFunc(c.Owed, func(o Owed) bool { return o.Event == event && o.Open() && o.Duty().Ours == victimscode.ToDo })
}

// lookAgain takes a closed case up again for a person to look at, unless its reason
// leaves nothing to look at. Who said no to help is not called by the protocol.
func (c *Case) lookAgain(at time.Time) {
	if c.Stage != Closed || slices.Contains(over, c.Closure.Reason) {
		return
	}
	c.note(at, "reopened", "", "Reopened: something happened in the criminal justice process that a person must look at.")
	c.resume(c.resumed(), at)
	if c.Stage == Reaching && c.Contact.Declined {
		c.raise(DecideNext, "", at, c.Policy.DecideWithin)
	}
}

// knownAlready takes what is known already: it starts nothing a second time. What was not
// known to have been received may be known now.
func (c *Case) knownAlready(old *JusticeEvent, e JusticeEvent, s Said, at time.Time) {
	if old.Received.IsZero() && !e.Received.IsZero() {
		old.Received = e.Received
		c.told(s, at, "justice-received", old.ID, "%s", old.says())
		if old.Standing == Stands {
			c.receive(*old, at)
		}
		return
	}
	c.told(s, at, "justice-confirmed", old.ID, "Known already, and confirmed by %s: nothing begins a second time. %s", e.Source, old.says())
}

// correct puts what a source says now in the place of what it said before, which is
// kept.
func (c *Case) correct(old *JusticeEvent, e JusticeEvent, s Said, at time.Time) {
	was := *old
	was.ID, was.Standing, was.Against = old.ID+"/was-"+strconv.Itoa(len(c.Justice)), Replaced, old.ID
	e.ID, e.Standing, e.Against = old.ID, old.Standing, old.Against
	if e.Received.IsZero() {
		e.Received = was.Received
	}
	if e.Received.Before(e.Occurred) {
		e.Received = time.Time{}
	}
	*old = e
	c.Justice = append(c.Justice, was)
	c.told(s, at, "justice-corrected", e.ID, "Corrected. %s Before: %s", e.says(), was.says())
	if e.Standing == Stands {
		c.startAgain(e, at)
	}
	if !c.alerts(was) {
		c.alert(e, at)
	}
}
