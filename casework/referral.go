package casework

import (
	"slices"
	"time"
)

// Known is what the case keeps of a referral.
type Known struct {
	Ref           string    `json:"ref"`     // opaque ID of the referral, whatever its version
	Version       int       `json:"version"` // the newest seen
	Received      time.Time `json:"received"`
	Reported      time.Time `json:"reported"` // when the crime was reported to police, UTC
	Offence       string    `json:"offence"`  // Home Office classification
	DomesticAbuse bool      `json:"domestic_abuse,omitempty"`
	Enhanced      bool      `json:"enhanced,omitempty"`  // Enhanced Rights under the Victims' Code
	Occurred      time.Time `json:"occurred,omitzero"`   // when it happened, UTC; zero: not said
	Grade         Grade     `json:"grade,omitempty"`     // the risk as it was referred
	Source        string    `json:"source,omitempty"`    // one of ReferralSources; empty: police
	Pathway       string    `json:"pathway,omitempty"`   // one of Pathways; empty: a person has yet to say
	Near          string    `json:"near,omitempty"`      // of what is out of scope, the pathway it is nearest to, as a person said
	Crime         string    `json:"crime,omitempty"`     // opaque; the same for everybody police named in one crime
	Victim        string    `json:"victim,omitempty"`    // opaque; police's own number for the victim
	Minor         bool      `json:"minor,omitempty"`     // the victim was under 18 when it happened
	Consented     bool      `json:"consented,omitempty"` // their consent to being referred is recorded
}

// Abuse says that the referral is of abuse that MARAC looks at.
func (k Known) Abuse() bool { return k.DomesticAbuse || pathway(k.Pathway).Abuse }

// By is who referred.
func (k Known) By() string {
	s, _ := referralSource(k.Source)
	return s.Code
}

// happened is when the crime happened, as far as it is known.
func (k Known) happened() time.Time {
	switch {
	case !k.Occurred.IsZero():
		return k.Occurred
	case !k.Reported.IsZero():
		return k.Reported
	}
	return k.Received
}

// Referral is a request to help a victim: a police force's, another agency's, or the
// victim's own. The first opens the
// case; a newer version changes it; one with another Ref is a new incident.
type Referral struct {
	Said
	Ref           string    `json:"ref"`
	Version       int       `json:"version"`
	Reported      time.Time `json:"reported"`
	Offence       string    `json:"offence"`
	DomesticAbuse bool      `json:"domestic_abuse"`
	Enhanced      bool      `json:"enhanced"`
	Risk          RiskMade  `json:"risk"`
	Occurred      time.Time `json:"occurred,omitzero"`
	SafeWay       bool      `json:"safe_way"` // at least one contact point may be used to call

	Source    string    `json:"source,omitempty"`    // one of ReferralSources; empty: police
	Basis     string    `json:"basis,omitempty"`     // by what right, where the source must say so
	ConsentAt time.Time `json:"consent_at,omitzero"` // when the victim consented, UTC
	Reasoned  bool      `json:"reasoned,omitempty"`  // why it was not safe to ask is recorded outside the case
	Flags     []string  `json:"flags,omitempty"`     // some of Flags

	Told  bool    `json:"told,omitempty"`  // Hours are what the victim's contact points now say
	Hours []Hours `json:"hours,omitempty"` // when calls are safe, by any of them; none: at any time

	Crime  string `json:"crime,omitempty"`  // opaque; the same for everybody police named in one crime
	Victim string `json:"victim,omitempty"` // opaque; police's own number for the victim

	Minor     bool   `json:"minor,omitempty"`      // the victim was under 18 when it happened
	Consented bool   `json:"consented,omitempty"`  // the victim's consent to being referred is recorded
	OwnerLeft string `json:"owner_left,omitempty"` // the case's owner, where they have left the service
}

// Name is the command's name on the wire.
func (Referral) Name() string { return "refer" }

func (Referral) stages() []Stage { return anyStage }

func (r Referral) check(c *Case, now time.Time) error {
	if c.Merged() {
		return Refuse(CaseClosed, "the case goes on in another: refer the victim there")
	}
	var f faults
	f.meant(r.At, "/at")
	f.wrong(r.At.After(now.Add(clockSkew)), "/at", "in_the_future", "is in the future")
	f.wrong(r.Ref == "", "/source/id", "missing", "is missing")
	f.wrong(r.Version < 1, "/source/version", "too_small", "must be 1 or more")
	r.sourced(&f, now)
	f.meant(r.Reported, "/crime/reported_at")
	f.wrong(r.Reported.After(now.Add(clockSkew)), "/crime/reported_at", "in_the_future", "is in the future")
	f.meant(r.Occurred, "/crime/occurred_at")
	f.wrong(r.Occurred.After(now.Add(clockSkew)), "/crime/occurred_at", "in_the_future", "is in the future")
	r.Risk.faults(&f, "/risk")
	f.wrong(r.Risk.MaracAt.After(now.Add(clockSkew)), "/risk/marac_at", "in_the_future", "is in the future")
	return f.invalid()
}

func (r Referral) apply(c *Case, at time.Time) {
	defer c.leave(r.OwnerLeft, at)
	i := slices.IndexFunc(c.Referrals, func(k Known) bool { return k.Ref == r.Ref })
	if r.Told && c.Stage != "" {
		c.hours(r.Hours, at)
	}
	switch {
	case len(c.Referrals) == 0:
		c.Referrals = append(c.Referrals, r.known(at))
		c.told(r.Said, at, "referred", "", "Referred by %s (offence %s, risk %s).", r.from(), r.Offence, r.Risk.Grade)
		c.follow(c.Referrals[0], at)
		c.grade(r.Risk, r.Said, at)
		c.Contact.Hours = r.Hours
		c.askMarac(nil, at)
		c.weigh(r.Risk, at)
		c.askPersistent(c.Repeats(), at)
		c.enter(Reaching, at)
		c.findSafeWay(r.SafeWay, at)
		c.startReferral(c.Referrals[0], at)
	case i < 0:
		c.again(r, at)
	case r.Version > c.Referrals[i].Version:
		c.renew(&c.Referrals[i], r, at)
	default:
		c.told(r.Said, at, "referral-old", "", "An older version of a referral arrived and changes nothing.")
	}
}

func (r Referral) known(received time.Time) Known {
	return Known{Ref: r.Ref, Version: r.Version, Received: received.UTC(), Reported: r.Reported.UTC(),
		Offence: r.Offence, DomesticAbuse: r.DomesticAbuse, Enhanced: r.Enhanced || r.DomesticAbuse || pathway(r.pathway()).Reason != "",
		Occurred: r.Occurred.UTC(), Grade: r.Risk.effective(), Source: r.Source, Pathway: r.pathway(), Crime: r.Crime, Victim: r.Victim,
		Minor: r.Minor, Consented: r.consented()}
}

// from is who refers, in words.
func (r Referral) from() string {
	s, _ := referralSource(r.Source)
	if r.Basis == "" {
		return s.Says
	}
	return s.Says + " (" + r.Basis + ")"
}

// renew takes a newer version of a referral. It never takes Enhanced Rights away:
// narrowing them is not for a feed to do. A higher grade takes a closed case up
// again, so that somebody looks at it.
func (c *Case) renew(k *Known, r Referral, at time.Time) {
	newer := r.known(k.Received)
	newer.Enhanced = newer.Enhanced || k.Enhanced
	before := c.maracTriggers()
	if newer.Pathway == "" {
		newer.Pathway, newer.Near = k.Pathway, k.Near // what a person said, or an earlier version
	}
	newer.Minor, newer.Consented = newer.Minor || k.Minor, newer.Consented || k.Consented
	newer.Pathway = c.furtherPathway(newer)
	*k = newer
	c.told(r.Said, at, "referral-changed", "", "A newer version of a referral arrived (version %d).", r.Version)
	if r.Risk.effective().above(c.Risk.Grade) {
		c.Contact.Declined = false // nobody has asked them since the risk was known to be so high
	}
	if c.Stage == Closed && r.Risk.effective().above(c.Risk.Grade) {
		c.note(at, "reopened", "", "Reopened: police have raised the risk to %s.", r.Risk.effective())
		c.resume(c.resumed(), at)
		raised := c.Policy.protocol(r.Risk.effective(), c.DomesticAbuse())
		c.raise(ReviewRisk, "", at, c.firstDue(raised, at).Sub(at))
	}
	c.regrade(r, at)
	if c.Stage != Closed {
		c.follow(*k, at)
		c.knowMarac(r.Risk, r.Said, at)
		c.askMarac(before, at)
		c.weigh(r.Risk, at)
	}
	c.startReferral(*k, at)
}

// again takes a new incident of the same victim: the risk is looked at anew, and
// reaching begins again, or a case that was ending goes on.
func (c *Case) again(r Referral, at time.Time) {
	k, repeats := r.known(at), c.Repeats()
	k.Pathway = c.furtherPathway(k)
	c.Referrals = append(c.Referrals, k)
	c.told(r.Said, at, "referred-again", "", "Referred again by %s, for another incident (offence %s, risk %s).", r.from(), r.Offence, r.Risk.Grade)
	c.Contact.Declined = false // what is offered now is help with something new
	c.safetyEndsPause(at)
	if c.Stage == Reaching {
		c.supersede(at)
	}
	c.regrade(r, at)
	c.findNeed(nil, at)
	switch c.Stage {
	case Closed, Closing:
		c.resume(Reaching, at)
	case Reaching:
		c.arriveReaching(at)
	case Supporting:
		c.askNeeds(at)
	case Assessing, Planning:
	}
	c.raise(ReviewRisk, "", at, c.firstWithin(at))
	c.follow(k, at)
	c.knowMarac(r.Risk, r.Said, at)
	c.flagRepeats(k, repeats, at)
	c.askMarac(nil, at)
	c.findSafeWay(r.SafeWay, at)
	c.startReferral(k, at)
}

// weigh asks a person for their judgement where a referral has what raises concern
// whatever the total is, and nobody has judged it.
func (c *Case) weigh(r RiskMade, at time.Time) {
	if len(r.Indicators) == 0 || r.Judgement != "" || c.Risk.Grade == HighRisk {
		return
	}
	c.note(at, "indicators", "", "The referral names what raises concern whatever the total is, and nobody has judged it.")
	c.raise(ReviewRisk, "", at, c.firstWithin(at))
}

// regrade takes the referral's grade where it is a new one: police may raise the
// grade by themselves, and lowering it is for a person to confirm.
func (c *Case) regrade(r Referral, at time.Time) {
	switch {
	case r.Risk.effective().above(c.Risk.Grade):
		c.grade(r.Risk, r.Said, at)
	case c.Risk.Grade.above(r.Risk.effective()):
		c.note(at, "grade-kept", "", "The referral says %s; the grade stays %s until a person lowers it.", r.Risk.effective(), c.Risk.Grade)
		if c.Stage != Closed {
			c.raise(ReviewRisk, "", at, c.Policy.DecideWithin)
		}
	}
}

func (c *Case) findSafeWay(known bool, at time.Time) {
	if !known {
		c.raise(FindSafeWay, "", at, c.Policy.UrgentWithin)
	}
}

// DomesticAbuse says whether any of the case's referrals is of domestic abuse.
func (c *Case) DomesticAbuse() bool {
	return slices.ContainsFunc(c.Referrals, func(k Known) bool { return k.DomesticAbuse })
}
