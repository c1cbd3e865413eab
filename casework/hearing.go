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

	Certainty Certainty `json:"certainty,omitempty"` // how sure Starts is; zero: fixed
	Until     time.Time `json:"until,omitzero"`      // of a window, when its last day ends, UTC; Starts is when its first day begins

	Told time.Time `json:"told,omitzero"` // when the victim was last told of this date, as far as is known, UTC

	Asked     time.Time `json:"asked,omitzero"`     // when a text last left that asks to confirm this date, UTC
	Confirmed time.Time `json:"confirmed,omitzero"` // when a reply said that it was seen, UTC

	Claim    *HearingClaim    `json:"claim,omitempty"`    // what a lesser source says otherwise, until that is settled
	Taken    []StepTaken      `json:"taken,omitempty"`    // which steps of the plan were taken, and for which date
	Outcomes []HearingOutcome `json:"outcomes,omitempty"` // what came of it, each time it was held
}

// SetHearing lists a hearing, moves it, vacates it, or says that it was held.
type SetHearing struct {
	Said
	Hearing   string        `json:"hearing"` // its ID: a new one lists a new hearing
	Type      string        `json:"type"`
	Starts    time.Time     `json:"starts"`
	Until     time.Time     `json:"until,omitzero"`      // of a window, when its last day ends
	Certainty Certainty     `json:"certainty,omitempty"` // zero: fixed
	Status    HearingStatus `json:"status"`
	Needed    bool          `json:"victim_needed"`
	Source    string        `json:"source"`
	Received  time.Time     `json:"received,omitzero"` // when the source's word was received; zero: now
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
	m.dated(&f, c, now)
	switch m.Status {
	case Listed:
		last := Hearing{Starts: m.Starts, Until: m.Until, Certainty: m.Certainty}.last()
		f.wrong(!last.IsZero() && !last.After(now), "/starts", "in_the_past", "is in the past: say that it was held")
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

// hearing is the hearing as the command says that it stands.
func (m SetHearing) hearing(c *Case, at time.Time) Hearing {
	h := Hearing{
		ID: m.Hearing, Type: m.Type, Starts: m.Starts.UTC(), Until: m.Until.UTC(), Certainty: m.Certainty, Status: m.Status,
		Needed: m.Needed, Source: m.Source, Received: at.UTC(), Court: m.Text,
	}
	if !m.Received.IsZero() {
		h.Received = m.Received.UTC()
	}
	if old, known := c.hearing(m.Hearing); known && h.Court == "" {
		h.Court = old.Court
	}
	return h
}

func (m SetHearing) apply(c *Case, at time.Time) {
	h := m.hearing(c, at)
	old, known := c.hearing(m.Hearing)
	why := ""
	if known {
		why = h.outweighed(old, at)
	}
	switch why {
	case "hearing-contradicted":
		c.keepClaim(old, h, m.Said, at)
	case "hearing-outdated":
		c.told(m.Said, at, why, h.ID, "An older word about a hearing (%s: %s) moves nothing: what stands was heard later.", h.Status, h.says())
	default:
		m.stand(c, h, at)
	}
}

// stand lets a word about a hearing stand: everything is planned anew from it.
func (m SetHearing) stand(c *Case, h Hearing, at time.Time) {
	old, known := c.hearing(h.ID)
	if known {
		h.Moved, h.Told, h.Asked, h.Confirmed, h.Taken, h.Outcomes = old.Moved, old.Told, old.Asked, old.Confirmed, old.Taken, old.Outcomes
		c.tellChange(old, h, at)
		if !old.sameDate(h) {
			h.Told, h.Asked, h.Confirmed = time.Time{}, time.Time{}, time.Time{}
			if h.settles(old) {
				h.heldOn(old)
			} else {
				h.Moved++
			}
		}
		c.claimSettled(&h, old.Claim, at)
		h.saidBy(old, at)
	}
	c.keepHearing(h)
	if known && !old.sameDate(h) {
		c.dropCallsBefore(h.ID, at)
	}
	c.told(m.Said, at, "hearing-"+string(m.Status), h.ID, "Hearing %s (%s): %s; %s.", h.Status, h.Type, h.says(), h.needs())
	c.startHearing(old, known, h, m.Said, at)
	c.planHearing(h.ID, at)
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
