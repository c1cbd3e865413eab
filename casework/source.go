package casework

import (
	"slices"
	"time"
)

// ReferralSource is one row of who may refer a victim, and by what right.
type ReferralSource struct {
	Code   string
	Says   string
	Bases  []string // one of them must be said; none: it is for the sender to know
	Report bool     // when the crime was reported to police must be said
	Source string
}

// ReferralSources lists who may refer a victim. Help is offered whether or not the
// crime was reported, and whenever it happened.
var ReferralSources = []ReferralSource{
	{"police", "police", nil, true, "victimsupport.org.uk, legal bases: public task, legal obligation or consent"},
	{"self", "the victim", []string{"own_request"}, false, "Victims' Code, Right 4: whether or not the crime was reported"},
	{"professional", "another agency", []string{"victim_consent", "safety"}, false, "victimsupport.org.uk, legal bases: consent; a safety override where risk justifies it and the reason is recorded"},
}

func referralSource(code string) (ReferralSource, bool) {
	if code == "" {
		code = "police"
	}
	i := slices.IndexFunc(ReferralSources, func(s ReferralSource) bool { return s.Code == code })
	if i < 0 {
		return ReferralSource{}, false
	}
	return ReferralSources[i], true
}

// sourced adds what is wrong with who refers, and by what right.
func (r Referral) sourced(f *faults, now time.Time) {
	s, known := referralSource(r.Source)
	f.wrong(!known, "/source", "not_listed", "is not a known kind of source")
	f.wrong(known && s.Report && r.Reported.IsZero(), "/crime/reported_at", "missing", "is missing")
	f.wrong(len(s.Bases) > 0 && !slices.Contains(s.Bases, r.Basis), "/basis", "missing", "must say that the victim consents, or why it is not safe to ask")
	f.wrong(r.Basis == "victim_consent" && r.ConsentAt.IsZero(), "/basis/given_at", "missing", "is missing: consent is given at some time")
	f.wrong(r.Basis == "safety" && !r.Reasoned, "/basis/safety_reason", "missing", "is missing: without consent the reason is recorded")
	f.meant(r.ConsentAt, "/basis/given_at")
	f.wrong(r.ConsentAt.After(now.Add(clockSkew)), "/basis/given_at", "in_the_future", "is in the future")
}

// prompt makes a protocol as prompt as the kind of source asks for: whoever asks for
// help themselves, or is sent by another agency, is not made to wait for working days.
// Source: Wakefield domestic abuse service, first attempt within 24 hours (self-referral)
// or 48 hours (agency).
func (c *Case) prompt(p Protocol) Protocol {
	if len(c.Referrals) == 0 {
		return p
	}
	within := map[string]time.Duration{"self": c.Policy.SelfWithin, "professional": c.Policy.AgencyWithin}[c.Referrals[len(c.Referrals)-1].Source]
	if within > 0 && (p.FirstDays > 0 || p.FirstWithin > within) {
		p.FirstWithin, p.FirstDays = within, 0
	}
	return p
}
