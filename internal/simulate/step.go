package simulate

import (
	"encoding/json"

	"beacon/casework"
)

// step lets one thing happen to a case, wakes it as the keeper does whenever anything
// has happened, looks whether what must be true is true, and puts what follows on the
// agenda.
func (h *hub) step(f *file, did string, do func(*casework.Case) *casework.Case) {
	h.report.Steps++
	if h.o.Unchecked {
		f.c = do(f.c)
		f.c.Wake(h.now)
		h.settleDown(f)
		return
	}
	l := Look{Now: h.now, Did: did, Before: brief(f.c), Decides: h.decides, Raised: f.raised, HighSince: f.highSince}
	if f.c != nil && h.eye.IntN(1000) < Chances[carriedOver].PerThousand {
		l.Twin = h.carried(f.c)
		do(l.Twin)
		l.Twin.Wake(h.now)
	}
	f.c = do(f.c)
	f.c.Wake(h.now)
	f.raise()
	f.high(h.now)
	l.HighSince = f.highSince
	l.Case, l.Unsafe, l.Unlooked = f.c, f.unsafe, f.unlooked
	h.check(f, l)
	if h.o.Watch != nil {
		h.o.Watch(l)
	}
	h.settleDown(f)
}

// carried is a case written down and taken up again, as a new run does.
func (h *hub) carried(c *casework.Case) *casework.Case {
	written, err := json.Marshal(c)
	if err != nil {
		return &casework.Case{}
	}
	var copied casework.Case
	if json.Unmarshal(written, &copied) != nil {
		return &casework.Case{}
	}
	return &copied
}

// again sends a command a second time, as whoever lost the answer does.
func (h *hub) again(f *file, m casework.Command) {
	if h.o.Unchecked {
		_, _ = f.c.Do(m, h.now)
		return
	}
	before := written(f.c)
	_, err := f.c.Do(m, h.now)
	h.check(f, Look{
		Now: h.now, Did: m.Name() + " again", Before: brief(f.c), Case: f.c, Decides: h.decides, Raised: f.raised, HighSince: f.highSince, Unsafe: f.unsafe, Unlooked: f.unlooked,
		Repeat: &Repeat{Before: before, After: written(f.c), Err: err},
	})
}

// check looks at a step with every invariant.
func (h *hub) check(f *file, l Look) {
	for i := range Invariants {
		h.report.Checks++
		if wrong := Invariants[i].Broken(l); wrong != "" {
			h.report.violated(Violation{Invariant: Invariants[i].Name, Case: f.n, At: h.now.UTC(), Did: l.Did, Says: wrong})
		}
	}
}

// settleDown counts what happened and puts what follows on the agenda.
func (h *hub) settleDown(f *file) {
	h.count(f)
	h.plan(f)
	h.post(f)
	h.wake(f)
	f.c.Published(f.c.Revision)
}
