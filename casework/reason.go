package casework

import (
	"slices"
	"time"
)

// Reason is one row of why a case may end.
type Reason struct {
	Code    string
	Says    string
	SignOff bool // only a supervisor may end a case so
	Tell    bool // the victim is told how to come back, where that is safe
	Silent  bool // nothing more is written to the victim, not even what was already planned
	Scored  bool // it speaks of what support has done, so the victim is asked how things are at the end
}

// Reasons lists why a case may end. To add one, add a line here, what holds it up in
// Guards, and how long it is kept for in Retentions.
var Reasons = []Reason{
	{"needs_met", "the victim's needs are met", false, true, false, true},
	{"declined_at_first_contact", "help was declined at first contact", false, true, false, false},
	{"declined_later", "the victim no longer wants help", false, true, false, false},
	{"not_reached_after_protocol", "the victim could not be reached", true, false, false, false},
	{"unsafe_to_contact", "there is no safe way to make contact", true, false, true, false},
	{"referred_on_accepted", "another service has accepted the victim", false, true, false, true},
	{"moved_area_transferred", "the victim has moved and another area has taken over", false, true, false, true},
	{"duplicate_merged", "the case was a duplicate", false, false, true, false},
	{"out_of_scope", "the case is outside this service's scope", true, false, true, false},
	{"deceased", "the victim has died", true, false, true, false},
	{"other_agency_lead", "another agency leads", false, true, false, true},
	{"opened_in_error", "the case was opened in error", true, false, true, false},
}

func reason(code string) (Reason, bool) {
	i := slices.IndexFunc(Reasons, func(r Reason) bool { return r.Code == code })
	if i < 0 {
		return Reason{}, false
	}
	return Reasons[i], true
}

// contradicts adds a fault where what the case knows says that it cannot end for
// this reason.
func (r Reason) contradicts(f *faults, c *Case) {
	wrong := func(bad bool, detail string) { f.wrong(bad, "/reason", "contradicts_stage", "%s", detail) }
	withdrew := slices.ContainsFunc(c.Withdrew, func(w Withdrawal) bool { return w.From == "support" })
	switch r.Code {
	case "needs_met":
		wrong(c.Plan == nil, "needs cannot be met before there is a plan")
	case "declined_at_first_contact":
		wrong(c.Contact.Reached.IsZero(), "the victim has not been reached")
		wrong(c.Stage != Reaching, "help was accepted at first contact: say that it was declined later")
	case "referred_on_accepted":
		f.wrong(!c.takenOnBy(), "/reason", "not_acknowledged", "no agency has acknowledged an onward referral or been in touch with the victim")
	case "declined_later":
		wrong(c.Contact.Reached.IsZero() && !withdrew, "the victim has neither been reached nor withdrawn")
	case "not_reached_after_protocol":
		wrong(c.Stage != Reaching, "the victim has been reached")
		wrong(c.Stage == Reaching && !c.Contact.Exhausted, "the attempts that the protocol asks for have not all been made; a supervisor may decide that no more are")
	}
}

// CloseCase asks that a case be ended.
type CloseCase struct {
	Said
	Reason    string `json:"reason"`
	SignedOff bool   `json:"signed_off,omitempty"` // a supervisor says that they have decided this; Text says why
	Told      string `json:"told,omitempty"`       // "in_person": the victim has been told how to come back
}

// Name is the command's name on the wire.
func (CloseCase) Name() string { return "close-case" }

func (CloseCase) stages() []Stage { return []Stage{Reaching, Assessing, Planning, Supporting} }

func (m CloseCase) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	r, known := reason(m.Reason)
	f.wrong(!known, "/reason", "not_listed", "is not a known reason")
	r.contradicts(&f, c)
	f.wrong(m.SignedOff && !m.Role.Decides(), "/signed_off", "not_a_supervisor", "only a supervisor can sign off")
	f.wrong(m.Told != "" && m.Told != toldInPerson, "/told", "not_listed", "must be in_person, or be left out")
	f.wrong(m.Told != "" && r.Code == "unsafe_to_contact", "/told", "contradicts", "nobody is told where contact is not safe")
	f.wrong(m.SignedOff && m.Text == "", "/text", "missing", "is missing: a sign-off without its reason cannot be answered for")
	if err := f.invalid(); err != nil {
		return err
	}
	return ending{c, r, m.SignedOff, now}.heldUp()
}

func (m CloseCase) apply(c *Case, at time.Time) {
	r, _ := reason(m.Reason)
	c.beginClosingTold(r, m.Said, m.SignedOff, m.Told != "", at)
	c.finish(m.Name(), "", at)
}
