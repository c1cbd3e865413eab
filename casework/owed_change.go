package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// What changes until when a duty is owed, once it runs: Enhanced Rights that are gained
// later, a bank holiday that is proclaimed or struck out, and another edition that
// somebody adopts. Each change is a line with the old and the new time.

// enhanceDuties gives a victim who has just gained Enhanced Rights the shorter time for
// what still runs, and never a longer one. Nobody is late at once by a right that they
// did not know of: where the shorter time is over, it runs from now.
func (c *Case) enhanceDuties(at time.Time) {
	for i := range c.Owed {
		o := &c.Owed[i]
		switch {
		case !o.Open() || o.Enhanced:
		case o.From.IsZero() || o.Aim || o.Late(at) > 0 || o.Duty().Standard == o.Duty().Enhanced:
			o.Enhanced = true
		default:
			c.redate(o, func() { c.sooner(o, at) }, "the victim has Enhanced Rights now", at)
		}
	}
}

func (c *Case) sooner(o *Owed, at time.Time) {
	was := *o
	o.Enhanced = true
	c.date(o, was.From)
	if at.After(o.Due) {
		c.date(o, at)
	}
	if o.Due.After(was.Due) {
		o.From, o.Due = was.From, was.Due
	}
}

// keepCalendar counts the working days of what is still owed again, where another
// calendar of bank holidays is in force than it was counted by.
func (c *Case) keepCalendar(now time.Time) {
	if c.Calendar == c.Policy.Calendar {
		return
	}
	c.Calendar = c.Policy.Calendar
	for i := range c.Owed {
		o := &c.Owed[i]
		limit := o.Duty().Limit(o.Enhanced)
		if o.Aim {
			limit = o.Duty().Aim
		}
		if o.Open() && !o.From.IsZero() && limit.Unit == victimscode.WorkingDays {
			c.redate(o, func() { c.date(o, o.From) }, "a bank holiday was proclaimed or struck out", now)
		}
	}
}

// AdoptEdition moves a case to another edition of the Victims' Code, for what begins
// from now on. What has begun keeps its own, unless Open says otherwise.
type AdoptEdition struct {
	Said
	Edition string `json:"edition"`
	Open    bool   `json:"open,omitempty"` // what is still owed is counted by the new edition too
}

// Name is the command's name on the wire.
func (AdoptEdition) Name() string { return "adopt-edition" }

func (AdoptEdition) stages() []Stage { return anyOpen }

func (m AdoptEdition) check(c *Case, _ time.Time) error {
	var f faults
	f.wrong(!m.Role.Decides(), "", "not_a_supervisor", "is for a supervisor to decide")
	e, known := findEdition(m.Edition)
	f.wrong(!known, "/edition", "unknown", "is not an edition that was published")
	f.wrong(known && e.Draft, "/edition", "draft", "is a draft: no case can take it")
	f.wrong(known && m.Edition == c.Edition && !m.Open, "/edition", "same", "is the edition that the case follows")
	f.wrong(m.Text == "", "/reason", "missing", "is missing: a decision without its reason cannot be answered for")
	return f.invalid()
}

func (m AdoptEdition) apply(c *Case, at time.Time) {
	was := c.Edition
	c.Edition = m.Edition
	c.told(m.Said, at, "edition-adopted", "", "The case follows edition %s of the Victims' Code from here on (before: %s); %d of what is owed changes with it.", m.Edition, was, len(c.newTimes(m)))
	if !m.Open {
		return
	}
	for _, o := range c.newTimes(m) {
		p, _ := c.owed(o.Owed)
		c.redate(p, func() { p.Edition, p.Due, p.Aim = m.Edition, o.To, o.Aim }, "edition "+m.Edition+" was adopted for it", at)
	}
	for i := range c.Owed {
		if o := &c.Owed[i]; c.moves(*o, m.Edition) {
			o.Edition = m.Edition
		}
	}
}

// NewTime is how the time of one duty changes with an edition.
type NewTime struct {
	Owed string    `json:"id"`
	Row  string    `json:"row"`
	Was  time.Time `json:"was,omitzero"` // UTC
	To   time.Time `json:"to,omitzero"`  // UTC; zero: the edition sets no time
	Aim  bool      `json:"own_aim"`
}

// moves says that a duty is still owed, and is one of another edition too.
func (c *Case) moves(o Owed, edition string) bool {
	e, _ := findEdition(edition)
	d, known := e.Duty(o.Row)
	return o.Open() && known && o.Edition != edition && d.From == o.Duty().From
}

func (c *Case) newTimes(m AdoptEdition) (all []NewTime) {
	if !m.Open {
		return nil
	}
	for _, o := range c.Owed {
		next := o
		next.Edition = m.Edition
		if o.From.IsZero() || !c.moves(o, m.Edition) {
			continue
		}
		if c.date(&next, o.From); !next.Due.Equal(o.Due) {
			all = append(all, NewTime{o.ID, o.Row, o.Due, next.Due, next.Aim})
		}
	}
	return all
}

// EditionChanges says what adopting an edition would change, and changes nothing.
func (c *Case) EditionChanges(m AdoptEdition, now time.Time) ([]NewTime, error) {
	if !slices.Contains(m.stages(), c.Stage) {
		return nil, Refuse(CaseClosed, "the case is closed; reopen it first")
	}
	return c.newTimes(m), m.check(c, now)
}
