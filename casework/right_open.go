package casework

import (
	"slices"
	"strings"
	"time"

	"beacon/victimscode"
)

// openRights opens every right that an event opens, and takes the step that it is with
// those that are held.
func (c *Case) openRights(by victimscode.Trigger, e JusticeEvent, at time.Time) {
	for _, row := range RightRows {
		for _, s := range row.Steps {
			if s.By == by && s.By != "" {
				c.stepByEvent(row, s, e, at)
			}
			if s.Ask == by && s.Ask != "" {
				c.askOfStep(row, s, at)
			}
		}
		if c.opens(row, by, e) {
			c.holdRight(row.Right, e.ID, e.Facts, e.Occurred, at)
		}
	}
}

func (c *Case) opens(row RightRow, by victimscode.Trigger, e JusticeEvent) bool {
	return slices.ContainsFunc(row.Opens, func(o Opening) bool {
		unmet := func(only victimscode.Condition) bool { return !c.is(only, e) }
		return o.By == by && !slices.ContainsFunc(o.Only, unmet)
	})
}

// holdRight opens a right, unless the same is held because of the same event; one that
// is held once for the whole case goes on as it was.
func (c *Case) holdRight(r Right, event string, facts []string, opened, now time.Time) *HeldRight {
	row, _ := rightRow(r)
	if h, held := c.heldRight(rightID(r, event)); held {
		h.learn(facts)
		return h
	}
	if h, held := c.newestRight(r, func(HeldRight) bool { return row.Once }); held {
		if !slices.Contains(h.Others, event) && len(h.Others) < mostRights {
			h.Others = append(h.Others, event)
		}
		return h
	}
	h := HeldRight{ID: rightID(r, event), Right: r, Event: event, Opened: opened.UTC(), Noted: now.UTC()}
	h.learn(facts)
	c.Held = append(c.Held, h)
	says := "The victim now holds a right: " + row.Says
	switch c.scopeOf(h) {
	case ScopeOut:
		says += "; by what is known it cannot be used after this decision, and that is explained too"
	case ScopeUnknown:
		says += "; whether a suspect was interviewed is not known here, and is found out"
	case InScope, LimitedScope:
	}
	c.note(now, "right-opened", h.ID, "%s.", says)
	c.takeFromPlan(h.ID, now)
	held, _ := c.heldRight(h.ID)
	return held
}

// learn keeps what is said of whether a right can be used, the latest last.
func (h *HeldRight) learn(facts []string) {
	for _, f := range facts {
		if slices.Contains(scopeFacts(h.Right), f) {
			h.Facts = append(slices.DeleteFunc(h.Facts, func(o string) bool { return o == f }), f)
		}
	}
}

// stepByEvent takes the step that a justice event is, where it has not been said already.
func (c *Case) stepByEvent(row RightRow, s RightStep, e JusticeEvent, now time.Time) {
	for _, h := range c.Held {
		known := slices.ContainsFunc(h.Steps, func(t RightTaken) bool { return t.Event == e.ID })
		if h.Right != row.Right || known || len(h.Steps) >= mostRightSteps {
			continue
		}
		said := Said{By: e.By, At: e.Occurred}
		c.takeStep(h.ID, RightTaken{Step: s.Step, At: e.Occurred, Noted: now.UTC(), By: e.By, Event: e.ID, Facts: slices.Clone(e.Facts)}, said, now)
	}
}

// askOfStep asks somebody to find out whether a step was taken with a right that the
// victim has used.
func (c *Case) askOfStep(row RightRow, s RightStep, now time.Time) {
	for _, h := range c.Held {
		if _, taken := h.took(s.Step); h.Right == row.Right && !taken && !h.ended() && h.lastMeaning(Uses) != "" && c.Stage != Closed {
			c.raise(LearnRight, h.ID, now, c.Policy.ExplainWithin)
		}
	}
}

// takeStep takes one step with a right, and what follows from it.
func (c *Case) takeStep(id string, t RightTaken, said Said, now time.Time) {
	h, ok := c.heldRight(id)
	if !ok {
		return
	}
	row, _ := rightRow(h.Right)
	s, _ := row.step(t.Step)
	says := "Right " + row.Says + ": " + s.Says
	if len(t.Facts) > 0 {
		says += " (" + strings.Join(t.Facts, ", ") + ")"
	}
	c.told(said, now, "right-step", h.ID, "%s.", says)
	var begun JusticeEvent
	if s.Begins != "" && t.Event == "" {
		begun = c.eventOf(h, s, t)
		t.Event = begun.ID
	}
	h.learn(t.Facts)
	h.Steps = append(h.Steps, t)
	c.meetByStep(id, s, t, now)
	if begun.ID != "" {
		c.start(begun.Kind, begun, now)
	}
}

// eventOf is the event that a step begins something with, kept among the others.
func (c *Case) eventOf(h *HeldRight, s RightStep, t RightTaken) JusticeEvent {
	e := JusticeEvent{
		ID: h.ID + "/" + s.Step, Kind: s.Begins, Occurred: t.At, Received: t.At, Noted: t.Noted, Source: "victim", About: h.Event,
		Facts: t.Facts, By: t.By, Text: t.Text,
	}
	if row, known := justiceRow(e.Kind); known {
		e.Facts = slices.DeleteFunc(slices.Clone(e.Facts), func(f string) bool { return !slices.Contains(row.Facts, f) })
	}
	for _, known := c.event(e.ID); known; _, known = c.event(e.ID) {
		e.ID += "-" + c.serial()
	}
	c.Justice = append(c.Justice, e)
	return e
}

// meetByStep meets what is owed because of a right, and the victim's own time where they
// used the right or know of it and do not want it.
func (c *Case) meetByStep(id string, s RightStep, t RightTaken, now time.Time) {
	h, _ := c.heldRight(id)
	row, _ := rightRow(h.Right)
	for i := range c.Owed {
		o := &c.Owed[i]
		switch {
		case !o.Open() || !h.because(o.Event):
		case slices.Contains(row.Windows, o.Row) && s.Means == Uses:
			c.meet(o, string(victimscode.Victim), string(victimscode.MetByAsking), t.At, now)
		case slices.Contains(row.Windows, o.Row) && s.Means == Declines:
			c.meet(o, string(victimscode.Victim), string(victimscode.MetByWaiving), t.At, now)
		case slices.Contains(s.Meets, o.Row):
			c.meet(o, c.byWhom(*o), how(s, o.Duty()), t.At, now)
		}
	}
}

// because says that an event is part of this right's story: what opened it, or one of
// its steps.
func (h HeldRight) because(event string) bool {
	step := func(t RightTaken) bool { return t.Event == event }
	return event != "" && (h.Event == event || slices.Contains(h.Others, event) || slices.ContainsFunc(h.Steps, step))
}

// byWhom is who met what was owed: who owes it.
func (c *Case) byWhom(o Owed) string { return string(o.Duty().Owner) }

// how is how a step meets a duty: as the duty says that it can be met.
func how(s RightStep, d victimscode.Duty) string {
	switch {
	case s.Means == Declines && slices.Contains(d.Met, victimscode.MetByWaiving):
		return string(victimscode.MetByWaiving)
	case len(d.Met) > 0:
		return string(d.Met[0])
	}
	return ""
}
