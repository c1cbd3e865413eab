package simulate

import (
	"time"

	"beacon/casework"
)

// blunder asks a case for what it cannot take, as a slip of the hand does: it must be
// refused, and leave no trace.
func (h *hub) blunder(w *worker, f *file) {
	h.step(f, woken, func(c *casework.Case) *casework.Case { return c })
	said := h.says(w)
	silent := h.said(w.id, w.role)
	bare := h.said(w.id, casework.Caseworker)
	ahead := said
	ahead.At = h.now.Add(2 * day)
	before := said
	before.At = f.c.Referred.Add(-2 * day)
	m := one[casework.Command](h,
		casework.RecordAttempt{Said: said, Outcome: "nonsense"},
		casework.RecordAttempt{Said: ahead, Outcome: "no_answer"},
		casework.RecordAttempt{Said: before, Outcome: "no_answer"},
		casework.RecordAttempt{Said: said, Outcome: "accepted", CallBack: h.now.Add(-time.Hour)},
		casework.RecordNeeds{Said: said, Areas: map[casework.Area]casework.Scores{"health": {Victim: "9", Worker: "0"}}},
		casework.AgreePlan{Said: said, Review: h.now.Add(day), Actions: []casework.Action{{ID: "action", Need: "health", Due: h.now, Status: casework.ActionOpen}}},
		casework.RecordDecision{Said: silent, Task: "safe_and_well-1", Decision: "known_safe"},
		casework.CloseCase{Said: bare, Reason: "deceased", SignedOff: true},
		casework.SetHearing{Said: said, Hearing: "hearing-1", Type: "trial", Starts: h.now.Add(-day), Status: casework.Listed, Source: "court"},
		casework.ReopenCase{Said: said, Reason: "nonsense"},
		casework.AddNote{Said: said, Task: "no-such-task"},
		casework.RaiseConcern{Said: said, About: "nobody"},
		casework.RecordWithdrawal{Said: said, From: "life", Reason: "fear"},
		casework.MessageDelivered{Said: said, Template: casework.PlanAgreed, Effect: "effect"},
	)
	h.report.Blunders++
	var was []byte
	if !h.o.Unchecked {
		was = written(f.c)
	}
	_, err := f.c.Do(m, h.now)
	if h.o.Unchecked {
		return
	}
	h.check(f, Look{
		Now: h.now, Did: m.Name() + ", wrongly", Before: brief(f.c), Case: f.c, Decides: h.decides, Raised: f.raised, HighSince: f.highSince, Unsafe: f.unsafe, Unlooked: f.unlooked,
		Wrong: &Repeat{Before: was, After: written(f.c), Err: err},
	})
}
