package casework

import (
	"slices"
	"time"
)

// Closing and closed: a case ends for a reason, when nothing of it is left open,
// and can be taken back for a while; afterwards it can be reopened.

// Reason is one row of why a case may end.
type Reason struct {
	Code    string
	Says    string
	SignOff bool // only a supervisor may end a case so
	Tell    bool // the victim is told how to come back, where that is safe
	Anyway  bool // there is nothing left to wait for: open actions and hearings do not hold it up
}

// Reasons lists why a case may end. To add one, add a line.
var Reasons = []Reason{
	{"needs_met", "the victim's needs are met", false, true, false},
	{"declined_at_first_contact", "help was declined at first contact", false, true, false},
	{"declined_later", "the victim no longer wants help", false, true, false},
	{"not_reached_after_protocol", "the victim could not be reached", true, false, false},
	{"unsafe_to_contact", "there is no safe way to make contact", true, false, false},
	{"referred_on_accepted", "another service has accepted the victim", false, true, false},
	{"moved_area_transferred", "the victim has moved and another area has taken over", false, true, false},
	{"duplicate_merged", "the case was a duplicate", false, false, true},
	{"out_of_scope", "the case is outside this service's scope", true, false, true},
	{"deceased", "the victim has died", true, false, true},
	{"other_agency_lead", "another agency leads", false, true, false},
	{"opened_in_error", "the case was opened in error", true, false, true},
}

func reason(code string) (Reason, bool) {
	i := slices.IndexFunc(Reasons, func(r Reason) bool { return r.Code == code })
	if i < 0 {
		return Reason{}, false
	}
	return Reasons[i], true
}

// Closure is why and how a case ended, or is ending.
type Closure struct {
	Reason   string    `json:"reason"`
	Asked    time.Time `json:"asked"` // UTC
	By       string    `json:"by"`
	SignedBy string    `json:"signed_by,omitempty"` // the supervisor who signed it off
	Ended    time.Time `json:"ended,omitzero"`      // UTC; zero while it can be taken back
	Text     string    `json:"text,omitempty"`
}

// CloseCase asks that a case be ended.
type CloseCase struct {
	Said
	Reason    string `json:"reason"`
	SignedOff bool   `json:"signed_off,omitempty"` // a supervisor says that they have decided this
}

// Name is the command's name on the wire.
func (CloseCase) Name() string { return "close-case" }

func (CloseCase) stages() []Stage { return []Stage{Reaching, Assessing, Planning, Supporting} }

func (m CloseCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	r, known := reason(m.Reason)
	f.wrong(!known, "/reason", "not_listed", "is not a known reason")
	f.wrong(r.Code == "needs_met" && c.Plan == nil, "/reason", "contradicts_stage", "needs cannot be met before there is a plan")
	f.wrong(r.Code == "declined_at_first_contact" && c.Contact.Reached.IsZero(), "/reason", "contradicts_stage", "the victim has not been reached")
	f.wrong(m.SignedOff && m.Role != Supervisor, "/signed_off", "not_a_supervisor", "only a supervisor can sign off")
	if err := f.invalid(); err != nil {
		return err
	}
	if err := c.blocked(r, now); err != nil {
		return err
	}
	if c.needsSignOff(r) && !m.SignedOff {
		return Refuse(NeedsSignOff, "a supervisor must sign this off (risk %s, reason %s)", c.Risk.Grade, r.Code)
	}
	return nil
}

// needsSignOff: high risk never ends without a supervisor.
func (c *Case) needsSignOff(r Reason) bool { return r.SignOff || c.Risk.Grade == HighRisk }

// blocked names everything that must be ended first.
func (c *Case) blocked(r Reason, now time.Time) error {
	var f faults
	for _, h := range c.Hearings {
		ahead := h.Status == Listed && h.Starts.After(now)
		f.wrong(ahead && !r.Anyway, "/hearings/"+h.ID, "future_hearing", "is a hearing still to come")
	}
	f.wrong(len(c.Unread) > 0, "/replies", "unread_reply", "a reply has not been read")
	f.wrong(c.openActions() > 0 && !r.Anyway, "/plan/actions", "open_action", "%d actions of the plan are open", c.openActions())
	for _, t := range c.Tasks {
		held := t.Kind == Unsafe && r.Code != "unsafe_to_contact" || t.Kind == Safeguard || t.Kind == SafeAndWell
		f.wrong(t.Open() && held && !r.Anyway, "/tasks/"+t.ID, "undecided", "must be decided first: %s", t.Kind.Rule().Says)
	}
	return f.error(ClosureBlocked, "the case cannot be closed yet")
}

func (m CloseCase) apply(c *Case, at time.Time) {
	r, _ := reason(m.Reason)
	c.beginClosing(r, m.Said, m.SignedOff, at)
	c.finish(m.Name(), "", at)
}

func (c *Case) beginClosing(r Reason, s Said, signed bool, at time.Time) {
	c.Closure = &Closure{Reason: r.Code, Asked: s.when(at).UTC(), By: s.By, Text: s.Text}
	if signed {
		c.Closure.SignedBy = s.By
	}
	c.told(s, at, "closure", "", "To be closed: %s.", r.Says)
	c.enter(Closing, at)
}

// endOrAsk ends a case for a reason that follows from what the victim said, or
// asks a supervisor where it must be signed off or something is still open.
func (c *Case) endOrAsk(code string, s Said, at time.Time) {
	r, _ := reason(code)
	if c.needsSignOff(r) || c.blocked(r, at) != nil {
		c.raise(SignOff, code, at, c.Policy.DecideWithin)
		return
	}
	c.beginClosing(r, s, false, at)
}

func (c *Case) arriveClosing(now time.Time) {
	if r, _ := reason(c.Closure.Reason); r.Tell {
		c.tell(SupportEnded, time.Time{}, now)
	}
	c.set(Clock{ID: "close-now", Kind: CloseNow, Due: now.Add(c.Policy.ClosingFor)})
}

// ringCloseNow ends the case, unless something has come up meanwhile.
func (c *Case) ringCloseNow(now time.Time) {
	r, _ := reason(c.Closure.Reason)
	if err := c.blocked(r, now); err != nil {
		c.note(now, "closure-held", "", "Not closed after all: something has come up meanwhile.")
		c.resume(c.resumed(), now)
		c.raise(DecideNext, "", now, c.Policy.DecideWithin)
		return
	}
	c.enter(Closed, now)
}

func (c *Case) arriveClosed(now time.Time) {
	c.Closure.Ended = now.UTC()
	c.Clocks = nil
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() {
			c.end(t, "dropped", now)
		}
	}
	c.note(now, "return", "", "The victim can come back at any time: reopening is one step and keeps the whole story.")
}

// resume takes a closure back.
func (c *Case) resume(s Stage, now time.Time) {
	c.Closure = nil
	c.withdraw(func(m Message) bool { return m.Template == SupportEnded })
	if c.Stage == Closed {
		c.Reopened++
		c.set(Clock{ID: "risk-review", Kind: RiskReview, Due: now.Add(c.Policy.RiskReviewEvery)})
	}
	c.enter(s, now)
}

// reopenReasons lists why a case may be reopened.
var reopenReasons = []string{"victim_returned", "new_incident", "closed_in_error", "information_received"}

// ReopenCase takes up a case again that was closed or is closing.
type ReopenCase struct {
	Said
	Reason string `json:"reason"`
}

// Name is the command's name on the wire.
func (ReopenCase) Name() string { return "reopen-case" }

func (ReopenCase) stages() []Stage { return []Stage{Closing, Closed} }

func (m ReopenCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!slices.Contains(reopenReasons, m.Reason), "/reason", "not_listed", "is not a known reason")
	return f.invalid()
}

func (m ReopenCase) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "reopened", "", "Reopened: %s.", m.Reason)
	c.resume(c.resumed(), at)
	if m.Reason == "new_incident" {
		c.raise(ReviewRisk, "", at, c.Policy.protocol(c.Risk.Grade).FirstWithin)
	}
}
