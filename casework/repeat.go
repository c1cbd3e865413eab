package casework

import (
	"slices"
	"time"
)

// Repeats is what the four measures of repeat victimisation say. They are kept apart,
// since each counts something else.
type Repeats struct {
	Reports    int       `json:"reports"` // (a) further police reports of any crime, in twelve months up to the last
	Abuse      int       `json:"abuse"`   // (b) further reports of domestic abuse, in twelve months up to the last
	Marac      int       `json:"marac"`   // (c) MARAC repeats
	MaracUntil time.Time `json:"marac_until,omitzero"`
	Persistent bool      `json:"persistent"` // (d) persistently targeted, as a person decided
}

// Repeats counts the four measures.
func (c *Case) Repeats() Repeats {
	r := Repeats{
		Reports: c.further(Known.report), Abuse: c.further(func(k Known) bool { return k.report() && k.DomesticAbuse }),
		MaracUntil: c.MaracUntil(),
	}
	for _, m := range c.Marac {
		if m.Repeat {
			r.Marac++
		}
	}
	for _, e := range c.Rights {
		r.Persistent = r.Persistent || e.Category == "B"
	}
	return r
}

// report says that the referral tells of a report to police.
func (k Known) report() bool { return !k.Reported.IsZero() }

// further counts the reports of a kind in the twelve months up to the last of them,
// without the first.
func (c *Case) further(counts func(Known) bool) int {
	var last time.Time
	for _, k := range c.Referrals {
		if counts(k) && k.Reported.After(last) {
			last = k.Reported
		}
	}
	n := -1
	for _, k := range c.Referrals {
		if counts(k) && !k.Reported.Before(last.Add(-c.Policy.RepeatWithin)) {
			n++
		}
	}
	return max(n, 0)
}

// furtherPathway is the pathway of a report: another one, where there is a report of
// something else in the twelve months before or after it.
func (c *Case) furtherPathway(k Known) string {
	further := pathway(k.Pathway).Further
	near := func(o Known) bool {
		return o.Ref != k.Ref && o.report() && o.Reported.Sub(k.Reported).Abs() <= c.Policy.RepeatWithin
	}
	if further != "" && k.report() && slices.ContainsFunc(c.Referrals, near) {
		return further
	}
	return k.Pathway
}

// flagRepeats says at once, in the timeline, by which measures a new referral is a
// repeat, and asks a person whether the victim is persistently targeted.
func (c *Case) flagRepeats(k Known, before Repeats, at time.Time) {
	now := c.Repeats()
	if k.report() && now.Reports > 0 {
		c.note(at, "repeat-report", k.Ref, "Repeat: %d further reports to police within twelve months.", now.Reports)
	}
	if k.report() && k.DomesticAbuse && now.Abuse > 0 {
		c.note(at, "repeat-abuse", k.Ref, "Repeat: %d further reports of domestic abuse within twelve months.", now.Abuse)
	}
	if c.maracRepeat() || now.Marac > before.Marac {
		c.note(at, "repeat-marac", k.Ref, "MARAC repeat: further abuse within twelve months of the last referral to MARAC.")
	}
	c.askPersistent(now, at)
}

// askPersistent puts it to a person whether the victim is persistently targeted.
func (c *Case) askPersistent(r Repeats, at time.Time) {
	often := c.Policy.PersistentAfter > 0 && r.Reports >= c.Policy.PersistentAfter
	if !r.Persistent && (often || c.Pathway().Code == "stalking_harassment") {
		c.raise(Persistent, "", at, c.Policy.DecideWithin)
	}
}
