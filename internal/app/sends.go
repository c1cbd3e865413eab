package app

import (
	"context"
	"errors"
	"regexp"

	"github.com/prometheus/client_golang/prometheus"

	"beacon/activities"
	"beacon/casework"
	"beacon/messaging"
)

// sends counts what came of messages: by channel, template and outcome, and, of those that
// did not leave, by the reason.
type sends struct {
	tries    *prometheus.CounterVec
	refusals *prometheus.CounterVec
}

func newSends() sends {
	s := sends{
		tries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "beacon_sends_total", Help: "Attempts to get a message to a victim, by channel, template and outcome; again: it could not be done now, and is tried again.",
		}, []string{"channel", "template", "outcome"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "beacon_send_refusals_total", Help: "Of those, what did not leave, by channel and reason: the rule of safe contact, the brake, or the provider's code.",
		}, []string{"channel", "outcome", "reason"}),
	}
	for _, template := range casework.Templates { // a count that is there from the start can be seen to rise
		for _, channel := range []casework.Channel{casework.Text, casework.Email} {
			s.tries.WithLabelValues(string(channel), string(template), string(casework.Sent))
		}
	}
	return s
}

// of is a sender that is counted.
func (s sends) of(by activities.Sender) activities.Sender { return counting{by, s} }

type counting struct {
	activities.Sender
	to sends
}

// Send sends, and counts what came of it.
func (c counting) Send(ctx context.Context, caseID, effectID string, m casework.Message) (casework.Outcome, error) {
	out, err := c.Sender.Send(ctx, caseID, effectID, m)
	state, reason := string(out.State), out.Rule
	if reason == "" {
		reason = out.Reason
	}
	if err != nil {
		state, reason = "again", codeOf(err)
	}
	c.to.tries.WithLabelValues(string(m.Channel), string(m.Template), state).Inc()
	if state != string(casework.Sent) {
		c.to.refusals.WithLabelValues(string(m.Channel), state, plainCode(reason)).Inc()
	}
	return out, err
}

// codeOf is the code of an error that comes of sending.
func codeOf(err error) string {
	var notSent messaging.NotSent
	var unknown messaging.Unknown
	var notYet messaging.NotYet
	switch {
	case errors.As(err, &notSent):
		return notSent.Code
	case errors.As(err, &unknown):
		return unknown.Code
	case errors.As(err, &notYet):
		return notYet.Code
	}
	return "outage"
}

// isCode is how the codes of our own look, and a provider's numbers.
var isCode = regexp.MustCompile(`^[a-z0-9_.:-]{1,60}$`)

func plainCode(reason string) string {
	if isCode.MatchString(reason) {
		return reason
	}
	return "other"
}
