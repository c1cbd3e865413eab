package victimscode

import "time"

// TargetHour is the hour in London by which something is asked for on its last day. It
// is late only after the day has ended.
// Source: this service's own; the Code does not state one.
const TargetHour = 17

// Reckoning is how the date of a duty comes about, to be shown to whoever asks.
type Reckoning struct {
	Basis    Basis     `json:"basis"` // from what the time runs
	At       time.Time `json:"at"`    // when that was
	Day0     string    `json:"day_0"` // its date in London, the first that does not count
	Enhanced bool      `json:"enhanced"`
	Limit    Limit     `json:"limit"`
	Aim      bool      `json:"aim"`               // the limit is this service's own: the edition sets no number
	Due      time.Time `json:"due,omitzero"`      // the last moment at which it is met in time, UTC
	Target   time.Time `json:"due_by,omitzero"`   // when it is asked for, in London: that day at 17:00
	Before   []Trigger `json:"before,omitempty"`  // it must be done before one of these, whenever that is
	Skipped  []DayOff  `json:"skipped,omitempty"` // the days that were not counted
	Calendar Calendar  `json:"calendar"`          // what was proclaimed or struck out since
}

// DayOff is a day that is no working day.
type DayOff struct {
	Date string `json:"date"`
	Why  string `json:"why"` // bank holiday, Saturday or Sunday
}

// Reckon says how the date of a duty comes about, for what began at a moment. Its date
// is that of Due or, where the edition sets no number, of DueAim.
func (d Duty) Reckon(from time.Time, enhanced bool, days Calendar) Reckoning {
	limit, aim := d.Limit(enhanced), false
	if limit.IsZero() {
		limit, aim = d.Aim, !d.Aim.IsZero()
	}
	r := Reckoning{
		Basis: d.From, At: from, Day0: from.In(London).Format(time.DateOnly), Enhanced: enhanced,
		Limit: limit, Aim: aim, Due: limit.After(from, days), Target: limit.Target(from, days),
		Before: d.Before, Calendar: days,
	}
	if limit.Unit == WorkingDays {
		r.Skipped = days.Skipped(from, r.Due)
	}
	return r
}

// Target is when what has a limit is asked for: at 17:00 in London on its last day,
// or, where that is over already or the limit is in hours, when the limit ends. Zero
// where no number is set.
func (l Limit) Target(from time.Time, days Calendar) time.Time {
	due := l.After(from, days)
	if due.IsZero() || l.Unit == Hours {
		return due
	}
	y, m, d := due.In(London).Date()
	if target := time.Date(y, m, d, TargetHour, 0, 0, 0, London); target.After(from) {
		return target
	}
	return due.In(London)
}

// Skipped lists the days after a moment's London date, up to another's, that are no
// working days.
func (c Calendar) Skipped(from, until time.Time) (off []DayOff) {
	for at := noon(from.In(London)).AddDate(0, 0, 1); !at.After(until); at = at.AddDate(0, 0, 1) {
		switch {
		case c.BankHoliday(at.Date()):
			off = append(off, DayOff{at.Format(time.DateOnly), "bank holiday"})
		case !c.WorkingDay(at):
			off = append(off, DayOff{at.Format(time.DateOnly), at.Weekday().String()})
		}
	}
	return off
}
