package casework

import (
	"slices"
	"time"
)

// MaracReferral is one referral of the victim to MARAC.
type MaracReferral struct {
	At      time.Time `json:"at"` // when it was made, UTC
	By      string    `json:"by,omitempty"`
	How     string    `json:"how"`               // referred: by us; already_with: by another agency; police: the police referral says so
	Repeat  bool      `json:"repeat,omitempty"`  // within twelve months of the one before
	Consent string    `json:"consent,omitempty"` // the victim's, where it was ours to ask
	Meeting time.Time `json:"meeting,omitzero"`  // UTC
	Outcome string    `json:"outcome,omitempty"`
	Text    string    `json:"text,omitempty"`
}

// Advocate is the referral of the victim to an IDVA.
type Advocate struct {
	At      time.Time `json:"at"` // UTC
	By      string    `json:"by"`
	How     string    `json:"how"`
	Consent string    `json:"consent,omitempty"`
	Status  string    `json:"status"` // one of IdvaStatuses
	Text    string    `json:"text,omitempty"`
}

// stands says that an IDVA has been asked and has not said no.
func (a *Advocate) stands() bool { return a != nil && (a.Status == "asked" || a.Status == "accepted") }

// What MARAC and IDVAs answer, and how the victim stands to being referred.
var (
	MaracOutcomes = []string{"actions_agreed", "no_further_action", "moved_to_another_area", "not_heard"}
	IdvaStatuses  = []string{"asked", "accepted", "declined_by_victim", "not_taken"}
	// Consents: the referral may go ahead without consent where the risk justifies
	// it and the reason is recorded. Source: saferstrongerns.co.uk, cambsdasv.org.uk.
	Consents = []string{"given", "refused", "not_sought"}
)

// lastMarac is the latest referral to MARAC.
func (c *Case) lastMarac() (last MaracReferral, found bool) {
	for _, m := range c.Marac {
		if !found || m.At.After(last.At) {
			last, found = m, true
		}
	}
	return last, found
}

// knowMarac takes it from an assessment that somebody has referred to MARAC. Where
// no date is said, a referral that could be the one we know of is that one.
func (c *Case) knowMarac(r RiskMade, s Said, at time.Time) {
	if !r.Marac {
		return
	}
	when := r.MaracAt
	if last, known := c.lastMarac(); when.IsZero() && known && !s.when(at).After(last.At.Add(c.Policy.RepeatWithin)) {
		return
	}
	if when.IsZero() {
		when = s.when(at)
	}
	if slices.ContainsFunc(c.Marac, func(m MaracReferral) bool { return m.At.Equal(when) }) {
		return
	}
	how := "already_with"
	if s.Role == Referrer {
		how = "police"
	}
	c.addMarac(MaracReferral{At: when, By: s.By, How: how}, at)
}

// addMarac remembers a referral to MARAC, and until when abuse is a repeat.
func (c *Case) addMarac(m MaracReferral, at time.Time) {
	m.At = m.At.UTC()
	if last, ok := c.lastMarac(); ok {
		m.Repeat = m.At.After(last.At) && !m.At.After(last.At.Add(c.Policy.RepeatWithin))
	}
	c.Marac = append(c.Marac, m)
	c.note(at, "marac", "", "Referred to MARAC on %s (%s): any further abuse until %s is a MARAC repeat.", inLondon(m.At), m.How, inLondon(c.MaracUntil()))
}

// referred does what follows from a decision about MARAC or an IDVA.
func (m RecordDecision) referred(c *Case, d Decision, at time.Time) {
	if m.Decision == "not_referred" {
		return
	}
	if d.Task == ReferMarac {
		c.addMarac(MaracReferral{At: m.when(at), By: m.By, How: m.Decision, Consent: m.Consent, Text: m.Text}, at)
		return
	}
	c.Idva = &Advocate{At: m.when(at).UTC(), By: m.By, How: m.Decision, Consent: m.Consent, Status: "asked", Text: m.Text}
	if m.Decision == "already_with" {
		c.Idva.Status = "accepted"
	}
}

// consented: whoever is referred has been asked, or it is said that they were not.
func (m RecordDecision) consented(f *faults, kind TaskKind) {
	asks := (kind == ReferMarac || kind == ReferIdva) && m.Decision == "referred"
	f.wrong(asks && !slices.Contains(Consents, m.Consent), "/consent", "not_listed", "must say how the victim stands to it: given, refused or not_sought")
	f.wrong(!asks && m.Consent != "", "/consent", "contradicts_decision", "is only for a referral to MARAC or an IDVA")
}

// RecordMarac is what has become of a referral to MARAC or to an IDVA.
type RecordMarac struct {
	Said
	Meeting time.Time `json:"meeting,omitzero"`  // when the meeting is, or was
	Outcome string    `json:"outcome,omitempty"` // what came of it
	Idva    string    `json:"idva,omitempty"`    // what the IDVA service answered
}

// Name is the command's name on the wire.
func (RecordMarac) Name() string { return "record-marac" }

func (RecordMarac) stages() []Stage { return anyOpen }

func (m RecordMarac) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.meant(m.Meeting, "/meeting_at")
	_, known := c.lastMarac()
	f.wrong(!known && (m.Outcome != "" || !m.Meeting.IsZero()), "", "contradicts_case", "the victim has not been referred to MARAC")
	f.wrong(m.Outcome == "" && m.Meeting.IsZero() && m.Idva == "", "", "missing", "must say when the meeting is, what came of it, or what the IDVA service answered")
	f.wrong(m.Outcome != "" && !slices.Contains(MaracOutcomes, m.Outcome), "/outcome", "not_listed", "is not a known outcome")
	f.wrong(m.Outcome != "" && m.Meeting.After(now), "/outcome", "in_the_future", "is of a meeting that has not been held")
	f.wrong(m.Idva != "" && !slices.Contains(IdvaStatuses, m.Idva), "/idva", "not_listed", "is not a known answer")
	f.wrong(m.Idva != "" && c.Idva == nil, "/idva", "contradicts_case", "the victim has not been referred to an IDVA")
	return f.invalid()
}

func (m RecordMarac) apply(c *Case, at time.Time) {
	if m.Idva != "" {
		c.Idva.Status = m.Idva
		c.told(m.Said, at, "idva", "", "The referral to an IDVA: %s.", m.Idva)
	}
	if m.Idva == "not_taken" {
		c.raise(ReferIdva, "", at, c.Policy.DecideWithin)
	}
	if m.Meeting.IsZero() && m.Outcome == "" {
		return
	}
	last, _ := c.lastMarac()
	i := slices.IndexFunc(c.Marac, func(o MaracReferral) bool { return o.At.Equal(last.At) })
	known := &c.Marac[i]
	if !m.Meeting.IsZero() {
		known.Meeting = m.Meeting.UTC()
		c.told(m.Said, at, "marac-meeting", "", "MARAC meets on %s.", inLondon(m.Meeting))
	}
	if m.Outcome != "" {
		known.Outcome = m.Outcome
		c.told(m.Said, at, "marac-outcome", "", "What came of MARAC: %s.", m.Outcome)
		c.finish(m.Name(), "", at)
	}
	c.watchMarac()
}

// watchMarac sets when somebody is to find out what MARAC decided.
func (c *Case) watchMarac() {
	c.stop("marac-meeting")
	if last, ok := c.lastMarac(); ok && last.Outcome == "" && !last.Meeting.IsZero() {
		c.set(Clock{ID: "marac-meeting", Kind: MaracMeeting, Due: last.Meeting})
	}
}

func (c *Case) ringMaracMeeting(now time.Time) {
	c.raise(LearnMarac, "", now, c.Policy.MaracAnswer)
}
