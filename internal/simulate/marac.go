package simulate

import "beacon/casework"

// followMarac is what becomes of a referral to MARAC, which meets some weeks later, or
// to an IDVA, who answers within days.
func (h *hub) followMarac(f *file, kind casework.TaskKind) {
	if kind == casework.ReferIdva {
		h.agenda.at(h.days(1, 5), func() {
			h.give(f, casework.RecordMarac{Said: h.says(h.worker(f)), Idva: one(h, "accepted", "accepted", "accepted", "declined_by_victim", "not_taken")})
		})
		return
	}
	meets := h.days(5, 24)
	h.agenda.at(h.days(1, 3), func() {
		h.give(f, casework.RecordMarac{Said: h.says(h.worker(f)), Meeting: meets.UTC()})
	})
}

// learnMarac finds out what MARAC decided.
func (h *hub) learnMarac(w *worker, f *file, _ casework.Task) {
	h.give(f, casework.RecordMarac{Said: h.says(w), Outcome: one(h, casework.MaracOutcomes...)})
}
