package casework

import "time"

// AssignCase is a supervisor giving a case to a named caseworker, who must accept
// it; or back to the duty desk, which is always there to take it.
type AssignCase struct {
	Said
	Receiver
}

// Name is the command's name on the wire.
func (AssignCase) Name() string { return "assign-case" }

func (AssignCase) stages() []Stage { return anyOpen }

func (m AssignCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!m.Role.Decides(), "", "not_a_supervisor", "is for a supervisor")
	f.wrong(m.To != "" && m.To == m.By, "/to", "oneself", "is yourself: claim it instead")
	if IsDesk(m.To) { // whichever was named, it is the desk of the case's pathway that has it
		f.wrong(c.onDuty(), "/to", "has_it_already", "has it already")
		return f.invalid()
	}
	m.faults(&f, c.Owner)
	return f.invalid()
}

func (m AssignCase) apply(c *Case, at time.Time) {
	c.finish(m.Name(), "", at)
	if IsDesk(m.To) {
		c.told(m.Said, at, "assigned", m.To, "Given back to the duty desk.")
		c.toDesk(at)
		return
	}
	c.told(m.Said, at, "assigned", m.To, "Given to a named caseworker, who is asked to accept it.")
	c.offer(m.Said, m.Receiver, time.Time{}, at)
}

// HandOverCase offers a case to somebody else, for good or until a day. Until they
// have accepted, whoever had it still has it.
type HandOverCase struct {
	Said
	Receiver
	Until time.Time `json:"until,omitzero"` // UTC; zero: for good
}

// Name is the command's name on the wire.
func (HandOverCase) Name() string { return "hand-over-case" }

func (HandOverCase) stages() []Stage { return anyOpen }

func (m HandOverCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.By != c.Owner && !m.Role.Decides(), "", "not_the_owner", "is for who has the case, or for a supervisor")
	f.wrong(m.To != "" && m.To == m.By, "/to", "oneself", "is yourself")
	f.wrong(m.Text == "", "/reason", "missing", "is missing: the receiver must know why")
	f.wrong(!m.Until.IsZero() && !m.Until.After(now), "/until", "in_the_past", "is in the past")
	f.wrong(!m.Until.IsZero() && c.onDuty(), "/until", "no_owner", "is for a case that somebody has: there is nobody to return it to")
	f.meant(m.Until, "/until")
	m.faults(&f, c.Owner)
	return f.invalid()
}

func (m HandOverCase) apply(c *Case, at time.Time) {
	c.finish(m.Name(), "", at)
	until := ""
	if !m.Until.IsZero() {
		until = " until " + inLondon(m.Until)
	}
	c.told(m.Said, at, "hand-over", m.To, "Offered to somebody else%s, who is asked to accept it.", until)
	c.offer(m.Said, m.Receiver, m.Until, at)
}

// AnswerHandOver is the receiver's answer to a case that was offered to them.
type AnswerHandOver struct {
	Said
	Accept bool `json:"accept"`
}

// Name is the command's name on the wire.
func (AnswerHandOver) Name() string { return "answer-hand-over" }

func (AnswerHandOver) stages() []Stage { return anyOpen }

func (m AnswerHandOver) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(c.Offer == nil, "", "no_offer", "is about an offer that does not stand")
	f.wrong(c.Offer != nil && !c.Offer.isTo(m.By), "", "not_yours", "is about a case that was offered to somebody else")
	f.wrong(!m.Role.Works(), "", "no_role", "is for a caseworker or a supervisor")
	f.wrong(!m.Accept && m.Text == "", "/reason", "missing", "is missing: who offered it must know why")
	over := c.Offer != nil && !c.Offer.Until.IsZero() && !c.Offer.Until.After(now)
	f.wrong(m.Accept && over, "/accept", "over", "is too late: the time it was offered for is over")
	return f.invalid()
}

func (m AnswerHandOver) apply(c *Case, at time.Time) {
	o := *c.Offer
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == AnswerOffer {
			c.end(t, m.Name(), at)
		}
	}
	switch {
	case !m.Accept:
		c.Offer = nil
		c.told(m.Said, at, "hand-over-declined", o.By, "Declined the case: who had it still has it.")
		c.settleOffer(at)
	case !o.Until.IsZero():
		c.takeOfferBack(at)
		c.told(m.Said, at, "hand-over-accepted", c.Owner, "Accepted the case until %s.", inLondon(o.Until))
		c.coverBy(Cover{By: o.To, From: at.UTC(), Until: o.Until}, at)
	default:
		c.told(m.Said, at, "hand-over-accepted", c.Owner, "Accepted the case, and is now its named caseworker.")
		c.give(o.To, at)
	}
}
