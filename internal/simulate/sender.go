package simulate

import (
	"time"

	"beacon/casework"
)

// What carries messages: providers that are out now and then, safe contact that says
// no, receipts that come or do not, and replies.

// post puts what a case wants sent on the agenda.
func (h *hub) post(f *file) {
	for _, e := range f.c.Outbox {
		if f.sending[e.ID] {
			continue
		}
		f.sending[e.ID] = true
		leaves := h.now.Add(time.Duration(h.some(1, 90)) * time.Second)
		for _, out := range h.outages {
			if out.has(leaves) {
				leaves = out.to.Add(time.Duration(h.some(1, 600)) * time.Second) // tried until it ends
			}
		}
		h.agenda.at(leaves, func() { h.send(f, e.ID) })
	}
}

// send is the moment at which a message leaves, or does not.
func (h *hub) send(f *file, id string) {
	for _, e := range f.c.Outbox {
		if e.ID != id || e.Message == nil {
			continue
		}
		o := h.whatComesOf(f, e)
		if o.State == casework.Sent && f.unsafe {
			h.report.violated(Violation{Invariant: "silent_while_unsafe", Case: f.n, At: h.now.UTC(), Did: "send", Says: id + " left"})
		}
		h.report.Messages[string(o.State)]++
		h.step(f, settled, func(c *casework.Case) *casework.Case {
			c.Settle(id, o, h.now)
			return c
		})
		delete(f.sending, id)
		if o.State == casework.Sent {
			h.left(f, e)
		}
		return
	}
}

// whatComesOf decides what comes of a message, as the courier does.
func (h *hub) whatComesOf(f *file, e casework.Effect) casework.Outcome {
	m := e.Message
	allowed := f.victim.texts
	if m.Channel == casework.Email {
		allowed = f.victim.emails
	}
	open := h.sendingOpens()
	switch {
	case e.Withdrawn:
		return casework.Outcome{State: casework.Withdrawn}
	case !h.now.Before(m.UsefulUntil):
		return casework.Outcome{State: casework.Missed, Reason: "too_late"}
	case f.victim.sealed:
		return casework.Outcome{State: casework.Refused, Rule: "sealed"}
	case !allowed:
		return casework.Outcome{State: casework.Refused, Rule: "not_verified"}
	case open.After(h.now):
		return casework.Outcome{State: casework.Waiting, Rule: "quiet_hours", Until: open}
	case h.is(sendUnclear):
		return casework.Outcome{State: casework.Unclear, Reason: "no_answer"}
	case h.is(sendBroken):
		return casework.Outcome{State: casework.Broken, Reason: "30003"}
	}
	return casework.Outcome{State: casework.Sent, Point: "point-1"}
}

// sendingOpens is the first moment from now on at which a message may leave: Monday to
// Saturday, 09:00 to 19:00.
func (h *hub) sendingOpens() time.Time {
	t := h.now.In(casework.London)
	if t.Weekday() != time.Sunday && t.Hour() >= 9 && t.Hour() < 19 {
		return h.now
	}
	at := time.Date(t.Year(), t.Month(), t.Day(), 9, 0, 0, 0, casework.London)
	for !at.After(t) || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// left is what follows a message that has left: a receipt, and perhaps a reply.
func (h *hub) left(f *file, e casework.Effect) {
	m := e.Message
	switch {
	case h.is(bounces):
		h.agenda.at(h.soon(1, 120), func() {
			h.give(f, casework.MessageFailed{Said: h.said("beacon", casework.System), Template: m.Template, About: m.About, When: m.When, Code: "30005", Effect: e.ID})
		})
	case m.Template.Matters() && h.is(arrives):
		h.agenda.at(h.soon(0, 30), func() {
			h.give(f, casework.MessageDelivered{Said: h.said("beacon", casework.System), Template: m.Template, About: m.About, Effect: e.ID})
		})
	}
	if m.Channel != casework.Text {
		return
	}
	asks := m.Template == casework.HearingReminder
	if asks && h.is(confirms) || h.is(replies) {
		h.agenda.at(h.soon(2, 600), func() { h.reply(f, asks && h.is(confirms)) })
	}
}

// reply is an answer to a text, from whoever holds the telephone.
func (h *hub) reply(f *file, confirms bool) {
	s := h.said("beacon", casework.System)
	s.Text = "reply-" + s.ID
	m := casework.ReplyReceived{Said: s, Point: "point-1", Confirms: confirms}
	if !confirms {
		m.Stop, m.Distress = h.is(repliesStop), h.is(repliesDistress)
	}
	if m.Stop {
		f.victim.texts = false
	}
	h.give(f, m)
}
