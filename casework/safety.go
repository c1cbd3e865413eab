package casework

import (
	"slices"
	"time"
)

// What may act in any open stage: signs that contact is not safe, safeguarding
// concerns, and what is learnt about how the victim may be reached.

// Halt says that all automation is stopped, since when and why.
type Halt struct {
	Since time.Time `json:"since"` // UTC
	Why   string    `json:"why"`
	Point string    `json:"point,omitempty"`
}

// halt stops every message and every planned attempt at once, and asks a person.
func (c *Case) halt(why, point string, now time.Time) {
	if c.Halt == nil {
		c.Halt = &Halt{Since: now.UTC(), Why: why, Point: point}
		c.note(now, "halted", point, "All messages are stopped (%s) until a safe way is confirmed.", why)
	}
	waiting := c.waiting()
	c.withdraw("it may not be safe", now, func(Message) bool { return true })
	c.unplan("it may not be safe", now)
	c.drop(CallVictim, now)
	c.raise(Unsafe, "", now, c.Policy.UrgentWithin)
	for _, m := range waiting {
		c.unsendable(m, now)
	}
}

// ContactPointChanged says that what is known of a contact point has changed. The
// record itself, with the number or address, is kept outside the case.
type ContactPointChanged struct {
	Said
	Point    string `json:"point"`
	Verified bool   `json:"verified"` // the victim confirmed that this way is safe
	Usable   bool   `json:"usable"`   // it may be used on at least one channel

	NoneLeft bool    `json:"none_left,omitempty"` // no contact point of the victim may be used any more
	Told     bool    `json:"told,omitempty"`      // Hours are what the victim's contact points now say
	Hours    []Hours `json:"hours,omitempty"`     // when calls are safe, by any of them; none: at any time
}

// Name is the command's name on the wire.
func (ContactPointChanged) Name() string { return "contact-point-changed" }

func (ContactPointChanged) stages() []Stage { return anyOpen }

func (m ContactPointChanged) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Point == "", "/id", "missing", "is missing")
	f.wrong(m.NoneLeft && m.Usable, "/usable", "contradicts", "contradicts that no contact point may be used")
	f.wrong(slices.ContainsFunc(m.Hours, func(h Hours) bool { return !h.valid() }), "/windows", "out_of_range", "has a window that is none")
	return f.invalid()
}

func (m ContactPointChanged) apply(c *Case, at time.Time) {
	switch {
	case m.Verified && m.Usable:
		c.told(m.Said, at, "contact-point", m.Point, "The victim confirmed a safe way to make contact.")
		if c.Halt != nil {
			c.Halt = nil
			c.note(at, "resumed", m.Point, "Messages may leave again, by what is confirmed as safe.")
		}
		c.finish(m.Name(), "", at)
	case !m.Usable:
		c.told(m.Said, at, "contact-point", m.Point, "A way to make contact is no longer to be used.")
	default:
		c.told(m.Said, at, "contact-point", m.Point, "What is known of a way to make contact has changed.")
		c.done(FindSafeWay, m.Name(), at)
		c.done(AskOfficer, m.Name(), at)
	}
	if m.NoneLeft {
		c.note(at, "no-safe-way", m.Point, "No way to make contact is left that may be used.")
		c.findSafeWay(false, at)
	}
	if m.Told {
		c.hours(m.Hours, at)
	}
}

// Concern is a safeguarding concern, as the case remembers it.
type Concern struct {
	At    time.Time `json:"at"` // UTC
	By    string    `json:"by"`
	About string    `json:"about"`
	Text  string    `json:"text,omitempty"`
}

// concernAbout lists whom a safeguarding concern may be about.
var concernAbout = []string{"victim", "child", "adult_at_risk"}

// RaiseConcern is a safeguarding concern: a person decides, at once.
type RaiseConcern struct {
	Said
	About     string `json:"about"`
	Immediate bool   `json:"immediate_danger"`
}

// Name is the command's name on the wire.
func (RaiseConcern) Name() string { return "raise-concern" }

func (RaiseConcern) stages() []Stage { return anyOpen }

func (m RaiseConcern) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!slices.Contains(concernAbout, m.About), "/about", "not_listed", "must be victim, child or adult_at_risk")
	return f.invalid()
}

func (m RaiseConcern) apply(c *Case, at time.Time) {
	c.Concerns = append(c.Concerns, Concern{At: m.when(at).UTC(), By: m.By, About: m.About, Text: m.Text})
	c.told(m.Said, at, "concern", "", "Safeguarding concern (%s).", m.About)
	c.raise(Safeguard, c.serial(), at, c.Policy.UrgentWithin)
	if m.Immediate {
		c.halt("immediate_danger", "", at)
	}
}
