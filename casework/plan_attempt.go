package casework

import "time"

// Planning attempts: which window the next one falls in, and those that follow if
// nobody is reached.

// planner makes a planner for this victim; tried are the attempts of the round, and
// the last one before it.
func (c *Case) planner(p Protocol) planner {
	calls := OrdinaryCalls
	if p.AnyDay {
		calls = AnyDayCalls
	}
	found := planner{calls: calls, days: c.Policy.Calendar}
	for _, h := range c.Contact.Hours {
		if h.valid() {
			found.hours = append(found.hours, h)
		}
	}
	for i, a := range c.Contact.Attempts {
		if a.Round == c.Contact.Round || i == len(c.Contact.Attempts)-1 {
			found.tried = append(found.tried, c.livedAt(a.At))
		}
	}
	return found
}

// find looks for a window in the case's life. Where the victim's hours and ours have
// nothing in common, theirs decide.
func (p planner) find(earliest time.Time, look func(planner, time.Time) (Window, bool)) Window {
	if w, ok := look(p, earliest); ok {
		return w
	}
	p.own = true
	if w, ok := look(p, earliest); ok {
		return w
	}
	return Window{From: earliest, Until: earliest.Add(day)}
}

// world tells a window of the case's life in the world's time.
func (c *Case) world(w Window, now time.Time) Window {
	w.From, w.Until = c.lived(w.From, now), c.lived(w.Until, now)
	return w
}

// window is the best window from a moment on.
func (c *Case) window(p planner, earliest, now time.Time) Window {
	return c.world(p.find(c.livedAt(earliest), planner.next), now)
}

// firstWindow is when the first attempt may be made: from the first safe moment until
// it is due. What is safe comes before what is in time.
func (c *Case) firstWindow(now time.Time) Window {
	p := c.protocol()
	w := c.world(c.planner(p).find(c.livedAt(now), planner.soonest), now)
	w.Part, w.Again = FirstCall, false
	if due := c.firstDue(p, now); due.After(w.From) {
		w.Until = due
	}
	return w
}

// nextWindow is when the next attempt is to be made, if the last one was made so
// late: a day's share of the protocol later, or sooner where the round would else
// outlast its days.
func (c *Case) nextWindow(p Protocol, with planner, last, now time.Time) Window {
	later := func(by time.Duration) time.Time {
		if at := last.Add(by); at.After(now) {
			return at
		}
		return now
	}
	w, ends := c.window(with, later(p.every()), now), c.Contact.Began.Add(p.Spread)
	if w.Until.After(ends) {
		if sooner := c.window(with, later(p.every()/2), now); !sooner.Until.After(ends) {
			return sooner
		}
	}
	return w
}

// callFirst asks for the first attempt, and says where it may not be made at once.
func (c *Case) callFirst(now time.Time) {
	w := c.firstWindow(now)
	c.call(w, now)
	if w.From.After(now) {
		c.note(now, "attempt-planned", "", "The first attempt is not made before %s, when calls are made and are safe.", inLondon(w.From))
	}
	if due := c.firstDue(c.protocol(), now); !due.After(w.From) {
		c.note(now, "attempt-late", "", "The protocol asks for it by %s; no safe time lies before that.", inLondon(due))
	}
}

// plan plans the next attempt: a clock now, and a task for somebody when it rings.
func (c *Case) plan(w Window, now time.Time) {
	w.From, w.Until = w.From.UTC(), w.Until.UTC()
	c.Contact.Next = &w
	c.note(now, "attempt-planned", "", "The next attempt is planned from %s to %s: %s. So far %d of %d that count have failed, by the protocol for %s risk.",
		inLondon(w.From), w.Until.In(London).Format("15:04"), w.says(), c.Contact.Failed, c.protocol().Attempts, c.Risk.Grade)
	c.set(Clock{ID: "next-attempt", Kind: NextAttempt, Due: w.From})
}

// unplan takes the next attempt back, and says why.
func (c *Case) unplan(why string, now time.Time) {
	c.Contact.Next = nil
	if c.clock("next-attempt") >= 0 {
		c.note(now, "attempt-taken-back", "", "The attempt that was planned is not made then: %s.", why)
	}
	c.stop("next-attempt")
}

// planNext plans the next attempt by the protocol.
func (c *Case) planNext(now time.Time) {
	last := now
	for i, a := range c.Contact.Attempts {
		if i == 0 || a.At.After(last) {
			last = a.At
		}
	}
	p := c.protocol()
	c.plan(c.nextWindow(p, c.planner(p), last, now), now)
}

// call gives somebody the task of calling within a window.
func (c *Case) call(w Window, now time.Time) *Task {
	if c.paused(now) && w.From.Before(c.Pause.Until) {
		w = c.window(c.planner(c.protocol()), c.Pause.Until, now)
	}
	w.From, w.Until = w.From.UTC(), w.Until.UTC()
	t := c.raiseIn(CallVictim, "", w, now)
	if c.Stage == Reaching {
		w.From, w.Until = t.NotBefore, t.Due
		c.Contact.Next = &w
	}
	return t
}

// Planned are the attempts that lie ahead while the victim is being reached: the next
// one, and those that will follow it if nobody is reached. None: a person is to
// decide first, or the victim has been reached.
func (c *Case) Planned(now time.Time) []Window {
	next := c.Contact.Next
	if c.Stage != Reaching || next == nil {
		return nil
	}
	found, p := []Window{*next}, c.protocol()
	with := c.planner(p)
	at := next.From
	for range p.Attempts - c.Contact.Failed - 1 {
		if at.Before(now) {
			at = now
		}
		with.tried = append(with.tried, c.livedAt(at))
		w := c.nextWindow(p, with, at, at)
		found, at = append(found, w), w.From
	}
	return found
}

// fresh says that no attempt of the round that counts was made in the same two-hour
// window of the day, or that there was none other left.
func (c *Case) fresh(at time.Time) bool {
	if w := c.Contact.Next; w != nil && w.Again && w.holds(at) {
		return true
	}
	for _, a := range c.Contact.Attempts {
		if a.Counted && a.Round == c.Contact.Round && slot(c.livedAt(a.At)) == slot(c.livedAt(at)) {
			return false
		}
	}
	return true
}
