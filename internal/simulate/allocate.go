package simulate

import "beacon/casework"

// allocate gives a case to the caseworker at work who has the fewest.
func (h *hub) allocate(_ *worker, f *file, t casework.Task) {
	if w := h.leastLoaded(); w != nil {
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
