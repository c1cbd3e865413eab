package simulate

import "beacon/casework"

// wishes is what a victim says they want, as far as they say it.
func (h *hub) wishes(f *file) bool {
	if !f.open() || f.c.Contact.Reached.IsZero() {
		return false
	}
	m := casework.SetPreferences{
		Said: h.says(h.worker(f)), Ways: []string{one(h, "call", "text", "email")}, Often: one(h, "weekly", "fortnightly", "monthly", "when_it_happens"),
	}
	if h.some(1, 4) == 1 {
		m.Untold = []string{one(h, "hearings", "support", "coming_back")}
	}
	return h.give(f, m)
}

// wantsQuiet has a victim ask to be left alone for a while, and some of them think
// better of it.
func (h *hub) wantsQuiet(f *file) bool {
	if !f.open() || f.c.Stage == casework.Closing || f.c.Contact.Reached.IsZero() {
		return false
	}
	if !h.give(f, casework.PauseContact{Said: h.says(h.worker(f)), Until: h.days(4, 25)}) {
		return false
	}
	if h.some(1, 3) == 1 {
		h.agenda.at(h.days(1, 5), func() {
			if f.open() && (f.c.Pause != nil || f.c.PauseAsked != nil) {
				h.give(f, casework.ResumeContact{Said: h.says(h.worker(f))})
			}
		})
	}
	return true
}

// wantsAnother has a victim ask for another caseworker.
func (h *hub) wantsAnother(f *file) bool {
	if !f.open() || f.c.Contact.Reached.IsZero() || f.c.Owner == "" || casework.IsDesk(f.c.Owner) {
		return false
	}
	return h.give(f, casework.AskChangeOfCaseworker{Said: h.says(h.worker(f))})
}
