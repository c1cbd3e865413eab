package casework

import (
	"fmt"
	"slices"
	"time"
)

// aboutHearings are the messages about a hearing to come.
var aboutHearings = []Template{HearingReminder, HearingWarned}

// callInstead are the messages that matter enough for a person to call when they
// cannot be sent, or are not known to have arrived.
var callInstead = append([]Template{SomethingToDiscuss}, aboutHearings...)

// Matters says that somebody calls instead where a message of this template cannot
// be sent, comes back, or has no receipt in time. Only of these is a case told that
// they were delivered.
func (t Template) Matters() bool { return slices.Contains(callInstead, t) }

// message asks for a message to the victim, unless all automation is stopped or
// the case is ending in a way that leaves nothing to say.
func (c *Case) message(m Message, now time.Time) {
	if topic, unwanted := c.unwantedTopic(m.Template); unwanted {
		c.note(now, "message-not-wanted", m.About, "No message (%s): the victim does not want to be told about it in writing (%s).", m.Template, topic.Code)
		return
	}
	if !c.wanted(m) {
		c.note(now, "message-not-needed", m.About, "No message (%s): what it was about no longer stands.", m.Template)
		return
	}
	if c.paused(now) && c.Halt == nil {
		c.note(now, "message-paused", m.About, "No message (%s): the victim asked for a pause of contact.", m.Template)
		c.callInstead(m, "", now)
		return
	}
	if c.Halt != nil {
		c.note(now, "message-stopped", m.About, "No message (%s): all messages are stopped until a safe way is confirmed.", m.Template)
		c.unsendable(m, now)
		return
	}
	c.enqueue(m)
}

// tell is an ordinary message, useful for as long as the policy says.
func (c *Case) tell(t Template, when, now time.Time) {
	c.message(Message{Template: t, Channel: Text, When: when.UTC(), UsefulUntil: now.Add(c.Policy.MessageUseful).UTC()}, now)
}

func (c *Case) enqueue(m Message) {
	id := fmt.Sprintf("%s/%d/%s-%s-%s", c.ID, c.Revision, m.Channel, m.Template, c.serial())
	c.Outbox = append(c.Outbox, Effect{ID: id, Message: &m})
}

// Settle records what came of an effect. Settling one that is not in the outbox
// changes nothing.
func (c *Case) Settle(id string, o Outcome, now time.Time) {
	i := slices.IndexFunc(c.Outbox, func(e Effect) bool { return e.ID == id })
	if i < 0 {
		return
	}
	e := c.Outbox[i]
	c.Outbox = slices.Delete(c.Outbox, i, i+1)
	c.Revision++
	if e.Withdrawn && (o.State == Waiting || o.State == Refused) {
		o.State = Withdrawn // it has not left, and nothing is tried in its place
	}
	if e.Delivered && o.State == Unclear {
		o.State = Sent // its receipt has settled it
	}
	if m := e.Message; m != nil {
		c.settleMessage(*m, o, now)
		c.awaitReceipt(e, o, now)
	}
	c.keepMoving(now)
}

func (c *Case) settleMessage(m Message, o Outcome, now time.Time) {
	switch o.State {
	case Sent:
		c.note(now, "message-sent", m.About, "A %s left (%s).", m.Channel, m.Template)
		c.reminded(m, now)
		if m.Template == SupportEnded {
			c.ended(toldByMessage, "", now, now)
		}
	case Waiting:
		c.wait(m, o, now)
	case Refused:
		c.note(now, "message-refused", m.About, "No %s was sent (%s): %s.", m.Channel, m.Template, why(o))
		c.another(m, now)
	case Unclear:
		c.note(now, "message-unclear", m.About, "It could not be settled whether a %s left (%s); it is not sent again.", m.Channel, m.Template)
		c.toldOf(m, now)
		c.unsendable(m, now)
	case Withdrawn:
		c.note(now, "message-withdrawn", m.About, "A %s was taken back before it left (%s).", m.Channel, m.Template)
		c.unsendable(m, now)
	case Missed:
		c.note(now, "message-missed", m.About, "A %s was not sent (%s): it would have come too late.", m.Channel, m.Template)
		c.unsendable(m, now)
	case Broken:
		fallthrough
	default:
		c.note(now, "message-failed", m.About, "A %s was not sent (%s): %s.", m.Channel, m.Template, why(o))
		c.unsendable(m, now)
	}
}

// why puts the rule before the provider's code.
func why(o Outcome) string {
	if o.Rule != "" {
		return o.Rule
	}
	return o.Reason
}

// aBreath is the least time between two tries of one message. The moment to wait
// for may have passed by the time we hear of it, or by our clock but not by the
// sender's.
const aBreath = time.Second

// wait tries a message again at the first safe moment.
func (c *Case) wait(m Message, o Outcome, now time.Time) {
	due := o.Until
	if !due.After(now) {
		due = now.Add(aBreath)
	}
	if o.Until.IsZero() || !due.Before(m.UsefulUntil) || c.Stage == Closed {
		c.settleMessage(m, Outcome{State: Missed, Reason: o.Reason, Rule: o.Rule}, now)
		return
	}
	c.note(now, "message-waits", m.About, "A %s waits for a safe moment (%s): %s, until %s.", m.Channel, m.Template, why(o), inLondon(due))
	c.set(Clock{ID: "try/" + c.serial(), Kind: TryMessage, Due: due, About: m.About, Message: &m})
}

func (c *Case) ringTryMessage(k Clock, now time.Time) {
	if k.Message != nil {
		c.message(*k.Message, now)
	}
}

// another tries the next channel, once, and then gives up.
func (c *Case) another(m Message, now time.Time) {
	if m.Alternative || !c.wanted(m) {
		c.unsendable(m, now)
		return
	}
	m.Alternative, m.Channel = true, Email
	c.message(m, now)
}

// unsendable makes a call of a message that mattered.
func (c *Case) unsendable(m Message, now time.Time) { c.callInstead(m, "", now) }

// callInstead makes a call of a message that mattered; effect names the one whose
// receipt is missing, which may still come.
func (c *Case) callInstead(m Message, effect string, now time.Time) {
	if _, unwanted := c.unwantedTopic(m.Template); m.Template == SupportEnded && !unwanted {
		c.untold(now)
	}
	if c.paused(now) || !m.Template.Matters() || !c.wanted(m) || c.Stage == Closed {
		return
	}
	within := c.Policy.TalkWithin
	if left := m.When.Sub(now); !m.When.IsZero() && left < within {
		within = max(left, 0)
	}
	asked := c.openAbout(CallInstead, m.About)
	c.raise(CallInstead, m.About, now, within)
	for i := range c.Tasks {
		t := &c.Tasks[i]
		switch {
		case !t.Open() || t.Kind != CallInstead || t.About != m.About:
		case !asked:
			t.Effect = effect
		case t.Effect != effect:
			t.Effect = "" // it stands for more than one message
		}
	}
}

// arrived takes back the call that was asked for because the receipt of this message
// was missing, where it has not been made.
func (c *Case) arrived(effect string, now time.Time) {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == CallInstead && t.Effect == effect && effect != "" {
			c.end(t, "dropped", now)
			c.note(now, "task-dropped", t.ID, "No longer needed, as the message has arrived after all: %s.", t.Kind.Rule().Says)
		}
	}
}

// wanted says that what a message is about still stands.
func (c *Case) wanted(m Message) bool {
	if _, unwanted := c.unwantedTopic(m.Template); unwanted || c.silent() {
		return false
	}
	switch m.Template {
	case HearingReminder, HearingWarned:
		return c.stillSo(m)
	case PlanAgreed:
		return c.Plan != nil && c.Plan.Review.Equal(m.When)
	case SupportEnded:
		return c.Closure != nil
	case SomethingToDiscuss:
		h, ok := c.heldRight(m.About)
		return ok && c.supported() && h.Closes.Equal(m.When) && c.nudgeable(*h)
	case SupportAccepted, LeaveOpen:
	}
	return true
}

// stillSo says that what a message tells of a hearing is still so: it takes place then,
// its day is known or not as it was, and the victim is needed.
func (c *Case) stillSo(m Message) bool {
	h, ok := c.hearing(m.About)
	return ok && h.Status == Listed && h.Needed && h.Starts.Equal(m.When) && h.Window() == (m.Template == HearingWarned)
}

// waiting are the messages that wait for a safe moment.
func (c *Case) waiting() []Message {
	var found []Message
	for _, k := range c.Clocks {
		if k.Kind == TryMessage && k.Message != nil {
			found = append(found, *k.Message)
		}
	}
	return found
}

// withdraw takes back every message that has not left and is not wanted.
func (c *Case) withdraw(why string, now time.Time, unwanted func(Message) bool) {
	says := func(m Message) {
		c.note(now, "message-taken-back", m.About, "A %s (%s) is taken back, if it has not left: %s.", m.Channel, m.Template, why)
	}
	for i := range c.Outbox {
		if e := &c.Outbox[i]; e.Message != nil && !e.Withdrawn && unwanted(*e.Message) {
			e.Withdrawn = true
			says(*e.Message)
		}
	}
	c.Clocks = slices.DeleteFunc(c.Clocks, func(k Clock) bool {
		gone := k.Kind == TryMessage && k.Message != nil && unwanted(*k.Message)
		if gone {
			says(*k.Message)
		}
		return gone
	})
}
