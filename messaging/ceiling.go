package messaging

import "time"

// Ceilings are how many messages may leave: a zero one sets no limit. They slide: an
// hour is the sixty minutes before any moment.
type Ceilings struct {
	VictimHour int // to one case in an hour
	VictimDay  int // to one case in a day
	Template   int // of one template in an hour
	Overall    int // in an hour

	Hour time.Duration // how long an hour is; zero: an hour. A day is 24 of them
}

// HourLong is how long an hour is to these ceilings.
func (c Ceilings) HourLong() time.Duration {
	if c.Hour > 0 {
		return c.Hour
	}
	return time.Hour
}

// DayLong is how long a day is to these ceilings.
func (c Ceilings) DayLong() time.Duration { return 24 * c.HourLong() }

// Count is how many messages began to be sent within a span up to now and left or may
// have, and when the oldest of them did.
type Count struct {
	N      int
	Oldest time.Time
}

// Traffic is what has been sent lately, beside one message. What no ceiling limits
// need not be counted.
type Traffic struct {
	VictimHour Count // to the message's case
	VictimDay  Count
	Template   Count // of the message's template, in an hour
	Overall    Count // in an hour
}

// Ceiling is one rule that keeps a message back because of others.
type Ceiling struct {
	Rule   string // stable; kept with every message that waited for it
	Says   string // for staff
	Source string

	most  func(Ceilings) int
	span  func(Ceilings) time.Duration
	count func(Traffic) Count
}

// The rules that keep back a message that is safe by itself.
const (
	RulePaused          = "paused"
	RuleTooManyToday    = "too_many_today"
	RuleCeilingVictim   = "ceiling_victim"
	RuleCeilingTemplate = "ceiling_template"
	RuleCeilingOverall  = "ceiling_overall"
)

const carriers = "UK mobile networks stop a number after 20 alike or 100 messages of any kind in an hour to one phone; the numbers here are this product's own, well below"

// CeilingRules lists the ceilings, the victim's first. To add one, add a line.
var CeilingRules = []Ceiling{
	{RuleTooManyToday, "this victim has had as many messages in 24 hours as one may have", carriers,
		func(c Ceilings) int { return c.VictimDay }, Ceilings.DayLong, func(t Traffic) Count { return t.VictimDay }},
	{RuleCeilingVictim, "this victim has had as many messages in an hour as one may have", carriers,
		func(c Ceilings) int { return c.VictimHour }, Ceilings.HourLong, func(t Traffic) Count { return t.VictimHour }},
	{RuleCeilingTemplate, "as many of these messages as may leave in an hour have left", "VINE Oregon 2015: a routine change sent some 8,000 false alerts; the number is this product's own",
		func(c Ceilings) int { return c.Template }, Ceilings.HourLong, func(t Traffic) Count { return t.Template }},
	{RuleCeilingOverall, "as many messages as may leave in an hour have left", "VINE Oregon 2015, as for one template",
		func(c Ceilings) int { return c.Overall }, Ceilings.HourLong, func(t Traffic) Count { return t.Overall }},
}

// Over is the ceiling that has been reached and keeps a message back the longest, if
// there is one, and the earliest moment at which there may be a place under it.
func (c Ceilings) Over(t Traffic) (reached Ceiling, until time.Time, over bool) {
	for _, rule := range CeilingRules {
		most, n := rule.most(c), rule.count(t)
		if most <= 0 || n.N < most {
			continue
		}
		if free := n.Oldest.Add(rule.span(c)); !over || free.After(until) {
			reached, until, over = rule, free, true
		}
	}
	return reached, until, over
}
