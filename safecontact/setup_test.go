package safecontact_test

import (
	"time"

	"beacon/safecontact"
)

// monday is the epoch of every test: nine in the morning in London, in winter.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// safe is a mobile number confirmed the Friday before, for calls and texts at any
// time of the service's hours.
func safe() safecontact.Point {
	return safecontact.Point{
		ID: "p1", Kind: safecontact.PhonePoint, Mobile: true,
		Allowed:    safecontact.Allowed{Call: true, Text: true},
		VerifiedAt: monday.Add(-72 * time.Hour), VerifiedBy: "caseworker-7",
		SharedWith: safecontact.Nobody,
	}
}

func text(p safecontact.Point, now time.Time) safecontact.Question {
	return safecontact.Question{Point: p, Channel: safecontact.ByText, Now: now, UsefulUntil: now.Add(14 * 24 * time.Hour)}
}

func london(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, safecontact.London)
}

// allWeek is open at all hours that the given stretch covers, every day.
func allWeek(from, to safecontact.TimeOfDay) []safecontact.Window {
	return []safecontact.Window{{Days: safecontact.Days[:], From: from, To: to}}
}
