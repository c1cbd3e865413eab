package casework

import (
	"slices"
	"strings"
	"time"
)

// MessageDelivered says that a message which matters has arrived. Of other messages
// the case is not told: receipts do not become commands one for one.
type MessageDelivered struct {
	Said
	Template Template `json:"template"`
	About    string   `json:"about,omitempty"`
	Effect   string   `json:"effect"` // what the case called it
}

// Name is the command's name on the wire.
func (MessageDelivered) Name() string { return "message-delivered" }

func (MessageDelivered) stages() []Stage { return anyStage }

func (m MessageDelivered) check(*Case, time.Time) error {
	var f faults
	f.wrong(!m.Template.Matters(), "/template", "not_listed", "is not a template whose receipt is awaited")
	f.wrong(m.Effect == "", "/effect", "missing", "is missing")
	f.meant(m.At, "/at")
	return f.invalid()
}

func (m MessageDelivered) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "message-delivered", m.About, "A message (%s) was delivered.", m.Template)
	c.stop(receipt(m.Effect))
	c.arrived(m.Effect, at)
	if i := slices.IndexFunc(c.Outbox, func(e Effect) bool { return e.ID == m.Effect }); i >= 0 {
		c.Outbox[i].Delivered = true // the receipt was faster than the news that it had left
	}
}

// receipt is the ID of the clock that waits for the receipt of an effect.
func receipt(effect string) string { return "receipt/" + effect }

// awaitReceipt sets the clock that asks a person to call where a message that
// matters left and is not known to have arrived.
func (c *Case) awaitReceipt(e Effect, o Outcome, now time.Time) {
	m := *e.Message
	if o.State != Sent || e.Delivered || !m.Template.Matters() || !c.wanted(m) || c.Stage == Closed {
		return
	}
	c.set(Clock{ID: receipt(e.ID), Kind: NoReceipt, Due: now.Add(c.Policy.ReceiptWithin), About: m.About, Message: &m})
}

func (c *Case) ringNoReceipt(k Clock, now time.Time) {
	if k.Message == nil || !c.wanted(*k.Message) || !k.Message.When.After(now) {
		return // what it spoke of no longer stands, or is over
	}
	c.note(now, "message-no-receipt", k.About, "It is not known whether a message arrived (%s).", k.Message.Template)
	c.callInstead(*k.Message, strings.TrimPrefix(k.ID, receipt("")), now)
}
