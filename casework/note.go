package casework

import (
	"slices"
	"time"
)

// AddNote is a caseworker's note. A note that names a task says what was done
// about it, and ends it where a note is what ends it.
type AddNote struct {
	Said
	Task string `json:"task,omitempty"`
}

// Name is the command's name on the wire.
func (AddNote) Name() string { return "add-note" }

func (AddNote) stages() []Stage { return anyOpen }

func (m AddNote) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Text == "", "/text", "missing", "is missing")
	c.checkTask(&f, m.Name(), m.Task, m.Role)
	return f.invalid()
}

func (m AddNote) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "note", m.Task, "Note.")
	c.finish(m.Name(), m.Task, at)
	if m.Role == Caseworker { // a supervisor who decides something does not take the case on
		c.own(m.Said, at)
	}
}

// Withdrawal is a withdrawal by the victim.
type Withdrawal struct {
	At     time.Time `json:"at"` // UTC
	By     string    `json:"by"`
	From   string    `json:"from"`
	Reason string    `json:"reason"`
	Text   string    `json:"text,omitempty"`
}

// What a victim may withdraw from, and why, as far as they say.
var (
	withdrawFrom    = []string{"support", "prosecution"}
	withdrawReasons = []string{"no_longer_needed", "fear", "pressure", "delay", "children", "reconciled", "process", "health", "not_said", "other"}
)

// RecordWithdrawal is the victim's withdrawal from support, or of support for a
// prosecution. Either may happen at any time, and neither is held against them.
type RecordWithdrawal struct {
	Said
	From   string `json:"from"`
	Reason string `json:"reason"`
}

// Name is the command's name on the wire.
func (RecordWithdrawal) Name() string { return "record-withdrawal" }

func (RecordWithdrawal) stages() []Stage { return anyOpen }

func (m RecordWithdrawal) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!slices.Contains(withdrawFrom, m.From), "/from", "not_listed", "must be support or prosecution")
	f.wrong(!slices.Contains(withdrawReasons, m.Reason), "/reason", "not_listed", "is not a known reason")
	return f.invalid()
}

func (m RecordWithdrawal) apply(c *Case, at time.Time) {
	c.Withdrew = append(c.Withdrew, Withdrawal{At: m.when(at).UTC(), By: m.By, From: m.From, Reason: m.Reason, Text: m.Text})
	c.told(m.Said, at, "withdrawal", "", "The victim withdrew from %s (%s).", m.From, m.Reason)
	switch {
	case m.From == "prosecution":
		c.raise(TalkWithdrawal, "", at, c.Policy.TalkWithin)
	case c.Stage != Closing:
		c.endOrAsk("declined_later", m.Said, at)
	}
}
