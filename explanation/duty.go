package explanation

import (
	"fmt"
	"time"

	"beacon/casework"
	"beacon/victimscode"
)

// Duty is one duty of the Victims' Code that has begun for the victim, or a time of
// their own that runs: which row of which edition, who owes it, and how it stands.
type Duty struct {
	ID       string           `json:"id,omitempty"`
	Row      string           `json:"row"`
	Edition  string           `json:"edition"`
	Right    int              `json:"right,omitempty"`
	Para     string           `json:"para,omitempty"`
	Owner    victimscode.Body `json:"owner"`
	Says     string           `json:"says"`
	Limit    string           `json:"limit,omitempty"` // "1 working day"; empty: no number is set
	Enhanced bool             `json:"enhanced,omitempty"`
	Began    time.Time        `json:"began_at"`
	From     time.Time        `json:"runs_from,omitzero"`
	Due      time.Time        `json:"due,omitzero"`
	Aim      bool             `json:"aim,omitempty"` // Due is this service's own
	Met      time.Time        `json:"met_at,omitzero"`
	Late     time.Duration    `json:"-"`
	Stands   string           `json:"stands"` // how it stands, in words
	Source   string           `json:"source"`
	Verified bool             `json:"verified"`
	Event    string           `json:"event,omitempty"`
}

func (a account) duties() []Duty {
	out := []Duty{}
	for _, o := range a.Case.Owed {
		out = append(out, a.duty(o))
	}
	return out
}

func (a account) duty(o casework.Owed) Duty {
	e, _ := victimscode.Find(o.Edition)
	row, known := e.Duty(o.Row)
	d := Duty{
		Row: o.Row, Edition: o.Edition, Right: row.Right, Para: row.Para, Owner: row.Owner, Says: row.Says, Enhanced: o.Enhanced, Began: o.Began, From: o.From,
		Due: o.Due, Aim: o.Aim, Met: o.Met, Late: o.Late(a.now), Source: row.Source, Verified: row.Verified,
	}
	if !known {
		d.Says, d.Source = "this program does not have this row: it was begun under another version", "none"
	}
	if limit := row.Limit(o.Enhanced); !limit.IsZero() {
		d.Limit = limit.String()
	} else if o.Aim {
		d.Limit = row.Aim.String()
	}
	if a.inspector() {
		d.ID, d.Event = o.ID, o.Event
	}
	d.Stands = standsOf(o, d.Late)
	return d
}

// standsOf says how a duty stands.
func standsOf(o casework.Owed, late time.Duration) string {
	switch {
	case o.Ended != "":
		return "nothing is owed any more: " + endedSays(o.Ended)
	case !o.Met.IsZero() && o.Aim:
		return "met on " + inWords(o.Met) + ", and no number is set"
	case !o.Met.IsZero() && late > 0:
		return fmt.Sprintf("met on %s, %s late", inWords(o.Met), lasting(late))
	case !o.Met.IsZero() && o.Due.IsZero():
		return "met on " + inWords(o.Met)
	case !o.Met.IsZero():
		return "met on " + inWords(o.Met) + ", in time"
	case o.Due.IsZero() && o.From.IsZero():
		return "its time does not run yet"
	case o.Due.IsZero():
		return "owed, and no number is set"
	case o.Aim && late > 0:
		return "not known to have been done when this service looked, on " + inWords(o.Due) + "; nothing is breached by that"
	case o.Aim:
		return "owed; this service looks on " + inWords(o.Due)
	case late > 0:
		return fmt.Sprintf("breached: its time ended on %s, %s ago, and it is not known to have been met", inWords(o.Due), lasting(late))
	}
	return "owed until " + inWords(o.Due)
}

// endedSays says why nothing is owed any more.
func endedSays(code string) string {
	for _, o := range casework.Owings {
		if o.Code == code {
			return o.Says
		}
	}
	return code
}

// lasting puts a length in words: in days, and below one in hours or minutes.
func lasting(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= day:
		return many(int(d/day), "day")
	case d >= time.Hour:
		return many(int(d/time.Hour), "hour")
	}
	return many(max(int(d/time.Minute), 1), "minute")
}

func many(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
