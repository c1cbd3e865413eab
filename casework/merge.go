package casework

import (
	"slices"
	"time"
)

// One victim is one case. Where two cases turn out to be of one victim, one goes on
// with everything that matters of both, and the other ends and says where it goes on.

// Party is what must be known of another case in order to judge whether the two may
// be one.
type Party struct {
	Stage   Stage         `json:"stage"`
	Crimes  []CrimeVictim `json:"crimes,omitempty"`
	Opposed []string      `json:"opposed,omitempty"`
}

// CrimeVictim is a crime and the victim that police named in it, both opaque.
type CrimeVictim struct {
	Crime  string `json:"crime"`
	Victim string `json:"victim,omitempty"`
}

// PartyOf is what another case must know of this one.
func PartyOf(c *Case) Party {
	p := Party{Stage: c.Stage, Opposed: c.Opposed}
	for _, k := range c.Referrals {
		if k.Crime != "" {
			p.Crimes = append(p.Crimes, CrimeVictim{k.Crime, k.Victim})
		}
	}
	return p
}

// mayJoin adds a fault for whatever forbids that a case and another become one.
func (c *Case) mayJoin(f *faults, other string, p Party, apart bool, at string) {
	f.wrong(other == "", at, "missing", "is missing")
	f.wrong(other == c.ID, at, "itself", "is this very case")
	opposed := slices.Contains(c.Opposed, other) || slices.Contains(p.Opposed, c.ID)
	f.wrong(opposed, at, "opposed", "cannot be joined: the victim of one case is named as a suspect in the other")
	f.wrong(twoVictims(PartyOf(c).Crimes, p.Crimes, apart), at, "two_victims_of_one_crime", "cannot be joined: police named two victims of one crime")
}

// twoVictims says that police named two people as victims of one crime: by numbers of
// their own that differ, or by names that do.
func twoVictims(a, b []CrimeVictim, apart bool) bool {
	return slices.ContainsFunc(a, func(x CrimeVictim) bool {
		return slices.ContainsFunc(b, func(y CrimeVictim) bool {
			return x.Crime == y.Crime && (apart || x.Victim != "" && y.Victim != "" && x.Victim != y.Victim)
		})
	})
}

// MergeCase ends a case that goes on in another, whose victim is the same person. The
// other takes over all that it had with TakeOver.
type MergeCase struct {
	Said
	Into  string `json:"into"`
	Other Party  `json:"other"`
	Apart bool   `json:"apart,omitempty"` // the two were named as different people
}

// Name is the command's name on the wire.
func (MergeCase) Name() string { return "merge-case" }

func (MergeCase) stages() []Stage { return anyOpen }

func (m MergeCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Text == "", "/reason", "missing", "is missing: what is joined cannot be parted again")
	c.mayJoin(&f, m.Into, m.Other, m.Apart, "/into")
	f.wrong(m.Other.Stage == Closed, "/into", "closed", "is closed; reopen it first")
	f.wrong(m.Other.Stage == "", "/into", "unknown", "has not been opened")
	return f.invalid()
}

func (m MergeCase) apply(c *Case, at time.Time) {
	c.Closure = &Closure{Reason: "duplicate_merged", Asked: m.when(at).UTC(), By: m.By, Text: m.Text, Into: m.Into}
	c.Closure.Unread = slices.Clone(c.Unread)
	for _, t := range c.Tasks {
		if t.Open() {
			c.Closure.Tasks = append(c.Closure.Tasks, t)
		}
	}
	c.told(m.Said, at, "merged", m.Into, "This case goes on in another, of the same victim: all that is open goes with it.")
	c.withdraw("the case goes on in another", at, func(Message) bool { return true })
	c.enter(Closed, at)
}

// Merged says that the case goes on in another, and never by itself again.
func (c *Case) Merged() bool { return c.Closure != nil && c.Closure.Into != "" }

// TakeOver gives a case everything that matters of another, which ended because both
// are of one victim.
type TakeOver struct {
	Said
	From  string `json:"from"`
	Had   *Case  `json:"had"` // as Carry made it
	Apart bool   `json:"apart,omitempty"`
}

// Name is the command's name on the wire.
func (TakeOver) Name() string { return "take-over-case" }

func (TakeOver) stages() []Stage { return anyOpen }

func (m TakeOver) check(c *Case, _ time.Time) error {
	var f faults
	f.meant(m.At, "/at")
	if m.Had == nil {
		f.wrong(true, "/had", "missing", "is missing")
		return f.invalid()
	}
	c.mayJoin(&f, m.From, PartyOf(m.Had), m.Apart, "/from")
	f.wrong(slices.Contains(c.TookOver, m.From), "/from", "already", "has been taken over")
	return f.invalid()
}
