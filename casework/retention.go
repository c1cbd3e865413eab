package casework

import (
	"slices"
	"time"
)

// Date is a day in London, written 2026-03-02: such dates sort as they are written.
type Date string

// dateOf is the day in London on which a moment falls.
func dateOf(t time.Time) Date { return Date(t.In(London).Format(time.DateOnly)) }

// Period is one row of how long is kept what Beacon knows of a victim, from the day
// their case ended. It is counted in the calendar: six months from 31 August end on
// the last day of February.
type Period struct {
	Code   string
	Says   string
	Months int
	Days   int
	Source string
}

// Periods lists how long is kept what Beacon knows of a victim, the shortest first.
var Periods = []Period{
	{"declined", "help was declined, or never was for this service to give", 0, 6 * 7, "Victim Support, published retention criteria: referred, contacted and declined"},
	{"not_reached", "the victim could not be contacted", 6, 0, "Victim Support, published retention criteria: referred and could not be contacted"},
	{"service_user", "the victim was helped", 6 * 12, 0, "Victim Support, published retention criteria: service users, from the last contact"},
}

// Retention is one row of how long a case is kept that ended for a reason. Whoever
// was being helped is kept as a service user whatever the reason was, and that is
// never cut short by a later ending, unless the row says so.
type Retention struct {
	Reason string
	Period string
	Always bool // this period, whatever went before: the story is kept elsewhere
}

// Retentions lists how long a case is kept, by why it ended: a row for every reason.
// Source: this product's decision to keep by reason of closure. Where no published
// period is of that very reason, the nearest is taken.
var Retentions = []Retention{
	{"needs_met", "service_user", false},
	{"declined_at_first_contact", "declined", false},
	{"declined_later", "declined", false},
	{"not_reached_after_protocol", "not_reached", false},
	{"unsafe_to_contact", "not_reached", false},
	{"referred_on_accepted", "service_user", false},
	{"moved_area_transferred", "service_user", false},
	{"duplicate_merged", "declined", true},
	{"out_of_scope", "declined", false},
	{"deceased", "service_user", false},
	{"other_agency_lead", "service_user", false},
	{"opened_in_error", "declined", false},
}

// Kept is how long the case is kept, and why.
type Kept struct {
	Until  Date   `json:"until,omitempty"`  // the last day; empty: the case is open
	Period string `json:"period,omitempty"` // the row that says so
	Served Date   `json:"served,omitempty"` // the last day as a service user, of any ending so far
}

// Says puts in words why the case is kept so long.
func (k Kept) Says() string { return period(k.Period).Says }

func period(code string) Period {
	i := slices.IndexFunc(Periods, func(p Period) bool { return p.Code == code })
	if i < 0 {
		return Periods[len(Periods)-1]
	}
	return Periods[i]
}

// from is the last day of a period that begins on the day of a moment. Where a month
// is too short for that day, its last day is taken.
func (p Period) from(t time.Time) Date {
	y, m, d := t.In(London).Date()
	first := time.Date(y, m+time.Month(p.Months), 1, 12, 0, 0, 0, London)
	last := first.AddDate(0, 1, -1).Day()
	return dateOf(time.Date(first.Year(), first.Month(), min(d, last)+p.Days, 12, 0, 0, 0, London))
}

// keep fixes how long a case is kept that has ended: a longer grade of retention is
// never lost to a shorter one.
func (c *Case) keep(now time.Time) {
	i := slices.IndexFunc(Retentions, func(r Retention) bool { return r.Reason == c.Closure.Reason })
	row := Retentions[i]
	p := period(row.Period)
	if c.Closure.Served && !row.Always {
		p = period("service_user")
	}
	k := Kept{Until: p.from(now), Period: p.Code, Served: c.Kept.Served}
	if p.Code == "service_user" {
		k.Served = max(k.Served, k.Until)
	}
	if k.Served > k.Until && !row.Always {
		k.Until, k.Period = k.Served, "service_user"
	}
	c.Kept = k
	c.note(now, "kept-until", "", "Kept until %s: %s.", k.Until, k.Says())
	for _, h := range c.Holds {
		c.note(now, "kept-longer", h.ID, "Kept for longer than that, as long as a legal hold stands (%s).", h.Why)
	}
}
