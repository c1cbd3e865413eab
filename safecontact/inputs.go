package safecontact

import (
	"reflect"
	"slices"
	"time"
)

// Inputs are the facts that a decision rests on: deciding again on them gives the
// same answer. They hold no number, address or name of a victim.
type Inputs struct {
	Point       Point     `json:"point"`
	Channel     Channel   `json:"channel"`
	Now         time.Time `json:"now"`
	UsefulUntil time.Time `json:"useful_until,omitzero"`
	Sealed      bool      `json:"sealed,omitempty"`
	CallNotText bool      `json:"call_not_text,omitempty"`

	// The service's own: what is left out is as OrdinaryHours and SilentAfter say, and no
	// day ahead that could have counted was a bank holiday.
	NeedsSeconds     float64  `json:"needs_seconds,omitempty"`
	SilentAfterHours float64  `json:"silent_after_hours,omitempty"`
	Sending          []Window `json:"sending,omitempty"`
	BankHolidays     []string `json:"bank_holidays,omitempty"` // dates, as 2026-04-03
}

// Question is the question that these facts answer.
func (in Inputs) Question() Question {
	return Question{
		Point: in.Point, Channel: in.Channel, Now: in.Now, UsefulUntil: in.UsefulUntil, Sealed: in.Sealed, CallNotText: in.CallNotText,
		Needs:       time.Duration(in.NeedsSeconds * float64(time.Second)),
		SilentAfter: time.Duration(in.SilentAfterHours * float64(time.Hour)),
		Quiet: Quiet{Sending: in.Sending, Holiday: func(year int, month time.Month, day int) bool {
			return slices.Contains(in.BankHolidays, time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		}},
	}
}

// openAhead is how many dates count where a point may be used now, for how long it may.
const openAhead = 3

// inputs are the facts, with the bank holidays of so many dates ahead.
func (q Question) inputs(days int) Inputs {
	in := Inputs{
		Point: q.Point, Channel: q.Channel, Now: q.Now, UsefulUntil: q.UsefulUntil.UTC(), Sealed: q.Sealed, CallNotText: q.CallNotText,
		NeedsSeconds: q.Needs.Seconds(), BankHolidays: q.holidays(days),
	}
	if q.SilentAfter != SilentAfter {
		in.SilentAfterHours = q.SilentAfter.Hours()
	}
	if !reflect.DeepEqual(q.Quiet.Sending, ordinary) {
		in.Sending = q.Quiet.Sending
	}
	return in
}

// holidays are the bank holidays among so many dates from today.
func (q Question) holidays(days int) (dates []string) {
	if q.Quiet.Holiday == nil {
		return nil
	}
	date := midnight(q.Now)
	for range days {
		if q.Quiet.Holiday(date.Date()) {
			dates = append(dates, date.Format(time.DateOnly))
		}
		date = midnight(date.AddDate(0, 0, 1))
	}
	return dates
}
