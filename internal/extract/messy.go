package extract

import (
	"slices"
	"strings"
	"time"
)

// messy makes a referral with one kind of mess.
func (g *generator) messy(kind Mess, row int) Referral {
	switch kind {
	case Duplicate:
		return pick(g.rng, g.pool)
	case Regraded:
		return g.regraded()
	case RepeatVictim:
		return g.again(g.calendar.reported(row, g.rng))
	case SeveralCrimes:
		return g.sameOccasion()
	}
	r := g.referral(row)
	switch kind {
	case Landline:
		oneNumber(&r, g.numbers.newLandline())
	case RepairableNumber:
		oneNumber(&r, g.numbers.newOdd())
	case HopelessNumber:
		oneNumber(&r, g.numbers.newHopeless())
	case SharedNumber:
		oneNumber(&r, pick(g.rng, g.pool).Victim.ContactPoints[0].Value)
	case SuspectsNumber:
		r.Suspect = &Suspect{Phones: []string{r.Victim.ContactPoints[0].Value}}
	case NoSafeNumber:
		g.noSafeNumber(&r)
	case NoContactPoint:
		r.Victim.ContactPoints = []ContactPoint{}
	case Under16:
		g.child(&r)
	case OutOfScope:
		g.outOfScope(&r)
	case MissingField:
		pick(g.rng, mandatory)(&r)
	case WrongEncoding:
		g.misspell(&r)
	case BadDate:
		pick(g.rng, badDates)(&r)
	}
	return r
}

// regraded is a newer version of an earlier record: mostly graded up, for more
// becomes known.
func (g *generator) regraded() Referral {
	i := g.rng.IntN(len(g.pool))
	r := g.pool[i]
	version := *r.Source.Version + 1
	r.Source.Version = &version
	grade := map[string]string{"standard": "medium", "medium": "high", "high": "medium"}[r.Risk.Grade]
	r.Risk = g.risk(grade, *r.Crime.DomesticAbuse, offence{})
	g.pool[i] = r
	return r
}

// again is a person seen before with a new crime.
func (g *generator) again(at time.Time) Referral {
	r := pick(g.rng, g.pool)
	g.newCrime(&r, at)
	return r
}

// sameOccasion is another crime recorded from an occasion seen before.
func (g *generator) sameOccasion() Referral {
	r := pick(g.rng, g.pool)
	from := otherCrime
	if *r.Crime.DomesticAbuse {
		from = abuse
	}
	at, _ := time.Parse(time.RFC3339, r.Crime.ReportedAt) // written by us
	what := g.offence(from, r.Victim.Gender)
	for what.code == r.Crime.OffenceCode {
		what = g.offence(from, r.Victim.Gender)
	}
	r.Source = g.source()
	r.Crime.Reference = g.reference(at)
	r.Crime.OffenceCode, r.Crime.Offence = what.code, what.words
	return r
}

// oneNumber leaves the victim with one number only, about which nobody asked.
func oneNumber(r *Referral, number string) {
	points := slices.DeleteFunc(r.Victim.ContactPoints, func(p ContactPoint) bool { return p.Kind == "phone" })
	only := ContactPoint{Kind: "phone", Value: number}
	r.Victim.ContactPoints = append([]ContactPoint{only}, points...)
}

// noSafeNumber leaves an email or an address, and a number at most that must
// not be used.
func (g *generator) noSafeNumber(r *Referral) {
	number := r.Victim.ContactPoints[0].Value
	oneNumber(r, number)
	r.Victim.ContactPoints[0].DoNotUse = true
	if chance(g.rng, 500) {
		r.Victim.ContactPoints = r.Victim.ContactPoints[1:]
	}
	if len(r.Victim.ContactPoints) == 0 || r.Victim.ContactPoints[len(r.Victim.ContactPoints)-1].Kind == "phone" {
		r.Victim.ContactPoints = append(r.Victim.ContactPoints, ContactPoint{Kind: "address", Value: address(g.rng)})
	}
}

func (g *generator) child(r *Referral) {
	at, _ := time.Parse(time.RFC3339, r.Crime.ReportedAt) // written by us
	keep := r.Victim
	r.Victim = g.person(9+g.rng.IntN(7), at)
	r.Victim.ContactPoints = keep.ContactPoints
	r.Victim.RelationshipToSuspect, r.Victim.LivesWithSuspect = keep.RelationshipToSuspect, keep.LivesWithSuspect
	if *r.Crime.DomesticAbuse {
		r.Victim.RelationshipToSuspect = "family"
	}
}

func (g *generator) outOfScope(r *Referral) {
	no := false
	what := g.offence(elsewhere, r.Victim.Gender)
	r.Crime.DomesticAbuse, r.Crime.HonourBased, r.Crime.ChildPresent = &no, false, false
	r.Crime.OffenceCode, r.Crime.Offence = what.code, what.words
	r.Risk = g.risk("standard", false, what)
	g.household(r, false)
}

// mandatory empties one value each that a referral must have.
var mandatory = []func(*Referral){
	func(r *Referral) { r.Victim.GivenName = "" },
	func(r *Referral) { r.Victim.FamilyName = "" },
	func(r *Referral) { r.Victim.DateOfBirth = "" },
	func(r *Referral) { r.Crime.OffenceCode = "" },
	func(r *Referral) { r.Crime.ReportedAt = "" },
	func(r *Referral) { r.Risk.Grade = "" },
	func(r *Referral) { r.Officer.CollarNumber = "" },
	func(r *Referral) { r.Basis.LawfulBasis = "" },
	func(r *Referral) { r.Basis.VictimInformed = nil },
}

// badDates spoil one date or time each.
var badDates = []func(*Referral){
	func(r *Referral) { r.Victim.DateOfBirth = "31/02/" + r.Victim.DateOfBirth[:4] },
	func(r *Referral) { r.Victim.DateOfBirth = r.Victim.DateOfBirth[:4] + "-13-05" },
	func(r *Referral) { r.Crime.ReportedAt = strings.TrimSuffix(r.Crime.ReportedAt, "Z")[:19] },
}

// misspell gives the victim a name which the file's encoding will spoil.
func (g *generator) misspell(r *Referral) {
	name := pick(g.rng, misspelt)
	r.Victim.GivenName, r.Victim.FamilyName = name.female, name.family
	if r.Victim.Gender == "male" {
		r.Victim.GivenName = name.male
	}
}
