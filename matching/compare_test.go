package matching_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/matching"
)

var anna = matching.Person{
	Force: "hertfordshire", Reference: "N1", Given: "Anna Maria", Family: "Smith-Jones", Born: "1990-03-07", Gender: "female",
	Addresses: []string{"Flat 2, 14 Canary Rd\nNowhere AL10 0XX"}, Phones: []string{"+447700900001"}, Emails: []string{"anna@example.org"},
}

// but is anna with something else about her; without her reference unless it is given.
func but(change func(*matching.Person)) matching.Person {
	p := anna
	p.Reference = ""
	change(&p)
	return p
}

func TestEachRuleOfComparing(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		says    string
		other   matching.Person
		verdict matching.Verdict
		because string
	}{
		{"the force's own number is enough, under a new name", but(func(p *matching.Person) { p.Reference, p.Given, p.Family = "N1", "Eve", "Black" }), matching.Same, matching.ReferenceSame},
		{"but not where nothing else agrees", matching.Person{Force: "hertfordshire", Reference: "N1", Given: "Carl", Family: "Black", Born: "1961-12-25"}, matching.Probable, matching.ReferenceSame},
		{"nor another force's", but(func(p *matching.Person) {
			p.Force, p.Reference, p.Given, p.Family, p.Born = "kent", "N1", "Eve", "Black", "1961-12-25"
		}), matching.Different, matching.GivenDiffers},
		{"whole name, date of birth and address", but(func(p *matching.Person) { p.Phones, p.Emails = nil, nil }), matching.Same, matching.AddressSame},
		{"written another way", but(func(p *matching.Person) {
			p.Given, p.Family, p.Addresses = "ANNA-MARIA", "smith jones", []string{"flat 2 14 canary road nowhere al100xx"}
		}), matching.Same, matching.AddressSame},
		{"whole name, date of birth and telephone", but(func(p *matching.Person) { p.Addresses = nil }), matching.Same, matching.PhoneSame},
		{"an email address is not enough", but(func(p *matching.Person) { p.Addresses, p.Phones = nil, nil }), matching.Probable, matching.EmailSame},
		{"two numbers of one force are for somebody to look at", but(func(p *matching.Person) { p.Reference = "N2" }), matching.Probable, matching.ReferenceDiffers},
		{"and so are two genders", but(func(p *matching.Person) { p.Gender = "male" }), matching.Probable, matching.GenderDiffers},
		{"day and month exchanged", but(func(p *matching.Person) { p.Born = "1990-07-03" }), matching.Probable, matching.BornSwapped},
		{"one digit off", but(func(p *matching.Person) { p.Born = "1990-03-01" }), matching.Probable, matching.BornOneDigit},
		{"names the other way round, at a new address", but(func(p *matching.Person) {
			p.Given, p.Family, p.Addresses, p.Phones = "Smith-Jones", "Anna Maria", nil, nil
		}), matching.Probable, matching.NamesSwapped},
		{"a new family name and the old address", but(func(p *matching.Person) { p.Family, p.Phones = "Black", nil }), matching.Probable, matching.FamilyDiffers},
		{"half a family name", but(func(p *matching.Person) { p.Family, p.Addresses, p.Phones = "Jones", nil, nil }), matching.Probable, matching.FamilyPart},
		{"one of two given names", but(func(p *matching.Person) { p.Given, p.Addresses, p.Phones = "Maria", nil, nil }), matching.Probable, matching.GivenPart},
		{"a twin at the same address with the same telephone", but(func(p *matching.Person) { p.Given = "Claire"; p.Emails = nil }), matching.Different, matching.GivenDiffers},
		{"a mother of the same name", but(func(p *matching.Person) { p.Born = "1962-11-20"; p.Emails = nil }), matching.Different, matching.BornDiffers},
		{"a namesake born on another day", but(func(p *matching.Person) { p.Born, p.Addresses, p.Phones, p.Emails = "1977-11-20", nil, nil, nil }), matching.Different, matching.BornDiffers},
		{"only the telephone and the email address", matching.Person{Given: "Carl", Family: "Black", Born: "1961-12-25", Phones: anna.Phones, Emails: anna.Emails}, matching.Different, matching.PhoneSame},
		{"somebody of whom nothing is known", matching.Person{Phones: anna.Phones}, matching.Different, matching.PhoneSame},
	} {
		got := matching.Compare(anna, row.other)
		require.Equal(t, row.verdict, got.Verdict, "%s: %d %v", row.says, got.Score, got.Reasons)
		require.Contains(t, got.Reasons, row.because, row.says)
	}
}

func TestGivenAndFamilyNamesAgreeAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ given, other, because string }{
		{"Zoë", "ZOE", matching.GivenSame}, {"Łucja", "Lucja", matching.GivenSame}, {"Ms Jane", "jane", matching.GivenSame},
		{"Anne-Marie", "Annemarie", matching.GivenSame}, {"Liz", "Elizabeth", matching.GivenNickname}, {"Lizzie", "Beth", matching.GivenNickname},
		{"Catherine", "Kathryn", matching.GivenAlike}, {"Gillian", "Jillian", matching.GivenAlike}, {"Shaun", "Shawn", matching.GivenAlike},
		{"Philip", "Filip", matching.GivenAlike}, {"Margraet", "Margaret", matching.GivenAlike}, {"J", "Jane", matching.GivenInitial},
		{"Jane", "Brenda", matching.GivenDiffers},
	} {
		a, b := matching.Person{Given: row.given}, matching.Person{Given: row.other}
		require.Equal(t, []string{row.because}, matching.Compare(a, b).Reasons, "%s and %s", row.given, row.other)
	}
	for _, row := range []struct{ family, other, because string }{
		{"O'Neill", "ONeill", matching.FamilySame}, {"Müller", "Muller", matching.FamilySame}, {"MacDonald", "McDonald", matching.FamilyAlike},
		{"Smith", "Smyth", matching.FamilyAlike}, {"Whight", "Wite", matching.FamilyAlike}, {"Khan-Ali", "Khan", matching.FamilyPart},
		{"Green", "Taylor", matching.FamilyDiffers},
	} {
		a, b := matching.Person{Family: row.family}, matching.Person{Family: row.other}
		require.Equal(t, []string{row.because}, matching.Compare(a, b).Reasons, "%s and %s", row.family, row.other)
	}
}

func TestAnUnknownDateOfBirthIsNoEvidence(t *testing.T) {
	t.Parallel()
	a, b := matching.Person{Given: "Jane", Born: "1900-01-01"}, matching.Person{Given: "Jane", Born: "1900-01-01"}
	require.Equal(t, []string{matching.GivenSame}, matching.Compare(a, b).Reasons)
	require.Empty(t, matching.Keys(a))
}

func TestAPersonDoesNotPrint(t *testing.T) {
	t.Parallel()
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", anna, anna, anna, anna), "Anna")
}

func TestEveryPieceOfEvidenceHasItsRow(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range matching.Weights {
		require.NotEmpty(t, row.Says)
		require.NotZero(t, row.Weight)
		require.False(t, seen[row.Code], row.Code)
		seen[row.Code] = true
	}
}
