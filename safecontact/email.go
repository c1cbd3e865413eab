package safecontact

import (
	"strings"
	"unicode"
)

// Email is an email address as it was understood.
type Email struct {
	Address  string // the domain in lower case, the rest as it was written
	Repaired bool   // something around the address was taken off
}

// ParseEmail reads one email address, with no name. The error is a Malformed. It
// takes off spaces around it, "mailto:", angle brackets and a trailing full stop,
// comma or semicolon. It refuses anything that could reach another header or another
// reader: line breaks, quotes, comments and lists.
func ParseEmail(raw string) (Email, error) {
	text := strings.TrimFunc(stopAtControl(raw), around)
	if len(text) >= 7 && strings.EqualFold(text[:7], "mailto:") {
		text = text[7:]
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "<"), ">")
	text = strings.TrimRight(text, ".,;")
	local, domain, found := strings.Cut(text, "@")
	switch {
	case text == "":
		return Email{}, Missing
	case strings.Count(text, "@") > 1 && strings.ContainsAny(text, ",; "):
		return Email{}, MoreThanOne
	case !isASCII(text):
		return Email{}, OnlyASCIIEmail
	case !found || len(text) > 254 || !localPart(local) || !domainName(strings.ToLower(domain)):
		return Email{}, NotAnEmail
	}
	address := local + "@" + strings.ToLower(domain)
	return Email{Address: address, Repaired: text != strings.TrimSpace(raw)}, nil
}

// around are the spaces and invisible marks that paste leaves before and after.
func around(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// stopAtControl makes a value that has a control character within it unreadable,
// rather than mending it: it was meant to do something.
func stopAtControl(raw string) string {
	raw = strings.TrimFunc(raw, around)
	if strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == '\u2028' || r == '\u2029' }) {
		return "\x00"
	}
	return raw
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
}

// localPart is what comes before the @: words of ordinary letters joined by dots.
func localPart(s string) bool {
	if len(s) > 64 {
		return false
	}
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !inWord(r) }) {
			return false
		}
	}
	return true
}

func inWord(r rune) bool {
	return inLabel(r) || strings.ContainsRune("!#$%&'*+/=?^_`{|}~ABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
}

func inLabel(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' }

// domainName is two or more labels; the last has a letter, so it is no IP address.
func domainName(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.ContainsFunc(l, func(r rune) bool { return !inLabel(r) }) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) >= 2 && len(last) >= 2 && strings.ContainsFunc(last, func(r rune) bool { return r >= 'a' && r <= 'z' })
}
