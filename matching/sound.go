package matching

import "strings"

// How a name sounds, as a short key: names that are written differently and said alike
// have the same one. The rules are this product's own, made for names as they are said
// in England; they err on the side of alike, since a key only ever proposes a pair.

// Rewrites at the beginning of a word, and anywhere in it, the longest first.
var (
	beginnings = []string{"kn", "n", "gn", "n", "pn", "n", "wr", "r", "ps", "s", "wh", "w", "x", "s"}
	anywhere   = strings.NewReplacer(
		"tch", "c", "sch", "sk", "ght", "t",
		"ph", "f", "gh", "", "ck", "k", "dg", "j", "sh", "s", "th", "t", "wr", "r",
		"ce", "se", "ci", "si", "cy", "si", "ge", "je", "gi", "ji", "gy", "ji", "ch", "c",
		"c", "k", "q", "k", "x", "ks", "z", "s", "v", "f",
	)
)

// sound is the key of one word: its first letter and the consonants after it, each
// sound once. Every vowel at the beginning is the same.
func sound(word string) string {
	for i := 0; i+1 < len(beginnings); i += 2 {
		if rest, ok := strings.CutPrefix(word, beginnings[i]); ok {
			word = beginnings[i+1] + rest
			break
		}
	}
	word = anywhere.Replace(word)
	var key []rune
	var last rune
	for i, r := range word {
		switch {
		case strings.ContainsRune("aeiouy", r):
			if i == 0 {
				key = append(key, 'a')
			}
			last = 0
		case i > 0 && (r == 'h' || r == 'w'):
		case r != last:
			key = append(key, r)
			last = r
		}
	}
	return string(key)
}

// alike says that two words sound alike.
func alike(a, b string) bool { return a != "" && b != "" && sound(a) == sound(b) }
