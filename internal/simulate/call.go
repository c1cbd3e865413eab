package simulate

import (
	"time"

	"beacon/casework"
)

// callVictim makes an attempt to reach the victim, or to speak with them again.
func (h *hub) callVictim(w *worker, f *file, t casework.Task) {
	if !h.callHours(f) {
		return
	}
	if !f.victim.safe { // there is no number to call until somebody has found one
		h.findSafeWay(w, f, t)
		return
	}
	h.attempt(w, f, "")
}

// callAbout calls the victim about something, and does it another time where they do
// not answer.
func (h *hub) callAbout(w *worker, f *file, t casework.Task) {
	if f.unlooked || !t.Kind.Rule().Urgent && !h.callHours(f) {
		return // not before somebody has found out how it can be safe
	}
	h.attempt(w, f, t.ID)
}

// callHours says that it is a time of day at which victims are called.
func (h *hub) callHours(f *file) bool {
	hour := h.now.In(casework.London).Hour()
	if f.c.Risk.Grade == casework.HighRisk {
		return hour >= casework.AnyDayCalls.From && hour < casework.AnyDayCalls.To
	}
	return hour >= casework.OrdinaryCalls.From && hour < casework.OrdinaryCalls.To
}

// attempt makes a call and records what came of it.
func (h *hub) attempt(w *worker, f *file, task string) {
	if f.tried.IsZero() {
		f.tried = h.now
	}
	said := h.says(w)
	m := casework.RecordAttempt{Said: said, Outcome: h.callOut(f), Point: "point-1", Task: task}
	if m.Outcome == "call_back" || m.Outcome == "not_safe_now" && h.is(accepts) {
		m.CallBack = h.days(1, 4)
	}
	if !h.give(f, m) {
		return
	}
	switch m.Outcome {
	case "accepted", "declined":
		f.victim.decided = true
	case "language_barrier":
		f.victim.interpreter = false // the next call is made with one
	}
}

// callOut is what comes of a call.
func (h *hub) callOut(f *file) string {
	v := &f.victim
	switch {
	case v.number != good:
		return string(v.number)
	case h.is(unsafeSign):
		return "unsafe_signal"
	case v.together && h.is(thirdParty):
		return "third_party_answered"
	case h.is(cutOff):
		return "cut_off"
	case !h.is(answers):
		if h.is(voicemail) {
			return "voicemail_none_left"
		}
		return "no_answer"
	case v.interpreter:
		return "language_barrier"
	case h.is(notSafeNow):
		return "not_safe_now"
	case h.is(asksCallBack):
		return "call_back"
	}
	return h.spoken(f)
}

// spoken is what a victim says who was spoken to.
func (h *hub) spoken(f *file) string {
	switch {
	case f.c.Stage != casework.Reaching, h.is(undecided):
		return "spoke"
	case f.victim.accepts:
		f.victim.until = h.now.Add(time.Duration(h.some(30, 200)) * day)
		return "accepted"
	}
	return "declined"
}
