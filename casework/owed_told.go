package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// TellingWays lists how somebody may tell a victim something.
var TellingWays = []string{"in_person", "by_phone", "by_video", "by_text", "by_email", "by_letter", "at_court", "through_representative"}

// tellers are the bodies that may have told the victim, or done what was owed.
var tellers = []victimscode.Body{
	victimscode.Police, victimscode.YouthTeam, victimscode.WitnessCare, victimscode.CPS, victimscode.Court, victimscode.Probation,
	victimscode.ComplainedOf, victimscode.Ombudsman, victimscode.Provider,
}

// tellerBeacon is this service, where it told the victim itself.
const tellerBeacon = "beacon"

// Tellers lists who may have told the victim something.
func Tellers() []string {
	out := []string{tellerBeacon}
	for _, b := range tellers {
		out = append(out, string(b))
	}
	return out
}

// doings are the ways in which a duty is met that is not about telling.
var doings = []string{string(victimscode.MetByDoing), string(victimscode.MetByReferral), string(victimscode.MetByWaiving)}

// Meetings lists how a duty may be met, by telling or otherwise.
func Meetings() []string { return slices.Concat(TellingWays, doings) }

// RecordTold says that somebody told the victim something, or did what was owed: which
// duties that meets follows from the event, or is named. At is when they were told. A
// case that has ended takes it too.
type RecordTold struct {
	Said
	Event  string   `json:"event,omitempty"`  // everything owed because of this event, hearing or referral
	Duties []string `json:"duties,omitempty"` // the IDs of what is owed, or rows of the edition
	How    string   `json:"how"`              // one of TellingWays, or of duties that are named, one of Meetings
	Teller string   `json:"teller"`           // who told them: a Body, or "beacon"
}

// Name is the command's name on the wire.
func (RecordTold) Name() string { return "record-told" }

func (RecordTold) stages() []Stage { return anyStage }

// mostTold bounds how many duties are named at once.
const mostTold = 50

func (m RecordTold) check(c *Case, now time.Time) error {
	if c.Merged() {
		return Refuse(CaseClosed, "the case goes on in another: tell it there")
	}
	var f faults
	f.meant(m.At, "/at")
	f.wrong(m.At.After(now.Add(clockSkew)), "/at", "in_the_future", "is in the future")
	f.wrong(m.Event == "" && len(m.Duties) == 0, "/event", "missing", "is missing: say of which event the victim was told, or which duties this meets")
	f.wrong(!slices.Contains(Meetings(), m.How), "/how", "not_listed", "is not a known way")
	f.wrong(slices.Contains(doings, m.How) && m.Event != "", "/how", "contradicts", "is not a way of telling: name the duty that it meets")
	f.wrong(!slices.Contains(Tellers(), m.Teller), "/teller", "not_listed", "is not somebody who may have told them")
	f.wrong(len(m.Duties) > mostTold, "/duties", "too_many", "has more than %d", mostTold)
	f.wrong(m.Event != "" && !c.knowsOf(m.Event), "/event", "unknown", "is neither an event, a hearing nor a referral of this case")
	for _, id := range m.Duties {
		named := m.named(c, id)
		f.wrong(len(named) == 0, "/duties", "unknown", "names what is not owed here, or is not met so: %s", id)
	}
	if len(f.fields) == 0 {
		f.wrong(m.early(c, now), "/at", "before_it_happened", "is before what the victim is said to have been told of")
	}
	return f.invalid()
}

// knowsOf says that an ID is of an event, a hearing or a referral.
func (c *Case) knowsOf(id string) bool {
	_, event := c.event(id)
	_, hearing := c.hearing(id)
	return event || hearing || slices.ContainsFunc(c.Referrals, func(k Known) bool { return k.Ref == id })
}

// early says that the victim was told before it happened.
func (m RecordTold) early(c *Case, now time.Time) bool {
	at := m.when(now)
	if e, ok := c.event(m.Event); ok && at.Before(e.Occurred) {
		return true
	}
	return slices.ContainsFunc(m.Duties, func(id string) bool {
		return !slices.ContainsFunc(m.named(c, id), func(i int) bool { return !at.Before(c.Owed[i].Began) })
	})
}

// meets says that a row can be met in this way. What the victim asks for, and what is
// decided then, is told of by itself.
func (m RecordTold) meets(d victimscode.Duty) bool {
	by := victimscode.Meeting(m.How)
	if slices.Contains(TellingWays, m.How) {
		by = victimscode.MetByTelling
	}
	return slices.Contains(d.Met, by) && (d.Ours != victimscode.ToWatch || by == victimscode.MetByTelling)
}

// named finds what a name stands for: one duty, or all that a row of the edition has
// begun and is still owed; where none is, those of it that were met.
func (m RecordTold) named(c *Case, id string) (found []int) {
	var met []int
	for i, o := range c.Owed {
		switch {
		case o.Ended != "" || o.ID != id && o.Row != id || !m.meets(o.Duty()):
		case o.ID == id || o.Open():
			found = append(found, i)
		default:
			met = append(met, i)
		}
	}
	if len(found) == 0 {
		return met
	}
	return found
}

// covers finds everything that this meets.
func (m RecordTold) covers(c *Case, at time.Time) (found []int) {
	about := m.events(c)
	for i, o := range c.Owed {
		if slices.Contains(about, o.Event) && o.Ended == "" && m.meets(o.Duty()) {
			found = append(found, i)
		}
	}
	for _, id := range m.Duties {
		for _, i := range m.named(c, id) {
			if !slices.Contains(found, i) {
				found = append(found, i)
			}
		}
	}
	return slices.DeleteFunc(found, func(i int) bool { return at.Before(c.Owed[i].Began) })
}

// events are the events that the victim was told of: of a hearing, all that is known.
func (m RecordTold) events(c *Case) []string {
	if m.Event == "" {
		return nil
	}
	about := []string{m.Event}
	if _, hearing := c.hearing(m.Event); hearing {
		for _, e := range c.Justice {
			if e.About == m.Event && slices.Contains(ofHearings, e.Kind) {
				about = append(about, e.ID)
			}
		}
	}
	return about
}

func (m RecordTold) apply(c *Case, at time.Time) {
	when := m.when(at).UTC()
	covered, events := m.covers(c, when), m.events(c)
	c.told(m.Said, at, "told", m.Event, "Said to have been done or told to the victim (%s) by %s; it meets %d of what is owed.", m.How, m.Teller, len(covered))
	for _, i := range covered {
		o := &c.Owed[i]
		if !slices.Contains(events, o.Event) {
			events = append(events, o.Event)
		}
		if o.Open() || when.Before(o.Met) {
			c.meet(o, m.Teller, m.How, when, at)
		}
	}
	if slices.Contains(TellingWays, m.How) {
		c.toldOfEvents(events, when, at)
	}
}

// toldOfEvents begins the times that run from when the victim was told, and ends the
// alarms about what they now know.
func (c *Case) toldOfEvents(events []string, when, at time.Time) {
	for i := range c.Owed {
		o := &c.Owed[i]
		if slices.Contains(events, o.Event) && o.Open() && o.From.IsZero() && o.Duty().From == victimscode.FromTold {
			c.run(o, when, at)
		}
	}
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == BailAlert && slices.Contains(events, t.About) {
			c.end(t, RecordTold{}.Name(), at)
			c.note(at, "task-done", t.ID, "Done: %s.", t.Kind.Rule().Says)
		}
	}
}
