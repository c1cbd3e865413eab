package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // the law counts days in Europe/London, wherever this runs
)

// London is where the law counts its days.
var London = london()

func london() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("casework: no Europe/London: " + err.Error())
	}
	return l
}

// inLondon writes a moment as staff read it.
func inLondon(t time.Time) string { return t.In(London).Format("Monday 2 January 2006, 15:04") }

// View is the case for readers. A later Revision wins. It shares no memory with
// the case, which goes on changing while a view is carried to the readers.
type View struct {
	ID            string    `json:"id"`
	Revision      int       `json:"revision"`
	AsOf          time.Time `json:"as_of,omitzero"` // when whoever keeps the case saw it so: the later of two views is the true one
	Told          int       `json:"told,omitempty"` // up to which revision the case knows that its readers were told
	Stage         Stage     `json:"stage"`
	Since         time.Time `json:"since"`
	Grade         Grade     `json:"grade"`
	DomesticAbuse bool      `json:"domestic_abuse"`
	Team          string    `json:"team,omitempty"`
	Owner         string    `json:"owner,omitempty"`
	OfferedTo     string    `json:"offered_to,omitempty"` // who is asked to take the case
	Cover         string    `json:"cover,omitempty"`      // who does the owner's work for a time, from now or later on
	Absence       string    `json:"absence,omitempty"`    // the absence that this is for, by ID
	Referred      time.Time `json:"referred"`
	Reached       time.Time `json:"reached,omitzero"`
	Closed        time.Time `json:"closed,omitzero"`
	ClosedFor     string    `json:"closed_for,omitempty"`
	RetainUntil   Date      `json:"retain_until,omitempty"` // the last day on which it is kept; empty: it is open
	LegalHold     bool      `json:"legal_hold,omitempty"`   // a legal hold stands: it is kept for longer than that
	Halted        bool      `json:"halted,omitempty"`
	Pathway       string    `json:"pathway,omitempty"`
	Enhanced      bool      `json:"enhanced,omitempty"` // Enhanced Rights under the Victims' Code
	Repeats       Repeats   `json:"repeats"`
	MaracUntil    time.Time `json:"marac_until,omitzero"` // until then, any further abuse is a MARAC repeat
	Resting       bool      `json:"resting,omitempty"`    // nothing more happens unless somebody asks

	NextDue  time.Time `json:"next_due,omitzero"` // the earliest clock, UTC
	NextKind Kind      `json:"next_kind,omitempty"`
	Sending  bool      `json:"sending,omitempty"` // something that was decided has not been done yet

	Distance *Distance `json:"distance,omitempty"` // from the start of support to the latest assessment of need

	Prosecution Prosecution `json:"prosecution,omitzero"` // what court disengagement is counted from

	Tasks []Task          `json:"tasks,omitempty"` // the open ones, and those ended since the last publishing
	Lines []Line          `json:"lines,omitempty"` // those written since the last publishing
	State json.RawMessage `json:"state"`           // the whole case, from which it can be taken up again

	Deadlines []Deadline `json:"deadlines,omitempty"` // those that stand, and those that rang since the last publishing
}

// View shows the case as it stands.
func (c *Case) View() View {
	v := View{
		ID: c.ID, Revision: c.Revision, Stage: c.Stage, Since: c.Since, Grade: c.Risk.Grade, DomesticAbuse: c.DomesticAbuse(),
		Team: c.Team, Owner: c.Owner, Referred: c.Referred, Reached: c.Contact.Reached, Halted: c.Halt != nil, MaracUntil: c.MaracUntil(),
		Pathway: c.Pathway().Code, Enhanced: c.Enhanced(), Repeats: c.Repeats(), Resting: c.Resting(),
		Tasks: slices.Clone(c.Tasks), Lines: slices.Clone(c.Lines), State: c.state(),
		Deadlines: c.deadlines(),
	}
	v.Sending = len(c.Outbox) > 0
	v.RetainUntil, v.LegalHold = c.Kept.Until, len(c.Holds) > 0
	if k, ok := c.next(); ok {
		v.NextDue, v.NextKind = k.Due, k.Kind
	}
	v.Prosecution = c.Prosecution()
	v.Distance, _ = DistanceOf(c.Needs)
	if c.Offer != nil {
		v.OfferedTo = c.Offer.asked()
	}
	if c.Cover != nil {
		v.Cover, v.Absence = c.Cover.By, c.Cover.Absence
	}
	if c.Closure != nil {
		v.Closed, v.ClosedFor = c.Closure.Ended, c.Closure.Reason
	}
	return v
}

// state is the case as JSON, without what only this publishing has to tell.
func (c *Case) state() json.RawMessage {
	bare := *c
	bare.Lines, bare.Rung = nil, nil
	bare.Tasks = slices.DeleteFunc(slices.Clone(c.Tasks), func(t Task) bool { return !t.Open() })
	b, err := json.Marshal(&bare)
	if err != nil {
		panic("casework: a case that is not JSON: " + err.Error())
	}
	return b
}

// Restore takes a case up again from the state of a View.
func Restore(state json.RawMessage) (*Case, error) {
	var c Case
	if err := json.Unmarshal(state, &c); err != nil {
		return nil, fmt.Errorf("restore case: %w", err)
	}
	c.Upgrade()
	return &c, nil
}

// Published forgets what readers have been told up to a revision, and keeps no room for it.
func (c *Case) Published(revision int) {
	c.Lines = without(c.Lines, func(l Line) bool { return l.Revision <= revision })
	c.Rung = without(c.Rung, func(d Deadline) bool { return d.In <= revision })
	c.Tasks = without(c.Tasks, func(t Task) bool { return !t.Open() && t.EndedIn <= revision })
	c.Clocks, c.Owed, c.Held = fitted(c.Clocks), fitted(c.Owed), fitted(c.Held)
}

// fitted is the same in less memory, where much of it is only room to grow.
func fitted[T any](all []T) []T {
	if cap(all)-len(all) <= len(all)/4 {
		return all
	}
	return append(make([]T, 0, len(all)), all...)
}

// without is what is left, in no more memory than that takes.
func without[T any](all []T, gone func(T) bool) []T {
	left := slices.DeleteFunc(all, gone)
	if len(left) == 0 {
		return nil
	}
	return slices.Clone(left)
}

// Upgrade opens a case that an earlier build wrote. Fields are only ever added
// and zero means "as before", so there is nothing to change yet.
func (c *Case) Upgrade() {}
