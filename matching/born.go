package matching

import "slices"

// unknownBirths are dates that are written where none is known: they are no evidence.
// Source: this product's own default.
var unknownBirths = []string{"1900-01-01", "1901-01-01"}

// birth is the digits of a date of birth, YYYYMMDD; empty where none is known.
func birth(written string) string {
	if len(written) != len("2006-01-02") || slices.Contains(unknownBirths, written) {
		return ""
	}
	return written[:4] + written[5:7] + written[8:]
}

// bornAlike says how far two dates of birth agree, by the code of its evidence; empty
// where either is not known.
func bornAlike(a, b string) string {
	x, y := birth(a), birth(b)
	switch {
	case x == "" || y == "":
		return ""
	case x == y:
		return BornSame
	case x[:4] == y[:4] && x[4:6] == y[6:] && x[6:] == y[4:6]:
		return BornSwapped
	case slips([]rune(x), []rune(y)) == 1:
		return BornOneDigit
	case x[:4] == y[:4]:
		return BornSameYear
	}
	return BornDiffers
}
