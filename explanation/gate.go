package explanation

import (
	"slices"
	"strings"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
)

// Gate is what was decided of one message, and what was looked at. It names a contact
// point by its ID.
type Gate struct {
	MessageID string              `json:"message_id,omitempty"`
	Channel   casework.Channel    `json:"channel"`
	Template  casework.Template   `json:"template"`
	State     messaging.State     `json:"state"`
	Rule      string              `json:"rule,omitempty"` // of safe contact; empty: it allowed the message, or never was asked
	Says      string              `json:"says,omitempty"`
	Source    string              `json:"source,omitempty"`
	Until     time.Time           `json:"until,omitzero"`
	Point     string              `json:"contact_point_id,omitempty"`
	Inputs    *safecontact.Inputs `json:"looked_at,omitempty"`
}

// gates finds the row of the ledger that a line of the timeline tells of.
type gates struct{ left []messaging.Delivery }

func newGates(all []messaging.Delivery) *gates { return &gates{slices.Clone(all)} }

// tells says which states of a message a line tells of. A message may have come further
// since.
var tells = map[string]func(messaging.State) bool{
	"message-sent":      messaging.State.Left,
	"message-waits":     is(messaging.StateWaiting),
	"message-refused":   is(messaging.StateRefused),
	"message-missed":    is(messaging.StateMissed),
	"message-unclear":   func(s messaging.State) bool { return s.Doubtful() || s.Left() },
	"message-failed":    is(messaging.StateRefused, messaging.StateNotSent, messaging.StateUndelivered),
	"message-withdrawn": is(messaging.StateWaiting, messaging.StateRefused, messaging.StateNotSent),
}

func is(states ...messaging.State) func(messaging.State) bool {
	return func(s messaging.State) bool { return slices.Contains(states, s) }
}

// of is what was decided of the message that a line tells of; nil: it tells of none, or
// nothing was recorded. Each row of the ledger is one message, and is told of once.
func (g *gates) of(l casework.Line) *Gate {
	fits, ok := tells[l.What]
	if !ok {
		return nil
	}
	best := -1
	for i, d := range g.left {
		if !fits(d.State) || d.About != l.About || !named(l, d) {
			continue
		}
		if best < 0 || apart(l, d) < apart(l, g.left[best]) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	d := g.left[best]
	g.left = slices.Delete(g.left, best, best+1)
	return gateOf(d)
}

// apart is how long before a line a message was entered, or came to what it is.
func apart(l casework.Line, d messaging.Delivery) time.Duration {
	return min(l.Noted.Sub(d.EnteredAt).Abs(), l.Noted.Sub(d.SettledAt).Abs())
}

// named says that a line tells of a message of this template and channel.
func named(l casework.Line, d messaging.Delivery) bool {
	return strings.Contains(l.Says, "("+string(d.Template)+")") && strings.Contains(l.Says, string(d.Channel))
}

// bare is what was decided without the IDs of what was looked at.
func (g Gate) bare() *Gate {
	g.MessageID, g.Point, g.Inputs = "", "", nil
	return &g
}

func gateOf(d messaging.Delivery) *Gate {
	g := &Gate{
		MessageID: d.MessageID, Channel: d.Channel, Template: d.Template, State: d.State, Rule: d.Rule, Until: d.Until, Point: d.Point, Inputs: d.Inputs,
	}
	if i := slices.IndexFunc(safecontact.Rules, func(r safecontact.Rule) bool { return r.Name == d.Rule }); i >= 0 {
		g.Says, g.Source = safecontact.Rules[i].Says, safecontact.Rules[i].Source
	} else if g.Says = d.Reason; d.Rule != "" {
		g.Source = ownRule
	}
	return g
}
