// Package activities is the desk at which a case's wishes are carried out: it
// sends messages and keeps the read model up to date. It decides nothing, knows
// no provider and no SQL, and is told of both only through the two interfaces it
// declares here.
package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"

	"beacon/casework"
)

// Sender gets a message to the victim if that is safe now. A refusal, a wait and
// an unsettled send are outcomes; an error means an outage, and that asking again
// later is right: after RetryAfter, where the error has that method. Sending the
// same effect twice is harmless.
type Sender interface {
	Send(ctx context.Context, caseID, effectID string, m casework.Message) (casework.Outcome, error)
}

// Book keeps what readers see. Writing a view twice, or an older one late, is
// harmless.
type Book interface {
	Publish(ctx context.Context, v casework.View) error
}

// Desk holds the activities.
type Desk struct {
	Sender Sender
	Book   Book
}

// Order is one effect of one case.
type Order struct {
	Case   string          `json:"case"`
	Effect casework.Effect `json:"effect"`
}

// SendSMS sends an effect's message as a text.
func (d *Desk) SendSMS(ctx context.Context, o Order) (casework.Outcome, error) {
	return send(ctx, d.Sender, o)
}

// SendEmail sends an effect's message as an email.
func (d *Desk) SendEmail(ctx context.Context, o Order) (casework.Outcome, error) {
	return send(ctx, d.Sender, o)
}

func send(ctx context.Context, by Sender, o Order) (casework.Outcome, error) {
	if o.Effect.Message == nil {
		return casework.Outcome{State: casework.Broken, Reason: "no_message"}, nil
	}
	out, err := by.Send(ctx, o.Case, o.Effect.ID, *o.Effect.Message)
	if err != nil {
		return out, later(fmt.Errorf("send %s: %w", o.Effect.Message.Channel, err))
	}
	return out, nil
}

// later passes on how long an error asked to be left alone.
func later(err error) error {
	var asks interface{ RetryAfter() time.Duration }
	if !errors.As(err, &asks) || asks.RetryAfter() <= 0 {
		return err
	}
	return temporal.NewApplicationErrorWithOptions(err.Error(), "later", temporal.ApplicationErrorOptions{NextRetryDelay: asks.RetryAfter()})
}

// Publish brings the read model up to a view of a case. A view of no case is an error.
func (d *Desk) Publish(ctx context.Context, v casework.View) error {
	if v.ID == "" {
		return errNoView
	}
	if err := d.Book.Publish(ctx, v); err != nil {
		return fmt.Errorf("publish case: %w", err)
	}
	return nil
}

var errNoView = errors.New("publish case: there is no view")
