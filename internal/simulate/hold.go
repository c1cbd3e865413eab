package simulate

import "beacon/casework"

// holdFast places a legal hold, and lifts it some weeks later. Both are taken at any
// stage.
func (h *hub) holdFast(f *file) bool {
	boss := h.somebody(casework.Supervisor)
	why := one(h, "complaint", "court_order", "civil_claim", "death_review")
	if !h.give(f, casework.PlaceLegalHold{Said: h.says(boss), Hold: "hold", Why: why}) {
		return false
	}
	h.agenda.at(h.days(10, 60), func() { h.give(f, casework.LiftLegalHold{Said: h.says(boss), Hold: "hold"}) })
	return true
}

// seal seals a case for some days: nothing leaves it meanwhile.
func (h *hub) seal(f *file) bool {
	w := h.worker(f)
	f.victim.sealed = true
	h.give(f, casework.SealChanged{Said: h.says(w), Sealed: true, Why: "safety"})
	h.agenda.at(h.days(2, 20), func() {
		f.victim.sealed = false
		h.give(f, casework.SealChanged{Said: h.says(w)})
	})
	return true
}

// tellEnding tells the victim that support ends, or decides that they are not told.
func (h *hub) tellEnding(w *worker, f *file, t casework.Task) {
	if h.is(keepsOpen) {
		h.rule(w, f, t, "not_told")
		return
	}
	h.callAbout(w, f, t)
}
