package casework

import (
	"fmt"
	"slices"

	"beacon/victimscode"
)

// justice is what happens in the criminal justice process, or that the victim was told.
func (s *script) justice() Command {
	if s.once(3) {
		return s.telling()
	}
	if s.once(10) {
		m := AdoptEdition{Said: s.said(), Edition: word(s.t, otherEdition, victimscode.Current, draftEdition), Open: s.once(2)}
		m.Role = Supervisor
		return m
	}
	row := pick(s.t, JusticeRows...)
	m := RecordJusticeEvent{
		Said: s.said(), Event: word(s.t, "e1", "e2", "e3", fmt.Sprintf("e%d", s.keys)), Kind: row.Kind, Occurred: s.now.Add(-s.length() / 8),
		Source: word(s.t, hearingSources...),
	}
	if s.once(2) {
		m.Received = m.Occurred.Add(s.now.Sub(m.Occurred) / 2)
	}
	if len(row.Facts) > 0 {
		m.Facts = []string{pick(s.t, row.Facts...)}
	}
	if row.Months && s.once(2) {
		m.Months = die(s.t, 40)
	}
	if slices.Contains(ofHearings, row.Kind) || s.once(6) {
		m.About = word(s.t, "h", "h1")
	}
	return m
}

func (s *script) telling() Command {
	m := RecordTold{Said: s.said(), How: word(s.t, TellingWays...), Teller: word(s.t, Tellers()...)}
	if len(s.c.Owed) > 0 && s.once(2) {
		o := pick(s.t, s.c.Owed...)
		m.Duties = []string{pick(s.t, o.ID, o.Row)}
		m.How = word(s.t, Meetings()...)
		return m
	}
	m.Event = word(s.t, "e1", "e2", "e3", "crime-1", "h")
	if n := len(s.c.Justice); n > 0 {
		m.Event = s.c.Justice[die(s.t, n)].ID
	}
	return m
}

// lawsOfDuties: nothing that is owed is forgotten, and nothing is both in time and late.
func lawsOfDuties(t interface {
	Errorf(string, ...any)
	FailNow()
}, c *Case) {
	ids := map[string]bool{}
	for _, o := range c.Owed {
		d := o.Duty()
		wrong := func(bad bool, says string) {
			if bad {
				t.Errorf("%s: %s: %+v %s %+v", o.ID, says, o, c.Stage, c.Lines)
				t.FailNow()
			}
		}
		wrong(ids[o.ID], "two duties of one ID")
		ids[o.ID] = true
		wrong(d.ID == "", "it is no row of its edition")
		wrong(o.From.IsZero() && !o.Due.IsZero() && len(d.Before) == 0, "due before its time runs")
		watched := c.clock(dutyClock(o.ID)) >= 0
		wrong(watched && (!o.Open() || c.Stage == Closed), "watched, and nothing is owed")
		late := o.Late(c.Since) > 0 || !o.Breached.IsZero()
		runs := o.Open() && !o.Due.IsZero() && d.Ours != victimscode.ToWatch && c.Stage != Closed
		wrong(runs && !watched && !late && !aimPassed(c, o), "nobody watches it")
		wrong(!o.Met.IsZero() && !o.Breached.IsZero() && o.Late(o.Met) == 0 && o.Ended == "", "met in time, and breached")
		wrong(!o.Met.IsZero() && o.Breached.IsZero() && o.Late(o.Met) > 0 && !o.Aim, "met late, and not breached")
		wrong(o.Aim && !o.Breached.IsZero(), "what the Code sets no number for is never breached")
	}
	for _, k := range c.Tasks {
		if k.Open() && (k.Kind == MeetDuty || k.Kind == ChaseDuty) {
			o, one := c.owed(k.About)
			body := slices.ContainsFunc(c.Owed, func(o Owed) bool { return string(o.Duty().Owner) == k.About && o.Open() })
			if one && !o.Open() || !one && !body {
				t.Errorf("%s asks for what is not owed", k.ID)
				t.FailNow()
			}
		}
	}
}

// aimPassed says that the timeline has told of an aim whose time is over.
func aimPassed(c *Case, o Owed) bool { return o.Aim && c.clock(dutyClock(o.ID)) < 0 }
