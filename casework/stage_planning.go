package casework

import (
	"slices"
	"time"
)

// Planning: a support plan is agreed. The same command changes the plan later,
// and says how its actions stand.

// Plan is the support plan that stands.
type Plan struct {
	Revision int       `json:"revision"` // the case's revision which made it
	Agreed   time.Time `json:"agreed"`   // UTC
	By       string    `json:"by"`
	Review   time.Time `json:"review_at"` // UTC
	Actions  []Action  `json:"actions"`
	Text     string    `json:"text,omitempty"` // the plan in the victim's words
	PlanParts
}

// Action is one thing that somebody is to do.
type Action struct {
	ID     string       `json:"id"`
	Need   Area         `json:"need"`
	Owner  string       `json:"owner"` // a subject, "victim", or an agency's short name
	Due    time.Time    `json:"due"`   // UTC
	Status ActionStatus `json:"status"`
	Text   string       `json:"text,omitempty"`
}

// ActionStatus is how an action stands.
type ActionStatus string

// How an action stands.
const (
	ActionOpen    ActionStatus = "open"
	ActionDone    ActionStatus = "done"
	ActionDropped ActionStatus = "dropped"
)

// mostActions is the most that one plan may hold: more is not a plan that
// anybody can carry out, and the case must stay small.
const mostActions = 40

// AgreePlan is a support plan, or a new state of it. To change a plan, If names
// the revision of the plan that was read.
type AgreePlan struct {
	Said
	Review  time.Time `json:"review_at"`
	Actions []Action  `json:"actions"`
	PlanParts
}

// Name is the command's name on the wire.
func (AgreePlan) Name() string { return "agree-plan" }

func (AgreePlan) stages() []Stage { return []Stage{Planning, Supporting} }

func (m AgreePlan) check(c *Case, now time.Time) error {
	if c.Plan != nil && m.If != c.Plan.Revision {
		return Refuse(StaleRevision, "the plan that stands is revision %d; read it again and say so in if_revision", c.Plan.Revision)
	}
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Review.IsZero(), "/review_at", "missing", "is missing")
	f.wrong(!m.Review.IsZero() && !m.Review.After(now), "/review_at", "in_the_past", "is in the past")
	f.wrong(m.Review.After(now.Add(c.Policy.ReviewAtMost+day)), "/review_at", "too_late", "is later than the longest a plan may go without review")
	f.wrong(len(m.Actions) > mostActions, "/actions", "too_many", "has more than %d", mostActions)
	seen := map[string]bool{}
	for i, a := range m.Actions {
		a.faults(&f, pointer("/actions", i), c)
		f.wrong(seen[a.ID], pointer("/actions", i)+"/id", "repeated", "stands twice")
		seen[a.ID] = true
	}
	m.faults(&f, c, now)
	m.fullFaults(&f, c, now)
	return f.invalid()
}

func (a Action) faults(f *faults, at string, c *Case) {
	f.wrong(a.ID == "", at+"/id", "missing", "is missing")
	f.wrong(!slices.Contains(Areas, a.Need), at+"/need", "not_listed", "is not one of the eight areas")
	f.wrong(a.Owner == "", at+"/owner", "missing", "is missing: an action without an owner is done by nobody")
	f.wrong(a.Due.IsZero(), at+"/due", "missing", "is missing")
	f.wrong(!a.Due.IsZero() && a.Due.Before(c.Referred), at+"/due", "before_the_referral", "is before the victim was referred")
	f.meant(a.Due, at+"/due")
	known := a.Status == ActionOpen || a.Status == ActionDone || a.Status == ActionDropped
	f.wrong(!known, at+"/status", "not_listed", "must be open, done or dropped")
}

func (m AgreePlan) apply(c *Case, at time.Time) {
	first, parts, actions := c.Plan == nil, m.parts(c, at), m.actions(c.Plan)
	c.Plan = &Plan{Revision: c.Revision, Agreed: m.when(at).UTC(), By: m.By, Review: m.Review.UTC(), Actions: actions, Text: m.Text, PlanParts: parts}
	c.told(m.Said, at, "plan", "", "Support plan agreed with %d actions; review on %s.", len(m.Actions), inLondon(m.Review))
	c.withdraw("another plan was agreed", at, func(w Message) bool { return !c.wanted(w) })
	if m.Safety != nil {
		said := m.Said
		said.Text = m.Safety.Text
		c.told(said, at, "safety-plan", "", "Safety plan looked at: version %d.", parts.Safety.Version)
	}
	c.own(m.Said, at)
	c.finish(m.Name(), "", at)
	c.provided(m.Said, at, supportingRight)
	if c.Stage == Planning {
		c.enter(Supporting, at)
	} else {
		c.arriveSupporting(at)
	}
	c.rightsFollow(m.Said, at)
	c.keepFull(at)
	if first {
		c.tell(PlanAgreed, m.Review, at)
	}
}

// chaseActions makes a task of every open action, and ends those of the others.
func (c *Case) chaseActions(now time.Time) {
	for _, a := range c.Plan.Actions {
		if a.Status == ActionOpen {
			c.postpone(PlanAction, a.ID, a.Due, now)
			c.raise(PlanAction, a.ID, now, a.Due.Sub(now))
			continue
		}
		c.endAction(a.ID, string(a.Status), now)
	}
	for i := range c.Tasks {
		t := &c.Tasks[i]
		gone := !slices.ContainsFunc(c.Plan.Actions, func(a Action) bool { return a.ID == t.About })
		if t.Open() && t.Kind == PlanAction && gone {
			c.endAction(t.About, "dropped", now)
		}
	}
}

func (c *Case) endAction(id, how string, now time.Time) {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == PlanAction && t.About == id {
			c.end(t, how, now)
			c.note(now, "action-"+how, id, "An action of the plan is %s.", how)
		}
	}
}
