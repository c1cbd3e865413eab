package casework

import (
	"slices"
	"time"
)

// Hearings may come at any time, so they are clocks in any open stage and not a
// stage of their own.

// HearingStatus is how a hearing stands.
type HearingStatus string

// How a hearing stands.
const (
	Listed  HearingStatus = "listed"
	Vacated HearingStatus = "vacated" // it will not take place
	Held    HearingStatus = "held"    // it took place
)

// HearingTypes lists the kinds of hearing.
// Source: general knowledge of the criminal courts of England and Wales; not verified.
var HearingTypes = []string{
	"first_hearing", "allocation_and_plea", "case_management", "bail_application", "bail_variation", "special_measures",
	"ground_rules", "s28_recording", "trial", "trial_day_n", "sentence", "newton", "breach", "restraining_order_variation",
	"ptph", "mention", "appeal_conviction", "appeal_sentence", "warrant", "confiscation",
}

// Hearing is one court hearing. Where it is held is kept outside the case.
type Hearing struct {
	ID       string        `json:"id"`
	Type     string        `json:"type"`
	Starts   time.Time     `json:"starts"` // UTC
	Status   HearingStatus `json:"status"`
	Needed   bool          `json:"victim_needed"`
	Source   string        `json:"source"`   // who said so: a stable short name
	Received time.Time     `json:"received"` // when we were told, UTC
	Moved    int           `json:"moved,omitempty"`
	Court    string        `json:"court,omitempty"` // ID of the words that say where

	Told time.Time `json:"told,omitzero"` // when the victim was last told of this date, as far as is known, UTC

	Asked     time.Time `json:"asked,omitzero"`     // when a text last left that asks to confirm this date, UTC
	Confirmed time.Time `json:"confirmed,omitzero"` // when a reply said that it was seen, UTC
}

// hearingSources lists who may say when a hearing is.
var hearingSources = []string{"witness_care", "court", "cps", "police", "victim"}

// SetHearing lists a hearing, moves it, vacates it, or says that it was held.
type SetHearing struct {
	Said
	Hearing string        `json:"hearing"` // its ID: a new one lists a new hearing
	Type    string        `json:"type"`
	Starts  time.Time     `json:"starts"`
	Status  HearingStatus `json:"status"`
	Needed  bool          `json:"victim_needed"`
	Source  string        `json:"source"`
}

// Name is the command's name on the wire.
func (SetHearing) Name() string { return "set-hearing" }

func (SetHearing) stages() []Stage { return anyOpen }

// hearingAtMost is how far ahead a hearing may be listed: some trials are listed
// more than three years ahead, and a date beyond ten is a slip of the pen.
const hearingAtMost = 10 * 366 * day

func (m SetHearing) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	_, known := c.hearing(m.Hearing)
	f.wrong(m.Hearing == "", "/id", "missing", "is missing")
	f.wrong(!slices.Contains(HearingTypes, m.Type), "/type", "not_listed", "is not a known type of hearing")
	f.wrong(!slices.Contains(hearingSources, m.Source), "/source", "not_listed", "is not a known source")
	f.wrong(m.Starts.IsZero(), "/starts", "missing", "is missing")
	f.wrong(m.Starts.After(now.Add(hearingAtMost)), "/starts", "too_late", "is more than ten years ahead")
	f.wrong(!m.Starts.IsZero() && m.Starts.Before(c.Referred.Add(-hearingAtMost)), "/starts", "out_of_range", "is more than ten years before the victim was referred")
	switch m.Status {
	case Listed:
		f.wrong(!m.Starts.IsZero() && !m.Starts.After(now), "/starts", "in_the_past", "is in the past: say that it was held")
	case Held:
		f.wrong(!known, "/id", "unknown", "is not a hearing of this case")
		f.wrong(m.Starts.After(now), "/starts", "in_the_future", "is in the future: it cannot have been held")
	case Vacated:
		f.wrong(!known, "/id", "unknown", "is not a hearing of this case")
	default:
		f.wrong(true, "/status", "not_listed", "must be listed, vacated or held")
	}
	return f.invalid()
}

func (m SetHearing) apply(c *Case, at time.Time) {
	h := Hearing{ID: m.Hearing, Type: m.Type, Starts: m.Starts.UTC(), Status: m.Status, Needed: m.Needed, Source: m.Source, Received: at.UTC(), Court: m.Text}
	if old, known := c.hearing(m.Hearing); known {
		if h.Court == "" {
			h.Court = old.Court
		}
		h.Moved, h.Told, h.Asked, h.Confirmed = old.Moved, old.Told, old.Asked, old.Confirmed
		c.tellChange(old, h, at)
		if !old.Starts.Equal(h.Starts) {
			h.Moved, h.Told, h.Asked, h.Confirmed = h.Moved+1, time.Time{}, time.Time{}, time.Time{}
			c.dropCallsBefore(h, at)
		}
	}
	c.keepHearing(h)
	c.told(m.Said, at, "hearing-"+string(m.Status), h.ID, "Hearing %s (%s): %s.", h.Status, h.Type, inLondon(h.Starts))
	c.planHearing(h, at)
}

func (c *Case) hearing(id string) (Hearing, bool) {
	i := slices.IndexFunc(c.Hearings, func(h Hearing) bool { return h.ID == id })
	if i < 0 {
		return Hearing{}, false
	}
	return c.Hearings[i], true
}

func (c *Case) keepHearing(h Hearing) {
	i := slices.IndexFunc(c.Hearings, func(o Hearing) bool { return o.ID == h.ID })
	if i >= 0 {
		c.Hearings[i] = h
		return
	}
	c.Hearings = append(c.Hearings, h)
}

// planHearing sets every clock of a hearing anew, and takes back what was planned
// for the date it had before.
func (c *Case) planHearing(h Hearing, now time.Time) {
	id := "hearing/" + h.ID + "/"
	c.stopAll(id)
	c.withdraw(func(m Message) bool { return m.About == h.ID && !c.wanted(m) })
	if h.Status != Listed {
		c.dropCallsBefore(h, now)
	}
	switch h.Status {
	case Held:
		c.ringHearingAfter(Clock{About: h.ID}, now)
	case Listed:
		c.ahead(Clock{ID: id + "call", Kind: HearingCall, Due: h.Starts.Add(-c.Policy.HearingCall), About: h.ID}, h, now)
		c.ahead(Clock{ID: id + "early", Kind: HearingRemind, Due: h.Starts.Add(-c.Policy.HearingEarly), About: h.ID}, h, now)
		c.ahead(Clock{ID: id + "late", Kind: HearingRemind, Due: h.Starts.Add(-c.Policy.HearingLate), About: h.ID}, h, now)
		c.awaitConfirmation(h, now)
		c.set(Clock{ID: id + "after", Kind: HearingAfter, Due: h.Starts, About: h.ID})
	case Vacated:
	}
}

// dropCallsBefore takes back the calls that were asked for before the date it had.
func (c *Case) dropCallsBefore(h Hearing, now time.Time) {
	for _, kind := range []TaskKind{CallHearing, CallInstead, CallUnconfirmed} {
		c.dropAbout(kind, h.ID, now)
	}
}

// ahead sets a clock before a hearing. For a hearing listed at short notice the
// call comes at once, and a reminder whose time has passed is left out.
func (c *Case) ahead(k Clock, h Hearing, now time.Time) {
	switch {
	case k.Due.After(now):
		c.set(k)
	case k.Kind == HearingCall && h.Starts.After(now):
		k.Due = now
		c.set(k)
	}
}

func (c *Case) ringHearingCall(k Clock, now time.Time) {
	if h, ok := c.hearing(k.About); ok && h.Status == Listed && h.Starts.After(now) {
		c.raise(CallHearing, h.ID, now, min(c.Policy.TalkWithin, h.Starts.Sub(now)))
	}
}

// ringHearingRemind sends a reminder, useful only until the next one is due or the
// hearing begins: after an outage two never leave together.
func (c *Case) ringHearingRemind(k Clock, now time.Time) {
	h, ok := c.hearing(k.About)
	if !ok || h.Status != Listed || !h.Starts.After(now) {
		return
	}
	until := h.Starts
	if i := c.clock("hearing/" + h.ID + "/late"); i >= 0 {
		until = c.Clocks[i].Due
	}
	if !until.After(now) {
		return // the other reminder is due too, and rings next
	}
	c.message(Message{Template: HearingReminder, Channel: Text, When: h.Starts, UsefulUntil: until, About: h.ID}, now)
}

func (c *Case) ringHearingAfter(k Clock, now time.Time) {
	for _, kind := range aboutHearing {
		c.dropAbout(kind, k.About, now) // too late for it
	}
	if h, ok := c.hearing(k.About); ok && h.Status != Vacated {
		c.raise(ExplainHearing, h.ID, now, c.Policy.OutcomeWithin)
	}
}

// dropAbout ends the open tasks of a kind that are about one thing.
func (c *Case) dropAbout(kind TaskKind, about string, now time.Time) {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == kind && t.About == about {
			c.end(t, "dropped", now)
			c.note(now, "task-dropped", t.ID, "No longer needed: %s.", kind.Rule().Says)
		}
	}
}
