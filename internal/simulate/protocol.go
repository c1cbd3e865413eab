package simulate

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// The invariants of reaching a victim: when calls are made, and who must be asked when
// they fail. They are said here once more, in another way than the case decides them.

// protocol is how hard to try for a victim.
func protocol(c *casework.Case) casework.Protocol {
	switch {
	case c.Risk.Grade == casework.MediumRisk:
		return c.Policy.Medium
	case c.Risk.Grade != casework.StandardRisk:
		return c.Policy.High
	case c.DomesticAbuse(), c.Pathway().Careful:
		return c.Policy.Standard
	}
	return c.Policy.Other
}

// twoHours is which of the twelve windows of the London day a moment lies in.
func twoHours(at time.Time) int { return at.In(casework.London).Hour() / 2 }

func inWindow(l Look) string {
	c := l.Case
	next := c.Contact.Next
	if c.Stage != casework.Reaching || next == nil {
		return ""
	}
	if !next.Until.After(next.From) {
		return "a call is to be made in no time at all"
	}
	row := slices.IndexFunc(casework.Dayparts, func(d casework.Daypart) bool { return d.Name == next.Part })
	if row < 0 {
		return "" // asked for by the victim, at once, or the first
	}
	part := casework.Dayparts[row]
	from, until := next.From.In(casework.London), next.Until.Add(-time.Second).In(casework.London)
	switch {
	case from.Hour() < part.From || until.Hour() >= part.To || from.YearDay() != until.YearDay():
		return fmt.Sprintf("a call %s is planned from %s to %s", part.Says, from.Format(time.DateTime), until.Format(time.DateTime))
	case !protocol(c).AnyDay && (from.Weekday() == time.Sunday || c.Policy.Calendar.BankHoliday(from.Date())):
		return "a call is planned for a day of rest"
	case next.Again:
		return ""
	}
	for _, a := range c.Contact.Attempts {
		if a.Counted && a.Round == c.Contact.Round && twoHours(a.At) == twoHours(next.From) {
			return "a call is planned in a window of the day that has been tried"
		}
	}
	return ""
}

// rungs: who must be asked about a victim who is not reached has been asked.
func rungs(l Look) string {
	c := l.Case
	if c.Stage != casework.Reaching || c.Contact.Declined {
		return ""
	}
	p := protocol(c)
	since := c.Contact.Began
	if slices.ContainsFunc(c.Contact.Attempts, func(a casework.Attempt) bool { return a.Round == c.Contact.Round && spokeTo(a.Outcome) }) {
		return "" // who was spoken to since is not out of reach
	}
	for _, rung := range []struct {
		after int
		kind  casework.TaskKind
	}{{p.SupervisorAfter, casework.ReachReview}, {p.TellAfter, casework.TellPartners}, {p.WelfareAfter, casework.SafeAndWell}, {p.Attempts, casework.NotReached}} {
		if rung.kind == casework.SafeAndWell && (c.Contact.Welfare == casework.KnownSafe || asks(c, casework.CheckResult)) {
			continue // decided already
		}
		if rung.after > 0 && c.Contact.Failed >= rung.after && l.Raised[rung.kind].Before(since) && !asks(c, rung.kind) {
			return fmt.Sprintf("%d attempts have failed, and nobody was asked for %s", c.Contact.Failed, rung.kind)
		}
	}
	return unreachedTooLong(l, p)
}

// unreachedTooLong: a victim of high risk whom nobody has spoken to is put to a
// supervisor in time, however many attempts there were.
func unreachedTooLong(l Look, p casework.Protocol) string {
	c := l.Case
	since := c.Since
	if l.HighSince.After(since) {
		since = l.HighSince
	}
	if p.WelfareWithin == 0 || c.Contact.Welfare != "" || asks(c, casework.CheckResult) || l.Now.Before(since.Add(p.WelfareWithin)) {
		return ""
	}
	spoken := slices.ContainsFunc(c.Contact.Attempts, func(a casework.Attempt) bool { return !a.At.Before(c.Since) && spokeTo(a.Outcome) })
	if !spoken && l.Raised[casework.SafeAndWell].Before(c.Since) && !asks(c, casework.SafeAndWell) {
		return "has not been reached for too long, and nobody was asked to decide on a safe-and-well check"
	}
	return ""
}

func asks(c *casework.Case, kind casework.TaskKind) bool {
	return slices.ContainsFunc(c.Tasks, func(t casework.Task) bool { return t.Open() && t.Kind == kind })
}

func spokeTo(outcome string) bool {
	return slices.ContainsFunc(casework.AttemptOutcomes, func(o casework.AttemptOutcome) bool { return o.Code == outcome && o.Spoke })
}
