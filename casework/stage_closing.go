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
	Silent  bool // nothing more is written to the victim, not even what was already planned
	Scored  bool // it speaks of what support has done, so the victim is asked how things are at the end
}

// Reasons lists why a case may end. To add one, add a line.
var Reasons = []Reason{
	{"needs_met", "the victim's needs are met", false, true, false, false, true},
	{"declined_at_first_contact", "help was declined at first contact", false, true, false, false, false},
	{"declined_later", "the victim no longer wants help", false, true, false, false, false},
	{"not_reached_after_protocol", "the victim could not be reached", true, false, false, false, false},
	{"unsafe_to_contact", "there is no safe way to make contact", true, false, false, true, false},
	{"referred_on_accepted", "another service has accepted the victim", false, true, false, false, true},
	{"moved_area_transferred", "the victim has moved and another area has taken over", false, true, false, false, true},
	{"duplicate_merged", "the case was a duplicate", false, false, true, true, false},
	{"out_of_scope", "the case is outside this service's scope", true, false, true, true, false},
	{"deceased", "the victim has died", true, false, true, true, false},
	{"other_agency_lead", "another agency leads", false, true, false, false, true},
	{"opened_in_error", "the case was opened in error", true, false, true, true, false},
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
	f.wrong(m.SignedOff && !m.Role.Decides(), "/signed_off", "not_a_supervisor", "only a supervisor can sign off")
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
	// Where a plan cannot be changed, what is open in an older one holds nothing up.
	planned := slices.Contains(AgreePlan{}.stages(), c.Stage)
	f.wrong(planned && c.openActions() > 0 && !r.Anyway, "/plan/actions", "open_action", "%d actions of the plan are open", c.openActions())
	for _, t := range c.Tasks {
		f.wrong(t.Open() && r.waitsFor(t.Kind), "/tasks/"+t.ID, "undecided", "must be decided first: %s", t.Kind.Rule().Says)
	}
	return f.error(ClosureBlocked, "the case cannot be closed yet")
}

// waitsFor says that a task must be decided before a case ends for this reason. A
// safeguarding concern always must, as it may be about a child, and so must a reply
// that may be a call for help.
func (r Reason) waitsFor(kind TaskKind) bool {
	undecided := kind == SafeAndWell || kind == TalkWithdrawal || kind == Unsafe && r.Code != "unsafe_to_contact"
	return kind == Safeguard || kind == HelpReply || undecided && !r.Anyway
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
	c.stop("next-attempt") // nobody who has said no is called while that is being decided
	c.drop(CallVictim, at)
	if c.needsSignOff(r) || c.blocked(r, at) != nil {
		c.raise(SignOff, code, at, c.Policy.DecideWithin)
		return
	}
	c.beginClosing(r, s, false, at)
}

// arriveClosing takes back what has not left yet, except where it is all that the
// victim will hear.
func (c *Case) arriveClosing(now time.Time) {
	r, _ := reason(c.Closure.Reason)
	c.withdraw(func(m Message) bool { return r.Silent || r.Tell && m.Template != HearingReminder })
	if r.Tell {
		c.tell(SupportEnded, time.Time{}, now)
	}
	c.askAtEnd(r, now)
	c.set(Clock{ID: "close-now", Kind: CloseNow, Due: now.Add(c.Policy.ClosingFor)})
}

// ringCloseNow ends the case, unless something has come up meanwhile: what would
// have held the closure up, or a grade that nobody has signed off.
func (c *Case) ringCloseNow(now time.Time) {
	r, _ := reason(c.Closure.Reason)
	unsigned := c.needsSignOff(r) && c.Closure.SignedBy == ""
	if unsigned || c.blocked(r, now) != nil {
		c.note(now, "closure-held", "", "Not closed after all: something has come up meanwhile.")
		c.resume(c.resumed(), now)
		c.raise(DecideNext, "", now, c.Policy.DecideWithin)
		return
	}
	c.noteUnscored(now)
	c.enter(Closed, now)
}

func (c *Case) arriveClosed(now time.Time) {
	c.Closure.Ended = now.UTC()
	c.Clocks = nil
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() {
			c.end(t, "dropped", now)
			c.note(now, "task-dropped", t.ID, "No longer needed: %s.", t.Kind.Rule().Says)
		}
	}
	c.note(now, "return", "", "The victim can come back at any time: reopening is one step and keeps the whole story.")
}
