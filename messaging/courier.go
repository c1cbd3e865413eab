package messaging

import (
	"context"
	"errors"
	"fmt"
	"time"

	"beacon/casework"
	"beacon/safecontact"
)

// Parts are what a Courier is made of. Contacts, Ledger, Channels, Templates and
// Now are needed.
type Parts struct {
	Contacts  Contacts
	Ledger    Ledger
	Channels  map[casework.Channel]Channel
	Templates *Templates
	Now       func() time.Time

	// Fallbacks are asked in order where the channel before certainly did not take a
	// letter, and never where it may have. Each attempt is one sender's: its row names
	// it before it is called, and what is doubtful is asked of that one only. The
	// senders of one channel have different IDs.
	Fallbacks map[casework.Channel][]Channel

	// RatherTwice are the templates of which a second copy is better than none, where it
	// cannot be settled whether the first left: it is tried once more. Every other stays
	// silent then, and is put to a person.
	RatherTwice []casework.Template

	CallBack    string            // the number to call back on, as people read it; may be empty
	Quiet       safecontact.Quiet // zero: the ordinary hours
	SilentAfter time.Duration     // zero: safe contact's own
	Timing      Timing            // zero fields: OrdinaryTiming
	Braking     Braking           // zero: nothing keeps back what is safe by itself
}

// Timing says how long things may take.
type Timing struct {
	// Needs is the shortest safe and useful time that must be left to send at all.
	Needs time.Duration
	// Lease is how long an attempt may take from its ledger row to the first byte that
	// leaves. A sender that slept longer leaves it.
	Lease time.Duration
	// SettleAfter is when a provider that does not know of an attempt is believed: it
	// is longer than a Lease and the longest answer and the provider's own delay
	// together.
	SettleAfter time.Duration
	// GiveUp is when an attempt that cannot be settled is put to a person.
	GiveUp time.Duration
}

// OrdinaryTiming is the product's own choice. A provider may take a letter for ten
// seconds after the lease; two minutes cover that and the delay of its lists.
var OrdinaryTiming = Timing{Needs: 10 * time.Second, Lease: 20 * time.Second, SettleAfter: 2 * time.Minute, GiveUp: 15 * time.Minute}

// LongestValid is how long a provider may hold a text before it must leave it.
// Source: Twilio, ValidityPeriod, at most 36,000 seconds.
const LongestValid = 10 * time.Hour

// Courier carries messages. It may be used by many at once, and in many processes
// over one ledger.
type Courier struct {
	contacts    Contacts
	ledger      Ledger
	senders     map[casework.Channel][]Channel // each in the order in which they are asked
	templates   *Templates
	now         func() time.Time
	callBack    string
	quiet       safecontact.Quiet
	silentAfter time.Duration
	timing      Timing
	ratherTwice []casework.Template
	braking     Braking
	watch       watch
}

// NewCourier makes a courier, and fails where a part is missing, the times could
// not keep a message from leaving twice, or the call-back number does not fit into
// every template.
func NewCourier(p Parts) (*Courier, error) {
	if p.Contacts == nil || p.Ledger == nil || p.Templates == nil || p.Now == nil || len(p.Channels) == 0 {
		return nil, errors.New("courier: contacts, ledger, channels, templates and a clock are needed")
	}
	senders, err := sendersOf(p)
	if err != nil {
		return nil, err
	}
	c := &Courier{
		contacts: p.Contacts, ledger: p.Ledger, senders: senders, templates: p.Templates, now: p.Now,
		callBack: p.CallBack, quiet: p.Quiet, silentAfter: p.SilentAfter, timing: p.Timing.orOrdinary(),
		ratherTwice: p.RatherTwice, braking: p.Braking,
	}
	if t := c.timing; t.SettleAfter <= t.Lease || t.GiveUp < t.SettleAfter {
		return nil, errors.New("courier: the lease must end before attempts are settled, and they before they are given up")
	}
	for _, name := range casework.Templates {
		for _, language := range p.Templates.Languages(name) {
			longest := Words{When: "Wednesday 30 September at 10:30am", CallBack: p.CallBack}
			if _, err := p.Templates.Render(name, language, longest); err != nil {
				return nil, fmt.Errorf("courier: the call-back number does not fit: %w", err)
			}
		}
	}
	return c, nil
}

func (t Timing) orOrdinary() Timing {
	or := func(d *time.Duration, ordinary time.Duration) {
		if *d == 0 {
			*d = ordinary
		}
	}
	or(&t.Needs, OrdinaryTiming.Needs)
	or(&t.Lease, OrdinaryTiming.Lease)
	or(&t.SettleAfter, OrdinaryTiming.SettleAfter)
	or(&t.GiveUp, OrdinaryTiming.GiveUp)
	return t
}

// Send carries the message of one effect, at most once however often it is asked.
// An outcome is for good, except Waiting. An error is an outage or a NotYet: ask
// again, after RetryAfter where the error has it. Neither holds anything of a
// person.
func (c *Courier) Send(ctx context.Context, caseID, effectID string, m casework.Message) (casework.Outcome, error) {
	d := Delivery{
		MessageID: MessageID(effectID), EffectID: effectID, CaseID: caseID,
		Template: m.Template, Channel: m.Channel, About: m.About, When: m.When.UTC(), UsefulUntil: m.UsefulUntil.UTC(),
	}
	row, found, err := c.ledger.Standing(ctx, d.MessageID)
	if err != nil {
		return casework.Outcome{}, fmt.Errorf("read ledger: %w", err)
	}
	if out, settled := row.Outcome(); found && settled {
		return out, nil
	}
	if found && row.State.Doubtful() {
		absent, out, err := c.reconcile(ctx, row, m)
		if err != nil || !absent {
			return out, err
		}
	}
	return c.carry(ctx, d, m)
}

// deliver carries a message of which nothing can have left by one sender; nil: there
// is none.
func (c *Courier) deliver(ctx context.Context, d Delivery, m casework.Message, channel Channel) (casework.Outcome, error) {
	now := c.now().UTC()
	d.EnteredAt = now
	switch {
	case !now.Before(m.UsefulUntil):
		d.State, d.Rule, d.Reason = StateMissed, safecontact.RuleUsefulUntil, "its useful time had passed"
		return c.enter(ctx, d)
	case channel == nil:
		d.State, d.Reason = StateRefused, "no_such_channel"
		return c.enter(ctx, d)
	}
	contact, err := c.contacts.Contact(ctx, d.CaseID)
	if err != nil {
		return casework.Outcome{}, fmt.Errorf("read contact: %w", err)
	}
	pick := c.choose(contact, m, now)
	d.Point, d.Inputs = pick.point.ID, &pick.decision.Inputs
	d.Rule, d.Reason, d.Until = pick.decision.Rule, pick.decision.Reason, pick.decision.Until
	switch pick.decision.Verdict {
	case safecontact.Allow:
		return c.unlessBraked(ctx, d, channel.ID(), func() (casework.Outcome, error) { return c.attempt(ctx, d, m, channel, contact, pick) })
	case safecontact.Wait:
		d.State = StateWaiting
	case safecontact.Refuse:
		d.State = StateRefused
		if pick.decision.Rule == safecontact.RuleUsefulUntil {
			d.State = StateMissed
		}
	}
	return c.enter(ctx, d)
}

// enter writes down why nothing leaves, and says so.
func (c *Courier) enter(ctx context.Context, d Delivery) (casework.Outcome, error) {
	row, fresh, err := c.ledger.Enter(ctx, d)
	if err != nil {
		return casework.Outcome{}, fmt.Errorf("write ledger: %w", err)
	}
	if fresh && row.State == StateWaiting {
		return casework.Outcome{State: casework.Waiting, Reason: row.Rule, Rule: row.Rule, Until: row.Until, Point: row.Point}, nil
	}
	return overtaken(row)
}

// overtaken is the answer where a row may not be entered: it is settled, or another
// sender has it.
func overtaken(row Delivery) (casework.Outcome, error) {
	if out, settled := row.Outcome(); settled {
		return out, nil
	}
	return casework.Outcome{}, NotYet{Code: "another_sender_has_it", After: time.Second}
}
