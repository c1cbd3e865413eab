package casework

import (
	"slices"
	"time"
)

// Pause is a time in which the victim wants to be left alone: nothing leaves by
// itself, and nobody is asked to call except where safety demands it.
type Pause struct {
	Since time.Time `json:"since"` // UTC
	Until time.Time `json:"until"` // UTC
	By    string    `json:"by"`
	Text  string    `json:"text,omitempty"`
}

// waitsForPause lists the work that means speaking to the victim and can wait. What is
// not here is asked for during a pause too: a risk, a concern, a reply, a hearing.
var waitsForPause = []TaskKind{CallVictim, AssessNeeds, MakePlan, ReviewPlan, ReviewNeeds, CallInstead, CallUnconfirmed, UpdateVictim, ExplainRights}

// PauseContact is the victim's wish to be left alone until a day. At high risk a
// supervisor decides whether that is safe.
type PauseContact struct {
	Said
	Until time.Time `json:"until"`
}

// Name is the command's name on the wire.
func (PauseContact) Name() string { return "pause-contact" }

func (PauseContact) stages() []Stage { return []Stage{Reaching, Assessing, Planning, Supporting} }

func (m PauseContact) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Until.IsZero(), "/until", "missing", "is missing")
	f.wrong(!m.Until.IsZero() && !m.Until.After(now), "/until", "in_the_past", "is in the past")
	f.wrong(m.Until.After(now.Add(c.Policy.PauseAtMost)), "/until", "too_late", "is later than the longest that contact may pause")
	deciding := c.Risk.Grade == HighRisk && m.Role.Decides()
	f.wrong(deciding && m.Text == "", "/text", "missing", "is missing: why a pause is safe at high risk must be said")
	return f.invalid()
}

func (m PauseContact) apply(c *Case, at time.Time) {
	p := Pause{Since: at.UTC(), Until: m.Until.UTC(), By: m.By, Text: m.Text}
	c.told(m.Said, at, "pause-asked", "", "The victim asked for a pause of contact, until %s.", inLondon(p.Until))
	if c.Risk.Grade == HighRisk && !m.Role.Decides() {
		c.PauseAsked = &p
		c.raise(DecidePause, "", at, c.Policy.DecideWithin)
		return
	}
	c.drop(DecidePause, at)
	c.pause(p, at)
}

// paused says that the victim is to be left alone now.
func (c *Case) paused(now time.Time) bool { return c.Pause != nil && now.Before(c.Pause.Until) }

// pause takes back what has not left, and puts off what can wait.
func (c *Case) pause(p Pause, now time.Time) {
	c.Pause, c.PauseAsked = &p, nil
	c.note(now, "paused", "", "Contact pauses until %s: nothing leaves by itself, and calls that can wait do.", inLondon(p.Until))
	c.set(Clock{ID: "pause-ends", Kind: PauseEnds, Due: p.Until})
	c.withdraw("the victim asked for a pause of contact", now, func(Message) bool { return true })
	c.reachFrom(p.Until, "contact pauses", now)
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && slices.Contains(waitsForPause, t.Kind) && t.NotBefore.Before(p.Until) {
			w := c.putOff(t.Kind, Window{From: t.NotBefore, Until: t.Due}, now)
			t.NotBefore, t.Due = w.From, w.Until
			c.set(Clock{ID: "task/" + t.ID, Kind: TaskOverdue, Due: t.Due, About: t.ID})
		}
	}
}

// reachFrom plans the next attempt to reach the victim anew, where one is planned: in
// the first window from a moment on.
func (c *Case) reachFrom(from time.Time, why string, now time.Time) {
	if c.Stage != Reaching || !c.open(CallVictim) && c.clock("next-attempt") < 0 {
		return
	}
	c.unplan(why, now)
	c.drop(CallVictim, now)
	c.plan(c.window(c.planner(c.protocol()), from, now), now)
}

// putOff is when work is to be done that may have to wait for the end of a pause.
func (c *Case) putOff(kind TaskKind, w Window, now time.Time) Window {
	if !c.paused(now) || !slices.Contains(waitsForPause, kind) || !w.From.Before(c.Pause.Until) {
		return w
	}
	allowed := max(w.Until.Sub(now), c.Policy.TalkWithin)
	if w.From.After(now) {
		allowed = max(w.Until.Sub(w.From), c.Policy.TalkWithin)
	}
	w.From, w.Until = c.Pause.Until, c.Pause.Until.Add(min(allowed, c.Policy.ReviewWithin))
	return w
}

// ringPauseEnds asks a person what now. Nothing that was held back is sent after all.
func (c *Case) ringPauseEnds(now time.Time) {
	if c.Pause == nil || now.Before(c.Pause.Until) {
		return
	}
	c.Pause = nil
	c.note(now, "pause-ended", "", "The pause of contact has ended. What was held back is not sent after all: a person asks how to go on.")
	c.raise(AfterPause, "", now, c.Policy.TalkWithin)
}

// ResumeContact ends a pause before its day, or takes the wish for one back.
type ResumeContact struct{ Said }

// Name is the command's name on the wire.
func (ResumeContact) Name() string { return "resume-contact" }

func (ResumeContact) stages() []Stage { return anyOpen }

func (m ResumeContact) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(c.Pause == nil && c.PauseAsked == nil, "", "not_paused", "contact is not paused, and nobody has asked for it")
	return f.invalid()
}

func (m ResumeContact) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "pause-taken-back", "", "The victim wants to be contacted again.")
	c.drop(DecidePause, at)
	c.endPause(at)
}

// endPause makes due again, in the ordinary time, what waited for the end of a pause.
func (c *Case) endPause(now time.Time) {
	p := c.Pause
	c.Pause, c.PauseAsked = nil, nil
	c.stop("pause-ends")
	if p == nil {
		return
	}
	c.reachFrom(now, "the pause of contact is over", now)
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if t.Open() && slices.Contains(waitsForPause, t.Kind) && t.NotBefore.Equal(p.Until) {
			t.NotBefore, t.Due = time.Time{}, now.Add(c.Policy.TalkWithin).UTC()
			c.set(Clock{ID: "task/" + t.ID, Kind: TaskOverdue, Due: t.Due, About: t.ID})
		}
	}
}

// safetyEndsPause ends a pause, or the wish for one, because the risk is no longer
// what it was when the victim asked.
func (c *Case) safetyEndsPause(now time.Time) {
	if c.Pause == nil && c.PauseAsked == nil {
		return
	}
	c.note(now, "pause-ended", "", "The pause of contact ends, because safety demands it: there is a new incident, or a graver risk.")
	c.drop(DecidePause, now)
	c.endPause(now)
}
