package casework

import (
	"slices"
	"time"
)

// keepRights sees to it that every right of a victim who is being helped is explained,
// that its time is watched while it runs, and that nobody is asked about one that is
// settled.
func (c *Case) keepRights(now time.Time) {
	if c.Stage == Closed || len(c.Held) == 0 {
		return
	}
	c.askToExplain(now)
	for i := range c.Held {
		h := &c.Held[i]
		c.watchRight(h, now)
		if h.Explained() && c.explainedAll(h.Event) {
			c.endAbout(RecordRight{}.Name(), h.Event, now, ExplainRights)
		}
		if !c.RightState(*h).undecided() {
			c.endAbout(RecordRight{}.Name(), h.ID, now, CallRight)
			c.dropAbout(CallInstead, h.ID, now)
		}
	}
	c.withdraw("the victim has decided, or is not being helped now", now, func(m Message) bool { return m.Template == SomethingToDiscuss && !c.wanted(m) })
}

// askToExplain asks, once and in one call, for everything to be explained that an event
// has opened. What a plan explains is asked for where the plan was agreed without it.
func (c *Case) askToExplain(now time.Time) {
	if !c.supported() {
		return
	}
	for i := range c.Held {
		h := &c.Held[i]
		row, _ := rightRow(h.Right)
		if !h.Asked.IsZero() || row.Planned && c.Stage != Supporting || h.Explained() || !h.Lapsed.IsZero() || h.ended() {
			continue
		}
		h.Asked = now.UTC()
		c.raise(ExplainRights, h.Event, now, c.Policy.ExplainWithin)
		if c.scopeOf(*h) == ScopeUnknown {
			c.raise(LearnRight, h.ID, now, c.Policy.ExplainWithin)
		}
	}
}

// leaveRights says, when a case ends, whose time still runs. What nobody has explained
// is asked for again if the case is taken up.
func (c *Case) leaveRights(now time.Time) {
	for i := range c.Held {
		h := &c.Held[i]
		row, _ := rightRow(h.Right)
		if !h.Explained() {
			h.Asked = time.Time{}
		}
		if !c.RightState(*h).undecided() || !h.Closes.After(now) {
			continue
		}
		says := "it had not been explained to the victim"
		if h.Explained() {
			says = "it had been explained to the victim"
		}
		c.note(now, "right-left", h.ID, "Support ends while the victim's own time runs, until %s; %s: %s.", inLondon(h.Closes), says, row.Says)
	}
}

// explainedAll says that every right that an event opened, and somebody was asked to
// explain, has been explained.
func (c *Case) explainedAll(event string) bool {
	return !slices.ContainsFunc(c.Held, func(h HeldRight) bool {
		return h.Event == event && !h.Asked.IsZero() && !h.Explained()
	})
}

// rightsExplained takes it that the victim was spoken to in a call that was made to
// explain rights, or about one of them.
func (c *Case) rightsExplained(t Task, m RecordAttempt, now time.Time) {
	for _, h := range slices.Clone(c.Held) {
		event := t.Kind == ExplainRights && h.Event == t.About && !h.Asked.IsZero()
		one := (t.Kind == CallRight || t.Kind == CallInstead) && h.ID == t.About
		row, _ := rightRow(h.Right)
		i := slices.IndexFunc(row.Steps, func(s RightStep) bool { return s.Means == Explains })
		if !event && !one || h.Explained() || i < 0 {
			continue
		}
		c.takeStep(h.ID, RightTaken{Step: row.Steps[i].Step, At: m.when(now).UTC(), Noted: now.UTC(), By: m.By}, Said{By: m.By, At: m.At}, now)
	}
}

// rights: the time for a right runs that the victim wants help with.
func (e ending) rights() (held []Field) {
	for _, h := range e.Held {
		if e.RightState(h) == RightWanted && h.Closes.After(e.now) {
			held = append(held, Field{Pointer: "/rights/" + h.ID, Detail: "is a right that the victim wants help with, until " + inLondon(h.Closes)})
		}
	}
	return held
}

// carryRight takes over a right that another case held: one that both hold, with the
// steps of both.
func (c *Case) carryRight(o HeldRight) {
	h, held := c.heldRight(o.ID)
	row, _ := rightRow(o.Right)
	if !held && row.Once {
		h, held = c.newestRight(o.Right, func(HeldRight) bool { return true })
	}
	if !held {
		o.Steps, o.Facts, o.Nudged, o.Others = slices.Clone(o.Steps), slices.Clone(o.Facts), slices.Clone(o.Nudged), slices.Clone(o.Others)
		c.Held = append(c.Held, o)
		return
	}
	for _, t := range o.Steps {
		if !slices.ContainsFunc(h.Steps, func(k RightTaken) bool { return k.Step == t.Step && k.At.Equal(t.At) }) {
			h.Steps = append(h.Steps, t)
		}
	}
	slices.SortStableFunc(h.Steps, func(a, b RightTaken) int { return a.At.Compare(b.At) })
	if o.Event != h.Event && !slices.Contains(h.Others, o.Event) {
		h.Others = append(h.Others, o.Event)
	}
	h.learn(o.Facts)
	if h.Asked.IsZero() {
		h.Asked = o.Asked
	}
	for _, n := range o.Nudged {
		if !slices.Contains(h.Nudged, n) {
			h.Nudged = append(h.Nudged, n)
		}
	}
}

// leftToUs says that an event opened a right for which a case is taken up again: it had
// ended because the victim's needs were met, and not because they said no or others lead.
func (c *Case) leftToUs(event string) bool {
	return c.Closure != nil && c.Closure.Reason == "needs_met" && slices.ContainsFunc(c.Held, func(h HeldRight) bool {
		row, _ := rightRow(h.Right)
		return h.Event == event && row.Reopens && c.RightState(h).undecided()
	})
}
