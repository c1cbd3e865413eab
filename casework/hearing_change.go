package casework

import (
	"slices"
	"time"
)

// A victim who was told of a hearing, by a reminder or by a caseworker, and of which
// something has changed since, must hear of that before they set out.

// aboutHearing are the calls about a hearing to come: too late for when it begins.
var aboutHearing = []TaskKind{CallHearing, CallInstead, CallUnconfirmed, TellHearing}

// tellChange asks for a call where the victim was told of a hearing that was listed
// and is now vacated, at another time, or one that they are not needed at.
func (c *Case) tellChange(old, now Hearing, at time.Time) {
	moved := now.Status == Listed && !now.Starts.Equal(old.Starts)
	changed := now.Status == Vacated || moved || old.Needed && !now.Needed
	if old.Told.IsZero() || old.Status != Listed || now.Status == Held || !changed {
		return
	}
	sooner := old.Starts
	if moved && now.Starts.Before(sooner) {
		sooner = now.Starts
	}
	c.callAboutChange(old.ID, sooner, at)
}

// callAboutChange asks for a call that comes in time: so long before the hearing as
// an urgent task takes, and at once where less is left.
func (c *Case) callAboutChange(hearing string, starts, at time.Time) {
	if !starts.After(at) || c.Stage == Closed {
		return
	}
	c.note(at, "hearing-change-untold", hearing, "The victim was told of the hearing as it was; somebody tells them how it stands now.")
	c.raise(TellHearing, hearing, at, max(0, min(c.Policy.TalkWithin, starts.Sub(at)-c.Policy.UrgentWithin)))
}

// toldOf notes that a reminder left, or may have. One that left for a hearing which
// had changed meanwhile must be put right.
func (c *Case) toldOf(m Message, now time.Time) {
	if m.Template != HearingReminder {
		return
	}
	h, ok := c.hearing(m.About)
	switch stands := ok && h.Status == Listed && h.Starts.Equal(m.When); {
	case stands:
		h.Told = now.UTC()
		c.keepHearing(h)
	case ok && h.Status != Held && !c.silent():
		c.callAboutChange(h.ID, m.When, now)
	}
}

// spokenOf notes that the victim was spoken to in a call about a hearing.
func (c *Case) spokenOf(about string, at time.Time) {
	if h, ok := c.hearing(about); ok && h.Status == Listed {
		h.Told = at.UTC()
		c.keepHearing(h)
	}
}

// endsTask is the task that an attempt ends because it names it. Where the work is to
// tell the victim something, an attempt in which nobody spoke to them has not done it.
func (m RecordAttempt) endsTask(c *Case, o AttemptOutcome, at time.Time) string {
	t, ok := c.task(m.Task)
	switch {
	case ok && t.Kind == TellEnding:
		m.called(c, o, at)
	case ok && o.Spoke:
		c.spokenOf(t.About, m.when(at))
	case ok && slices.Contains(SpokenTo, t.Kind):
		return ""
	}
	return m.Task
}

// silent says that the case is ending in a way that leaves nothing to say.
func (c *Case) silent() bool {
	if c.Closure == nil {
		return false
	}
	r, _ := reason(c.Closure.Reason)
	return r.Silent
}
