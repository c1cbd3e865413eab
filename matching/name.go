package matching

import (
	"slices"
	"strings"
)

// whole is a full name as it is compared: given then family, letters only.
func whole(p Person) string { return letters(p.Given) + letters(p.Family) }

func sameWhole(a, b Person) bool {
	named := letters(a.Given) != "" && letters(a.Family) != "" && letters(b.Given) != "" && letters(b.Family) != ""
	return named && whole(a) == whole(b)
}

// nameEvidence reads the names as they stand, and the other way round where that
// speaks more for one person.
func nameEvidence(a, b Person) []string {
	if sameWhole(a, b) {
		return []string{GivenSame, FamilySame}
	}
	straight := append(givenAlike(a.Given, b.Given), familyAlike(a.Family, b.Family)...)
	crossed := slices.Concat(crossedAlike(a, b), []string{NamesSwapped})
	if len(crossed) > 2 && weigh(crossed) > weigh(straight) {
		return crossed
	}
	return straight
}

// crossedAlike compares each name with the other of the other person. The name that
// agrees less counts as the given name, whichever person is named first.
func crossedAlike(a, b Person) []string {
	one := append(givenAlike(a.Given, b.Family), familyAlike(a.Family, b.Given)...)
	other := append(givenAlike(a.Family, b.Given), familyAlike(a.Given, b.Family)...)
	if weigh(one) != weigh(other) {
		if weigh(one) < weigh(other) {
			return one
		}
		return other
	}
	if strings.Join(one, " ") < strings.Join(other, " ") {
		return one
	}
	return other
}

func weigh(codes []string) (sum int) {
	for _, c := range codes {
		sum += Row(c).Weight
	}
	return sum
}

// givenAlike is how far two given names agree.
func givenAlike(a, b string) []string {
	x, y := tokens(a), tokens(b)
	initial := func(x, y string) bool {
		return len(x) == 1 && strings.HasPrefix(y, x) || len(y) == 1 && strings.HasPrefix(x, y)
	}
	long := func(x, y string) bool { return x == y && len(x) > 1 }
	switch {
	case len(x) == 0 || len(y) == 0:
		return nil
	case letters(a) == letters(b):
		return []string{GivenSame}
	case anyTwo(x, y, long):
		return []string{GivenPart}
	case anyTwo(x, y, sameFull):
		return []string{GivenNickname}
	case near(letters(a), letters(b)) || near(x[0], y[0]):
		return []string{GivenAlike}
	case initial(x[0], y[0]):
		return []string{GivenInitial}
	}
	return []string{GivenDiffers}
}

// familyAlike is how far two family names agree.
func familyAlike(a, b string) []string {
	x, y := tokens(a), tokens(b)
	part := func(x, y string) bool { return x == y && len(x) > 2 }
	switch {
	case len(x) == 0 || len(y) == 0:
		return nil
	case letters(a) == letters(b):
		return []string{FamilySame}
	case anyTwo(x, y, part):
		return []string{FamilyPart}
	case near(letters(a), letters(b)) || (len(x) > 1 || len(y) > 1) && anyTwo(x, y, near):
		return []string{FamilyAlike}
	}
	return []string{FamilyDiffers}
}

// near says that two words sound alike or are a slip of the pen apart.
func near(a, b string) bool { return alike(a, b) || nearly(a, b) }
