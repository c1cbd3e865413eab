package messaging

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"beacon/casework"
)

// attempt writes the letter, enters the attempt, and only then calls the provider.
func (c *Courier) attempt(ctx context.Context, d Delivery, m casework.Message, channel Channel, contact Contact, pick choice) (casework.Outcome, error) {
	letter, version, err := c.write(d.MessageID, contact, m, pick)
	if err != nil {
		d.State, d.Reason = StateRefused, "no_words"
		return c.enter(ctx, d)
	}
	if err := ready(channel); err != nil {
		return casework.Outcome{}, fmt.Errorf("send %s: %w", m.Channel, err) // no attempt begins, and no row is written
	}
	begun := c.now()
	d.State, d.Provider, d.BegunAt = StateSending, channel.ID(), begun.UTC()
	d.Version, d.Language, d.Imprint = version, letter.Language, imprint(letter)
	row, fresh, err := c.ledger.Enter(ctx, d)
	if err != nil {
		return casework.Outcome{}, fmt.Errorf("write ledger: %w", err)
	}
	if !fresh {
		return overtaken(row)
	}
	until := m.UsefulUntil
	if pick.decision.OpenUntil.Before(until) {
		until = pick.decision.OpenUntil
	}
	letter.Wanted = func() bool { return c.inTime(begun, until) }
	letter.ValidFor = max(min(until.Sub(c.now()), LongestValid), time.Second)
	ref, err := channel.Send(ctx, letter)
	return c.settle(ctx, row, ref, err)
}

// inTime says that an attempt may still leave: within its lease, and before a moment. A
// lease is over as soon as either clock of the machine says so: that on the wall, which
// somebody may set back, and that which only counts, which stands still while the
// machine itself sleeps.
func (c *Courier) inTime(begun, until time.Time) bool {
	now := c.now()
	return now.Sub(begun) < c.timing.Lease && now.Round(0).Sub(begun.Round(0)) < c.timing.Lease && now.Before(until)
}

// write puts a message into words for one address. The same message to the same
// address is written the same way every time.
func (c *Courier) write(messageID string, contact Contact, m casework.Message, pick choice) (l Letter, version string, err error) {
	language := c.templates.Language(m.Template, contact.tongue(pick.point))
	r, err := c.templates.Render(m.Template, language, Words{
		Name: contact.Name, When: WhenIn(language, m.When), CallBack: c.callBack,
	})
	if err != nil {
		return Letter{}, "", err
	}
	l = Letter{MessageID: messageID, To: pick.to, Language: r.Language, Text: r.SMS}
	if m.Channel == casework.Email {
		l.Subject, l.Text, l.HTML = r.Subject, r.Text, r.HTML
		if contact.needs(LargePrint) || contact.needs(EasyRead) {
			l.HTML = inLargePrint(l.HTML)
		}
	}
	return l, r.Version, nil
}

// imprint is sixteen bits of a hash. Two letters have the same one by chance once in
// 65,000 times; and thousands of people have the number that a given one fits.
func imprint(l Letter) string {
	sum := sha256.Sum256([]byte(l.MessageID + "\x00" + l.To + "\x00" + l.Subject + "\x00" + l.Text + "\x00" + l.HTML))
	return hex.EncodeToString(sum[:2])
}

// settleWithin bounds the writing of an answer, which goes on after the caller has
// given up: an answer that is lost must be asked for again.
const settleWithin = 5 * time.Second

// settle writes down what a provider answered, and says what it means.
func (c *Courier) settle(ctx context.Context, row Delivery, ref ProviderRef, sendErr error) (casework.Outcome, error) {
	s := Settlement{MessageID: row.MessageID, Attempt: row.Attempt, ProviderRef: ref, At: c.now().UTC()}
	out, answer := casework.Outcome{Point: row.Point}, error(nil)
	var refused Refused
	var notSent NotSent
	switch {
	case sendErr == nil:
		s.State, out.State = StateAccepted, casework.Sent
	case errors.As(sendErr, &refused):
		s.State, s.Reason = StateRefused, refused.Code
		out.State, out.Reason = casework.Refused, refused.Code
	case errors.As(sendErr, &notSent):
		s.State, s.Reason = StateNotSent, notSent.Code
		answer = fmt.Errorf("send %s: %w", row.Channel, notSent)
	default: // an error nobody thought of may have been too late to stop the letter
		s.State, s.Reason = StateUnknown, unknownCode(sendErr)
		answer = NotYet{Code: s.Reason, After: c.askAgain(0)}
	}
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err := c.ledger.Settle(settling, s); err != nil {
		return casework.Outcome{}, fmt.Errorf("write ledger: %w", err)
	}
	if answer != nil {
		return casework.Outcome{}, answer
	}
	return out, nil
}

func unknownCode(err error) string {
	var unknown Unknown
	if errors.As(err, &unknown) {
		return unknown.Code
	}
	return "unexpected_error"
}
