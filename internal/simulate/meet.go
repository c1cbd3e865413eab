package simulate

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// meeting is what a fate does; false: it could not happen now, and may tomorrow.
type meeting func(h *hub, f *file) bool

// fateTries is for how many days a fate waits for a case to be where it can befall it.
const fateTries = 90

// meetings says what every fate does.
func meetings() map[string]meeting {
	return map[string]meeting{
		"charged":               func(h *hub, f *file) bool { return h.list(f, "first_hearing") },
		"prosecution_withdrawn": func(h *hub, f *file) bool { return h.withdraw(f, "prosecution") },
		"support_withdrawn":     func(h *hub, f *file) bool { return h.withdraw(f, "support") },
		"number_dead":           func(_ *hub, f *file) bool { f.victim.number = dead; return true },
		"number_wrong":          func(_ *hub, f *file) bool { f.victim.number = wrong; return true },
		"no_safe_way":           func(_ *hub, f *file) bool { f.victim.unfindable, f.victim.together = true, true; return true },
		"police_raise_risk":     func(h *hub, f *file) bool { return h.regrade(f, -1) },
		"police_lower_risk":     func(h *hub, f *file) bool { return h.regrade(f, 1) },
		"police_send_old":       (*hub).sendOld,
		"another_incident":      (*hub).anotherIncident,
		"concern":               func(h *hub, f *file) bool { return h.concern(f, false) },
		"danger":                func(h *hub, f *file) bool { return h.concern(f, true) },
		"another_number":        (*hub).anotherNumber,
		"dies":                  func(h *hub, f *file) bool { return h.end(f, "deceased") },
		"moves_away":            func(h *hub, f *file) bool { return h.end(f, "moved_area_transferred") },
		"opened_in_error":       func(h *hub, f *file) bool { return h.end(f, "opened_in_error") },
		"found_twice":           func(h *hub, f *file) bool { return h.end(f, "duplicate_merged") },
		"beyond_scope":          func(h *hub, f *file) bool { return h.end(f, "out_of_scope") },
		"another_lead":          func(h *hub, f *file) bool { return h.end(f, "other_agency_lead") },
		"referred_on":           (*hub).referredOn,
		"legal_hold":            (*hub).holdFast,
		"sealed":                (*hub).seal,
		"enhanced_rights":       (*hub).enhance,
		"found_in_two":          (*hub).foundTwice,
		"police_say_otherwise":  (*hub).policeSayOtherwise,
		"accused_too":           (*hub).accusedToo,
		"says_what_they_want":   (*hub).wishes,
		"wants_quiet":           (*hub).wantsQuiet,
		"wants_another":         (*hub).wantsAnother,
		"takes_back":            func(h *hub, f *file) bool { return f.c.Stage == casework.Closing && h.reopen(f, "closed_in_error") },
		"comes_back":            func(h *hub, f *file) bool { return !f.open() && h.reopen(f, "victim_returned") },
		"new_information":       func(h *hub, f *file) bool { return !f.open() && h.reopen(f, "information_received") },
	}
}

// meet lets a fate befall a case, or waits for a day on which it can.
func (h *hub) meet(f *file, fate Fate, left int) {
	if h.meetings[fate.Name](h, f) || left == 0 {
		return
	}
	h.agenda.at(h.now.Add(time.Duration(h.some(16, 30))*time.Hour), func() { h.meet(f, fate, left-1) })
}

func (h *hub) withdraw(f *file, from string) bool {
	if !f.open() || f.c.Contact.Reached.IsZero() {
		return false
	}
	reason := one(h, "no_longer_needed", "fear", "pressure", "delay", "not_said")
	if !h.give(f, casework.RecordWithdrawal{Said: h.says(h.worker(f)), From: from, Reason: reason}) {
		return false
	}
	if from == "prosecution" && h.rng.IntN(2) == 0 {
		h.agenda.at(h.days(1, 15), func() {
			if f.open() {
				h.give(f, casework.TakeBackWithdrawal{Said: h.says(h.worker(f))})
			}
		})
	}
	return true
}

// worker is the caseworker of a case, or any while it has none.
func (h *hub) worker(f *file) *worker {
	for _, w := range h.team {
		if w.id == f.c.Owner {
			return w
		}
	}
	return h.somebody(casework.Caseworker)
}

// regrade is a newer version of the referral: by so many grades towards the lowest.
func (h *hub) regrade(f *file, by int) bool {
	at := slices.Index(casework.Grades, f.c.Risk.Grade) + by
	if at < 0 || at >= len(casework.Grades) {
		return true // there is no such grade
	}
	r := f.extract
	version := f.versions[r.Source.ID] + 1
	r.Source.Version, r.Risk.Grade, r.Risk.Judgement, r.Risk.Total = &version, string(casework.Grades[at]), "", nil
	h.receive(r, "")
	return true
}

// sendOld is a version of the referral that was overtaken by a newer one.
func (h *hub) sendOld(f *file) bool {
	if f.versions[f.extract.Source.ID] < 2 && !h.regrade(f, 0) {
		return false
	}
	r := f.extract
	version := 1
	r.Source.Version = &version
	h.receive(r, "")
	return true
}

// anotherIncident is a referral of the same victim for something new.
func (h *hub) anotherIncident(f *file) bool {
	r := f.extract
	if r.Victim.PersonReference == "" {
		return true // the police do not know that it is the same person
	}
	first := 1
	h.keys++
	r.Source.ID, r.Source.Version = fmt.Sprintf("ATH-27-%07d", h.keys), &first
	r.Crime.ReportedAt = h.now.Add(-time.Hour).Format(time.RFC3339)
	r.Risk.Grade, r.Risk.Judgement, r.Risk.Total = string(one(h, casework.Grades...)), "", nil
	h.report.Referrals.Later++
	h.receive(r, "")
	return true
}

func (h *hub) concern(f *file, now bool) bool {
	about := one(h, "victim", "child", "adult_at_risk")
	return f.open() && h.give(f, casework.RaiseConcern{Said: h.says(h.worker(f)), About: about, Immediate: now})
}

// anotherNumber is a new telephone, which nobody has yet confirmed as safe, in the
// place of an old one.
func (h *hub) anotherNumber(f *file) bool {
	if !f.open() || f.unsafe {
		return false
	}
	w := h.worker(f)
	f.victim.number = good
	return h.give(f, casework.ContactPointChanged{Said: h.says(w), Point: "point-1"}) &&
		h.give(f, casework.ContactPointChanged{Said: h.says(w), Point: "point-2", Usable: true})
}

// end ends a case for a reason that is nobody's doing.
func (h *hub) end(f *file, reason string) bool {
	if f.c.Stage == casework.Closed || f.c.Stage == casework.Closing {
		return false
	}
	return h.give(f, casework.CloseCase{Said: h.says(h.somebody(casework.Supervisor)), Reason: reason, SignedOff: true})
}

func (h *hub) reopen(f *file, reason string) bool {
	if f.c.Merged() {
		return true // it goes on in another
	}
	w := h.somebody(casework.Caseworker)
	if reason == "victim_returned" {
		f.victim.accepts, f.victim.until = true, h.now.Add(time.Duration(h.some(20, 90))*day)
	}
	return h.give(f, casework.ReopenCase{Said: h.says(w), Reason: reason})
}
