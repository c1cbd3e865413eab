package casework

import (
	"slices"
	"time"
)

// A victim who was told of a hearing, by a reminder or by a caseworker, and of which
// something has changed since, must hear of that before they set out.

// aboutHearing is the work about a hearing to come: too late for when it begins.
var aboutHearing = []TaskKind{CallHearing, CallInstead, CallUnconfirmed, TellHearing, CheckMeasures, CheckPractical}

// tellChange asks for a call where the victim was told of a hearing and something of it
// has changed since: whether and when it takes place, where, or whether they are needed.
func (c *Case) tellChange(old, now Hearing, at time.Time) {
	place := now.Court != old.Court && old.Court != "" && now.Status == Listed
	changed := now.Status != old.Status || !now.sameDate(old) || now.Needed != old.Needed || place
	if old.Told.IsZero() || old.Status == Held || now.Status == Held || !changed {
		return
	}
	if now.Status == Vacated && old.Status == Vacated {
		return
	}
	sooner := old.setOut(c, at)
	if next := now.setOut(c, at); now.Status == Listed && next.Before(sooner) {
		sooner = next
	}
	c.callAboutChange(old.ID, sooner, at)
}

// setOut is the earliest moment at which a victim may have to be there: of a window that
// has begun, soon.
func (h Hearing) setOut(c *Case, at time.Time) time.Time {
	if h.Window() && !h.counted().After(at) && h.last().After(at) {
		return at.Add(2 * c.Policy.UrgentWithin)
	}
	return h.counted()
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
	if !slices.Contains(aboutHearings, m.Template) {
		return
	}
	h, ok := c.hearing(m.About)
	switch stands := ok && c.stillSo(m); {
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
		c.rightsExplained(*t, m, at)
		c.toldOfHearing(t.About, m.when(at), at)
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
