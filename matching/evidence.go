package matching

import "slices"

// The codes of what speaks for or against two records being one person.
const (
	ReferenceSame    = "reference_same"
	ReferenceDiffers = "reference_differs"
	GivenSame        = "given_same"
	GivenPart        = "given_part"
	GivenNickname    = "given_nickname"
	GivenAlike       = "given_alike"
	GivenInitial     = "given_initial"
	GivenDiffers     = "given_differs"
	FamilySame       = "family_same"
	FamilyPart       = "family_part"
	FamilyAlike      = "family_alike"
	FamilyDiffers    = "family_differs"
	NamesSwapped     = "names_swapped"
	BornSame         = "born_same"
	BornSwapped      = "born_day_month_swapped"
	BornOneDigit     = "born_one_digit"
	BornSameYear     = "born_same_year"
	BornDiffers      = "born_differs"
	AddressSame      = "address_same"
	PostcodeSame     = "postcode_same"
	GenderSame       = "gender_same"
	GenderDiffers    = "gender_differs"
	PhoneSame        = "phone_same"
	EmailSame        = "email_same"
)

// Evidence is one row of what speaks for or against, and how much.
type Evidence struct {
	Code   string
	Weight int
	Says   string
}

// Weights is all the evidence. The weights are this product's own defaults: for is
// more the rarer it is by chance, against is less the more often a victim's details
// change for a good reason. A new family name or address after leaving speaks hardly
// against; a telephone hardly for, since a household or a suspect may share it.
var Weights = []Evidence{
	{ReferenceSame, 100, "the same force gave both the same number"},
	{ReferenceDiffers, -15, "the same force gave them different numbers, which happens to one person too"},
	{GivenSame, 25, "the same given name"},
	{GivenPart, 20, "one of several given names is the same"},
	{GivenNickname, 18, "the given names may be short forms of one"},
	{GivenAlike, 14, "the given names sound alike or are a slip of the pen apart"},
	{GivenInitial, 6, "one given name is only the other's first letter"},
	{GivenDiffers, -60, "different given names"},
	{FamilySame, 35, "the same family name"},
	{FamilyPart, 26, "one part of a family name is the same"},
	{FamilyAlike, 24, "the family names sound alike or are a slip of the pen apart"},
	{FamilyDiffers, -10, "different family names, which change"},
	{NamesSwapped, -6, "given and family name stand the other way round"},
	{BornSame, 50, "the same date of birth"},
	{BornSwapped, 38, "the same date of birth with day and month exchanged"},
	{BornOneDigit, 32, "dates of birth one slip apart"},
	{BornSameYear, 3, "the same year of birth only"},
	{BornDiffers, -40, "different dates of birth"},
	{AddressSame, 30, "the same address"},
	{PostcodeSame, 12, "the same postcode"},
	{GenderSame, 1, "the same gender"},
	{GenderDiffers, -20, "different genders"},
	{PhoneSame, 8, "the same telephone number, which a household may share"},
	{EmailSame, 10, "the same email address, which two may share"},
}

// ProbableFrom is the score from which somebody should look. At it stand, for
// example, the same date of birth with two names that only sound alike, and a given
// name and date of birth with a new family name and the old address.
// Source: this product's own default, measured by TestAMadeSetIsMatched.
const ProbableFrom = 70

// Row is the row of a code; the zero row where there is none.
func Row(code string) Evidence {
	if i := slices.IndexFunc(Weights, func(e Evidence) bool { return e.Code == code }); i >= 0 {
		return Weights[i]
	}
	return Evidence{}
}
