package casework

import (
	"slices"
	"time"
)

// What comes back from outside: a message that finally failed, and a reply.

// Unread is a reply that nobody has read yet.
type Unread struct {
	ID string    `json:"id"`
	At time.Time `json:"at"` // UTC
}

// MessageFailed says that a message which had left was not delivered after all.
type MessageFailed struct {
	Said
	Template Template  `json:"template"`
	About    string    `json:"about,omitempty"`
	When     time.Time `json:"when,omitzero"`
	Code     string    `json:"code"`             // the provider's code
	Effect   string    `json:"effect,omitempty"` // what the case called it
}

// Name is the command's name on the wire.
func (MessageFailed) Name() string { return "message-failed" }

func (MessageFailed) stages() []Stage { return anyStage }

func (m MessageFailed) check(*Case, time.Time) error {
	var f faults
	f.wrong(!slices.Contains(Templates, m.Template), "/template", "not_listed", "is not a known template")
	f.meant(m.At, "/at")
	return f.invalid()
}

func (m MessageFailed) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "message-undelivered", m.About, "A message (%s) was not delivered (%s).", m.Template, m.Code)
	c.stop(receipt(m.Effect))
	if m.Template == SupportEnded {
		c.cameBack(at)
	}
	c.unsendable(Message{Template: m.Template, About: m.About, When: m.When}, at)
}

// ReplyReceived says that somebody replied. Beacon never answers by itself: the
// reply may come from anybody who holds the telephone. A closed case is taken up again,
// so that a person reads it, except where it only asks for no more texts.
type ReplyReceived struct {
	Said
	Stop     bool   `json:"stop,omitempty"`     // they asked for no more texts
	Distress bool   `json:"distress,omitempty"` // it may be a call for help
	Confirms bool   `json:"confirms,omitempty"` // it says that a reminder was seen, and nothing else
	Point    string `json:"point"`
}

// Name is the command's name on the wire.
func (ReplyReceived) Name() string { return "reply-received" }

func (ReplyReceived) stages() []Stage { return anyStage }

func (m ReplyReceived) check(*Case, time.Time) error {
	var f faults
	f.wrong(m.Text == "", "/text", "missing", "is missing")
	f.meant(m.At, "/at")
	return f.invalid()
}

func (m ReplyReceived) apply(c *Case, at time.Time) {
	if m.Confirms && !m.Stop && !m.Distress && c.confirm(m.Said, at) {
		return
	}
	if c.Stage == Closed && m.Stop && !m.Distress {
		c.told(m.Said, at, "reply", m.Point, "A reply asked for no more messages; the case stays closed.")
		return
	}
	says := "A reply arrived."
	switch {
	case m.Distress:
		says = "A reply arrived that may be a call for help."
	case m.Stop:
		says = "A reply asked for no more messages; the case goes on."
	}
	c.told(m.Said, at, "reply", m.Point, "%s", says)
	if c.Stage == Closed {
		c.note(at, "reopened", m.Point, "Reopened: a reply came, and only an open case has somebody to read it.")
		c.resume(c.resumed(), at)
	}
	c.Unread = append(c.Unread, Unread{ID: m.Text, At: m.when(at).UTC()})
	c.raise(ReadReply, m.Text, at, c.Policy.UrgentWithin)
	if m.Distress {
		c.raise(HelpReply, m.Text, at, 0)
	}
}
