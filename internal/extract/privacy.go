package extract

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	codeShape   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	idShape     = regexp.MustCompile(`^[A-Za-z0-9._/-]{1,64}$`)
	uuidShape   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	columnShape = regexp.MustCompile(`^[a-z][a-z0-9_ -]{0,63}$`)
	numberShape = regexp.MustCompile(`^(\+?44|0)[0-9]{8,11}$`)
)

// leftOut stands where the API's words would have repeated personal data.
const leftOut = "the service's explanation repeats personal data and is left out here"

// private is what a row says about people. Nothing of it may stand in a report,
// whoever wrote the words: the API's explanations are checked against it.
type private struct {
	words  map[string]bool // of names
	values []string        // whole values, lower case
	digits []string        // the last digits of numbers and dates
}

// sameDigits is how many last digits make two numbers the same for this purpose.
const sameDigits = 5

func privateOf(r Referral) private {
	p := private{words: map[string]bool{}}
	for _, name := range []string{r.Victim.GivenName, r.Victim.FamilyName, r.Officer.Name} {
		for _, w := range words(name) {
			p.words[w] = true
		}
	}
	p.add(r.Victim.PersonReference, r.Victim.DateOfBirth, r.Officer.Email)
	for _, point := range r.Victim.ContactPoints {
		p.add(point.Value)
		p.add(strings.Split(point.Value, "; ")...)
	}
	p.add(suspectPhones(&r)...)
	return p
}

func (p *private) add(values ...string) {
	for _, v := range values {
		if v = strings.ToLower(strings.TrimSpace(v)); len(v) >= 3 {
			p.values = append(p.values, v)
		}
		if d := onlyDigits(v); len(d) >= sameDigits {
			p.digits = append(p.digits, d[len(d)-sameDigits:])
		}
	}
}

// within says whether text repeats any of it.
func (p private) within(text string) bool {
	text = strings.ToLower(text)
	for _, w := range words(text) {
		if p.words[w] {
			return true
		}
	}
	for _, v := range p.values {
		if strings.Contains(text, v) {
			return true
		}
	}
	found := onlyDigits(text)
	for _, d := range p.digits {
		if strings.Contains(found, d) {
			return true
		}
	}
	return strings.Contains(text, "@")
}

// reason is an explanation that may stand in a report: one short line without
// personal data.
func (p private) reason(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if p.within(text) {
		return leftOut
	}
	if cut := []rune(text); len(cut) > 200 {
		text = string(cut[:200]) + "…"
	}
	if text != "" && strings.ContainsAny(text[:1], "=+-@") {
		return "'" + text // a spreadsheet must not take it for a formula
	}
	return text
}

// id is a record's own id if it looks like one, and not like a value which
// slipped into the wrong column.
func (p private) id(s string) string {
	if !idShape.MatchString(s) || !strings.ContainsAny(s, "0123456789") || numberShape.MatchString(s) {
		return ""
	}
	for _, v := range p.values {
		if v == strings.ToLower(s) {
			return ""
		}
	}
	return s
}

// safeColumn is the name of an unknown column, if it looks like one.
func safeColumn(s string) string {
	if columnShape.MatchString(s) {
		return s
	}
	return "(not a column name)"
}

func safeCode(s string) string {
	if codeShape.MatchString(s) {
		return s
	}
	return codeUnexpected
}

func safeCaseID(s string) string {
	if s = strings.ToLower(s); uuidShape.MatchString(s) {
		return s
	}
	return ""
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
