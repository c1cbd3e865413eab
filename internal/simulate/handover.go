package simulate

import (
	"time"

	"beacon/casework"
)

// passOn is somebody giving work to somebody else, once in a while: the case for good
// or for a time, one task of it, or the whole because they are going to be away.
func (h *hub) passOn(f *file, t casework.Task) {
	owner := h.named(f.c.Owner)
	to := h.somebody(casework.Caseworker)
	if owner == nil || !f.open() || f.c.Stage == casework.Closing || to == owner || f.c.Offer != nil {
		return
	}
	r := casework.Receiver{To: to.id, ToRole: to.role}
	switch h.some(0, 3) {
	case 0:
		h.give(f, casework.HandOverCase{Said: h.says(owner), Receiver: r})
	case 1:
		h.give(f, casework.HandOverCase{Said: h.says(owner), Receiver: r, Until: h.now.Add(7 * 24 * time.Hour)})
	case 2:
		if t.Kind != casework.AnswerOffer && t.Kind.Rule().Role == casework.Caseworker && t.Owner != to.id {
			h.give(f, casework.ReassignTask{Said: h.says(h.somebody(casework.Supervisor)), Receiver: r, Task: t.ID})
		}
	default:
		if f.c.Cover == nil {
			h.give(f, casework.CoverOwner{Said: h.says(owner), Absence: "away", Owner: owner.id, Cover: to.id, CoverRole: to.role,
				From: h.now.Add(time.Hour), Until: h.now.Add(7 * 24 * time.Hour)})
		}
	}
}

// answerOffer is the answer of whoever was offered a case.
func (h *hub) answerOffer(_ *worker, f *file, _ casework.Task) {
	if o := f.c.Offer; o != nil {
		if to := h.named(o.To); to != nil {
			h.give(f, casework.AnswerHandOver{Said: h.says(to), Accept: !h.is(declines)})
		}
	}
}

// named finds one of the people of the service.
func (h *hub) named(id string) *worker {
	for _, w := range h.team {
		if w.id == id {
			return w
		}
	}
	return nil
}
