package casework

import (
	"slices"
	"time"
)

// Certainty is how sure it is when a hearing takes place; zero is a fixed day and time.
type Certainty string

// How sure it is when a hearing takes place.
const (
	FixedDate  Certainty = ""
	WarnedList Certainty = "warned_list"
	Floating   Certainty = "floating"
)

// CertaintyRow is one row of how sure it is when a hearing takes place.
type CertaintyRow struct {
	Code   Certainty
	Name   string // as people and files say it
	Says   string
	Window bool // it has a first and a last day, and no time
}

// Certainties lists them. A window is never shown, and never told, as a day and a time:
// for a warned list the day may be known only the afternoon before.
// Source: general knowledge of listing in the Crown Court; not verified.
var Certainties = []CertaintyRow{
	{FixedDate, "fixed", "on a day and at a time", false},
	{WarnedList, "warned_list", "on any day of a warned list", true},
	{Floating, "floating", "without a court room of its own, when one is free", true},
}

func certainty(code Certainty) (CertaintyRow, bool) {
	i := slices.IndexFunc(Certainties, func(r CertaintyRow) bool { return r.Code == code })
	if i < 0 {
		return CertaintyRow{}, false
	}
	return Certainties[i], true
}

// CertaintyNamed finds how sure a date is by the name that people give it; empty is
// fixed. What is not known is left as it is, for the case to refuse.
func CertaintyNamed(name string) Certainty {
	i := slices.IndexFunc(Certainties, func(r CertaintyRow) bool { return r.Name == name })
	if i < 0 {
		return Certainty(name)
	}
	return Certainties[i].Code
}

// Name is how people say it.
func (k Certainty) Name() string {
	r, _ := certainty(k)
	return r.Name
}

// Window says that the hearing may take place on any day of several.
func (h Hearing) Window() bool {
	r, _ := certainty(h.Certainty)
	return r.Window
}

// last is the latest moment at which the hearing can begin.
func (h Hearing) last() time.Time {
	if h.Window() {
		return h.Until
	}
	return h.Starts
}

// courtSits is the hour of the London clock at which courts begin to sit: from when the
// days before a window are counted.
const courtSits = 10

// counted is the moment from which the days before a hearing are counted.
func (h Hearing) counted() time.Time {
	if !h.Window() {
		return h.Starts
	}
	y, m, d := h.Starts.In(London).Date()
	return time.Date(y, m, d, courtSits, 0, 0, 0, London)
}

// says is when the hearing takes place, as staff read it: a window never as a time.
func (h Hearing) says() string {
	if !h.Window() {
		return inLondon(h.Starts)
	}
	const written = "Monday 2 January 2006"
	r, _ := certainty(h.Certainty)
	return "from " + h.Starts.In(London).Format(written) + " to " + h.Until.In(London).Format(written) + ", " + r.Says
}

// needs says whether the victim has to be there.
func (h Hearing) needs() string {
	if h.Needed {
		return "the victim is needed"
	}
	return "the victim is not needed"
}

// sameDate says that two states of a hearing speak of the same day and time.
func (h Hearing) sameDate(o Hearing) bool {
	return h.Starts.Equal(o.Starts) && h.Until.Equal(o.Until) && h.Certainty == o.Certainty
}

// settles says that a hearing with a window has been given its day within it.
func (h Hearing) settles(old Hearing) bool {
	return old.Window() && !h.Window() && !h.Starts.Before(old.Starts) && !h.Starts.After(old.Until)
}

// windowAtMost is how long a window may be: more is a slip of the pen.
const windowAtMost = 92 * day

// dated adds what is wrong with when the hearing takes place.
func (m SetHearing) dated(f *faults, c *Case, now time.Time) {
	row, known := certainty(m.Certainty)
	h := Hearing{Starts: m.Starts, Until: m.Until, Certainty: m.Certainty}
	f.wrong(!known, "/certainty", "not_listed", "must be fixed, warned_list or floating")
	f.wrong(m.Starts.IsZero(), "/starts", "missing", "is missing")
	f.wrong(h.last().After(now.Add(hearingAtMost)), "/starts", "too_late", "is more than ten years ahead")
	f.wrong(!m.Starts.IsZero() && m.Starts.Before(c.Referred.Add(-hearingAtMost)), "/starts", "out_of_range", "is more than ten years before the victim was referred")
	f.wrong(row.Window && m.Until.IsZero(), "/until", "missing", "is missing: a window has a last day")
	f.wrong(row.Window && !m.Until.IsZero() && !m.Until.After(m.Starts), "/until", "before_the_start", "is before the window begins")
	f.wrong(row.Window && m.Until.Sub(m.Starts) > windowAtMost, "/until", "too_late", "is more than three months after the window begins")
	f.wrong(known && !row.Window && !m.Until.IsZero(), "/until", "contradicts", "is only said of a warned list or a floating hearing")
	f.wrong(row.Window && m.Status == Held, "/certainty", "contradicts", "a hearing that was held was held on one day: say which")
	f.wrong(m.Received.After(now.Add(clockSkew)), "/received", "in_the_future", "is in the future")
	f.meant(m.Received, "/received")
}

// WindowOf is a window from its first day to its last, as days of the London calendar.
func WindowOf(first, last time.Time) (starts, until time.Time) {
	if first.IsZero() || last.IsZero() {
		return first, last
	}
	y, m, d := first.Date()
	starts = time.Date(y, m, d, 0, 0, 0, 0, London).UTC()
	y, m, d = last.Date()
	return starts, time.Date(y, m, d, 23, 59, 59, 0, London).UTC()
}
