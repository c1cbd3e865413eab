package simulate

import (
	"fmt"
	"time"

	"beacon/casework"
)

// mostHearings is how many hearings one prosecution has here.
const mostHearings = 4

// list lists a hearing of a case, some weeks ahead or at short notice.
func (h *hub) list(f *file, kind string) bool {
	if !f.open() {
		return false
	}
	f.court++
	id := fmt.Sprintf("hearing-%d", f.court)
	starts := h.sits(14, 60)
	if h.rng.IntN(5) == 0 {
		starts = h.sits(1, 3)
	}
	if !h.hearing(f, id, kind, starts, casework.Listed) {
		return false
	}
	h.await(f, id, kind, starts)
	return true
}

// sits is when a court sits, so many days from now.
func (h *hub) sits(least, most int) time.Time {
	t := h.days(least, most)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

func (h *hub) hearing(f *file, id, kind string, starts time.Time, s casework.HearingStatus) bool {
	return h.give(f, casework.SetHearing{
		Said: h.said("witness-care-1", casework.WitnessCare), Hearing: id, Type: kind, Starts: starts.UTC(), Status: s, Needed: true, Source: "witness_care",
	})
}

// await is what becomes of a hearing: it is put back, vacated, or held and followed by
// the next.
func (h *hub) await(f *file, id, kind string, starts time.Time) {
	ahead := int(starts.Sub(h.now) / time.Hour)
	sooner := h.now.Add(time.Duration(h.some(1, max(1, ahead-1))) * time.Hour)
	switch {
	case h.is(hearingMoves) && sooner.Before(starts):
		h.agenda.at(sooner, func() {
			later := starts.AddDate(0, 0, 7*h.some(1, 8))
			if h.hearing(f, id, kind, later, casework.Listed) {
				h.await(f, id, kind, later)
			}
		})
	case h.is(hearingVacated) && sooner.Before(starts):
		h.agenda.at(sooner, func() { h.hearing(f, id, kind, starts, casework.Vacated) })
	default:
		h.agenda.at(starts.Add(time.Duration(h.some(1, 30))*time.Hour), func() {
			if h.hearing(f, id, kind, starts, casework.Held) && f.court < mostHearings {
				h.list(f, one(h, "trial", "trial", "sentence", "mention"))
			}
		})
	}
}
