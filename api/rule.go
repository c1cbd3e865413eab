package api

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// rule is what a string must be like. Spaces around it never count.
type rule struct {
	most  int            // characters
	shape *regexp.Regexp // nil: any
	says  string         // what the shape asks for
	lines bool           // it may have line breaks
}

// free is what a person writes: at most 4,000 characters, on as many lines as they like.
var free = rule{most: 4000, lines: true}

// line is one line of at most so many characters.
func line(most int) rule { return rule{most: most} }

// shaped is one line that a pattern describes.
func shaped(most int, pattern, says string) rule {
	return rule{most: most, shape: regexp.MustCompile(pattern), says: says}
}

// read gives the string without the spaces around it, or adds a fault.
func (r rule) read(s, at string, f *faults) string {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		f.wrong(at, "blank", "is blank: leave it out, or say something")
	case utf8.RuneCountInString(s) > r.most:
		f.wrong(at, "too_long", "has more than "+strconv.Itoa(r.most)+" characters")
	case strings.ContainsRune(s, utf8.RuneError):
		f.wrong(at, "broken_text", "has a character that was lost on the way here")
	case strings.ContainsFunc(s, r.control):
		f.wrong(at, "control_character", "has a character that is not to be seen")
	case r.shape != nil && !r.shape.MatchString(s):
		f.wrong(at, "wrong_form", r.says)
	default:
		return s
	}
	return ""
}

func (r rule) control(c rune) bool {
	if r.lines && (c == '\n' || c == '\r' || c == '\t') {
		return false
	}
	return unicode.IsControl(c)
}
