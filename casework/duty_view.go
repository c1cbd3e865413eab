package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"beacon/victimscode"
)

// DutyView is a duty as readers see it: what is owed, what its row of law says of it,
// the event that began it, and who sees to it here.
type DutyView struct {
	Owed
	Right    int                 // of the twelve; 0: a time limit that is not in the Code
	Body     victimscode.Body    // who owes it
	Ours     victimscode.Ours    // what of it is this service's
	Kind     victimscode.Trigger // of the event; empty: it is not known here
	Received time.Time           // when the body that owes it received the event, UTC; zero: not yet, or not known
	Heard    time.Time           // when this case heard of the event, UTC; zero: not known
	Team     string              // of the case
	Worker   string              // who works on the case now
}

// Duties are the duties of the case that a view shows, in the order in which they
// began; elsewhere: the case goes on in another, which has all of them. They are read
// from its state, so that no view is larger for them.
func (v View) Duties() (all []DutyView, elsewhere bool, err error) {
	if len(v.State) == 0 {
		return nil, false, nil
	}
	var s struct {
		Owner   string         `json:"owner"`
		Team    string         `json:"team"`
		Cover   *Cover         `json:"cover"`
		Closure *Closure       `json:"closure"`
		Justice []JusticeEvent `json:"justice"`
		Owed    []Owed         `json:"owed"`
	}
	if err := json.Unmarshal(v.State, &s); err != nil {
		return nil, false, fmt.Errorf("read duties: %w", err)
	}
	c := Case{Owner: s.Owner, Team: s.Team, Cover: s.Cover, Closure: s.Closure, Justice: s.Justice, Owed: s.Owed, Referred: v.Referred}
	if c.Merged() {
		return nil, true, nil
	}
	return c.duties(), false, nil
}

// ofReferrals are the triggers that a referral tells of, and no event.
var ofReferrals = []victimscode.Trigger{victimscode.Reported, victimscode.Referred}

func (c *Case) duties() []DutyView {
	out := make([]DutyView, len(c.Owed))
	for i, o := range c.Owed {
		row := o.Duty()
		d := DutyView{Owed: o, Right: row.Right, Body: row.Owner, Ours: row.Ours, Team: c.Team, Worker: c.worker()}
		if e, known := c.event(o.Event); known {
			d.Kind, d.Received, d.Heard = e.Kind, e.Received, e.Noted
		} else if len(row.Begins) == 1 && slices.Contains(ofReferrals, row.Begins[0]) {
			d.Kind, d.Received, d.Heard = row.Begins[0], o.Began, c.Referred
		}
		out[i] = d
	}
	return out
}
