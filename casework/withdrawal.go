package casework

import (
	"slices"
	"time"
)

// Withdrawal is a withdrawal by the victim.
type Withdrawal struct {
	At     time.Time `json:"at"` // UTC
	By     string    `json:"by"`
	From   string    `json:"from"`
	Reason string    `json:"reason"`
	Text   string    `json:"text,omitempty"`

	Back     time.Time `json:"taken_back,omitzero"` // when they took it back, UTC
	BackBy   string    `json:"taken_back_by,omitempty"`
	BackText string    `json:"taken_back_text,omitempty"`
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

// TakeBackWithdrawal says that the victim supports the prosecution again. Whoever no
// longer wanted help and does now is a case to reopen.
type TakeBackWithdrawal struct{ Said }

// Name is the command's name on the wire.
func (TakeBackWithdrawal) Name() string { return "take-back-withdrawal" }

func (TakeBackWithdrawal) stages() []Stage { return anyOpen }

func (m TakeBackWithdrawal) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(c.withdrawn() < 0, "", "not_withdrawn", "the victim has not withdrawn from the prosecution")
	return f.invalid()
}

// withdrawn is where the withdrawal from the prosecution is that stands; -1: none does.
func (c *Case) withdrawn() int {
	return slices.IndexFunc(c.Withdrew, func(w Withdrawal) bool { return w.From == "prosecution" && w.Back.IsZero() })
}

func (m TakeBackWithdrawal) apply(c *Case, at time.Time) {
	c.Withdrew = slices.Clone(c.Withdrew)
	for i := c.withdrawn(); i >= 0; i = c.withdrawn() {
		w := &c.Withdrew[i]
		w.Back, w.BackBy, w.BackText = m.when(at).UTC(), m.By, m.Text
	}
	c.told(m.Said, at, "withdrawal-taken-back", "", "The victim supports the prosecution again.")
	c.drop(TalkWithdrawal, at)
	c.raise(TellSupports, "", at, c.Policy.TalkWithin)
}
