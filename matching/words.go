package matching

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// titles are words before a name which are no part of it.
var titles = []string{"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "prof"}

// special are letters that do not come apart into a letter and a mark.
var special = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i", "ŋ", "n")

// fold writes a text in lower case and without marks: Zoë and ZOE are one.
func fold(s string) string {
	s = special.Replace(strings.ToLower(norm.NFKD.String(s)))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}

// tokens are the words of a name. A hyphen parts two of them; an apostrophe is
// nothing: O'Neill and Oneill are one.
func tokens(name string) []string {
	words := strings.FieldsFunc(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r):
			return r
		case r == '\'' || r == '’' || r == '‘' || r == '`' || r == '.':
			return -1
		}
		return ' '
	}, fold(name)), unicode.IsSpace)
	if len(words) > 1 && slices.Contains(titles, words[0]) {
		words = words[1:]
	}
	return words
}

// letters is a name as it is compared whole: Anne-Marie and Annemarie are one.
func letters(name string) string { return strings.Join(tokens(name), "") }

// nearly says that two words are one slip of the pen apart, or two in long words: a
// letter more, less or other, or two neighbours exchanged.
func nearly(a, b string) bool {
	x, y := []rune(a), []rune(b)
	shorter := min(len(x), len(y))
	switch {
	case shorter < 4:
		return false
	case shorter < 8:
		return slips(x, y) <= 1
	}
	return slips(x, y) <= 2
}

// slips counts the slips of the pen between two words.
func slips(x, y []rune) int {
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range y {
		rows[0][j+1] = j + 1
	}
	for i := range x {
		for j := range y {
			other := 1
			if x[i] == y[j] {
				other = 0
			}
			n := min(rows[i][j+1]+1, rows[i+1][j]+1, rows[i][j]+other)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				n = min(n, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = n
		}
	}
	return rows[len(x)][len(y)]
}
