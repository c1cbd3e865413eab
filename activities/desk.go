// Package activities is the desk at which a case's wishes are carried out: it
// sends messages and keeps the read model up to date. It decides nothing, knows
// no provider and no SQL, and is told of both only through the two interfaces it
// declares here.
package activities

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"beacon/casework"
)

// Sender gets a message to the victim if that is safe now. A refusal, a wait and
// an unsettled send are outcomes; an error means an outage, and that asking again
// later is right. Sending the same messageID twice is harmless.
type Sender interface {
	Send(ctx context.Context, caseID, messageID string, m casework.Message) (casework.Outcome, error)
}

// Book keeps what readers see. Writing a view twice, or an older one late, is
// harmless.
type Book interface {
	Publish(ctx context.Context, v casework.View) error
}

// Desk holds the activities.
type Desk struct {
	Texts  Sender
	Emails Sender
	Book   Book
}

// Order is one effect of one case.
type Order struct {
	Case   string          `json:"case"`
	Effect casework.Effect `json:"effect"`
}

// messages is the namespace of message IDs: a provider sees only such an ID, from
// which neither the case nor the template can be read.
var messages = uuid.MustParse("7f0a5d9e-3c43-5b0e-9a57-2f3f8f3f2c11")

// MessageID is the opaque ID under which an effect's message is known outside.
func MessageID(effect string) string { return uuid.NewSHA1(messages, []byte(effect)).String() }

// SendSMS sends an effect's message as a text.
func (d *Desk) SendSMS(ctx context.Context, o Order) (casework.Outcome, error) {
	return send(ctx, d.Texts, o)
}

// SendEmail sends an effect's message as an email.
func (d *Desk) SendEmail(ctx context.Context, o Order) (casework.Outcome, error) {
	return send(ctx, d.Emails, o)
}

func send(ctx context.Context, by Sender, o Order) (casework.Outcome, error) {
	if o.Effect.Message == nil {
		return casework.Outcome{State: casework.Broken, Reason: "no_message"}, nil
	}
	out, err := by.Send(ctx, o.Case, MessageID(o.Effect.ID), *o.Effect.Message)
	if err != nil {
		return out, fmt.Errorf("send %s: %w", o.Effect.Message.Channel, err)
	}
	return out, nil
}

// Publish brings the read model up to a view of a case.
func (d *Desk) Publish(ctx context.Context, v casework.View) error {
	if err := d.Book.Publish(ctx, v); err != nil {
		return fmt.Errorf("publish case: %w", err)
	}
	return nil
}
