package simulate

import "beacon/casework"

// allocate gives a case to the caseworker at work who has the fewest.
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

// leastLoaded is the caseworker with the fewest open cases, of those who are not away.
func (h *hub) leastLoaded() *worker {
	load := map[string]int{}
	for _, f := range h.files {
		if f.open() {
			load[f.c.Owner]++
		}
	}
	var least *worker
	for _, w := range h.team {
		if w.role == casework.Caseworker && !w.away(h.now) && (least == nil || load[w.id] < load[least.id]) {
			least = w
		}
	}
	return least
}
