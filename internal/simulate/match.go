package simulate

import (
	"fmt"
	"maps"

	"beacon/casework"
)

// What is found by comparing people: the same victim twice, police who say otherwise,
// and a victim who is a suspect elsewhere.

// find tells a case of something found.
func (h *hub) find(f *file, what, about string) bool {
	return f.open() && h.give(f, casework.RecordFinding{Said: h.said("beacon", casework.System), Finding: what, About: about})
}

// another is another case that is open, or none.
func (h *hub) another(f *file) *file {
	for range 20 {
		if o := one(h, h.files...); o != f && o.open() {
			return o
		}
	}
	return nil
}

// foundTwice: somebody else on record may be the same victim.
func (h *hub) foundTwice(f *file) bool {
	if f.partner = h.another(f); f.partner == nil {
		return false
	}
	h.keys++
	return h.find(f, "match_found", fmt.Sprintf("match-%d", h.keys))
}

// policeSayOtherwise of a way to make contact.
func (h *hub) policeSayOtherwise(f *file) bool {
	h.keys++
	return h.find(f, one(h, "conflict_found", "conflict_urgent"), fmt.Sprintf("conflict-%d", h.keys))
}

// accusedToo: the victim is a suspect in another case, and the two are kept apart.
func (h *hub) accusedToo(f *file) bool {
	o := h.another(f)
	return o != nil && h.find(f, "counter_allegation", o.c.ID) && h.find(o, "counter_allegation", f.c.ID)
}

// reviewMatch decides whether two cases are of one victim.
func (h *hub) reviewMatch(w *worker, f *file, t casework.Task) {
	if h.rng.IntN(2) == 0 && h.merge(w, f, f.partner) {
		return
	}
	h.find(f, "match_settled", t.About)
}

// merge ends a case that goes on in another, with everything that the world knows of it.
func (h *hub) merge(w *worker, f, into *file) bool {
	if into == nil || !into.open() || into == f {
		return false
	}
	if !h.give(f, casework.MergeCase{Said: h.says(w), Into: into.c.ID, Other: casework.PartyOf(into.c)}) {
		return false
	}
	into.signal(f.unsafe)
	h.give(into, casework.TakeOver{Said: h.says(w), From: f.c.ID, Had: casework.Carry(h.carried(f.c))})
	for record := range maps.Keys(f.versions) {
		into.versions[record], h.record[record] = max(into.versions[record], f.versions[record]), into
	}
	if p := f.extract.Victim.PersonReference; p != "" {
		h.person[p] = into
	}
	return true
}

func (h *hub) resolveConflict(_ *worker, f *file, t casework.Task) {
	h.find(f, "conflict_settled", t.About)
}
