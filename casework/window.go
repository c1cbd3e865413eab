package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// Window is the time in which a call is to be made.
type Window struct {
	From  time.Time `json:"from"`           // UTC
	Until time.Time `json:"until"`          // UTC
	Part  string    `json:"part,omitempty"` // the part of the day, or one of the words below; empty: any

	// Again says that no two-hour window of the day was left that had not been tried.
	Again bool `json:"again,omitempty"`
}

// Why a window is none of the parts of the day.
const (
	AskedFor  = "asked_for"  // the victim asked to be called then
	AtOnce    = "at_once"    // the call was cut off
	OwnHours  = "own_hours"  // only the hours that the victim gave are safe
	FirstCall = "first_call" // any safe time until the first attempt is due
)

// says is why the window is where it is.
func (w Window) says() string {
	says := "a time at which calls are safe"
	switch i := slices.IndexFunc(Dayparts, func(d Daypart) bool { return d.Name == w.Part }); {
	case i >= 0:
		says = Dayparts[i].Says
	case w.Part == AskedFor:
		says = "as the victim asked"
	case w.Part == OwnHours:
		says = "in the hours that the victim gave"
	}
	if w.Again {
		says += ", though those two hours of the day were tried before"
	}
	return says
}

func (w Window) holds(at time.Time) bool { return !at.Before(w.From) && !at.After(w.Until) }

const (
	callWindow = 2 * 60 // the day is cut into windows this long, in minutes; none is tried twice
	briefest   = 30     // a window shorter than this is not planned, unless the victim gave no longer one
	lookAhead  = 21     // how many days ahead a window is looked for
)

// planner finds times to call in the case's life.
type planner struct {
	calls CallHours
	days  victimscode.Calendar
	hours []Hours // when the victim said that calls are safe; none: not said
	own   bool    // these alone, whatever the calls' own hours
	tried []time.Time
}

// slot is the two-hour window of the day that a moment lies in.
func slot(at time.Time) int {
	at = at.In(London)
	return (at.Hour()*60 + at.Minute()) / callWindow
}

// stretch is a part of a day in minutes, as Window names it.
type stretch struct {
	from, to int
	part     string
}

func (s stretch) within(from, to int) (stretch, bool) {
	s.from, s.to = max(s.from, from), min(s.to, to)
	return s, s.from < s.to
}

// open are the stretches of a London date in which a call may be made.
func (p planner) open(date time.Time) (found []stretch) {
	whole := []stretch{{0, minutesOfDay, OwnHours}}
	if !p.own {
		whole = p.service(date)
	}
	if len(p.hours) == 0 {
		return whole
	}
	for _, s := range whole {
		for _, h := range p.hours {
			if both, ok := s.within(h.From, h.To); ok && slices.Contains(h.Days, date.Weekday()) {
				found = append(found, both)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b stretch) int { return a.from - b.from })
	return found
}

// service are the parts of a date in which calls are made.
func (p planner) service(date time.Time) (found []stretch) {
	if !p.calls.on(date, p.days) {
		return nil
	}
	for _, d := range Dayparts {
		s, ok := stretch{d.From * 60, d.To * 60, d.Name}.within(p.calls.From*60, p.calls.To*60)
		if ok && (!d.IfSafe || p.calls.Evenings || len(p.hours) > 0) {
			found = append(found, s)
		}
	}
	return found
}

// windows are the two-hour windows of a date in which a call may be made, from a
// moment on.
func (p planner) windows(date, earliest time.Time) (found []Window) {
	y, m, d := date.Date()
	clock := func(minutes int) time.Time { return time.Date(y, m, d, 0, minutes, 0, 0, London) }
	for _, open := range p.open(date) {
		for from := open.from / callWindow * callWindow; from < open.to; from += callWindow {
			s, ok := open.within(from, from+callWindow)
			w := Window{From: clock(s.from), Until: clock(s.to), Part: s.part}
			if w.From.Before(earliest) {
				w.From = earliest
			}
			if ok && (w.Until.Sub(w.From) >= briefest*time.Minute || p.own && w.Until.After(w.From)) {
				found = append(found, w)
			}
		}
	}
	return found
}

// rank is the lower the better: a part of the day not tried yet, or at least another
// two-hour window.
func (p planner) rank(w Window) int {
	part := func(at time.Time) bool {
		at = at.In(London)
		i := slices.IndexFunc(Dayparts, func(d Daypart) bool { return d.Name == w.Part })
		return i >= 0 && at.Hour() >= Dayparts[i].From && at.Hour() < Dayparts[i].To
	}
	switch {
	case slices.ContainsFunc(p.tried, func(at time.Time) bool { return slot(at) == slot(w.From) }):
		return 2
	case slices.ContainsFunc(p.tried, part):
		return 1
	default:
		return 0
	}
}

// next is the best window of the first day, from a moment on, in which calls may be
// made; the first of those as good. None: the victim's hours leave none.
func (p planner) next(earliest time.Time) (best Window, found bool) {
	date := earliest.In(London)
	var until time.Time
	for i := range lookAhead {
		for _, w := range p.windows(time.Date(date.Year(), date.Month(), date.Day()+i, 12, 0, 0, 0, London), earliest) {
			if until.IsZero() {
				until = w.From.Add(day)
			}
			if w.From.After(until) {
				return best, true
			}
			w.Again = p.rank(w) == 2
			if !found || p.rank(w) < p.rank(best) {
				best, found = w, true
			}
		}
	}
	return best, found
}

// soonest is the first moment from which a call may be made.
func (p planner) soonest(earliest time.Time) (Window, bool) {
	p.tried = nil
	return p.next(earliest)
}
