package safecontact

import (
	"slices"
	"time"
)

// Quiet says when the service itself may disturb anybody: the quiet hours are all
// the rest. The zero value means OrdinaryHours.
type Quiet struct {
	Sending []Window `json:"sending"`

	// Holiday says whether a London date is a bank holiday, on which nothing is
	// sent. Nil: none is.
	Holiday func(year int, month time.Month, day int) bool `json:"-"`
}

// OrdinaryHours are 09:00 to 19:00, Monday to Saturday, and not on bank holidays.
// No hours for service texts are set by law in the UK; these are the product's own.
func OrdinaryHours(holiday func(year int, month time.Month, day int) bool) Quiet {
	return Quiet{Sending: slices.Clone(ordinary), Holiday: holiday}
}

var ordinary = []Window{{Days: []Day{Monday, Tuesday, Wednesday, Thursday, Friday, Saturday}, From: At(9, 0), To: At(19, 0)}}

// AnyTime has no quiet hours. It is for calls that a person decides to make to a
// victim at high risk, which the quiet hours do not bind.
func AnyTime() Quiet {
	return Quiet{Sending: []Window{{Days: Days[:], From: 0, To: endOfDay}}}
}

func (q Quiet) orOrdinary() Quiet {
	if q.Sending == nil {
		return OrdinaryHours(q.Holiday)
	}
	return q
}

// open are the parts of a London date in which the service may disturb anybody.
func (q Quiet) open(date time.Time) []stretch {
	if q.Holiday != nil && q.Holiday(date.Date()) {
		return nil
	}
	return stretches(q.Sending, date.Weekday())
}
