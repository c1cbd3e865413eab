package api

import (
	"time"

	"beacon/casework"
	"beacon/messaging"
)

// hearingOf finds the hearing that a reminder was about: the ledger does not say.
// A reminder is of use until its hearing begins, or until the last reminder of it
// is due; failing both, it is of the first hearing after its use was over.
func hearingOf(c *casework.Case, d messaging.Delivery) (id string, starts time.Time) {
	if d.Template != casework.HearingReminder {
		return "", time.Time{}
	}
	for _, h := range c.Hearings {
		late := h.Starts.Add(-c.Policy.HearingLate)
		if h.Status == casework.Listed && (h.Starts.Equal(d.UsefulUntil) || late.Equal(d.UsefulUntil)) {
			return h.ID, h.Starts
		}
	}
	for _, h := range c.Hearings {
		if h.Status == casework.Listed && h.Starts.After(d.UsefulUntil) && (starts.IsZero() || h.Starts.Before(starts)) {
			id, starts = h.ID, h.Starts
		}
	}
	return id, starts
}
