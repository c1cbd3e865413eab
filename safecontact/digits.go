package safecontact

import (
	"strings"
	"unicode"
)

// written is a telephone number stripped of what people put between digits.
type written struct {
	digits string
	plus   bool
}

func (w written) zeros() int { return len(w.digits) - len(strings.TrimLeft(w.digits, "0")) }

// dials says whether the digits, as they were written, reach a number from the UK.
func (w written) dials(country, national string) bool {
	switch {
	case w.plus:
		return w.digits == country+national
	case country == "44" && w.digits == "0"+national:
		return true
	}
	return w.digits == "00"+country+national
}

// readDigits takes the digits out of a telephone number, or says what else is in it.
func readDigits(raw string) (written, error) {
	text := strings.TrimSpace(strings.Map(plain, raw))
	if len(text) >= 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	text = strings.TrimLeft(text, " '")
	var w written
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0:
			w.plus = true
		case strings.ContainsRune(" .-()/", r):
		case r == ',' || r == ';' || r == '&':
			return written{}, MoreThanOne
		case r == '#':
			return written{}, HasExtension
		case unicode.IsLetter(r):
			return written{}, HasLetters
		default:
			return written{}, NotANumber
		}
	}
	w.digits = b.String()
	switch {
	case text == "":
		return written{}, Missing
	case w.digits == "":
		return written{}, NotANumber
	}
	return w, nil
}

// plain turns every kind of space into a space and every kind of dash into a hyphen.
func plain(r rune) rune {
	switch {
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Pd, r) || r == '\u2212':
		return '-'
	case unicode.Is(unicode.Cf, r): // marks of width and direction, which paste brings along
		return -1
	}
	return r
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
