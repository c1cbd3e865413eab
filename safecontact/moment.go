package safecontact

import (
	"slices"
	"time"
)

// horizon is how far ahead a safe moment is looked for, in days. Weekly windows and
// single bank holidays cannot leave a longer gap and still open again.
const horizon = 60

// longest is as far ahead as anybody asks how long a span stays open.
const longest = 24 * time.Hour

// span is a stretch of real time: from from, up to but not including to.
type span struct{ from, to time.Time }

// next is the first span at or after now that is open to both the victim's windows
// and the service's hours and is at least need long. A span that is open already
// begins now.
func next(now time.Time, need time.Duration, windows []Window, quiet Quiet) (span, bool) {
	var at span
	fits := func() bool { return at.to.After(now) && at.to.Sub(at.from) >= need }
	date := midnight(now)
	for range horizon {
		for _, s := range openOn(date, windows, quiet) {
			if !s.to.After(now) {
				continue
			}
			if s.from.Before(now) {
				s.from = now
			}
			if !at.to.IsZero() && !s.from.After(at.to) {
				if s.to.After(at.to) {
					at.to = s.to
				}
				continue
			}
			if fits() {
				return at, true
			}
			at = s
		}
		if fits() && at.to.Sub(at.from) > longest {
			return at, true
		}
		date = midnight(date.AddDate(0, 0, 1))
	}
	return at, fits()
}

// midnight is the beginning of the London date that a moment lies in.
func midnight(t time.Time) time.Time {
	y, m, d := t.In(London).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, London)
}

// openOn lists when, on one London date, both the windows and the hours are open,
// in order. Wall times that do not exist, in spring, open nothing; those that come
// twice, in autumn, open twice.
func openOn(date time.Time, windows []Window, quiet Quiet) []span {
	var open []span
	for _, part := range constant(date) {
		for _, s := range both(date, windows, quiet) {
			from, to := part.wall(date, s.from), part.wall(date, s.to)
			if from.Before(part.from) {
				from = part.from
			}
			if to.After(part.to) {
				to = part.to
			}
			if from.Before(to) {
				open = append(open, span{from.UTC(), to.UTC()})
			}
		}
	}
	slices.SortFunc(open, func(a, b span) int { return a.from.Compare(b.from) })
	return open
}

// both are the parts of a date that lie in a window and in the service's hours.
func both(date time.Time, windows []Window, quiet Quiet) []stretch {
	mine := []stretch{{0, endOfDay}}
	if len(windows) > 0 {
		mine = stretches(windows, date.Weekday())
	}
	var open []stretch
	for _, a := range mine {
		for _, b := range quiet.open(date) {
			if s := (stretch{max(a.from, b.from), min(a.to, b.to)}); s.from < s.to {
				open = append(open, s)
			}
		}
	}
	return open
}

// part is a stretch of one date in which the clocks do not change.
type part struct {
	span
	offset time.Duration // ahead of UTC
}

// constant cuts a London date at its clock change, if it has one.
func constant(date time.Time) []part {
	var parts []part
	end := midnight(date.AddDate(0, 0, 1))
	for from := date; from.Before(end); {
		_, change := from.ZoneBounds()
		to := end
		if !change.IsZero() && change.Before(end) {
			to = change
		}
		_, offset := from.Zone()
		parts = append(parts, part{span{from, to}, time.Duration(offset) * time.Second})
		from = to.In(London)
	}
	return parts
}

// wall is the moment at which the clocks of this part read a time of day, whether
// or not it lies in this part.
func (p part) wall(date time.Time, at TimeOfDay) time.Time {
	y, m, d := date.Date()
	return time.Date(y, m, d, 0, int(at), 0, 0, time.UTC).Add(-p.offset)
}
