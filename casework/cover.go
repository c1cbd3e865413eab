package casework

import "time"

// Cover is somebody doing an owner's work for a time. The owner still has the case.
type Cover struct {
	By      string    `json:"by"`
	From    time.Time `json:"from"`              // UTC
	Until   time.Time `json:"until"`             // UTC
	Began   bool      `json:"began,omitempty"`   // it is in force
	Absence string    `json:"absence,omitempty"` // the absence it is for, by ID; empty: a hand-over for a time
}

// CoverOwner says that the owner of a case is away, and who does their work
// meanwhile; or, without a cover, that they are back.
type CoverOwner struct {
	Said
	Absence   string    `json:"absence"` // by ID
	Owner     string    `json:"owner"`   // who is away
	Cover     string    `json:"cover,omitempty"`
	CoverRole Role      `json:"cover_role,omitempty"` // as the API knows them
	From      time.Time `json:"from,omitzero"`
	Until     time.Time `json:"until,omitzero"`
}

// Name is the command's name on the wire.
func (CoverOwner) Name() string { return "cover-owner" }

func (CoverOwner) stages() []Stage { return anyOpen }

func (m CoverOwner) check(c *Case, now time.Time) error {
	var f faults
	f.wrong(m.Absence == "", "/absence", "missing", "is missing")
	if m.Cover == "" {
		f.wrong(c.Cover == nil || c.Cover.Absence != m.Absence, "/absence", "unknown", "is not what the case is covered for")
		return f.invalid()
	}
	f.wrong(m.Owner != c.Owner || c.onDuty(), "/owner", "not_the_owner", "does not have the case")
	f.wrong(m.Cover == m.Owner, "/cover", "oneself", "is who is away")
	f.wrong(!m.CoverRole.Works(), "/cover", "no_role", "is not known here as a caseworker or supervisor")
	f.wrong(IsDesk(m.Cover), "/cover", "not_a_person", "is a duty desk and no person")
	f.wrong(!m.Until.After(now), "/until", "in_the_past", "is in the past")
	f.wrong(!m.From.Before(m.Until), "/from", "after_the_end", "is not before the end")
	f.meant(m.From, "/from")
	f.meant(m.Until, "/until")
	return f.invalid()
}

func (m CoverOwner) apply(c *Case, at time.Time) {
	if m.Cover == "" {
		c.told(m.Said, at, "cover", c.Owner, "Who has the case is back before the day that was said.")
		c.uncover(at)
		return
	}
	c.told(m.Said, at, "cover", m.Cover, "Who has the case is away from %s until %s; somebody covers for them.", inLondon(m.From), inLondon(m.Until))
	c.coverBy(Cover{By: m.Cover, From: m.From.UTC(), Until: m.Until.UTC(), Absence: m.Absence}, at)
}

// coverBy sets who does the owner's work from a day to another. A cover that stood
// ends.
func (c *Case) coverBy(k Cover, now time.Time) {
	c.uncover(now)
	c.Cover = &k
	c.set(Clock{ID: "cover", Kind: CoverBegins, Due: k.From})
	if !k.From.After(now) {
		c.ringCoverBegins(now)
	}
}

// ringCoverBegins gives the owner's tasks to whoever covers, and every new one
// until the owner is back: what is due meanwhile must not wait for somebody who is
// away.
func (c *Case) ringCoverBegins(now time.Time) {
	if c.Cover == nil {
		return
	}
	c.Cover.Began = true
	c.moveTasks(c.Owner, c.Cover.By)
	c.note(now, "cover-began", c.Cover.By, "Tasks go to who covers until %s.", inLondon(c.Cover.Until))
	c.set(Clock{ID: "cover", Kind: CoverEnds, Due: c.Cover.Until})
}

func (c *Case) ringCoverEnds(now time.Time) { c.uncover(now) }

// uncover gives everything back to the owner.
func (c *Case) uncover(now time.Time) {
	k := c.Cover
	if k == nil {
		return
	}
	c.Cover = nil
	c.stop("cover")
	if k.Began {
		c.moveTasks(k.By, c.Owner)
		c.note(now, "cover-ended", c.Owner, "Tasks go to who has the case again.")
	}
}

// worker is who does the case's work now; empty: anybody of its team.
func (c *Case) worker() string {
	switch {
	case c.onDuty():
		return ""
	case c.Cover != nil && c.Cover.Began:
		return c.Cover.By
	default:
		return c.Owner
	}
}
