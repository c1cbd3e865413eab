package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// JusticeEvent is something that happened in the criminal justice process: an arrest, a
// charge, a sentence. Three times are kept apart: when it happened, when the body that
// is to tell the victim received it, and when this case heard of it.
type JusticeEvent struct {
	ID       string              `json:"id"`
	Kind     victimscode.Trigger `json:"kind"`
	Occurred time.Time           `json:"occurred"`          // UTC
	Received time.Time           `json:"received,omitzero"` // UTC; zero: not yet, or not known
	Noted    time.Time           `json:"noted"`             // UTC
	Source   string              `json:"source"`            // who said so: one of hearingSources
	About    string              `json:"about,omitempty"`   // the hearing, or the event that it follows
	Facts    []string            `json:"facts,omitempty"`   // some of JusticeFacts
	Months   int                 `json:"months,omitempty"`  // of a sentence, in custody
	Standing Bearing             `json:"standing,omitempty"`
	Against  string              `json:"against,omitempty"` // the event that it contradicts
	By       string              `json:"by"`
	Text     string              `json:"text,omitempty"`
}

// Bearing is whether an event counts.
type Bearing string

// Whether an event counts.
const (
	Stands   Bearing = ""
	Disputed Bearing = "disputed" // two sources contradict each other, and a person has yet to say which is right
	Replaced Bearing = "replaced" // a later word of the same source, or a person's decision, put another in its place
)

// JusticeRow is one row of the kinds of justice event.
type JusticeRow struct {
	Kind  victimscode.Trigger
	Says  string
	Court bool     // a court decided it: the Witness Care Unit receives it later
	Once  bool     // two of it in one prosecution contradict each other
	Facts []string // what must or may be said with it
	Alert bool     // of domestic abuse, a person sees to the victim's safety at once
}

// JusticeRows lists every kind of justice event. To add one, add a line.
// Source: the Victims' Code, as victimscode has it; which two contradict each other is
// this product's own.
var JusticeRows = []JusticeRow{
	{Kind: victimscode.BailChanged, Says: "bail conditions were changed", Alert: true},
	{Kind: victimscode.Sentenced, Says: "a sentence was passed", Court: true, Once: true},
}

func justiceRow(kind victimscode.Trigger) (JusticeRow, bool) {
	i := slices.IndexFunc(JusticeRows, func(r JusticeRow) bool { return r.Kind == kind })
	if i < 0 {
		return JusticeRow{}, false
	}
	return JusticeRows[i], true
}

// event finds a justice event by its ID.
func (c *Case) event(id string) (*JusticeEvent, bool) {
	i := slices.IndexFunc(c.Justice, func(e JusticeEvent) bool { return e.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Justice[i], true
}

// RecordJusticeEvent tells the case of something that happened in the criminal justice
// process, or that the body which is to tell the victim has received it since.
type RecordJusticeEvent struct {
	Said
	Event    string              `json:"event"` // its ID: a new one is a new event
	Kind     victimscode.Trigger `json:"kind"`
	Occurred time.Time           `json:"occurred"`
	Received time.Time           `json:"received,omitzero"`
	Source   string              `json:"source"`
	About    string              `json:"about,omitempty"`
	Facts    []string            `json:"facts,omitempty"`
	Months   int                 `json:"months,omitempty"`
}
