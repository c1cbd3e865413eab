package api

import (
	"time"

	"beacon/casework"
	"beacon/victimscode"
)

// What happens in the criminal justice process, what is owed to the victim because of
// it, and that they were told.

func readJusticeEvent(k *ask) casework.RecordJusticeEvent {
	m := casework.RecordJusticeEvent{
		Event:    k.id("id", may),
		Kind:     victimscode.Trigger(k.word("kind", must)),
		Occurred: k.moment("occurred_at", must).UTC(),
		Received: k.moment("received_at", may).UTC(),
		Source:   k.word("source", must),
		About:    k.word("about", may),
		Said:     k.saidWith("text", may),
	}
	k.eachText("facts", len(casework.JusticeFacts()), code, func(_, s string) { m.Facts = append(m.Facts, s) })
	if n := k.count("months", may, 0, maxRevision); n != nil {
		m.Months = *n
	}
	if m.Event == "" {
		m.Event = idOf("justice-event", k.said.ID)
	}
	return m
}

func readTold(k *ask) casework.RecordTold {
	m := casework.RecordTold{
		Event:  k.text("event", may, ofCase),
		How:    k.word("how", must),
		Teller: k.word("by", must),
		Said:   k.saidWith("text", may),
	}
	k.eachText("duties", maxTold, ofCase, func(_, s string) { m.Duties = append(m.Duties, s) })
	return m
}

// maxTold bounds the list before the case's own, smaller bound is asked.
const maxTold = 200

// ofCase is the ID of an event or of a duty, as the case itself gave it.
var ofCase = shaped(200, `^[A-Za-z0-9_./-]+$`, "must be an ID, as GET /v1/cases/{id} gives it")

type justiceEvent struct {
	ID       string              `json:"id"`
	Kind     victimscode.Trigger `json:"kind"`
	Occurred time.Time           `json:"occurred_at"`
	Received time.Time           `json:"received_at,omitzero"`
	Noted    time.Time           `json:"noted_at"`
	Source   string              `json:"source"`
	About    string              `json:"about,omitempty"`
	Facts    []string            `json:"facts,omitempty"`
	Months   int                 `json:"months,omitempty"`
	Standing casework.Bearing    `json:"standing,omitempty"`
	Against  string              `json:"against,omitempty"`
	By       string              `json:"by,omitempty"`
	Text     string              `json:"text,omitempty"`
}

func (v viewer) justice(e casework.JusticeEvent) justiceEvent {
	return justiceEvent{e.ID, e.Kind, e.Occurred, e.Received, e.Noted, e.Source, e.About, e.Facts, e.Months, e.Standing, e.Against, e.By, v.words[e.Text]}
}

// caseDuty is a duty of one case, with what its row of law says.
type caseDuty struct {
	ID       string           `json:"id"`
	Row      string           `json:"row"`
	Edition  string           `json:"edition"`
	Right    int              `json:"right,omitempty"`
	Says     string           `json:"says"`
	Owner    victimscode.Body `json:"owner"`
	Ours     victimscode.Ours `json:"ours"`
	Event    string           `json:"event"`
	Enhanced bool             `json:"enhanced_rights"`
	Limit    string           `json:"limit,omitempty"`
	Began    time.Time        `json:"began_at"`
	From     time.Time        `json:"runs_from,omitzero"`
	Due      time.Time        `json:"due,omitzero"`
	Aim      bool             `json:"own_aim"`
	State    string           `json:"state"`
	Met      time.Time        `json:"met_at,omitzero"`
	MetBy    string           `json:"met_by,omitempty"`
	How      string           `json:"met_how,omitempty"`
	Noted    time.Time        `json:"noted_at,omitzero"`
	Breached time.Time        `json:"breached_at,omitzero"`
	Ended    string           `json:"ended,omitempty"`
	Source   string           `json:"source"`
	Verified bool             `json:"verified"`
}

func caseDutyOf(o casework.Owed) caseDuty {
	d := o.Duty()
	limit := d.Limit(o.Enhanced)
	if o.Aim {
		limit = d.Aim
	}
	return caseDuty{
		ID: o.ID, Row: o.Row, Edition: o.Edition, Right: d.Right, Says: d.Says, Owner: d.Owner, Ours: d.Ours, Event: o.Event, Enhanced: o.Enhanced,
		Limit: limit.String(), Began: o.Began, From: o.From, Due: o.Due, Aim: o.Aim, State: string(o.State()), Met: o.Met, MetBy: o.MetBy, How: o.How,
		Noted: o.Noted, Breached: o.Breached, Ended: o.Ended, Source: d.Source, Verified: d.Verified,
	}
}

func wordsOfJustice(c *casework.Case) (ids []string) {
	for _, e := range c.Justice {
		ids = append(ids, e.Text)
	}
	return ids
}
