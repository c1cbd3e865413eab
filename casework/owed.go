package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// Owed is one duty of the Victims' Code that has begun for this victim, or a time of
// the victim's own that runs: a row of an edition, begun by an event.
type Owed struct {
	ID       string    `json:"id"`      // the row and a number, such as "R6d-7"
	Row      string    `json:"row"`     // the row's ID in its edition
	Edition  string    `json:"edition"` // under which it began
	Event    string    `json:"event"`   // the justice event; of a report, the referral
	Enhanced bool      `json:"enhanced,omitempty"`
	Began    time.Time `json:"began"`             // when the trigger happened, UTC
	From     time.Time `json:"from,omitzero"`     // from when its time runs, UTC; zero: it does not run yet
	Due      time.Time `json:"due,omitzero"`      // the last moment at which it is met in time, UTC; zero: no number, or it does not run yet
	Aim      bool      `json:"aim,omitempty"`     // Due is this service's own, where the Code sets no number: passing it breaches nothing
	Met      time.Time `json:"met,omitzero"`      // when it was met, UTC: when the victim was told, not when we heard of it
	MetBy    string    `json:"met_by,omitempty"`  // who met it: a Body, or "beacon"
	How      string    `json:"how,omitempty"`     // how: one of TellingWays, or a Meeting
	Noted    time.Time `json:"noted,omitzero"`    // when this case heard that it was met, UTC
	Breached time.Time `json:"breached,omitzero"` // when this case saw that it was late, UTC; a breach is taken back only where it was met in time after all
	Ended    string    `json:"ended,omitempty"`   // why nothing is owed any more without its having been met; one of the Owings
}

// Duty is the row of law that it is.
func (o Owed) Duty() victimscode.Duty {
	e, _ := findEdition(o.Edition)
	d, _ := e.Duty(o.Row)
	return d
}

// findEdition finds an edition that was published.
var findEdition = victimscode.Find

// OwedState is how a duty stands.
type OwedState string

// How a duty stands.
const (
	OwedWaiting  OwedState = "waiting"  // its time does not run yet
	OwedOpen     OwedState = "open"     // it is owed, and not known to be late
	OwedBreached OwedState = "breached" // it is owed, and late
	OwedMet      OwedState = "met"
	OwedMetLate  OwedState = "met_late"
	OwedEnded    OwedState = "ended" // nothing is owed any more
)

// OwedStates lists how a duty may stand.
var OwedStates = []OwedState{OwedWaiting, OwedOpen, OwedBreached, OwedMet, OwedMetLate, OwedEnded}

// State is how the duty stands, as far as the case has seen.
func (o Owed) State() OwedState {
	late := !o.Breached.IsZero()
	switch {
	case o.Ended != "":
		return OwedEnded
	case !o.Met.IsZero() && late:
		return OwedMetLate
	case !o.Met.IsZero():
		return OwedMet
	case late:
		return OwedBreached
	case o.From.IsZero() && o.Due.IsZero():
		return OwedWaiting
	default:
		return OwedOpen
	}
}

// Open says that it is still owed.
func (o Owed) Open() bool { return o.Met.IsZero() && o.Ended == "" }

// Late is by how much it was met late, or is late by now; zero: it is not.
func (o Owed) Late(now time.Time) time.Duration {
	at := o.Met
	if at.IsZero() {
		at = now
	}
	if o.Due.IsZero() || !at.After(o.Due) {
		return 0
	}
	return at.Sub(o.Due)
}

// Owing is one row of why nothing is owed any more that was never met.
type Owing struct {
	Code string
	Says string
}

// Owings lists why nothing is owed any more that was never met. A breach stands.
var Owings = []Owing{
	{"not_owed", "it is not owed to this victim, as somebody decided"},
	{"cannot_be_met", "it will not be met any more, as somebody decided"},
	{"overtaken", "a later event took its place"},
	{ranOut, "the victim's own time ran out before they used it"},
	{"replaced", "what began it was corrected, or is not what happened"},
}

func owing(code string) string {
	i := slices.IndexFunc(Owings, func(o Owing) bool { return o.Code == code })
	if i < 0 {
		return code
	}
	return Owings[i].Says
}

// owed finds what is owed by its ID.
func (c *Case) owed(id string) (*Owed, bool) {
	i := slices.IndexFunc(c.Owed, func(o Owed) bool { return o.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Owed[i], true
}

// BodyInWords is who owes a duty, in words.
func BodyInWords(b victimscode.Body) string { return bodySays[b] }

// bodySays is who owes a duty, in words.
var bodySays = map[victimscode.Body]string{
	victimscode.Police: "police", victimscode.YouthTeam: "the Youth Offending Team", victimscode.WitnessCare: "the Witness Care Unit", victimscode.CPS: "the CPS",
	victimscode.Court: "the court", victimscode.Probation: "Probation", victimscode.ComplainedOf: "the body complained of", victimscode.Ombudsman: "the Ombudsman",
	victimscode.Provider: "every provider", victimscode.Victim: "the victim",
}

// says is what is owed, by whom, and by which row of law.
func (o Owed) says() string {
	d := o.Duty()
	return o.Row + " (edition " + o.Edition + "), for " + bodySays[d.Owner] + ": " + d.Says
}

// column is the limit that applies, in words.
func (o Owed) column() string {
	d := o.Duty()
	switch limit := d.Limit(o.Enhanced); {
	case limit.IsZero():
		return d.Aim.String() + " as this service's own aim, as the Code sets no number"
	case o.Enhanced && d.Enhanced != d.Standard:
		return limit.String() + " with Enhanced Rights"
	default:
		return limit.String()
	}
}

// byThen is until when it is owed, in words.
func (o Owed) byThen() string {
	switch {
	case o.From.IsZero() && o.Due.IsZero():
		return "its time does not run yet"
	case o.Due.IsZero():
		return "the Code sets no number"
	case !o.From.IsZero() && (!o.Duty().Limit(o.Enhanced).IsZero() || o.Aim):
		return "due " + inLondon(o.Due) + " (" + o.column() + ", from " + inLondon(o.From) + ")"
	default:
		return "due " + inLondon(o.Due)
	}
}
