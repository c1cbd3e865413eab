package casework

import (
	"slices"
	"time"
)

// Onward referrals: that one was sent is no success. Each is chased until the agency
// has acknowledged it and has been in touch with the victim, or says no; then another
// way is looked for.

// Onward is one referral of the victim to an agency.
type Onward struct {
	ID      string    `json:"id"`
	To      string    `json:"to"` // an agency's code
	Need    Area      `json:"need"`
	Consent string    `json:"consent,omitempty"` // the consent it rests on, by ID
	Without string    `json:"without,omitempty"` // why it rests on none
	Asked   time.Time `json:"asked"`             // when it was decided on, UTC
	By      string    `json:"by"`
	Text    string    `json:"text,omitempty"`

	Sent         time.Time `json:"sent,omitzero"`          // UTC, as are all
	Acknowledged time.Time `json:"acknowledged,omitzero"`  // the agency said that it has it
	Contacted    time.Time `json:"first_contact,omitzero"` // the agency has been in touch with the victim
	Ended        time.Time `json:"ended,omitzero"`
	Outcome      string    `json:"outcome,omitempty"`
	Chased       int       `json:"chased,omitempty"` // how often somebody has asked the agency
}

// open says that nothing has come of it yet.
func (o Onward) open() bool { return o.Ended.IsZero() }

// takenOn says that the agency has the victim: it acknowledged, or has been in touch,
// and has not said no since.
func (o Onward) takenOn() bool {
	r, _ := onwardOutcome(o.Outcome)
	return (!o.Acknowledged.IsZero() || !o.Contacted.IsZero()) && !r.Another && !r.Stopped
}

// WithoutConsent lists why a victim may be referred on without their consent.
// Source: UK GDPR, Article 6(1)(c) to (e), and the Data Protection Act 2018,
// Schedule 1, paragraph 18 (safeguarding); the wording is this product's own, and the
// list is not verified.
var WithoutConsent = []string{"risk_of_serious_harm", "child_at_risk", "adult_at_risk", "marac", "legal_duty"}

// mostOnward bounds what one case keeps of them.
const mostOnward = 60

// ReferOnward decides on a referral of the victim to an agency. It rests on a consent,
// or says which risk justifies that there is none.
type ReferOnward struct {
	Said
	Onward  string `json:"onward"` // the ID by which it will be known
	To      string `json:"to"`
	Need    Area   `json:"need"`
	Consent string `json:"consent,omitempty"`
	Without string `json:"without,omitempty"`
	Task    string `json:"task,omitempty"` // the task it was made for
}

// Name is the command's name on the wire.
func (ReferOnward) Name() string { return "refer-onward" }

func (ReferOnward) stages() []Stage { return anyOpen }

func (m ReferOnward) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Onward == "", "/id", "missing", "is missing")
	_, taken := c.onward(m.Onward)
	f.wrong(taken, "/id", "already_known", "is an onward referral already")
	f.wrong(!knownAgency(m.To), "/to", "not_listed", "is not a known agency")
	f.wrong(!slices.Contains(Areas, m.Need), "/need", "not_listed", "is not one of the eight areas")
	f.wrong(len(c.Onward) >= mostOnward, "", "too_many", "has more than %d onward referrals", mostOnward)
	again := slices.ContainsFunc(c.Onward, func(o Onward) bool { return o.open() && o.To == m.To && o.Need == m.Need })
	f.wrong(again, "/to", "repeated", "has a referral for this need already that is still open")
	m.basis(&f, c)
	c.checkTask(&f, m.Name(), m.Task, m.Role)
	return f.invalid()
}

// basis adds a fault unless the referral rests on a consent that stands, or on a risk.
// Against what the victim said, only who decides may.
func (m ReferOnward) basis(f *faults, c *Case) {
	f.wrong(m.Consent == "" && m.Without == "", "/consent", "missing", "is missing: it rests on a consent, or without_consent says on which risk")
	f.wrong(m.Consent != "" && m.Without != "", "/without_consent", "contradicts", "is given, and so is a consent")
	stands, said := c.stands(m.To, ToRefer)
	if m.Consent != "" {
		_, known := c.consent(m.Consent)
		f.wrong(!known, "/consent", "unknown", "is not a consent of this case")
		fits := stands.ID == m.Consent && stands.State == ConsentGiven
		f.wrong(known && !fits, "/consent", "not_given", "is not a consent to be referred to this agency that still stands")
	}
	if m.Without != "" {
		f.wrong(!slices.Contains(WithoutConsent, m.Without), "/without_consent", "not_listed", "is not a known reason")
		f.wrong(m.Text == "", "/text", "missing", "is missing: why the risk justifies it must be said")
		f.wrong(said && stands.State != ConsentGiven && !m.Role.Decides(), "/without_consent", "not_a_supervisor", "is against what the victim said, which is for a supervisor to decide")
	}
}

func (m ReferOnward) apply(c *Case, at time.Time) {
	o := Onward{ID: m.Onward, To: m.To, Need: m.Need, Consent: m.Consent, Without: m.Without, Asked: m.when(at).UTC(), By: m.By, Text: m.Text}
	c.Onward = append(c.Onward, o)
	basis := "with the victim's consent"
	if m.Without != "" {
		basis = "without consent, because of " + m.Without
	}
	c.told(m.Said, at, "onward", o.ID, "To be referred on to %s (%s), %s.", m.To, m.Need, basis)
	c.finish(m.Name(), m.Task, at)
	c.raise(SendOnward, o.ID, at, c.Policy.SendWithin)
}

func (c *Case) onward(id string) (Onward, bool) {
	i := slices.IndexFunc(c.Onward, func(o Onward) bool { return o.ID == id })
	if i < 0 {
		return Onward{}, false
	}
	return c.Onward[i], true
}

// takenOnBy says that an agency has the victim.
func (c *Case) takenOnBy() bool { return slices.ContainsFunc(c.Onward, Onward.takenOn) }
