package casework

import (
	"slices"
	"time"
)

// Somebody who is 16 or 17 is this service's to help, and is never helped as if they
// were grown up: they have Enhanced Rights, and where nobody says that they know of
// being referred for a sexual offence, a person looks at it at once.
// Source: Code of Practice for Victims of Crime, Enhanced Rights, category C; of 28
// police referrals that went wrong in Cleveland in July 2014, two were of young
// victims of rape who had not consented.

// consented says that the victim's own consent to being referred is recorded.
func (r Referral) consented() bool {
	return r.Consented || r.Basis == "victim_consent" || r.Basis == "own_request"
}

// needsConsent says that the crime is one for which the consent of somebody under 18 is
// looked for: by its pathway, or by its classification, such as rape by a partner.
func (k Known) needsConsent() bool {
	row, _ := OffenceOf(k.Offence)
	return pathway(k.Pathway).Consent || pathway(row.Pathway).Consent
}

// askYoung asks a person, once for each referral, to look at one of somebody under 18
// who has not consented to be referred for such a crime.
func (c *Case) askYoung(k Known, at time.Time) {
	asked := func(t Task) bool { return t.Kind == Safeguard && t.About == k.Ref }
	if !k.Minor || k.Consented || !k.needsConsent() || slices.ContainsFunc(c.Tasks, asked) {
		return
	}
	c.note(at, "under-18", k.Ref, "The victim was under 18, and nobody says that they consented to being referred (offence %s).", k.Offence)
	c.raise(Safeguard, k.Ref, at, c.Policy.UrgentWithin)
}
