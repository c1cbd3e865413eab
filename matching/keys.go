package matching

import (
	"slices"
	"strings"
)

// Keys are what a person can be found by without looking at everybody: two records
// that are worth comparing nearly always have one in common. Each is made of names as
// they sound with a date of birth, or of a name with a postcode; none is made of a
// telephone number. They are personal data, and are to be kept only as keyed digests.
// A person of whom too little is known has none.
func Keys(p Person) []string {
	given, family := heard(p.Given, true), heard(p.Family, false)
	all := slices.Concat(given, family)
	var out []string
	if b := birth(p.Born); b != "" {
		for _, s := range all {
			out = append(out, "born/"+s+"/"+b) // whatever happened to the other name
		}
		for _, pair := range pairs(given, family) {
			out = append(out, "year/"+pair+"/"+b[:4])                 // a slip in the day or the month, or the two exchanged
			out = append(out, "day/"+pair+"/"+ordered(b[4:6], b[6:])) // a slip in the year
		}
	}
	for _, at := range placesOf(p.Addresses) {
		if at.postcode == "" {
			continue
		}
		for _, s := range all {
			out = append(out, "door/"+s+"/"+at.postcode)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Named is a person's whole name and date of birth as one key, for telling whether
// somebody named elsewhere is this very person; empty where either is not known.
func Named(p Person) string {
	b, given, family := birth(p.Born), letters(p.Given), letters(p.Family)
	if b == "" || given == "" || family == "" {
		return ""
	}
	return "named/" + ordered(given, family) + "/" + b
}

// heard is how each word of a name sounds and, of a given name, how its full forms do.
func heard(name string, given bool) []string {
	var out []string
	for _, t := range tokens(name) {
		out = append(out, sound(t))
		if given {
			for _, f := range fulls(t) {
				out = append(out, sound(f))
			}
		}
	}
	if l := letters(name); l != "" {
		out = append(out, sound(l)) // one word or two
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" })
}

// pairs joins each of a with each of b, whichever comes first.
func pairs(a, b []string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			out = append(out, ordered(x, y))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func ordered(a, b string) string {
	if strings.Compare(a, b) > 0 {
		a, b = b, a
	}
	return a + "+" + b
}
