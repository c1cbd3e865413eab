package messaging

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed distress.txt
var distressList string

// distressWords are the lines of distress.txt, as they are looked for: between
// spaces; one that may have any ending only begins with one.
var distressWords = sync.OnceValue(func() []string { return wordsOf(distressList) })

// Distress says that a text may be a call for help, or a sign that somebody else has
// the telephone. It errs on the side of a person's time: one too many is read in a
// minute, one too few is not read at once.
func Distress(text string) bool {
	plain := plainWords(text)
	for _, w := range distressWords() {
		if strings.Contains(plain, w) {
			return true
		}
	}
	return false
}

// Confirms says that a text is a 1 and nothing else, which a reminder asks for.
func Confirms(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }) == "1"
}

// plainWords is a text in small letters, each word between two spaces, without the
// apostrophes that people leave out.
func plainWords(text string) string {
	text = strings.NewReplacer("'", "", "\u2019", "", "\u2018", "").Replace(strings.ToLower(text))
	return " " + strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ") + " "
}
