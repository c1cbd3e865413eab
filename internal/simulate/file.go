package simulate

import (
	"errors"
	"strings"
	"time"

	"beacon/casework"
	"beacon/internal/extract"
)

// file is one case and what the world knows of its victim.
type file struct {
	c        *casework.Case
	n        int // its number, from 1
	victim   victim
	extract  extract.Referral
	versions map[string]int // of the police's records, the newest

	unsafe   bool             // the world's own memory of a sign that contact is not safe
	unlooked bool             // nobody has looked at that yet
	todo     map[string]*todo // what people are asked for, by task
	sending  map[string]bool  // effects that are on their way
	due      time.Time        // when a wake is on the agenda
	tried    time.Time        // when the first attempt was made
	partner  *file            // somebody else on record who may be the same victim
	court    int              // how many hearings it has had

	raised    map[casework.TaskKind]time.Time // when each kind of work was last asked for
	highSince time.Time                       // when it came to be of high risk; zero: it is not
	grade     casework.Grade                  // as referred
	stage     casework.Stage                  // when it was last counted
	attempts  int                             // counted
}

// open says that a case has not ended.
func (f *file) open() bool { return f.c.Stage != casework.Closed }

// give gives a case a command, as the API would, and says whether it was taken.
func (h *hub) give(f *file, m casework.Command) bool {
	taken := false
	h.hear(f, m)
	var refused error
	h.step(f, m.Name(), func(c *casework.Case) *casework.Case {
		_, err := c.Do(m, h.now)
		if taken, refused = err == nil, err; taken {
			f.remember(m)
		}
		return c
	})
	if refused != nil {
		var e *casework.Error
		if errors.As(refused, &e) {
			h.report.refused(m.Name(), e)
		}
		return false
	}
	if h.is(takenTwice) {
		h.again(f, m)
	}
	return taken
}

// hear counts a command, and tells whoever listens.
func (h *hub) hear(f *file, m casework.Command) {
	h.report.Commands[m.Name()]++
	if h.o.Heard != nil {
		h.o.Heard(f.n, h.now, m)
	}
}

// remember is the world's own memory of what makes contact unsafe, and safe again: it
// does not ask the case.
func (f *file) remember(m casework.Command) {
	switch m := m.(type) {
	case casework.RecordAttempt:
		f.lookedAt(m.Task)
		for _, o := range casework.AttemptOutcomes {
			f.signal(o.Code == m.Outcome && o.Halts)
			f.unlooked = f.unlooked && !(o.Code == m.Outcome && o.Spoke) // they said themselves how they can be called
		}
	case casework.RecordConversation:
		if m.Attempt != nil {
			f.remember(*m.Attempt)
		}
		if m.Note != nil {
			f.remember(*m.Note)
		}
	case casework.RaiseConcern:
		f.signal(m.Immediate)
	case casework.AddNote:
		f.lookedAt(m.Task)
	case casework.RecordDecision:
		f.lookedAt(m.Task)
	case casework.ContactPointChanged:
		if m.Verified && m.Usable {
			f.unsafe, f.unlooked = false, false
		}
	}
}

// signal is a sign that contact is not safe.
func (f *file) signal(seen bool) {
	f.unsafe, f.unlooked = f.unsafe || seen, f.unlooked || seen
}

// lookedAt: who says what they did about a sign that contact is not safe has looked at
// it. People may then call again; nothing is written by itself.
func (f *file) lookedAt(task string) {
	if strings.HasPrefix(task, string(casework.Unsafe)) {
		f.unlooked = false
	}
}

// raise notes what was asked for.
func (f *file) raise() {
	for _, t := range f.c.Tasks {
		if t.Raised.After(f.raised[t.Kind]) {
			f.raised[t.Kind] = t.Raised
		}
	}
}

// high notes when the case came to be of high risk.
func (f *file) high(now time.Time) {
	switch {
	case f.c.Risk.Grade != casework.HighRisk:
		f.highSince = time.Time{}
	case f.highSince.IsZero():
		f.highSince = now
	}
}

// wake puts the next due moment of a case on the agenda.
func (h *hub) wake(f *file) {
	due, ok := f.c.NextDue()
	if !ok || due.Equal(f.due) {
		return
	}
	f.due = due
	h.agenda.at(due, func() {
		if next, ok := f.c.NextDue(); ok && !next.After(h.now) {
			h.ringing(f)
			h.step(f, woken, func(c *casework.Case) *casework.Case { return c })
		}
	})
}

// ringing counts the clocks that are about to ring.
func (h *hub) ringing(f *file) {
	for _, k := range f.c.Clocks {
		if !k.Due.After(h.now) {
			h.report.Clocks[string(k.Kind)]++
		}
	}
}
