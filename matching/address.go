package matching

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// postcode is the shape of a United Kingdom postcode, its space left out or not.
// Source: the published form of postcodes, outward and inward part.
var postcode = regexp.MustCompile(`\b([a-z]{1,2}[0-9][a-z0-9]?)\s*([0-9][a-z]{2})\b`)

// shortened are words of a street that are commonly cut short.
// Source: this product's own list.
var shortened = map[string]string{
	"rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "cl": "close", "dr": "drive", "ln": "lane", "ct": "court",
	"cres": "crescent", "gdns": "gardens", "gdn": "gardens", "pl": "place", "sq": "square", "terr": "terrace", "ter": "terrace",
	"hse": "house", "flt": "flat", "apt": "flat", "apartment": "flat", "nr": "near", "gt": "great", "lt": "little", "wy": "way",
}

// place is an address as it is compared.
type place struct {
	postcode string
	numbers  []string // every house and flat number, in order
	line     string   // all of it before the postcode
}

func placeOf(written string) place {
	text := fold(written)
	var p place
	if at := postcode.FindStringSubmatchIndex(text); at != nil {
		p.postcode = text[at[2]:at[3]] + text[at[4]:at[5]]
		text = text[:at[0]]
	}
	var words []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if whole, ok := shortened[w]; ok {
			w = whole
		}
		words = append(words, w)
		if strings.ContainsFunc(w, unicode.IsDigit) {
			p.numbers = append(p.numbers, w)
		}
	}
	slices.Sort(p.numbers)
	p.line = strings.Join(words, " ")
	return p
}

// same says that two addresses are one door: the postcode and every number, or where
// one has no postcode, the same line.
func (p place) same(o place) bool {
	if p.postcode != "" && o.postcode != "" {
		return p.postcode == o.postcode && (len(p.numbers) > 0 && slices.Equal(p.numbers, o.numbers) || p.line != "" && p.line == o.line)
	}
	return p.line != "" && len(p.numbers) > 0 && p.line == o.line
}

func (p place) samePostcode(o place) bool { return p.postcode != "" && p.postcode == o.postcode }

func placesOf(written []string) []place {
	out := make([]place, len(written))
	for i, w := range written {
		out[i] = placeOf(w)
	}
	return out
}

// anyTwo says that one of a and one of b go together.
func anyTwo[T any](a, b []T, together func(T, T) bool) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.ContainsFunc(b, func(y T) bool { return together(x, y) }) })
}
