package simulate

import (
	"fmt"
	"time"

	"beacon/casework"
)

// share asks for consent to refer the victim on, and does so where they agree.
func (h *hub) share(w *worker, f *file) {
	if !h.is(refersOn) {
		return
	}
	to := one(h, "counselling", "refuge", "housing", "outreach", "gp", "legal")
	for _, o := range f.c.Onward {
		if o.To == to && o.Ended.IsZero() {
			return
		}
	}
	said := casework.ConsentGiven
	if h.is(refusesSharing) {
		said = casework.ConsentRefused
	}
	id, taken := h.consent(w, f, to, said)
	if !taken || said != casework.ConsentGiven {
		return
	}
	h.referOn(w, f, to, id)
	if h.is(takesConsentBack) {
		h.agenda.at(h.days(1, 12), func() { h.takeConsentBack(f, to) })
	}
}

func (h *hub) consent(w *worker, f *file, to string, said casework.ConsentState) (string, bool) {
	h.keys++
	id := fmt.Sprintf("consent-%d", h.keys)
	return id, h.give(f, casework.RecordConsent{Said: h.says(w), Consent: id, To: to, Purpose: casework.ToRefer, State: said, How: "by_phone"})
}

func (h *hub) referOn(w *worker, f *file, to, consent string) (string, bool) {
	h.keys++
	id := fmt.Sprintf("onward-%d", h.keys)
	return id, h.give(f, casework.ReferOnward{Said: h.says(w), Onward: id, To: to, Need: one(h, casework.Areas...), Consent: consent})
}

// takeConsentBack withdraws a consent that still stands.
func (h *hub) takeConsentBack(f *file, to string) {
	if !f.open() {
		return
	}
	for i := len(f.c.Consents) - 1; i >= 0; i-- {
		if k := f.c.Consents[i]; k.To == to {
			if k.State == casework.ConsentGiven {
				h.consent(h.worker(f), f, to, casework.ConsentWithdrawn)
			}
			return
		}
	}
}

func (h *hub) onward(w *worker, f *file, id string, step casework.OnwardStep, outcome string) bool {
	return h.give(f, casework.OnwardProgress{Said: h.says(w), Onward: id, Step: step, Outcome: outcome})
}

// sendOnward sends an onward referral, and the agency answers some day, or never does.
func (h *hub) sendOnward(w *worker, f *file, t casework.Task) {
	if h.onward(w, f, t.About, casework.OnwardSent, "") && h.is(agencyAnswers) {
		h.agenda.at(h.days(1, 4), func() { h.agencyAnswers(f, t.About) })
	}
}

// chaseOnward asks the agency how an onward referral stands.
func (h *hub) chaseOnward(w *worker, f *file, t casework.Task) {
	if h.onward(w, f, t.About, casework.OnwardChased, "") {
		h.agenda.at(h.now.Add(time.Duration(h.some(2, 40))*time.Hour), func() { h.agencyAnswers(f, t.About) })
	}
}

// agencyAnswers is the next thing that an agency says of an onward referral.
func (h *hub) agencyAnswers(f *file, id string) {
	for _, o := range f.c.Onward {
		if o.ID != id || !o.Ended.IsZero() || !f.open() {
			continue
		}
		w := h.worker(f)
		switch {
		case h.is(agencyDeclines):
			h.onward(w, f, id, casework.OnwardEnded, one(h, "declined_by_agency", "not_eligible", "no_capacity", "not_reached"))
		case o.Acknowledged.IsZero():
			h.onward(w, f, id, casework.OnwardAcknowledged, "")
			h.agenda.at(h.days(1, 8), func() { h.agencyAnswers(f, id) })
		case o.Contacted.IsZero():
			h.onward(w, f, id, casework.OnwardContact, "")
			h.agenda.at(h.days(10, 60), func() { h.agencyAnswers(f, id) })
		default:
			h.onward(w, f, id, casework.OnwardEnded, one(h, "supporting", "completed"))
		}
	}
}

// referredOn ends a case whose victim another service has taken on.
func (h *hub) referredOn(f *file) bool {
	if !f.open() || f.c.Stage == casework.Closing || f.c.Contact.Reached.IsZero() {
		return false
	}
	w := h.worker(f)
	for _, o := range f.c.Onward {
		if o.Ended.IsZero() && !o.Acknowledged.IsZero() {
			return h.end(f, "referred_on_accepted")
		}
	}
	consent, taken := h.consent(w, f, "idva", casework.ConsentGiven)
	if !taken {
		return false
	}
	if id, taken := h.referOn(w, f, "idva", consent); taken {
		h.onward(w, f, id, casework.OnwardSent, "")
		h.onward(w, f, id, casework.OnwardAcknowledged, "")
	}
	return h.end(f, "referred_on_accepted")
}

// parts are what a full plan holds beside its actions. A light one has none of them.
func (h *hub) parts(f *file) casework.PlanParts {
	if f.c.MostInNeed == nil {
		return casework.PlanParts{}
	}
	return casework.PlanParts{
		Goals: []casework.Goal{{ID: "goal", Need: one(h, casework.Areas...), Text: "goal"}}, Safety: &casework.SafetyPlan{Text: "safety"},
		SpecialMeasures: one(h, casework.ChoseYes, casework.ChoseNo, casework.Undecided), Statement: one(h, casework.ChoseYes, casework.Undecided),
		Compensation: one(h, casework.ChoseYes, casework.ChoseNo), Restorative: casework.NotAsked, Children: "children", Communication: "communication",
		Rights: h.now.UTC(), Ends: "ends",
	}
}
