package simulate

import (
	"fmt"
	"time"

	"beacon/casework"
	"beacon/victimscode"
)

// What happens in the criminal justice process of some lives, who hears of it when, and
// whether anybody tells the victim.

// charge is a charge with what comes of bail: some of it is heard of late.
func (h *hub) charge(f *file) {
	h.happens(f, victimscode.Charged, h.now.Add(-time.Duration(h.rng.IntN(3*24))*time.Hour), "police", "")
	if h.rng.IntN(2) == 0 {
		h.agenda.at(h.days(1, 20), func() {
			h.happens(f, one(h, victimscode.BailChanged, victimscode.BailCancelled), h.now, "police", "")
		})
	}
	if h.rng.IntN(8) == 0 {
		h.agenda.at(h.days(5, 40), func() { h.happens(f, victimscode.NotProsecutedCPS, h.now, "cps", "", "discontinued") })
	}
	if h.rng.IntN(12) == 0 {
		said := h.said("supervisor-1", casework.Supervisor)
		said.Text = "text-of-" + said.ID
		h.give(f, casework.AdoptEdition{Said: said, Edition: victimscode.Current, Open: true})
	}
}

// decidesTrial is how a trial ended; now and then two sources say otherwise.
func (h *hub) decidesTrial(f *file, hearing string) {
	said := one(h, "guilty", "not_guilty")
	h.happens(f, victimscode.Verdict, h.now, "witness_care", hearing, said)
	if h.rng.IntN(2) == 0 {
		h.happens(f, victimscode.Verdict, h.now, "court", hearing, map[string]string{"guilty": "not_guilty", "not_guilty": "guilty"}[said])
	}
	if said == "guilty" {
		h.agenda.at(h.days(1, 30), func() { h.happens(f, victimscode.Sentenced, h.now, "witness_care", "") })
	}
}

// happens tells a case of an event; somebody may tell the victim some day.
func (h *hub) happens(f *file, kind victimscode.Trigger, occurred time.Time, source, about string, facts ...string) {
	if !f.open() {
		return
	}
	for _, k := range f.c.Referrals { // nothing is told of that was before the crime
		if first := k.Reported; occurred.Before(first) {
			occurred = h.now
		}
	}
	h.keys++
	m := casework.RecordJusticeEvent{
		Said: h.said("witness-care-1", casework.WitnessCare), Event: fmt.Sprintf("event-%d", h.keys), Kind: kind, Occurred: occurred.UTC(),
		Source: source, About: about, Facts: facts,
	}
	if h.rng.IntN(3) > 0 {
		m.Received = h.now.UTC()
	}
	if !h.give(f, m) {
		return
	}
	h.agenda.at(h.days(2, 30), func() {
		if f.open() {
			h.useRight(h.worker(f), f)
		}
	})
	if h.rng.IntN(3) == 0 {
		h.agenda.at(h.days(0, 6), func() {
			if f.open() {
				h.give(f, casework.RecordTold{Said: h.said("witness-care-1", casework.WitnessCare), Event: m.Event, How: "by_phone", Teller: "police"})
			}
		})
	}
}

// chaseDuty finds out whether a body has done what it owes, mostly with success.
func (h *hub) chaseDuty(w *worker, f *file, t casework.Task) {
	for _, o := range f.c.Owed {
		if o.ID == t.About && o.Open() && o.Duty().Met[0] == victimscode.MetByTelling && h.rng.IntN(3) > 0 {
			h.give(f, casework.RecordTold{Said: h.says(w), Duties: []string{o.ID}, How: "in_person", Teller: "police"})
			return
		}
	}
	h.decide(w, f, t)
}

// dutiesWatched: what is owed and runs is watched in an open case until it is late.
func dutiesWatched(l Look) string {
	if l.Case.Stage == casework.Closed {
		return ""
	}
	watched := map[string]bool{}
	for _, k := range l.Case.Clocks {
		watched[k.ID] = true
	}
	for _, o := range l.Case.Owed {
		runs := o.Open() && !o.Due.IsZero() && !o.Aim && o.Duty().Ours != victimscode.ToWatch
		if runs && o.Breached.IsZero() && !watched["duty/"+o.ID] {
			return o.ID + " runs, and nobody watches it"
		}
	}
	return ""
}

// dutiesStraight: what was met in time is no breach, and what was met late is one.
func dutiesStraight(l Look) string {
	for _, o := range l.Case.Owed {
		if late := !o.Met.IsZero() && !o.Due.IsZero() && o.Met.After(o.Due); !o.Met.IsZero() && !o.Aim && late == o.Breached.IsZero() {
			return o.ID + " is both in time and late"
		}
	}
	return ""
}

// useRight takes a step with a right that the victim holds, as far as the case lets it.
func (h *hub) useRight(w *worker, f *file) {
	for _, held := range f.c.Held {
		for _, row := range casework.RightRows {
			if row.Right != held.Right {
				continue
			}
			step := one(h, row.Steps...)
			m := casework.RecordRight{Said: h.says(w), Right: row.Right, Step: step.Step}
			if len(step.Facts) > 0 && step.Must {
				m.Facts = []string{one(h, step.Facts...)}
			}
			if f.c.Check(m, h.now) == nil && h.give(f, m) {
				return
			}
		}
	}
}
