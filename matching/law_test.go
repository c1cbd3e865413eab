package matching_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/matching"
)

var someone = rapid.Custom(func(t *rapid.T) matching.Person {
	few := func(label string, of ...string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(of), 0, 2).Draw(t, label)
	}
	name := rapid.OneOf(rapid.SampledFrom([]string{"", "Anna", "Ann", "Liz", "Elizabeth", "Smith", "Smyth", "Smith-Jones", "J", "Zoë", "李", "-"}), rapid.StringN(0, 9, 30))
	return matching.Person{
		Force: rapid.SampledFrom([]string{"", "kent", "hertfordshire"}).Draw(t, "force"), Reference: rapid.SampledFrom([]string{"", "N1", "N2"}).Draw(t, "reference"),
		Given: name.Draw(t, "given"), Family: name.Draw(t, "family"),
		Born:      rapid.SampledFrom([]string{"", "1990-03-07", "1990-07-03", "1990-03-01", "1980-03-07", "1900-01-01", "1955-12-30", "?"}).Draw(t, "born"),
		Gender:    rapid.SampledFrom([]string{"", "female", "male", "other", "not_stated"}).Draw(t, "gender"),
		Addresses: few("addresses", "14 Canary Rd, AL10 0XX", "14 Canary Road\nal100xx", "15 Canary Road AL10 0XX", "The Mill, Nowhere", ""),
		Phones:    few("phones", "+447700900001", "+447700900002"), Emails: few("emails", "a@example.org", "b@example.org"),
	}
})

func TestItDoesNotMatterWhoComesFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := someone.Draw(t, "a"), someone.Draw(t, "b")
		require.Equal(t, matching.Compare(a, b), matching.Compare(b, a))
	})
}

func TestARecordMatchesItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := someone.Draw(t, "p")
		p.Given, p.Family, p.Born, p.Force, p.Reference = "Anna", "Smith", "1990-03-07", "kent", ""
		require.NotEqual(t, matching.Different, matching.Compare(p, p).Verdict)
		p.Phones = append(p.Phones, "+447700900003")
		require.Equal(t, matching.Same, matching.Compare(p, p).Verdict)
	})
}

// stands orders the verdicts.
var stands = map[matching.Verdict]int{matching.Different: 0, matching.Probable: 1, matching.Same: 2}

func TestWhatAgreesNeverSpeaksAgainst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := someone.Draw(t, "a"), someone.Draw(t, "b")
		before := matching.Compare(a, b)
		switch rapid.IntRange(0, 5).Draw(t, "more") {
		case 0:
			a.Phones, b.Phones = append(a.Phones, "+447700900003"), append(b.Phones, "+447700900003")
		case 1:
			a.Emails, b.Emails = append(a.Emails, "c@example.org"), append(b.Emails, "c@example.org")
		case 2:
			a.Addresses, b.Addresses = append(a.Addresses, "1 Zebra Lane AL1 1AA"), append(b.Addresses, "1 zebra ln, al11aa")
		case 3:
			a.Gender, b.Gender = "female", "female"
		case 4:
			a.Born, b.Born = "1971-05-16", "1971-05-16"
		case 5:
			a.Given, a.Family, b.Given, b.Family = "Jane", "Green", "jane", "GREEN"
		}
		after := matching.Compare(a, b)
		require.GreaterOrEqual(t, after.Score, before.Score)
		require.GreaterOrEqual(t, stands[after.Verdict], stands[before.Verdict])
	})
}

func TestNobodyIsTheSameByAScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		got := matching.Compare(someone.Draw(t, "a"), someone.Draw(t, "b"))
		if got.Verdict != matching.Same {
			return
		}
		whole := got.Has(matching.GivenSame) && got.Has(matching.FamilySame) && got.Has(matching.BornSame) && (got.Has(matching.AddressSame) || got.Has(matching.PhoneSame))
		require.True(t, got.Has(matching.ReferenceSame) || whole, got.Reasons)
	})
}
