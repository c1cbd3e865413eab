package measures

import (
	"time"

	"beacon/victimscode"
)

// Evidence is what shows that one duty was not met in time. Zero times: not yet, or not
// known.
type Evidence struct {
	Theme    string              `json:"theme"`
	CaseID   string              `json:"case_id"` // opaque
	Owed     string              `json:"owed_id"`
	Row      string              `json:"row"`
	Edition  string              `json:"edition"`
	Owner    victimscode.Body    `json:"owner"`
	Force    string              `json:"force,omitempty"`
	Enhanced bool                `json:"enhanced"`
	Against  string              `json:"against"`
	Limit    string              `json:"limit,omitempty"`
	Event    string              `json:"event_id,omitempty"`
	Kind     victimscode.Trigger `json:"event,omitempty"`
	Occurred time.Time           `json:"occurred_at"`
	Received time.Time           `json:"received_at,omitzero"`
	Due      time.Time           `json:"due"`
	Told     time.Time           `json:"told_at,omitzero"` // when it was met
	ToldBy   string              `json:"told_by,omitempty"`
	Outcome  string              `json:"outcome"`

	DaysLate        int     `json:"days_late"` // of the calendar, until it was met or now
	WorkingDaysLate int     `json:"working_days_late"`
	HoursLate       float64 `json:"hours_late"`

	SinceEvent     Since  `json:"since_event"`
	SinceKnowledge *Since `json:"since_knowledge,omitempty"` // none: when it was received is not known

	Source   string `json:"source"`
	Verified bool   `json:"verified"`
}

// Since is how long it took from a moment, until it was met or now.
type Since struct {
	WorkingDays int     `json:"working_days"`
	Hours       float64 `json:"hours"`
}

func evidence(k Kept, o outcome, key rowKey, limit victimscode.Limit, now time.Time, days victimscode.Calendar) Evidence {
	until := k.Met
	if until.IsZero() {
		until = now
	}
	d := k.Duty()
	e := Evidence{
		Theme: key.theme, CaseID: k.CaseID, Owed: k.ID, Row: k.Row, Edition: k.Edition, Owner: k.Body, Force: k.Force, Enhanced: k.Enhanced, Against: key.against,
		Limit: limit.String(), Event: k.Event, Kind: k.Kind, Occurred: k.Began, Received: k.Received, Due: k.Due, Told: k.Met, ToldBy: k.MetBy, Outcome: string(o),
		DaysLate: calendarDays(k.Due, until), WorkingDaysLate: days.Between(k.Due, until), HoursLate: toTenth(max(until.Sub(k.Due).Hours(), 0)),
		SinceEvent: since(k.Began, until, days), Source: d.Source, Verified: d.Verified,
	}
	if !k.Received.IsZero() {
		s := since(k.Received, until, days)
		e.SinceKnowledge = &s
	}
	return e
}

func since(from, until time.Time, days victimscode.Calendar) Since {
	return Since{days.Between(from, until), toTenth(max(until.Sub(from).Hours(), 0))}
}

// calendarDays counts the London dates from one moment's to another's.
func calendarDays(from, until time.Time) int {
	at := func(t time.Time) time.Time {
		y, m, d := t.In(victimscode.London).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return max(int(at(until).Sub(at(from)).Hours()/24), 0)
}
