package casework

import (
	"slices"
	"strings"
	"time"
)

// RecordRight is one step that was taken with a right of the victim's: that it was
// explained, that they want help with it, that they used it, or what came of it.
type RecordRight struct {
	Said
	Right   Right    `json:"right"`
	Step    string   `json:"step"`
	Event   string   `json:"event,omitempty"` // what opened it, where several of the right are held; of what the victim takes up, a new one is a new taking up
	Facts   []string `json:"facts,omitempty"`
	Hearing string   `json:"hearing,omitempty"` // of a step that is about one hearing
}

// Name is the command's name on the wire.
func (RecordRight) Name() string { return "record-right" }

func (RecordRight) stages() []Stage { return anyOpen }

// What one case keeps of rights.
const (
	mostRights     = 60
	mostRightSteps = 40
)

func (m RecordRight) check(c *Case, now time.Time) error {
	var f faults
	row, known := rightRow(m.Right)
	f.wrong(!known, "/right", "not_listed", "is not a right that a victim holds")
	s, listed := row.step(m.Step)
	f.wrong(known && !listed, "/step", "not_listed", "is not a step of this right: %s", strings.Join(row.stepNames(), ", "))
	f.meant(m.At, "/at")
	f.wrong(m.At.After(now.Add(clockSkew)), "/at", "in_the_future", "is in the future")
	if !known || !listed {
		return f.invalid()
	}
	m.facts(&f, s)
	m.hearing(&f, c, s, now)
	h, held := m.held(c)
	switch {
	case held:
		m.order(&f, h, s, now)
	case !row.AnyTime && m.Event != "":
		f.wrong(true, "/event", "unknown", "did not open this right")
	case !row.AnyTime:
		f.wrong(true, "/right", "not_held", "has not been opened: say first what happened that opens it")
	default:
		f.wrong(len(s.After) > 0, "/step", "out_of_order", "%s", s.mustFollow())
		f.wrong(len(c.Held) >= mostRights, "", "too_many", "there are %d rights already", mostRights)
	}
	return f.invalid()
}

// facts adds what is wrong with what is said with a step.
func (m RecordRight) facts(f *faults, s RightStep) {
	for i, fact := range m.Facts[:min(len(m.Facts), 2*len(s.Facts)+1)] {
		f.wrong(!slices.Contains(s.Facts, fact), pointer("/facts", i), "not_listed", "is not said of this step")
		f.wrong(slices.Contains(m.Facts[:i], fact), pointer("/facts", i), "repeated", "stands twice")
	}
	f.wrong(s.Must && len(m.Facts) == 0, "/facts", "missing", "must say which: %s", strings.Join(s.Facts, ", "))
}

// hearing adds what is wrong with the hearing that a step is about.
func (m RecordRight) hearing(f *faults, c *Case, s RightStep, now time.Time) {
	h, known := c.hearing(m.Hearing)
	f.wrong(s.Day && m.Hearing == "", "/hearing", "missing", "must name the hearing")
	f.wrong(m.Hearing != "" && !s.Day, "/hearing", "contradicts", "is not said of this step")
	f.wrong(s.Day && m.Hearing != "" && !known, "/hearing", "unknown", "is not a hearing of this case")
	f.wrong(s.Day && known && h.Starts.After(m.when(now)), "/hearing", "in_the_future", "has not begun")
}

// order adds a fault for a step that cannot follow what has been.
func (m RecordRight) order(f *faults, h *HeldRight, s RightStep, now time.Time) {
	when := m.when(now)
	f.wrong(when.Before(h.Opened.Add(-clockSkew)), "/at", "before_the_event", "is before what opened the right")
	_, again := h.took(s.Step)
	f.wrong(again && !s.Again, "/step", "repeated", "was taken already")
	f.wrong(len(h.Steps) >= mostRightSteps, "/step", "too_many", "there are %d steps already", mostRightSteps)
	after, ok := h.after(s)
	f.wrong(!ok, "/step", "out_of_order", "%s", s.mustFollow())
	f.wrong(ok && when.Before(after.Add(-clockSkew)), "/at", "out_of_order", "is before the step that it follows")
	f.wrong(again && s.Undoes != "" && h.later(s.Step, s.Undoes) == s.Step, "/step", "repeated", "stands already")
}

func (s RightStep) mustFollow() string { return "comes after " + strings.Join(s.After, " or ") }

// after is the earliest moment at which a step may have been taken, by the steps that
// it follows; false: none of them has been taken.
func (h HeldRight) after(s RightStep) (earliest time.Time, ok bool) {
	for _, t := range h.Steps {
		if slices.Contains(s.After, t.Step) && (!ok || t.At.Before(earliest)) {
			earliest, ok = t.At, true
		}
	}
	return earliest, ok || len(s.After) == 0
}

// later is which of two steps was taken later.
func (h HeldRight) later(a, b string) string {
	for i := len(h.Steps) - 1; i >= 0; i-- {
		if s := h.Steps[i].Step; s == a || s == b {
			return s
		}
	}
	return ""
}

func (r RightRow) stepNames() (names []string) {
	for _, s := range r.Steps {
		names = append(names, s.Step)
	}
	return names
}

// held is the right that a command speaks of: what the event opened, or else the newest
// that has not ended, or else the newest.
func (m RecordRight) held(c *Case) (*HeldRight, bool) {
	if m.Event != "" {
		if h, ok := c.heldRight(rightID(m.Right, m.Event)); ok {
			return h, true
		}
		row, _ := rightRow(m.Right)
		return c.newestRight(m.Right, func(h HeldRight) bool { return row.Once && slices.Contains(h.Others, m.Event) })
	}
	if h, ok := c.newestRight(m.Right, func(h HeldRight) bool { return !h.ended() }); ok {
		return h, true
	}
	row, _ := rightRow(m.Right)
	return c.newestRight(m.Right, func(HeldRight) bool { return !row.AnyTime })
}

func (c *Case) newestRight(r Right, which func(HeldRight) bool) (*HeldRight, bool) {
	for i := len(c.Held) - 1; i >= 0; i-- {
		if h := &c.Held[i]; h.Right == r && which(*h) {
			return h, true
		}
	}
	return nil, false
}

func (m RecordRight) apply(c *Case, at time.Time) {
	h, held := m.held(c)
	if !held {
		event := m.Event
		if event == "" {
			event = m.ID
		}
		h = c.holdRight(m.Right, event, nil, m.when(at), at)
	}
	id := h.ID
	c.takeStep(id, RightTaken{
		Step: m.Step, At: m.when(at).UTC(), Noted: at.UTC(), By: m.By, Facts: slices.Clone(m.Facts), Hearing: m.Hearing, Text: m.Text,
	}, m.Said, at)
	row, _ := rightRow(m.Right)
	s, _ := row.step(m.Step)
	if s.Means == "" {
		c.endAbout(m.Name(), id, at, LearnRight)
	}
	if s.Day {
		c.missed(id, m.Hearing, m.Facts, at)
	}
	c.planFollows(m, at)
}
