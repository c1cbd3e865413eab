package simulate

import (
	"cmp"
	"time"

	"beacon/casework"
)

// soonEnough is how soon somebody must be at work to be given a case.
const soonEnough = 14 * time.Hour

// allocate gives a case to the caseworker with the fewest, of those who can call the
// victim in time.
func (h *hub) allocate(_ *worker, f *file, t casework.Task) {
	switch w := h.leastLoaded(); {
	case w == nil:
	case f.c.Offer == nil && h.is(assigns):
		h.give(f, casework.AssignCase{Said: h.says(h.somebody(casework.Supervisor)), Receiver: casework.Receiver{To: w.id, ToRole: w.role}})
	case f.c.Offer == nil || f.c.Offer.Lapsed:
		h.give(f, casework.Claim{Said: h.says(w)})
	}
	_ = t
}

// leastLoaded is the caseworker with the fewest open cases, of those at work today or
// tomorrow morning; of all, where there is none.
func (h *hub) leastLoaded() *worker {
	load := map[string]int{}
	for _, f := range h.files {
		if f.open() {
			load[f.c.Owner]++
		}
	}
	var least, soon *worker
	for _, w := range h.team {
		if w.role != casework.Caseworker || w.away(h.now) {
			continue
		}
		if least == nil || load[w.id] < load[least.id] {
			least = w
		}
		if w.worksWithin(h.now, soonEnough) && (soon == nil || load[w.id] < load[soon.id]) {
			soon = w
		}
	}
	return cmp.Or(soon, least)
}
