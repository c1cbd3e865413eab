package messaging

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed revealing.txt
var revealingList string

// revealingWords are the lines of revealing.txt, as they are looked for: a word
// begins and ends with a space, one that may have any ending only begins with one.
var revealingWords = sync.OnceValue(func() []string {
	return wordsOf(revealingList)
})

//go:embed chosen.txt
var chosenList string

// stillRevealing are the revealing words that plain wording may not use either.
var stillRevealing = sync.OnceValue(func() []string {
	chosen := wordsOf(chosenList)
	return slices.DeleteFunc(wordsOf(revealingList), func(w string) bool { return slices.Contains(chosen, w) })
})

// wordsOf reads a list of words, one a line, as they are looked for between the
// words of a text.
func wordsOf(list string) (words []string) {
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		switch stem, anyEnding := strings.CutSuffix(line, "*"); {
		case line == "" || strings.HasPrefix(line, "#"):
		case anyEnding:
			words = append(words, " "+stem)
		default:
			words = append(words, " "+line+" ")
		}
	}
	return words
}

var linkLike = regexp.MustCompile(`(?i)://|[a-z0-9]\.[a-z]{2,}\b`)

// Revealing finds a word in a text that tells what it is about, or anything that
// a phone would make a link of.
func Revealing(text string) (word string, found bool) { return oneOf(revealingWords(), text) }

// RevealingTooMuch is Revealing for a victim who chose plain wording: it finds what even
// that may not say.
func RevealingTooMuch(text string) (word string, found bool) { return oneOf(stillRevealing(), text) }

func oneOf(words []string, text string) (word string, found bool) {
	if link := linkLike.FindString(text); link != "" {
		return link, true
	}
	plain := " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ") + " "
	for _, w := range words {
		if strings.Contains(plain, w) {
			return strings.TrimSpace(w), true
		}
	}
	return "", false
}
