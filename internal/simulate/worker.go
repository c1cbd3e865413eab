package simulate

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// worker is one of the people of the service.
type worker struct {
	id     string // opaque, as in their token
	role   casework.Role
	shift  shift
	onCall bool // takes only what is urgent
	leave  []span
	busy   time.Time // until when
}

// shift is when somebody works, in London.
type shift struct {
	days     []time.Weekday
	from, to int // hours of the day
}

// span is a length of time with its two ends.
type span struct{ from, to time.Time }

func (s span) has(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

// The shifts of a hub that works every day of the week.
var (
	early   = shift{[]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, 8, 16}
	late    = shift{[]time.Weekday{time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}, 12, 20}
	weekend = shift{[]time.Weekday{time.Saturday, time.Sunday, time.Monday, time.Tuesday}, 9, 19}
	always  = shift{[]time.Weekday{0, 1, 2, 3, 4, 5, 6}, 0, 24}
)

// perCaseworker is how many referrals of a month one caseworker can take.
// Source: 5 to 15 victims contacted per staff-day (hertsdomesticabusehelpline.org,
// December 2020), with time for those who accepted before.
const perCaseworker = 40

// hire makes the people of a service of this size.
func (h *hub) hire(referrals int) {
	for n := range max(3, (referrals+perCaseworker-1)/perCaseworker) {
		h.add(casework.Caseworker, n+1, one(h, early, early, late, weekend))
	}
	for n := range max(2, referrals/200) {
		h.add(casework.Supervisor, n+1, []shift{early, late}[n%2])
	}
	h.add(casework.Manager, 1, early)
	h.add(casework.Supervisor, 0, always).onCall = true
	// Somebody is there for the first calls on every day of the week.
	h.team[0].shift, h.team[1].shift, h.team[2].shift = early, late, weekend
}

func (h *hub) add(r casework.Role, n int, s shift) *worker {
	w := &worker{id: fmt.Sprintf("%s-%d", r, n), role: r, shift: s}
	for week := h.some(2, 8); week < h.o.Days/7; week += h.some(6, 12) { // leave, and now and then an illness
		from := h.begins.Add(time.Duration(week) * 7 * day)
		w.leave = append(w.leave, span{from, from.Add(time.Duration(one(h, 2, 7, 7, 14)) * day)})
	}
	if s.to-s.from == 24 {
		w.leave = nil // who is on call is whoever it is that night
	}
	h.team = append(h.team, w)
	return w
}

// here says that somebody is at work and free.
func (w *worker) here(now time.Time) bool {
	if w.busy.After(now) || w.away(now) {
		return false
	}
	t := now.In(casework.London)
	return slices.Contains(w.shift.days, t.Weekday()) && t.Hour() >= w.shift.from && t.Hour() < w.shift.to
}

// worksWithin says that somebody is at work at some time before so long from now.
func (w *worker) worksWithin(now time.Time, within time.Duration) bool {
	for _, on := range []time.Time{now, now.AddDate(0, 0, 1)} {
		t := on.In(casework.London)
		begins := w.begins(on)
		ends := begins.Add(time.Duration(w.shift.to-w.shift.from) * time.Hour)
		if slices.Contains(w.shift.days, t.Weekday()) && ends.After(now) && begins.Before(now.Add(within)) && !w.away(begins) {
			return true
		}
	}
	return false
}

// away says that somebody is on leave or ill.
func (w *worker) away(now time.Time) bool {
	for _, s := range w.leave {
		if s.has(now) {
			return true
		}
	}
	return false
}

// begins is when the shift of a day begins.
func (w *worker) begins(on time.Time) time.Time {
	y, m, d := on.In(casework.London).Date()
	return time.Date(y, m, d, w.shift.from, 0, 0, 0, casework.London)
}

// said is what a command carries when this person gives it.
func (h *hub) said(by string, r casework.Role) casework.Said {
	h.keys++
	return casework.Said{ID: fmt.Sprintf("key-%d", h.keys), Body: fmt.Sprintf("digest-%d", h.keys), By: by, Role: r}
}

// says is what a command carries that comes with words.
func (h *hub) says(w *worker) casework.Said {
	s := h.said(w.id, w.role)
	s.Text = fmt.Sprintf("text-%d", h.keys)
	return s
}

// somebody is anybody with a role.
func (h *hub) somebody(r casework.Role) *worker {
	for {
		if w := h.team[h.rng.IntN(len(h.team))]; w.role == r && !w.onCall {
			return w
		}
	}
}

// decides says whether somebody may decide what is put to a supervisor.
func (h *hub) decides(id string) bool {
	for _, w := range h.team {
		if w.id == id {
			return w.role.Decides()
		}
	}
	return false
}
