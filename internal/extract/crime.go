package extract

import (
	"fmt"
	"time"
)

// referral makes a clean referral: a new crime with a new victim.
func (g *generator) referral(row int) Referral {
	at := g.calendar.reported(row, g.rng)
	r := Referral{Victim: g.person(g.age(), at)}
	g.newCrime(&r, at)
	g.contacts(&r.Victim, r.Officer.CollarNumber, at.Add(time.Duration(10+g.rng.IntN(80))*time.Minute))
	if chance(g.rng, 120) {
		r.Suspect = &Suspect{Phones: []string{g.numbers.newMobile()}}
	}
	return r
}

// newCrime fills in everything but the victim's own particulars.
func (g *generator) newCrime(r *Referral, at time.Time) {
	domestic := chance(g.rng, 780)
	from := otherCrime
	if domestic {
		from = abuse
	}
	what := g.offence(from, r.Victim.Gender)
	r.Source = g.source()
	r.Crime = Crime{
		Reference: g.reference(at), OffenceCode: what.code, Offence: what.words, DomesticAbuse: &domestic,
		OccurredAt: g.occurred(at), ReportedAt: at.Format(time.RFC3339),
		Hate: chance(g.rng, 12), HonourBased: domestic && chance(g.rng, 10),
	}
	r.Risk = g.risk(g.grade(domestic), domestic, what)
	r.Officer = g.officer()
	r.Basis = g.basis(what)
	g.household(r, domestic)
}

// household says how the victim lives, as far as the crime makes it matter.
func (g *generator) household(r *Referral, domestic bool) {
	r.Victim.RelationshipToSuspect, r.Victim.LivesWithSuspect, r.Victim.Children = "unknown", nil, 0
	if !domestic {
		return
	}
	r.Victim.RelationshipToSuspect = []string{"partner", "ex_partner", "family"}[weighted(g.rng, 3, func(i int) int { return []int{40, 38, 22}[i] })]
	if !chance(g.rng, 120) {
		together := chance(g.rng, map[string]int{"partner": 800, "ex_partner": 60, "family": 550}[r.Victim.RelationshipToSuspect])
		r.Victim.LivesWithSuspect = &together
	}
	if chance(g.rng, 480) {
		r.Victim.Children = 1 + weighted(g.rng, 4, func(i int) int { return []int{45, 35, 14, 6}[i] })
		r.Crime.ChildPresent = chance(g.rng, 450)
	}
}

func (g *generator) offence(from []offence, gender string) offence {
	i := weighted(g.rng, len(from), func(i int) int {
		if from[i].victims != "" && from[i].victims != gender {
			return 0
		}
		return from[i].weight
	})
	return from[i]
}

// source is a new record of the crime system; ids rise with gaps, as records of
// other crimes lie between.
func (g *generator) source() Source {
	first := 1
	g.record += 1 + g.rng.IntN(3)
	return Source{Force: "hertfordshire", System: "athena", ID: fmt.Sprintf("ATH-26-%07d", g.record), Version: &first}
}

// reference is a new crime reference of the Hertfordshire shape.
func (g *generator) reference(at time.Time) string {
	g.crime += 1 + g.rng.IntN(g.crimeGap)
	return fmt.Sprintf("41/%d/%02d", g.crime, at.Year()%100)
}

// occurred is when it happened: mostly just before the report, sometimes long
// before, sometimes not known.
func (g *generator) occurred(reported time.Time) string {
	before := time.Duration(5+g.rng.IntN(115)) * time.Minute
	switch at := g.rng.IntN(100); {
	case at < 3:
		return ""
	case at < 8:
		before = time.Duration(30+g.rng.IntN(900)) * 24 * time.Hour
	case at < 30:
		before = time.Duration(3+g.rng.IntN(60)) * time.Hour
	}
	return reported.Add(-before).Format(time.RFC3339)
}

func (g *generator) officer() Officer {
	o := Officer{CollarNumber: fmt.Sprintf("%d", 100+g.rng.IntN(2900))}
	if chance(g.rng, 600) {
		o.Name = "PC " + pick(g.rng, communities[0].family)
		o.Email = "collar" + o.CollarNumber + "@example.org"
	}
	return o
}

func (g *generator) basis(what offence) Basis {
	informed := chance(g.rng, 970)
	b := Basis{LawfulBasis: "public_task", VictimInformed: &informed}
	switch at := g.rng.IntN(100); {
	case what.sexual:
		b.LawfulBasis, informed = "explicit_consent", true
	case at < 8:
		b.LawfulBasis = "legal_obligation"
	case at < 13:
		b.LawfulBasis = "consent"
	}
	return b
}
