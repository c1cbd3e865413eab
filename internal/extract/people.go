package extract

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// person makes a victim of a given age on a day, without contact points.
func (g *generator) person(age int, on time.Time) Victim {
	c := communities[weighted(g.rng, len(communities), func(i int) int { return communities[i].weight })]
	v := Victim{FamilyName: pick(g.rng, c.family), Language: "en"}
	given := c.female
	switch at := g.rng.IntN(1000); {
	case at < 740:
		v.Gender = "female"
	case at < 985:
		v.Gender, given = "male", c.male
	case at < 990:
		v.Gender = "non_binary"
	default:
		v.Gender = "not_stated"
	}
	v.GivenName = pick(g.rng, given)
	if chance(g.rng, c.abroad) {
		v.Language, v.Interpreter = pick(g.rng, c.languages), true
	}
	if chance(g.rng, 950) {
		v.PersonReference = g.nominal()
	}
	born := time.Date(on.Year()-age, on.Month(), on.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, -g.rng.IntN(365))
	v.DateOfBirth = born.Format(time.DateOnly)
	return v
}

// nominal is the force's number of a person, never given twice.
func (g *generator) nominal() string {
	g.people++
	return fmt.Sprintf("N%07d", 1_200_000+g.people*7+g.rng.IntN(7))
}

// ages is how old victims are: from, up to, and how many in a thousand.
var ages = []struct{ from, to, weight int }{
	{16, 19, 90}, {20, 24, 150}, {25, 29, 160}, {30, 34, 160}, {35, 39, 130}, {40, 44, 100}, {45, 49, 70},
	{50, 54, 50}, {55, 59, 40}, {60, 69, 30}, {70, 79, 15}, {80, 95, 5},
}

func (g *generator) age() int {
	band := ages[weighted(g.rng, len(ages), func(i int) int { return ages[i].weight })]
	return band.from + g.rng.IntN(band.to-band.from+1)
}

// contacts gives a victim a mobile and perhaps more, each with what an officer
// asked about it.
func (g *generator) contacts(v *Victim, collar string, asked time.Time) {
	v.ContactPoints = []ContactPoint{g.phone(g.numbers.newMobile(), collar, asked)}
	if chance(g.rng, 80) {
		second := ContactPoint{Kind: "phone", Value: g.numbers.newMobile(), DoNotUse: chance(g.rng, 250)}
		v.ContactPoints = append(v.ContactPoints, second)
	}
	if chance(g.rng, 450) {
		v.ContactPoints = append(v.ContactPoints, g.email(*v, collar, asked))
	}
	if chance(g.rng, 700) {
		v.ContactPoints = append(v.ContactPoints, g.home(collar, asked))
	}
}

func (g *generator) phone(number, collar string, asked time.Time) ContactPoint {
	p := ContactPoint{Kind: "phone", Value: number}
	if chance(g.rng, 550) {
		call, voicemail, text, withheld := true, chance(g.rng, 200), chance(g.rng, 550), chance(g.rng, 250)
		p.Safe = confirmed(collar, asked)
		p.Safe.Call, p.Safe.Voicemail, p.Safe.Text, p.Safe.WithheldNumber = &call, &voicemail, &text, &withheld
	}
	switch at := g.rng.IntN(100); {
	case at < 4:
		p.Windows = []Window{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "09:00", To: "16:00"}}
	case at < 6:
		p.Windows = []Window{{Days: []string{"tue", "thu"}, From: "10:00", To: "14:30"}, {Days: []string{"sat"}, From: "11:00", To: "13:00"}}
	}
	return p
}

func (g *generator) email(v Victim, collar string, asked time.Time) ContactPoint {
	host := "example.org"
	if chance(g.rng, 400) {
		host = "example.com"
	}
	g.mailboxes++
	p := ContactPoint{Kind: "email", Value: fmt.Sprintf("%s.%s%d@%s", plain(v.GivenName), plain(v.FamilyName), g.mailboxes, host)}
	if chance(g.rng, 350) {
		ok := chance(g.rng, 700)
		p.Safe = confirmed(collar, asked)
		p.Safe.Email = &ok
	}
	return p
}

func (g *generator) home(collar string, asked time.Time) ContactPoint {
	p := ContactPoint{Kind: "address", Value: address(g.rng)}
	if chance(g.rng, 150) {
		ok := chance(g.rng, 400)
		p.Safe = confirmed(collar, asked)
		p.Safe.Post = &ok
	}
	return p
}

func confirmed(collar string, asked time.Time) *Safe {
	return &Safe{ConfirmedBy: "PC " + collar, ConfirmedAt: asked.Format(time.RFC3339)}
}

// plain is a name as it stands in an email address: ASCII letters only.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
