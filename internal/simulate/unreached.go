package simulate

import "beacon/casework"

// What people do about a victim who is not reached, or cannot be reached safely.

// decideNotReached decides on a victim whom nobody has reached after every attempt.
func (h *hub) decideNotReached(w *worker, f *file, t casework.Task) {
	if !w.role.Decides() {
		return
	}
	if !h.is(triesAgain) {
		if h.rule(w, f, t, "close") {
			return
		}
		if h.give(f, casework.CloseCase{Said: h.says(w), Reason: "not_reached_after_protocol", SignedOff: true}) {
			return
		}
	}
	h.rule(w, f, t, one(h, "try_again", "try_again", "ask_officer", "other_way"))
}

// askOfficer asks the officer in the case for another number.
func (h *hub) askOfficer(w *worker, f *file, t casework.Task) {
	if f.victim.unfindable || !h.is(newNumber) {
		h.note(w, f, t)
		return
	}
	f.victim.number, f.victim.safe = good, true
	h.give(f, casework.ContactPointChanged{Said: h.says(w), Point: "point-2", Usable: true})
}

// findSafeWay asks the officer in the case for a safe way to make contact. Sometimes
// there is none, and a supervisor ends the case.
func (h *hub) findSafeWay(w *worker, f *file, t casework.Task) {
	switch {
	case !f.victim.unfindable && h.is(newNumber):
		f.victim.safe, f.victim.number, f.victim.together = true, good, false
		h.give(f, casework.ContactPointChanged{Said: h.says(w), Point: "point-2", Verified: true, Usable: true})
	case f.victim.unfindable && w.role.Decides() && h.give(f, casework.CloseCase{Said: h.says(w), Reason: "unsafe_to_contact", SignedOff: true}):
	case t.Kind != casework.CallVictim && h.is(notesOnly):
		h.asItsRuleSays(w, f, t)
	}
}
