package casework

import (
	"slices"
	"time"
)

// Carried is what becomes of one field of a case that goes on in another.
type Carried struct {
	Field string
	How   string // what the case that goes on does with it; or why it is left behind
}

// CarriedFields lists every field of a case, and what becomes of it. A field that is
// added to Case adds its line here.
var CarriedFields = []Carried{
	{"id", "named in took_over"}, {"logic", "each case its own"}, {"revision", "each case its own"}, {"since", "each case its own"},
	{"stage", "the further of the two"}, {"referred", "the earlier"}, {"owner", "where there was no named one"}, {"team", "each case its own"},
	{"offer", "stays with the case that ended"}, {"cover", "each case its own"}, {"kept", "each case its own"}, {"holds", "all"}, {"rights", "all"},
	{"declined", "stays with the case that ended: rights are never narrowed by joining"}, {"policy", "each case its own"},
	{"referrals", "all"}, {"risk", "the graver"}, {"heard", "all"}, {"marac", "all"}, {"idva", "where there was none"}, {"contact", "all attempts, and the counts together"}, {"needs", "where there were none"},
	{"plan", "where there was none; else the plan is to be reviewed"}, {"hearings", "all"}, {"edition", "each case its own"}, {"calendar", "each case its own"}, {"justice", "all"}, {"owed", "all"}, {"held", "all, each once"}, {"halt", "always"}, {"concerns", "all"},
	{"withdrew", "all"}, {"unread", "all"}, {"closure", "stays with the case that ended"}, {"reopened", "stays with the case that ended"},
	{"consents", "all"}, {"onward", "all"}, {"most_in_need", "for the reasons of both"}, {"unwished", "all"},
	{"preferences", "where there were none; else what is not wanted in either"}, {"pause", "ends"}, {"pause_asked", "ends"},
	{"opposed", "all"}, {"took_over", "all"},
	{"clocks", "set anew"}, {"tasks", "the open ones, but for those of a stage"}, {"outbox", "taken back before it ended"},
	{"lines", "stay with the case that ended"}, {"rung", "stays with the case that ended"}, {"recent", "each case its own"}, {"serial", "each case its own"},
}

// Carry is a case as another takes it over, without what only its own run needs. It
// must have ended.
func Carry(c *Case) *Case {
	had := *c
	had.Policy = Policy{}
	had.Clocks, had.Outbox, had.Lines, had.Rung, had.Recent, had.Tasks = nil, nil, nil, nil, nil, nil
	if c.Closure != nil {
		had.Tasks, had.Unread = c.Closure.Tasks, c.Closure.Unread
	}
	return &had
}

func (m TakeOver) apply(c *Case, at time.Time) {
	h := m.Had
	c.told(m.Said, at, "took-over", m.From, "Another case of the same victim goes on in this one.")
	c.TookOver = append(append(c.TookOver, m.From), h.TookOver...)
	for _, other := range h.Opposed {
		c.oppose(other)
	}
	if h.Referred.Before(c.Referred) {
		c.Referred = h.Referred
	}
	if c.onDuty() && !h.onDuty() {
		c.note(at, "owner", "", "The case keeps the named caseworker of the other.")
		c.give(h.Owner, at)
	}
	c.carryRecords(h)
	for _, o := range h.Held {
		c.carryRight(o)
	}
	failed := c.Contact.Failed
	c.carryContact(h)
	c.carryStage(h, at)
	c.carryRisk(h, at)
	c.passed(failed, at)
	c.carryHearings(h, at)
	if h.Halt != nil {
		c.halt(h.Halt.Why, h.Halt.Point, at)
	}
	c.carryTasks(h, at)
	c.carryDuties(h, at)
	c.carryWants(h, at)
	if c.Stage == Reaching {
		c.planAnew(at) // a window that was tried in the other case is not tried again
	}
}

// carryRecords takes over what is only ever added to.
func (c *Case) carryRecords(h *Case) {
	for _, k := range h.Referrals {
		i := slices.IndexFunc(c.Referrals, func(o Known) bool { return o.Ref == k.Ref })
		switch {
		case i < 0:
			c.Referrals = append(c.Referrals, k)
		case k.Version > c.Referrals[i].Version:
			k.Enhanced = k.Enhanced || c.Referrals[i].Enhanced
			c.Referrals[i] = k
		}
	}
	c.Heard = append(c.Heard, h.Heard...)
	slices.SortFunc(c.Heard, time.Time.Compare)
	c.Marac = append(c.Marac, h.Marac...)
	slices.SortStableFunc(c.Marac, func(a, b MaracReferral) int { return a.At.Compare(b.At) })
	if c.Idva == nil && h.Idva != nil {
		idva := *h.Idva
		c.Idva = &idva
	}
	for _, o := range h.Holds {
		if !slices.ContainsFunc(c.Holds, func(k Hold) bool { return k.ID == o.ID }) {
			c.Holds = append(c.Holds, o)
		}
	}
	for _, o := range h.Rights {
		if !slices.ContainsFunc(c.Rights, func(e Entitlement) bool { return e.Category == o.Category && e.Reason == o.Reason }) {
			c.Rights = append(c.Rights, o)
		}
	}
	c.Concerns = append(c.Concerns, h.Concerns...)
	c.Withdrew = append(c.Withdrew, h.Withdrew...)
	for _, u := range h.Unread {
		if !slices.ContainsFunc(c.Unread, func(o Unread) bool { return o.ID == u.ID }) {
			c.Unread = append(c.Unread, u)
		}
	}
	if len(c.Needs) == 0 {
		c.Needs = h.Needs
	}
}

// openOf counts the open actions of a plan.
func openOf(p *Plan) (n int) {
	if p == nil {
		return 0
	}
	for _, a := range p.Actions {
		if a.Status == ActionOpen {
			n++
		}
	}
	return n
}

// carryAttempts puts what was tried in both cases in one row, numbered anew; the last
// of them are remembered.
func (c *Case) carryAttempts(h *Case) {
	all := slices.Clone(c.Contact.Attempts)
	for _, a := range h.Contact.Attempts {
		if a.Round == h.Contact.Round {
			a.Round = c.Contact.Round // it was tried with one victim
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b Attempt) int { return a.At.Compare(b.At) })
	c.Contact.Made += h.Contact.Made
	all = all[max(0, len(all)-mostAttempts):]
	for i := range all {
		all[i].N = c.Contact.Made - len(all) + 1 + i
	}
	c.Contact.Attempts = all
}

// carryContact counts what was tried in both cases together.
func (c *Case) carryContact(h *Case) {
	c.carryAttempts(h)
	if len(c.Contact.Hours) == 0 {
		c.Contact.Hours = h.Contact.Hours
	}
	if c.Stage == Reaching && c.Contact.Reached.IsZero() && h.Contact.Reached.IsZero() {
		c.Contact.Failed += h.Contact.Failed
	}
	if r := h.Contact.Reached; !r.IsZero() && (c.Contact.Reached.IsZero() || r.Before(c.Contact.Reached)) {
		c.Contact.Reached = r
	}
	c.Contact.Accepted = c.Contact.Accepted || h.Contact.Accepted
}

// carryStage goes on where the victim had come furthest, and takes an ending back:
// there is more to it than was known when it was asked for.
func (c *Case) carryStage(h *Case, at time.Time) {
	if c.Plan == nil && h.Plan != nil {
		p := *h.Plan
		p.Actions = slices.Clone(p.Actions)
		c.Plan = &p
	} else if n := openOf(h.Plan); n > 0 {
		c.note(at, "plan-left", "", "The other case had a plan too, with %d open actions: it stays to be read there.", n)
		c.raise(ReviewPlan, "", at, c.Policy.ReviewWithin)
	}
	further := c.resumed()
	switch {
	case c.Stage == Closing:
		c.resume(further, at)
	case slices.IndexFunc(Stages, func(r StageRow) bool { return r.Stage == further }) > slices.IndexFunc(Stages, func(r StageRow) bool { return r.Stage == c.Stage }):
		c.enter(further, at)
	}
}

func (c *Case) carryRisk(h *Case, at time.Time) {
	if !h.Risk.Grade.above(c.Risk.Grade) {
		return
	}
	before, times := c.Risk.Grade, c.Risk.Times
	c.Risk = h.Risk
	c.Risk.Times += times
	c.note(at, "risk-assessed", "", "The graver risk of the two cases stands: %s (before: %s).", c.Risk.Grade, before)
	c.watchRisk()
	if c.Stage == Reaching {
		c.hurry(at)
	}
}

// passed asks whoever must now decide, where the attempts of both cases together have
// come to a limit that those of this one alone had not.
func (c *Case) passed(failed int, at time.Time) {
	p := c.protocol()
	if c.Stage != Reaching || c.Contact.Failed <= failed {
		return
	}
	c.alarm(failed, p, at)
	if failed < p.Attempts && c.Contact.Failed >= p.Attempts {
		c.stopTrying(at)
	}
}

// carryHearings lists the other case's hearings here, each once: one that both had, on
// the same day and of the same type, is one hearing.
func (c *Case) carryHearings(h *Case, at time.Time) {
	for _, o := range h.Hearings {
		same := func(k Hearing) bool {
			return k.ID == o.ID || k.Type == o.Type && k.sameDate(o) && k.Status == o.Status
		}
		if slices.ContainsFunc(c.Hearings, same) {
			continue
		}
		c.keepHearing(o)
		if o.Status == Listed && o.last().After(at) {
			c.planHearing(o.ID, at)
		}
	}
}

// carryTasks asks again for what the other case had asked for, due when it was. What a
// stage asks for follows from the stage, and a question whether the other case may end
// is over.
func (c *Case) carryTasks(h *Case, at time.Time) {
	for _, t := range h.Tasks {
		stage := slices.ContainsFunc(Stages, func(r StageRow) bool { return slices.Contains(r.Drops, t.Kind) })
		if stage || slices.Contains([]TaskKind{SignOff, DecideNext, Allocate, AnswerOffer, SettleOffer, MeetDuty, ChaseDuty}, t.Kind) {
			continue
		}
		if slices.Contains(aboutHearing, t.Kind) {
			if _, here := c.awaited(t.About, at); !here {
				continue
			}
		}
		about := t.About
		if t.Kind == Safeguard {
			about = c.serial() // each concern is decided by itself
		}
		c.raise(t.Kind, about, at, t.Due.Sub(at))
	}
}
