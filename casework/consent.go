package casework

import (
	"slices"
	"time"
)

// Consent is what the victim said about sharing with one recipient for one purpose.
// A later one for the same two stands in its place; none is ever overwritten.
type Consent struct {
	ID      string       `json:"id"`
	To      string       `json:"to"` // an agency's code
	Purpose string       `json:"purpose"`
	State   ConsentState `json:"state"`
	How     string       `json:"how"`
	At      time.Time    `json:"at"` // UTC
	By      string       `json:"by"`
	Text    string       `json:"text,omitempty"`
}

// ConsentState is what was said.
type ConsentState string

// What can be said about sharing.
const (
	ConsentGiven     ConsentState = "given"
	ConsentRefused   ConsentState = "refused"
	ConsentWithdrawn ConsentState = "withdrawn"
)

// ConsentStates, ConsentPurposes and ConsentWays list what was said, what it may be
// about, and how it may have been said. Consent is held for each recipient and purpose
// by itself.
// Source: UK GDPR, Article 4(11) (specific) and 7(3) (as easy to withdraw as to give);
// the lists are this product's own.
var (
	ConsentStates   = []ConsentState{ConsentGiven, ConsentRefused, ConsentWithdrawn}
	ConsentPurposes = []string{ToRefer, "share_risk", "share_safety_plan", "share_progress", "share_contact_details"}
	ConsentWays     = []string{"by_phone", "in_person", "by_video", "in_writing", "through_interpreter", "online"}
)

// ToRefer is the purpose of being referred on to the recipient.
const ToRefer = "refer_onward"

// mostConsents bounds what one case keeps of them.
const mostConsents = 120

// RecordConsent is what the victim said about sharing with one recipient for one
// purpose. It may be taken back at any time, and what had not left then does not leave.
type RecordConsent struct {
	Said
	Consent string       `json:"consent"` // the ID by which it will be known
	To      string       `json:"to"`
	Purpose string       `json:"purpose"`
	State   ConsentState `json:"state"`
	How     string       `json:"how"`
}

// Name is the command's name on the wire.
func (RecordConsent) Name() string { return "record-consent" }

func (RecordConsent) stages() []Stage { return anyOpen }

func (m RecordConsent) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Consent == "", "/id", "missing", "is missing")
	_, taken := c.consent(m.Consent)
	f.wrong(taken, "/id", "already_known", "is a consent already: what is said anew has an id of its own")
	f.wrong(!knownAgency(m.To), "/to", "not_listed", "is not a known recipient")
	f.wrong(!slices.Contains(ConsentPurposes, m.Purpose), "/purpose", "not_listed", "is not a known purpose")
	f.wrong(!slices.Contains(ConsentStates, m.State), "/state", "not_listed", "must be given, refused or withdrawn")
	f.wrong(!slices.Contains(ConsentWays, m.How), "/how", "not_listed", "is not a known way of saying it")
	stands, _ := c.stands(m.To, m.Purpose)
	f.wrong(m.State == ConsentWithdrawn && stands.State != ConsentGiven, "/state", "contradicts", "cannot be withdrawn: it has not been given")
	f.wrong(m.State == ConsentGiven && len(c.Consents) >= mostConsents, "", "too_many", "has more than %d consents", mostConsents)
	return f.invalid()
}

func (m RecordConsent) apply(c *Case, at time.Time) {
	c.Consents = append(c.Consents, Consent{
		ID: m.Consent, To: m.To, Purpose: m.Purpose, State: m.State, How: m.How, At: m.when(at).UTC(), By: m.By, Text: m.Text,
	})
	c.told(m.Said, at, "consent-"+string(m.State), m.Consent, "Consent %s: %s, to %s (%s).", m.State, m.Purpose, m.To, m.How)
	if m.State != ConsentGiven {
		c.stopSharing(m.To, m.Purpose, at)
	}
}

// consent finds what was said, by its ID.
func (c *Case) consent(id string) (Consent, bool) {
	i := slices.IndexFunc(c.Consents, func(k Consent) bool { return k.ID == id })
	if i < 0 {
		return Consent{}, false
	}
	return c.Consents[i], true
}

// stands is what was said last about one recipient and purpose; false: nothing was.
func (c *Case) stands(to, purpose string) (Consent, bool) {
	for i := len(c.Consents) - 1; i >= 0; i-- {
		if k := c.Consents[i]; k.To == to && k.Purpose == purpose {
			return k, true
		}
	}
	return Consent{}, false
}

// stopSharing takes back every onward referral that rests on a consent which no longer
// stands. Where the agency has it already, somebody tells them.
func (c *Case) stopSharing(to, purpose string, now time.Time) {
	for i := range c.Onward {
		o := &c.Onward[i]
		if k, ok := c.consent(o.Consent); !ok || !o.open() || k.To != to || k.Purpose != purpose {
			continue
		}
		sent := !o.Sent.IsZero()
		c.endOnward(o, "consent_withdrawn", now)
		if sent {
			c.note(now, "onward-withdrawn", o.ID, "Consent to an onward referral no longer stands, and the agency has it: they must be told.")
			c.raise(TellAgency, o.ID, now, c.Policy.DecideWithin)
			continue
		}
		c.note(now, "onward-taken-back", o.ID, "An onward referral was taken back before it was sent: consent to it no longer stands.")
	}
}
