package messaging

import (
	"context"
	"errors"
	"fmt"

	"beacon/casework"
)

// sendersOf lists the senders of each channel, the one that is asked first at the
// front.
func sendersOf(p Parts) (map[casework.Channel][]Channel, error) {
	senders := map[casework.Channel][]Channel{}
	for name, channel := range p.Channels {
		senders[name] = append([]Channel{channel}, p.Fallbacks[name]...)
		seen := map[string]bool{}
		for _, sender := range senders[name] {
			if sender == nil || seen[sender.ID()] {
				return nil, fmt.Errorf("courier: the senders of %s must be there, and have different IDs", name)
			}
			seen[sender.ID()] = true
		}
	}
	for name := range p.Fallbacks {
		if senders[name] == nil {
			return nil, fmt.Errorf("courier: %s has a fallback and no sender", name)
		}
	}
	return senders, nil
}

// sender is the sender of a channel that has an ID, or nil.
func (c *Courier) sender(channel casework.Channel, id string) Channel {
	for _, sender := range c.senders[channel] {
		if sender.ID() == id {
			return sender
		}
	}
	return nil
}

// carry asks one sender after another. The next is asked only once the ledger has it
// that the one before did not take the letter, and everything else is asked anew for
// it: whether the message is still safe and useful, and whether another worker has it.
func (c *Courier) carry(ctx context.Context, d Delivery, m casework.Message) (casework.Outcome, error) {
	senders := c.senders[m.Channel]
	if len(senders) == 0 {
		return c.deliver(ctx, d, m, nil)
	}
	var soonest error
	for _, sender := range senders {
		out, err := c.deliver(ctx, d, m, sender)
		if !errors.As(err, new(NotSent)) {
			return out, err
		}
		soonest = sooner(soonest, err)
		if ctx.Err() != nil {
			break
		}
	}
	return casework.Outcome{}, soonest
}

// sooner is which of two letters not sent may be tried again first.
func sooner(a, b error) error {
	var first, second NotSent
	if errors.As(a, &first) && errors.As(b, &second) && first.After <= second.After {
		return a
	}
	return b
}

// ready is a NotSent where a channel knows beforehand that it will take nothing.
func ready(channel Channel) error {
	if r, ok := channel.(Ready); ok {
		return r.Ready()
	}
	return nil
}
