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
	if kind == "trial" && h.rng.IntN(4) == 0 {
		h.warn(f, id, starts)
	}
	if !h.hearing(f, id, kind, starts, casework.Listed) {
		return false
	}
	if kind == "first_hearing" {
		h.charge(f)
	}
	if h.rng.IntN(6) == 0 {
		h.contradict(f, id, kind, starts.AddDate(0, 0, h.some(-3, 3)))
	}
	h.await(f, id, kind, starts)
	return true
}

// warn puts a trial in a warned list before it is given its day.
func (h *hub) warn(f *file, id string, starts time.Time) {
	m := casework.SetHearing{
		Said: h.said("witness-care-1", casework.WitnessCare), Hearing: id, Type: "trial", Status: casework.Listed, Certainty: casework.WarnedList,
		Needed: true, Source: "witness_care",
	}
	m.Starts, m.Until = casework.WindowOf(starts.AddDate(0, 0, -h.some(0, 6)), starts.AddDate(0, 0, h.some(1, 8)))
	h.give(f, m)
}

// contradict lets police name another date than the Witness Care Unit.
func (h *hub) contradict(f *file, id, kind string, starts time.Time) {
	if !starts.After(h.now) {
		return
	}
	h.give(f, casework.SetHearing{
		Said: h.said("witness-care-1", casework.WitnessCare), Hearing: id, Type: kind, Starts: starts.UTC(), Status: casework.Listed, Needed: true, Source: "police",
	})
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

// heard says that a hearing was held, and mostly what came of it.
func (h *hub) heard(f *file, id, kind string, starts time.Time) bool {
	for _, k := range f.c.Hearings {
		if k.ID == id && k.Starts.After(h.now) { // somebody found out that it is on another day
			h.await(f, id, kind, k.Starts)
			return false
		}
	}
	if h.rng.IntN(3) == 0 {
		return h.hearing(f, id, kind, starts, casework.Held)
	}
	m := casework.RecordHearingOutcome{
		Said: h.said("witness-care-1", casework.WitnessCare), Hearing: id, Outcome: one(h, "effective", "effective", "ineffective", "cracked"),
		Attended: one(h, "attended", "video_link", "did_not_attend"), Measures: one(h, "yes", "yes", "no", "not_asked"),
	}
	if m.Outcome == "ineffective" {
		m.Why = one(h, "no_court_time", "defendant_absent", "witness_absent")
	}
	return h.give(f, m)
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
			held := h.heard(f, id, kind, starts)
			if held && kind == "trial" {
				h.decidesTrial(f, id)
			}
			if held && f.court < mostHearings {
				h.list(f, one(h, "trial", "trial", "sentence", "mention"))
			}
		})
	}
}
