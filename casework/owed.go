package casework

import (
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
	Aim      bool      `json:"aim,omitempty"`     // Due is this service's own, where the Code sets no number
	Met      time.Time `json:"met,omitzero"`      // when it was met, UTC: when the victim was told, not when we heard of it
	MetBy    string    `json:"met_by,omitempty"`  // who met it: a Body, or "beacon"
	How      string    `json:"how,omitempty"`     // how: one of TellingWays, or a Meeting
	Noted    time.Time `json:"noted,omitzero"`    // when this case heard that it was met, UTC
	Breached time.Time `json:"breached,omitzero"` // when this case saw that it was late, UTC; a breach is taken back only where it was met in time after all
	Ended    string    `json:"ended,omitempty"`   // why nothing is owed any more without its having been met; one of the Owings
}

// duty is the row of law that it is.
func (o Owed) duty() victimscode.Duty {
	e, _ := victimscode.Find(o.Edition)
	d, _ := e.Duty(o.Row)
	return d
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

// RecordTold says that somebody told the victim something: which duties that meets
// follows from the event, or is named.
type RecordTold struct {
	Said
	Event  string   `json:"event,omitempty"`  // everything owed because of this event
	Duties []string `json:"duties,omitempty"` // the IDs of what is owed, or rows of the edition
	How    string   `json:"how"`              // one of TellingWays
	Teller string   `json:"teller"`           // who told them: a Body, or "beacon"
}
