package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyAPlainCrimeWithoutAVictimIsSentElsewhereWithoutAPerson(t *testing.T) {
	t.Parallel()
	s := &story{t: t, now: monday}
	plain := func() Referral {
		r := s.referral("crime-1", 1)
		r.DomesticAbuse, r.Enhanced, r.Risk.Grade, r.Offence = false, false, StandardRisk, "92D"
		return r
	}
	require.True(t, plain().BeyondUs())
	for need, change := range map[string]func(*Referral){
		"they ask themselves": func(r *Referral) { r.Source, r.Basis = "self", "own_request" },
		"domestic abuse":      func(r *Referral) { r.DomesticAbuse = true },
		"enhanced rights":     func(r *Referral) { r.Enhanced = true },
		"under 18":            func(r *Referral) { r.Minor = true },
		"vulnerable":          func(r *Referral) { r.Flags = []string{"vulnerable"} },
		"medium risk":         func(r *Referral) { r.Risk.Grade = MediumRisk },
		"judged high":         func(r *Referral) { r.Risk.Judgement = HighRisk },
		"with MARAC":          func(r *Referral) { r.Risk.Marac = true },
		"an unknown crime":    func(r *Referral) { r.Offence = "999" },
		"no crime named":      func(r *Referral) { r.Offence = "" },
	} {
		r := plain()
		change(&r)
		require.False(t, r.BeyondUs(), need)
	}
	for _, o := range Offences {
		r := plain()
		r.Offence = o.Code
		require.Equal(t, o.Pathway == OutOfScope, r.BeyondUs(), o.Code)
	}
	another(t, func(r *Referral) { r.Offence = "92D" }).asks(Classify)
}

func TestASafeguardingReferralMustBeMadeOfAChildWhoIsAbused(t *testing.T) {
	t.Parallel()
	s := &story{t: t, now: monday}
	for offence, must := range map[string]bool{"19C": true, "106": true, "8Q": true, "34B": false, "999": false} {
		r := s.referral("crime-1", 1)
		r.DomesticAbuse, r.Offence = false, offence
		require.Equal(t, must, r.MustSafeguard(), offence)
		r.DomesticAbuse = true
		require.True(t, r.MustSafeguard())
	}
}
