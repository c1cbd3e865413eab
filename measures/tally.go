package measures

import (
	"math"
	"slices"
	"time"

	"beacon/victimscode"
)

// Rate is so many of so many. Percent is left out where there are none to be a part of.
type Rate struct {
	N       int      `json:"n"`
	Of      int      `json:"of"`
	Percent *float64 `json:"percent,omitempty"` // with one decimal place
}

func rate(n, of int) Rate {
	if of == 0 {
		return Rate{N: n, Of: of}
	}
	p := math.Round(1000*float64(n)/float64(of)) / 10
	return Rate{n, of, &p}
}

// Clock is how long it took from one of the moments from which time can be counted, and
// how much of what was due was in time if it ran from there.
type Clock struct {
	OnTime  Rate    `json:"on_time"`
	Elapsed Elapsed `json:"elapsed"`
}

// Elapsed is how long it took until the duties were met that are known to be.
type Elapsed struct {
	N                  int      `json:"n"`
	MedianWorkingDays  *int     `json:"median_working_days,omitempty"`
	LongestWorkingDays *int     `json:"longest_working_days,omitempty"`
	MedianHours        *float64 `json:"median_hours,omitempty"`
	LongestHours       *float64 `json:"longest_hours,omitempty"`
}

// Measured is what became of the duties whose time ended in a quarter: Due is OnTime,
// Late, NeverMet, Outstanding and NotKnown together.
type Measured struct {
	Due         int `json:"due"`
	OnTime      int `json:"on_time"`
	Late        int `json:"late"`
	NeverMet    int `json:"never_met"`   // late, and will not be met any more
	Outstanding int `json:"outstanding"` // late, and still asked for
	NotKnown    int `json:"not_known"`   // nothing shows whether it was met
	Running     int `json:"running"`     // its time ends in the quarter, and has not yet: not among Due
	NotOwed     int `json:"not_owed"`    // it was not owed after all: not among Due

	OfDue   Rate `json:"on_time_of_due"`
	OfKnown Rate `json:"on_time_of_known"` // without NotKnown

	Event     Clock `json:"event_clock"`     // from when it happened
	Knowledge Clock `json:"knowledge_clock"` // from when the body that owes it received it, where that is known
}

// tally adds duties up.
type tally struct {
	counts           Measured
	event, knowledge ticks
}

// ticks adds one clock up.
type ticks struct {
	onTime, of int
	days       []int
	hours      []float64
}

func (t *tally) add(o outcome, k Kept, limit victimscode.Limit, now time.Time, days victimscode.Calendar) {
	*t.counts.of(o) += 1
	if o == running || o == notOwed {
		return
	}
	t.counts.Due++
	t.event.add(k.Began, k.Met, limit, now, days)
	t.knowledge.add(k.Received, k.Met, limit, now, days)
}

// add counts a duty by a clock that starts at a moment: not at all, where that is not
// known, and not as late before its time by that clock is over.
func (t *ticks) add(start, met time.Time, limit victimscode.Limit, now time.Time, days victimscode.Calendar) {
	if start.IsZero() {
		return
	}
	if !met.IsZero() {
		t.days = append(t.days, days.Between(start, met))
		t.hours = append(t.hours, max(met.Sub(start).Hours(), 0))
	}
	due := limit.After(start, days)
	switch {
	case due.IsZero():
	case !met.IsZero() && !met.After(due):
		t.onTime, t.of = t.onTime+1, t.of+1
	case !met.IsZero() || now.After(due):
		t.of++
	}
}

func (t *ticks) clock() Clock {
	c := Clock{OnTime: rate(t.onTime, t.of), Elapsed: Elapsed{N: len(t.days)}}
	if len(t.days) > 0 {
		slices.Sort(t.days)
		slices.Sort(t.hours)
		middle, last := (len(t.days)-1)/2, len(t.days)-1
		median, longest := toTenth(t.hours[middle]), toTenth(t.hours[last])
		c.Elapsed.MedianWorkingDays, c.Elapsed.LongestWorkingDays = &t.days[middle], &t.days[last]
		c.Elapsed.MedianHours, c.Elapsed.LongestHours = &median, &longest
	}
	return c
}

func toTenth(x float64) float64 { return math.Round(10*x) / 10 }

func (t *tally) measured() Measured {
	m := t.counts
	m.OfDue, m.OfKnown = rate(m.OnTime, m.Due), rate(m.OnTime, m.Due-m.NotKnown)
	m.Event, m.Knowledge = t.event.clock(), t.knowledge.clock()
	return m
}
