package api

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// text reads a string by a rule.
func (p *part) text(name string, needed bool, rule rule) string {
	n, ok := p.field(name, needed, text)
	if !ok {
		return ""
	}
	return rule.read(n.text, p.under(name), p.faults)
}

// oneOf reads one of a list of words.
func oneOf[T ~string](p *part, name string, needed bool, allowed []T) T {
	n, ok := p.field(name, needed, text)
	if !ok {
		return ""
	}
	if !slices.Contains(allowed, T(n.text)) {
		p.wrong(name, "not_listed", "must be one of "+words(allowed))
		return ""
	}
	return T(n.text)
}

func words[T ~string](of []T) string {
	out := make([]string, len(of))
	for i, w := range of {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// word reads a word which the case itself will know or refuse.
func (p *part) word(name string, needed bool) string {
	return p.text(name, needed, code)
}

// code is one word such as those this service itself has given.
var code = shaped(64, `^[A-Za-z0-9_.-]+$`, "must be one word of letters, digits, _, . and -")

// id reads a UUID, in the small letters in which it is compared.
func (p *part) id(name string, needed bool) string {
	n, ok := p.field(name, needed, text)
	if !ok {
		return ""
	}
	id, ok := uuidOf(n.text)
	if !ok {
		p.wrong(name, "not_a_uuid", "must be a UUID")
	}
	return id
}

// uuidOf takes a UUID in its ordinary form of 36 characters only.
func uuidOf(s string) (string, bool) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return "", false
	}
	return u.String(), true
}

// flag reads true or false; nil means that it was left out.
func (p *part) flag(name string, needed bool) *bool {
	n, ok := p.field(name, needed, boolean)
	if !ok {
		return nil
	}
	yes := n.text == "true"
	return &yes
}

// yes reads a flag that is false when it is left out.
func (p *part) yes(name string) bool {
	b := p.flag(name, may)
	return b != nil && *b
}

// count reads a whole number within bounds; nil means that it was left out.
func (p *part) count(name string, needed bool, least, most int) *int {
	n, ok := p.field(name, needed, number)
	if !ok {
		return nil
	}
	i, whole := integer(n.text)
	switch {
	case !whole:
		p.wrong(name, "not_a_whole_number", "must be a whole number")
		return nil
	case i < least || i > most:
		p.wrong(name, "out_of_range", "must be between "+strconv.Itoa(least)+" and "+strconv.Itoa(most))
		return nil
	}
	return &i
}

// integer reads a JSON number that is whole, however it was written: 2, 2.0 and
// 2e0 are the same number. One beyond all bounds stays beyond them.
func integer(digits string) (int, bool) {
	if i, err := strconv.Atoi(digits); err == nil {
		return i, true
	}
	x, err := strconv.ParseFloat(digits, 64)
	if err != nil || x != math.Trunc(x) {
		return 0, false
	}
	return int(min(max(x, math.MinInt32), math.MaxInt32)), true
}

// moment reads a time with its zone, as UTC. Zero means that it was left out.
func (p *part) moment(name string, needed bool) time.Time {
	n, ok := p.field(name, needed, text)
	if !ok {
		return time.Time{}
	}
	return readMoment(n.text, func(code, detail string) { p.wrong(name, code, detail) })
}

// readMoment reads a time with its zone, or tells what is wrong with it.
func readMoment(s string, wrong func(code, detail string)) time.Time {
	var t time.Time
	switch {
	case t.UnmarshalText([]byte(s)) == nil:
		if t = t.UTC(); t.Year() >= 1900 && t.Year() <= 2200 {
			return t
		}
		wrong("out_of_range", "must be between the years 1900 and 2200")
	case t.UnmarshalText([]byte(s+"Z")) == nil:
		wrong("no_time_zone", "has no zone: write it as 2026-03-02T09:00:00Z or with +01:00")
	default:
		wrong("not_a_time", "is not a time: write it as 2026-03-02T09:00:00Z or with +01:00")
	}
	return time.Time{}
}

// date reads a day of the calendar. Zero means that it was left out.
func (p *part) date(name string, needed bool) time.Time {
	n, ok := p.field(name, needed, text)
	if !ok {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, n.text)
	if err != nil {
		p.wrong(name, "not_a_date", "is not a day of the calendar: write it as YYYY-MM-DD")
	}
	return day
}
